from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import util

import numpy as np
import pytest

from voicemat.errors import MissingError
from voicemat.speech.engine import Engine
from voicemat.speech.engines.heart import HeartEngine
from voicemat.speech.engines.silent import SilentEngine
from voicemat.speech.passages import parts
from voicemat.timeline.utterance import Utterance

Say = Callable[..., Utterance]

LONG = (
    "Let the breath come, and let it go; let the shoulders be heavy, and let the jaw be soft, "
    "and let the eyes rest, deep in their sockets, as stones rest at the bottom of a quiet lake, "
    "and let the hands lie open, and the belly rise, and fall, and rise again, without any help "
    "from you, for as long as the night is long, and the rain goes on outside, and all is well."
)


def test_the_engines_satisfy_the_protocol(heart: HeartEngine) -> None:
    engines: tuple[Engine, ...] = (heart, SilentEngine())
    for engine in engines:
        assert engine.version
        assert [voice.name for voice in engine.voices()] == [engine.name]


# -- heart -----------------------------------------------------------------------------------


def test_heart_says_the_same_thing_the_same_way(heart: HeartEngine, say: Say) -> None:
    utterance = say("Let your weight spread evenly.", "heart", "0.9")
    first, second = heart.synthesise(utterance, 1), heart.synthesise(utterance, 1)
    np.testing.assert_array_equal(first.samples, second.samples)
    assert not np.array_equal(first.samples, heart.synthesise(utterance, 2).samples)
    assert first.samples.dtype == np.float32
    assert np.abs(first.samples).max() > 0.05


def test_heart_in_several_threads_says_what_it_says_in_one(heart: HeartEngine, say: Say) -> None:
    utterances = [say(f"Breathe in, {word}.", "heart") for word in ("softly", "slowly", "now")] * 4
    alone = [heart.synthesise(utterance, 1).samples for utterance in utterances]
    with ThreadPoolExecutor(4) as executor:
        together = list(executor.map(lambda each: heart.synthesise(each, 1).samples, utterances))
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_new_engine_starts_safely_in_several_threads(say: Say) -> None:
    engine = HeartEngine()
    with ThreadPoolExecutor(3) as executor:
        takes = list(executor.map(lambda _: engine.synthesise(say("Rest.", "heart"), 1), range(3)))
    np.testing.assert_array_equal(takes[0].samples, takes[1].samples)
    np.testing.assert_array_equal(takes[0].samples, takes[2].samples)


def test_pace_changes_the_length(heart: HeartEngine, say: Say) -> None:
    slow, fast = (
        len(heart.synthesise(say("Let your weight spread evenly.", "heart", pace), 1).samples)
        for pace in ("0.7", "1.4")
    )
    assert slow / fast == pytest.approx(2, rel=0.15)


def test_a_long_text_is_said_whole_with_short_gaps(heart: HeartEngine, say: Say) -> None:
    take = heart.synthesise(say(LONG, "heart"), 1)
    halves = [heart.synthesise(say(part, "heart"), 1) for part in parts(LONG)]
    # Each half alone has some 0.3 s of silence at either end; between them only the gap is left.
    assert len(take.samples) < sum(len(half.samples) for half in halves)
    assert len(take.samples) / take.rate > 15
    window = take.rate // 20
    count = len(take.samples) // window
    loud = np.abs(take.samples[: count * window].reshape(count, window)).max(axis=1) > 1e-3
    inner = np.flatnonzero(loud)
    longest = np.diff(inner).max() * 0.05
    assert 0.2 <= longest <= 0.6


def test_heart_never_uses_the_network(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert len(HeartEngine().synthesise(say("Rest.", "heart"), 1).samples)


def test_a_missing_package_says_what_installs_it(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(util, "find_spec", lambda name: None)
    for use in (lambda: HeartEngine().version, lambda: HeartEngine().synthesise(say("a"), 1)):
        with pytest.raises(MissingError) as caught:
            use()
        assert caught.value.advice == 'pip install "hibari-tts>=0.2.1,<0.3"'


def test_the_version_names_package_model_and_transform_without_loading_them() -> None:
    code = (
        "import sys; from voicemat.speech.engines.heart import HeartEngine\n"
        "print(HeartEngine().version)\n"
        "assert not {'hibari', 'onnxruntime', 'scipy'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    package, model, transform = done.stdout.strip().rsplit("-", 2)
    assert package == "0.2.1" or package.startswith("0.2.")
    assert len(model) == 16
    assert transform in ("numpy", "scipy")


def test_the_version_tells_the_transform_that_is_used(heart: HeartEngine) -> None:
    dsp = pytest.importorskip("hibari.dsp")
    assert heart.version.endswith(f"-{dsp.FFT_BACKEND}")


# -- silent ----------------------------------------------------------------------------------


def test_silence_is_silent_and_as_long_as_speech(heart: HeartEngine, say: Say) -> None:
    silent = SilentEngine()
    for text in ("Let your weight spread evenly.", "Feel the warmth across your shoulders."):
        take = silent.synthesise(say(text, "silent", "0.9"), 1)
        spoken = heart.synthesise(say(text, "heart", "0.9"), 1)
        assert not take.samples.any()
        # The take of the voice has 0.7 s of silence around it, the silent one has not.
        seconds = len(spoken.samples) / spoken.rate - 0.7
        assert len(take.samples) / take.rate == pytest.approx(seconds, rel=0.25)


def test_silence_depends_on_the_text_and_the_pace_alone(say: Say) -> None:
    silent = SilentEngine()
    lengths = [
        len(silent.synthesise(say(text, "silent", pace), seed).samples)
        for text, pace, seed in (
            ("Rest now.", "1", 1),
            ("Rest now.", "1", 2),
            ("Rest now.", "0.5", 1),
            ("Rest now, softly.", "1", 1),
        )
    ]
    assert lengths[0] == lengths[1]
    assert lengths[2] == 2 * lengths[0]
    assert lengths[3] > lengths[0]
