"""The voices of a speech server, with a real server on this computer, good and bad."""

from __future__ import annotations

import io
import logging
import time
import traceback
from collections.abc import Callable, Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.fakes.speech_server import RATE, Answer, Asked, SpeechServer, tone
from voicemat.config import FORMATS, Secret
from voicemat.errors import FileError, MissingError
from voicemat.speech.engines.http import HttpEngine, Limits, Server
from voicemat.speech.narrator import Narrator, SpeechError
from voicemat.speech.registry import Registry
from voicemat.timeline.utterance import Utterance

Say = Callable[..., Utterance]
Open = Callable[..., SpeechServer]

KEY = "sk-very-secret-0123456789"

QUICK = Limits(
    connect=0.5, idle=0.4, sentence=3.0, size=1 << 20, tries=3, pause=0.02, longest_pause=1.0
)


@pytest.fixture
def serve() -> Iterator[Open]:
    """A server that answers as it is told, by the number of the request."""
    servers: list[SpeechServer] = []

    def serve(*answers: Answer) -> SpeechServer:
        def answer(number: int, asked: Asked) -> Answer:
            return answers[min(number, len(answers)) - 1] if answers else Answer()

        server = SpeechServer(answer)
        servers.append(server)
        server.__enter__()
        return server

    yield serve
    for server in servers:
        server.stop()


def engine(server: SpeechServer, limits: Limits = QUICK, **settings: Any) -> HttpEngine:
    given = {"url": server.url, "key": Secret(KEY), "model": "tts-1", "voices": ("alloy", "nova")}
    return HttpEngine(Server(**{**given, **settings}), limits)


def refusal(engine: HttpEngine, utterance: Utterance) -> tuple[str, str]:
    """What is said of a sentence that the server does not speak, which never holds the key."""
    with pytest.raises(MissingError) as caught:
        engine.synthesise(utterance, 1)
    told = "".join(traceback.format_exception(caught.value))
    assert KEY not in told
    prefix = f"the speech server at {engine._server.host}: "
    assert caught.value.message.startswith(prefix)
    return caught.value.message.removeprefix(prefix), caught.value.advice or ""


# -- what is asked and what comes ------------------------------------------------------------


def test_a_sentence_is_asked_for_in_the_common_form(serve: Open, say: Say) -> None:
    server = serve()
    take = engine(server).synthesise(say("Let go, and “rest”.", "nova", "0.9"), 1)
    (asked,) = server.asked
    assert asked.path == "/v1/audio/speech"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.headers["content-type"] == "application/json"
    assert asked.body == {
        "model": "tts-1",
        "input": "Let go, and “rest”.",
        "voice": "nova",
        "speed": 0.9,
        "response_format": "wav",
    }
    assert take.rate == 48_000
    assert take.samples.dtype == np.float32
    assert len(take.samples) / take.rate == pytest.approx((0.4 + 0.06 * 19) / 0.9, abs=0.001)
    assert 0.25 < np.abs(take.samples).max() < 0.35


def test_without_a_key_none_is_sent(serve: Open, say: Say) -> None:
    server = serve()
    engine(server, key=Secret()).synthesise(say("Rest.", "nova"), 1)
    assert "authorization" not in server.asked[0].headers


def test_connections_stay_open_from_sentence_to_sentence(serve: Open, say: Say) -> None:
    server = serve()
    speaker = engine(server)
    for text in ("One.", "Two.", "Three."):
        speaker.synthesise(say(text, "nova"), 1)
    pool = speaker._client._transport._pool
    assert len(pool.connections) == 1


def encoded(form: str) -> bytes:
    with soundfile.SoundFile(io.BytesIO(tone("Good evening."))) as file:
        samples = file.read(dtype="int16")
    if form == "pcm":
        return bytes(samples.astype("<i2").tobytes())
    container, subtype = {
        "wav": ("WAV", "PCM_16"),
        "flac": ("FLAC", "PCM_16"),
        "mp3": ("MP3", "MPEG_LAYER_III"),
        "opus": ("OGG", "OPUS"),
    }[form]
    out = io.BytesIO()
    soundfile.write(out, samples, RATE, format=container, subtype=subtype)
    return out.getvalue()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kind", ["audio/mpeg", "application/octet-stream"])
def test_every_form_of_sound_is_understood(serve: Open, say: Say, form: str, kind: str) -> None:
    server = serve(Answer(body=encoded(form), kind=kind))
    take = engine(server, format=form).synthesise(say("Good evening.", "nova"), 1)
    assert server.asked[0].body["response_format"] == form
    assert len(take.samples) / take.rate == pytest.approx(0.4 + 0.06 * 13, abs=0.08)
    spectrum = np.abs(np.fft.rfft(take.samples))
    assert np.argmax(spectrum) * take.rate / len(take.samples) == pytest.approx(220, abs=3)


@pytest.mark.parametrize("form", ["pcm", "mp3", "flac"])
def test_a_server_that_sends_wav_whatever_it_was_asked_for(
    serve: Open, say: Say, form: str
) -> None:
    take = engine(serve(), format=form).synthesise(say("Good evening.", "nova"), 1)
    assert len(take.samples) / take.rate == pytest.approx(0.4 + 0.06 * 13, abs=0.001)


def test_a_stream_that_does_not_know_its_length(serve: Open, say: Say) -> None:
    """As servers send WAV that they make on the way: all ones for both sizes in its header."""
    body = bytearray(tone("Good evening."))
    body[4:8] = body[40:44] = b"\xff\xff\xff\xff"
    server = serve(Answer(body=bytes(body), sized=False))
    take = engine(server).synthesise(say("Good evening.", "nova"), 1)
    assert len(take.samples) / take.rate == pytest.approx(0.4 + 0.06 * 13, abs=0.001)


def test_a_text_over_the_limit_is_asked_for_in_parts(serve: Open, say: Say) -> None:
    server = serve(Answer(body=tone("One.")))
    text = "Breathe in, and breathe out. " * 300
    engine(server).synthesise(say(text.strip(), "nova"), 1)
    inputs = [asked.body["input"] for asked in server.asked]
    assert len(inputs) == 3
    assert " ".join(inputs) == text.strip()
    assert max(map(len, inputs)) <= 4096


# -- what was configured ---------------------------------------------------------------------


def test_nothing_is_there_and_nothing_is_sent_without_an_address(say: Say) -> None:
    unset = HttpEngine()
    assert unset.voices() == ()
    assert unset.destination == ""
    for use in (lambda: unset.version, lambda: unset.synthesise(say("Rest.", "nova"), 1)):
        with pytest.raises(MissingError) as caught:
            use()
        assert caught.value.message == "no speech server is configured"


def test_its_voices_are_those_that_were_named(serve: Open) -> None:
    server = serve()
    voices = engine(server).voices()
    assert [(voice.name, voice.language) for voice in voices] == [("alloy", "mul"), ("nova", "mul")]
    assert voices[0].description == f"tts-1 at {server.host}"
    with pytest.raises(MissingError, match=r"^no voice of the server at"):
        _ = engine(server, voices=()).version
    assert not server.asked


def test_its_version_names_what_speaks_and_never_the_key() -> None:
    one = HttpEngine(
        Server(url="https://a.example:8080/v1", key=Secret(KEY), model="m", voices=("v",))
    )
    assert one.version == "1-a.example:8080-m-wav"
    assert KEY not in repr(one._server)


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("http://localhost:8880/v1", True),
        ("http://127.0.0.1/v1", True),
        ("http://[::1]:8880/v1", True),
        ("http://192.168.1.20:8880/v1", True),
        ("http://10.0.0.7/v1", True),
        ("http://172.16.4.4/v1", True),
        ("http://[fd00::7]/v1", True),
        ("http://169.254.3.3/v1", True),
        ("http://nas:8880/v1", True),
        ("http://speech.local/v1", True),
        ("http://speech.home.arpa/v1", True),
        ("http://8.8.8.8/v1", False),
        ("http://172.32.0.1/v1", False),
        ("http://[2606:4700::1]/v1", False),
        ("http://voice.example/v1", False),
        ("HTTP://localhost.voice.example/v1", False),
        ("http://127.0.0.1.voice.example/v1", False),
    ],
)
def test_without_tls_nothing_leaves_the_home(url: str, home: bool, say: Say) -> None:
    def speaker(**settings: Any) -> HttpEngine:
        return HttpEngine(Server(url=url, model="m", voices=("v",), **settings))

    assert speaker(without_tls=True).version
    if home:
        assert speaker().version
    else:
        for use in (lambda: speaker().version, lambda: speaker().synthesise(say("a", "v"), 1)):
            with pytest.raises(MissingError, match="not at home, and without https"):
                use()
    assert HttpEngine(Server(url=f"https{url[4:]}", model="m", voices=("v",))).version


@pytest.mark.parametrize(
    ("url", "destination"),
    [
        ("https://voice.example/v1", "voice.example"),
        ("http://192.168.1.20:8880/v1", "192.168.1.20:8880"),
        ("http://localhost:8880/v1", ""),
        ("http://127.0.0.1:8880/v1", ""),
        ("http://[::1]/v1", ""),
    ],
)
def test_it_is_told_where_the_words_go_unless_they_stay(url: str, destination: str) -> None:
    assert HttpEngine(Server(url=url)).destination == destination


def test_a_proxy_is_not_asked_for_what_is_at_home(
    serve: Open, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy, server = serve(), serve()
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://{proxy.host}")
    engine(server).synthesise(say("Rest.", "nova"), 1)
    assert len(server.asked) == 1
    assert not proxy.asked


# -- troubles that pass ----------------------------------------------------------------------

PASSING = [
    (Answer(status=500), "it failed with 500"),
    (Answer(status=503, kind="text/html", body=b"<h1>busy</h1>"), "it failed with 503"),
    (Answer(status=429), "it has too many requests"),
    (Answer(before=2.0), "it did not answer in time"),
    (Answer(pause=1.0), "it did not answer in time"),
    (Answer(cut=True), "the connection broke off"),
    (Answer(body=b""), "it sent nothing"),
]


@pytest.mark.parametrize(("trouble", "problem"), PASSING)
def test_a_trouble_that_passes_costs_nothing_but_time(
    serve: Open, say: Say, trouble: Answer, problem: str
) -> None:
    server = serve(trouble, Answer())
    take = engine(server).synthesise(say("Good evening.", "nova"), 1)
    assert len(take.samples) / take.rate == pytest.approx(0.4 + 0.06 * 13, abs=0.001)
    assert len(server.asked) == 2


@pytest.mark.parametrize(("trouble", "problem"), PASSING)
def test_a_trouble_that_stays_is_told(serve: Open, say: Say, trouble: Answer, problem: str) -> None:
    server = serve(trouble)
    assert refusal(engine(server), say("Good evening.", "nova")) == (
        f"{problem} (tried 3 times)",
        "try again later; what was made is kept",
    )
    assert len(server.asked) == 3


def test_a_server_that_is_not_there(serve: Open, say: Say) -> None:
    server = serve()
    server.stop()
    problem, _ = refusal(engine(server), say("Rest.", "nova"))
    assert problem.startswith("it cannot be reached (")


def test_the_pauses_between_tries_grow_and_are_never_alike(serve: Open, say: Say) -> None:
    patient = Limits(tries=4, pause=0.08)
    starts = []
    for _ in range(2):
        server = serve(Answer(status=500))
        refusal(engine(server, patient), say("Rest.", "nova"))
        starts.append([asked.at for asked in server.asked])
    gaps = np.diff(np.array(starts))
    assert (gaps >= 0.04 * 2.0 ** np.arange(3)).all()
    assert (gaps <= 0.08 * 2.0 ** np.arange(3) + 0.1).all()
    assert abs(gaps[0] - gaps[1]).max() > 0.001


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_server_s_wish_to_wait_is_obeyed(serve: Open, say: Say, form: str) -> None:
    header = "1" if form == "seconds" else formatdate(time.time() + 2, usegmt=True)
    server = serve(Answer(status=429, headers={"Retry-After": header}), Answer())
    patient = Limits(longest_pause=3.0)
    engine(server, patient).synthesise(say("Rest.", "nova"), 1)
    first, second = server.asked
    assert 0.9 <= second.at - first.at <= 2.5


def test_a_wish_to_wait_for_long_is_told_at_once(serve: Open, say: Say) -> None:
    server = serve(Answer(status=429, headers={"Retry-After": "3600"}))
    begun = time.monotonic()
    problem, advice = refusal(engine(server), say("Rest.", "nova"))
    assert time.monotonic() - begun < 1
    assert problem == "it has too many requests"
    assert advice == "it asks to wait for 3600 s; what was made is kept"


def test_a_trickle_ends_in_time(serve: Open, say: Say) -> None:
    server = serve(Answer(pause=0.25))
    hurried = Limits(idle=1.0, sentence=1.0, pause=0.02)
    begun = time.monotonic()
    problem, _ = refusal(engine(server, hurried), say("Good evening.", "nova"))
    assert time.monotonic() - begun < 2
    assert problem.startswith("it sends too slowly")


# -- troubles that stay ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "problem", "advice"),
    [
        (
            Answer(
                status=401,
                kind="application/json",
                body=b'{"error": "bad key ' + KEY.encode() + b'"}',
            ),
            "it does not accept the key",
            "set VOICEMAT_HTTP_KEY, or http_key in your settings",
        ),
        (
            Answer(status=404, kind="application/json", body=b'{"detail":"Not Found"}'),
            'it knows no such address or model: {"detail":"Not Found"}',
            "check http_url, which often ends in /v1, and http_model",
        ),
        (
            Answer(
                status=400, kind="text/plain", body=b"no voice nova\x1b[2J\nfor " + KEY.encode()
            ),
            "it refused with 400: no voice nova [2J for (hidden)",
            "check http_url, http_model, http_voices and http_format: voicemat config",
        ),
        (
            Answer(status=400, body=b"x" * 190 + KEY.encode()),
            f"it refused with 400: {'x' * 190}(hidden)",
            "check http_url, http_model, http_voices and http_format: voicemat config",
        ),
        (
            Answer(kind="text/html; charset=utf-8", body=b"<html>Welcome</html>"),
            "it sent text/html and no sound",
            "check http_url, http_model, http_voices and http_format: voicemat config",
        ),
        (
            Answer(kind="application/json", body=b"{}"),
            "it sent application/json and no sound",
            "check http_url, http_model, http_voices and http_format: voicemat config",
        ),
        (
            Answer(kind="audio/wav", body=b"this is no sound at all" * 10),
            "what it sent cannot be read as sound",
            "check http_url, http_model, http_voices and http_format: voicemat config",
        ),
        (
            Answer(endless=True),
            "it sent more than 1 MiB for one sentence",
            "check http_url, http_model, http_voices and http_format: voicemat config",
        ),
    ],
)
def test_a_trouble_that_no_patience_mends_is_told_at_once(
    serve: Open, say: Say, answer: Answer, problem: str, advice: str
) -> None:
    server = serve(answer)
    assert refusal(engine(server), say("Good evening.", "nova")) == (problem, advice)
    assert len(server.asked) == 1


def test_a_server_that_wants_a_key(serve: Open, say: Say) -> None:
    server = serve(Answer(status=401, body=b""))
    assert refusal(engine(server, key=Secret()), say("Rest.", "nova"))[0] == "it wants a key"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_words_and_key_do_not_follow_a_redirection(serve: Open, say: Say, status: int) -> None:
    elsewhere = serve()
    server = serve(
        Answer(status=status, body=b"", headers={"Location": f"{elsewhere.url}/audio/speech"})
    )
    problem, advice = refusal(engine(server), say("Rest.", "nova"))
    assert problem == (
        f"it sends us on to {elsewhere.host}, and words and key go only where you said"
    )
    assert advice == "if that is right, write the new address into http_url"
    assert not elsewhere.asked


def test_a_bomb_of_nothing_is_not_unpacked(serve: Open, say: Say) -> None:
    import gzip

    bomb = gzip.compress(bytes(64 << 20))
    server = serve(Answer(body=bomb, headers={"Content-Encoding": "gzip"}))
    assert refusal(engine(server), say("Rest.", "nova"))[0] == (
        "it sent more than 1 MiB for one sentence"
    )


def test_no_temporary_folder(
    serve: Open, say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(FileError, match="there is no temporary folder to write speech to"):
        engine(serve()).synthesise(say("Rest.", "nova"), 1)


def test_the_key_is_in_no_log(serve: Open, say: Say, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    engine(serve()).synthesise(say("Rest.", "nova"), 1)
    refusal(engine(serve(Answer(status=401))), say("Rest.", "nova"))
    assert KEY not in caplog.text


# -- a session -------------------------------------------------------------------------------

TEXTS = tuple(f"This is sentence number {number}." for number in range(12))


def narrator(speaker: HttpEngine, cache: Any, notice: Any = lambda _: None) -> Narrator:
    return Narrator(Registry({"http": lambda: speaker}), cache, notice)


def test_a_plug_that_is_pulled_loses_nothing_that_was_made(
    open_cache: Callable[..., Any], say: Say
) -> None:
    def answer(number: int, asked: Asked) -> Answer:
        if number == 6:
            server.stop()
        return Answer()

    utterances = [say(text, "http:nova") for text in TEXTS]
    with SpeechServer(answer) as server, pytest.raises(SpeechError) as caught:
        narrator(engine(server), open_cache()).durations(utterances)
    made = len(TEXTS) - caught.value.missing
    assert 3 <= made <= 6
    assert caught.value.utterance in utterances
    assert caught.value.message.startswith('the voice "http:nova" could not say "This is sentence')

    with SpeechServer(port=server.port) as second:
        mended = narrator(engine(second), open_cache())
        assert len(mended.durations(utterances)) == len(TEXTS)
        assert mended.statistics.cached == made
        assert len(second.asked) == caught.value.missing
        assert {asked.body["voice"] for asked in second.asked} == {"nova"}


def test_a_person_is_told_once_that_words_leave_the_computer(
    open_cache: Callable[..., Any], say: Say, serve: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    speaker = engine(serve())
    monkeypatch.setattr(HttpEngine, "destination", "voice.example")
    speaking = narrator(speaker, open_cache(), told.append)
    speaking.durations([say(text, "http:nova") for text in TEXTS[:4]])
    speaking.durations([say(text, "http:nova") for text in TEXTS])
    assert told == ["what is said is sent to voice.example, which speaks it"]
    # What is in the cache is not sent.
    told.clear()
    narrator(speaker, open_cache(), told.append).durations([say(TEXTS[0], "http:nova")])
    assert told == []


def test_nobody_is_told_where_the_words_stay(
    open_cache: Callable[..., Any], say: Say, serve: Open
) -> None:
    told: list[str] = []
    narrator(engine(serve()), open_cache(), told.append).durations([say(TEXTS[0], "http:nova")])
    assert told == []
