"""The real model: the files are put together from packages, see `tests/conftest.py`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from voicemat.errors import FileError, MissingError
from voicemat.speech import g2p
from voicemat.speech.engine import Engine, Installable, Modelled, fingerprint
from voicemat.speech.engines import kokoro as module
from voicemat.speech.engines.kokoro import KokoroEngine
from voicemat.speech.registry import Registry
from voicemat.timeline.utterance import Utterance

pytestmark = pytest.mark.slow

Say = Callable[..., Utterance]


@pytest.fixture(scope="module")
def folder(kokoro_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of voices with Kokoro in it."""
    folder = tmp_path_factory.mktemp("installed")
    (folder / "kokoro").mkdir()
    for file in kokoro_files.iterdir():
        shutil.copyfile(file, folder / "kokoro" / file.name)
    return folder


@pytest.fixture(scope="module")
def kokoro(folder: Path) -> KokoroEngine:
    return KokoroEngine(folder)


def frames(engine: Engine, utterance: Utterance) -> int:
    return len(engine.synthesise(utterance, 1).samples)


def test_it_satisfies_the_protocols(kokoro: KokoroEngine) -> None:
    engine: Engine = kokoro
    assert isinstance(engine, Modelled)
    assert isinstance(engine, Installable)
    assert engine.reads_ipa


def test_all_english_voices_are_there_men_among_them(kokoro: KokoroEngine) -> None:
    voices = kokoro.voices()
    assert len(voices) == 28
    assert sum(voice.description.startswith("man") for voice in voices) == 13
    assert {voice.language for voice in voices} == {"en-US", "en-GB"}
    assert all(voice.licence == "Apache-2.0" and voice.quality for voice in voices)
    assert kokoro.offers() == ()


def test_every_voice_has_its_styles(kokoro: KokoroEngine) -> None:
    path = kokoro._file("voices-v1.0.bin")
    styles = [module._style(path, voice.name) for voice in kokoro.voices()]
    assert len({style.tobytes() for style in styles}) == 28


def test_the_same_is_said_the_same_way_also_in_threads(kokoro: KokoroEngine, say: Say) -> None:
    voices = ("af_heart", "am_michael", "bf_emma")
    alone = [kokoro.synthesise(say("Rest.", voice), 1) for voice in voices]
    with ThreadPoolExecutor(3) as executor:
        again = list(executor.map(lambda voice: kokoro.synthesise(say("Rest.", voice), 2), voices))
    for one, other in zip(alone, again, strict=True):
        assert one.rate == 24_000
        assert one.samples.dtype == np.float32
        assert np.abs(one.samples).max() > 0.05
        np.testing.assert_array_equal(one.samples, other.samples)
    assert not np.array_equal(alone[0].samples, alone[1].samples)


@pytest.mark.slow
def test_an_engine_s_name_before_the_voice_changes_nothing(kokoro: KokoroEngine, say: Say) -> None:
    bare = kokoro.synthesise(say("Rest.", "am_michael"), 1)
    named = kokoro.synthesise(say("Rest.", "kokoro:am_michael"), 1)
    np.testing.assert_array_equal(bare.samples, named.samples)


@pytest.mark.slow
def test_pace_changes_the_length(kokoro: KokoroEngine, say: Say) -> None:
    text = "Let your weight spread evenly."
    slow = frames(kokoro, say(text, "af_heart", "0.7"))
    fast = frames(kokoro, say(text, "af_heart", "1.4"))
    assert slow / fast == pytest.approx(2, rel=0.2)


@pytest.mark.slow
def test_ipa_is_read(kokoro: KokoroEngine, say: Say) -> None:
    plain = say("Rest in peace.", "af_heart")
    told = Utterance(
        text=plain.text,
        voice="af_heart",
        language="en",
        pace="1",
        phonemes=(("peace", "ʃəˈvɑːsənə"),),
    )
    assert frames(kokoro, told) > frames(kokoro, plain)


def test_the_vocabulary_holds_all_that_the_dictionaries_say() -> None:
    for accent in g2p.Accent:
        said = g2p.english(accent)("Go home, and breathe: is it 10 o'clock? Chew, joy... yes!")
        assert set(said) <= set(g2p.vocabulary())


def test_more_than_the_model_takes_is_said_in_parts(
    kokoro: KokoroEngine, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Figures: few letters, many phonemes."""
    asked: list[str] = []

    def said(model: object, style: object, phonemes: str, pace: object) -> np.ndarray:
        asked.append(phonemes)
        return np.full(2400, 0.5, np.float32)

    monkeypatch.setattr(module, "_said", said)
    text = " ".join(["777777777777"] * 20) + "."
    kokoro.synthesise(say(text, "af_heart"), 1)
    assert len(text) < 300
    assert len(asked) > 2
    assert all(len(phonemes) <= module.MOST_TOKENS for phonemes in asked)


def test_the_version_is_told_without_loading_anything(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from voicemat.speech.engines.kokoro import KokoroEngine\n"
        "from voicemat.speech.engine import fingerprint\n"
        f"engine = KokoroEngine(Path({str(folder)!r}))\n"
        "engine.voices(), print(fingerprint(engine, 'am_michael'))\n"
        "assert not {'hibari', 'onnxruntime', 'httpx2', 'piper'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == fingerprint(KokoroEngine(folder), "am_michael")


def test_a_voice_that_is_not_installed_says_what_installs_it(tmp_path: Path, say: Say) -> None:
    engine = KokoroEngine(tmp_path)
    assert engine.voices() == ()
    (offer,) = engine.offers()
    assert (offer.command, len(offer.voices)) == ("voicemat voices install kokoro", 28)
    for use in (lambda: engine.digest("am_michael"), lambda: engine.synthesise(say("a"), 1)):
        with pytest.raises(MissingError) as caught:
            use()
        assert caught.value.advice == "voicemat voices install kokoro"
    with pytest.raises(MissingError) as caught:
        Registry({"kokoro": lambda: engine}).find("am_michael")
    assert caught.value.advice == "voicemat voices install kokoro"


def test_damaged_files_are_said(tmp_path: Path, folder: Path, say: Say) -> None:
    (tmp_path / "kokoro").mkdir()
    model, styles = (
        tmp_path / "kokoro" / name for name in ("kokoro-v1.0.int8.onnx", "voices-v1.0.bin")
    )
    model.write_bytes((folder / "kokoro" / model.name).read_bytes()[:1_000_000])
    styles.write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(FileError, match=r"int8\.onnx: it is no whole model"):
        KokoroEngine(tmp_path).synthesise(say("Rest.", "am_michael"), 1)
    model.unlink()
    model.hardlink_to(folder / "kokoro" / model.name)
    with pytest.raises(FileError, match=r"voices-v1\.0\.bin") as caught:
        KokoroEngine(tmp_path).synthesise(say("Rest.", "am_michael"), 1)
    assert caught.value.advice == "voicemat voices remove kokoro, and install it again"
