"""A real voice, en_US-joe-medium, from a package; the others are it in other clothes."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.fakes.publisher import publishing
from voicemat.errors import FileError, MissingError
from voicemat.speech.engine import Engine, Modelled, fingerprint
from voicemat.speech.engines.piper import PiperEngine
from voicemat.speech.models.download import Downloader
from voicemat.speech.models.index import piper_models
from voicemat.speech.narrator import Narrator
from voicemat.speech.registry import Registry
from voicemat.timeline.utterance import Utterance

pytestmark = pytest.mark.slow

Say = Callable[..., Utterance]
JOE = "en_US-joe-medium"


@pytest.fixture(scope="module")
def folder(piper_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    (folder / JOE).mkdir()
    for file in piper_files.iterdir():
        if file.is_file():
            (folder / JOE / file.name).write_bytes(file.read_bytes())
    return folder


@pytest.fixture(scope="module")
def piper(folder: Path) -> PiperEngine:
    return PiperEngine(folder)


def dress(folder: Path, source: Path, name: str, **facts: Any) -> None:
    """Put the voice into `folder` under another name, its configuration changed."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.onnx").hardlink_to(source / JOE / f"{JOE}.onnx")
    known = json.loads((source / JOE / f"{JOE}.onnx.json").read_text())
    (folder / f"{name}.onnx.json").write_text(json.dumps(known | facts))


def test_it_satisfies_the_protocols(piper: PiperEngine) -> None:
    engine: Engine = piper
    assert isinstance(engine, Modelled)
    assert not engine.reads_ipa


def test_a_voice_is_known_by_its_published_name(piper: PiperEngine) -> None:
    (voice,) = piper.voices()
    assert (voice.name, voice.language, voice.quality) == (JOE, "en-US", "medium")
    assert (voice.licence, voice.size) == ("CC0", 63_201_294)


def test_the_same_is_said_the_same_way_in_any_order_and_thread(
    piper: PiperEngine, folder: Path, say: Say
) -> None:
    texts = ("Rest.", "Breathe out, slowly.", "Let go.") * 2
    alone = [piper.synthesise(say(text, JOE), 1).samples for text in texts]
    other = PiperEngine(folder)
    with ThreadPoolExecutor(3) as executor:
        together = list(
            executor.map(lambda text: other.synthesise(say(text, JOE), 2), reversed(texts))
        )
    for one, two in zip(alone, reversed(together), strict=True):
        np.testing.assert_array_equal(one, two.samples)
        assert two.rate == 22_050
        assert 0.05 < np.abs(one).max() < 1


def test_pace_changes_the_length(piper: PiperEngine, say: Say) -> None:
    slow, fast = (
        len(piper.synthesise(say("Let your weight spread evenly.", JOE, pace), 1).samples)
        for pace in ("0.7", "1.4")
    )
    assert slow / fast == pytest.approx(2, rel=0.15)


def test_a_text_of_several_sentences_is_said_whole(piper: PiperEngine, say: Say) -> None:
    one = piper.synthesise(say("Breathe out, slowly.", JOE), 1)
    two = piper.synthesise(say("Breathe out, slowly. Breathe out, slowly.", JOE), 1)
    assert len(two.samples) == pytest.approx(2 * len(one.samples), rel=0.1)


def test_a_take_becomes_a_recording(
    piper: PiperEngine, say: Say, open_cache: Callable[..., Any]
) -> None:
    narrator = Narrator(Registry({"piper": lambda: piper}), open_cache())
    utterance = say("Let the mat take your weight.", JOE, "0.9")
    assert 1 < len(narrator.samples(utterance)) / 48_000 < 4


def test_voices_are_found_wherever_a_person_put_them(
    tmp_path: Path, folder: Path, say: Say
) -> None:
    dress(tmp_path, folder, "mine")
    dress(tmp_path / "de" / "deep", folder, "de_DE-otto-low", language={"code": "de_DE"})
    dress(tmp_path / ".installing" / "half", folder, "en_US-half-low")
    (tmp_path / "lonely.onnx.json").write_text("{}")
    (tmp_path / "broken.onnx").write_bytes(b"")
    (tmp_path / "broken.onnx.json").write_text("no json")
    voices = {voice.name: voice for voice in PiperEngine(tmp_path).voices()}
    assert sorted(voices) == ["de_DE-otto-low", "mine"]
    assert voices["de_DE-otto-low"].language == "de-DE"
    assert len(PiperEngine(tmp_path).synthesise(say("Rest.", "piper:mine"), 1).samples) > 5000


def test_a_folder_that_is_not_there_has_no_voices(tmp_path: Path) -> None:
    assert PiperEngine(tmp_path / "nothing").voices() == ()


def test_a_voice_of_several_speakers_is_known_by_each(tmp_path: Path, folder: Path) -> None:
    dress(tmp_path, folder, "en_US-many-low", num_speakers=2, speaker_id_map={"p1": 0, "p2": 1})
    engine = PiperEngine(tmp_path)
    names = ["en_US-many-low", "en_US-many-low#p1", "en_US-many-low#p2"]
    assert [voice.name for voice in engine.voices()] == names
    assert "2 speakers" in engine.voices()[0].description
    assert engine.digest(names[0]) == engine.digest(names[2])


def test_a_speaker_is_asked_for_by_its_number(
    tmp_path: Path, folder: Path, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    import piper

    asked: list[int | None] = []

    def listen(self: object, ids: object, settings: Any) -> np.ndarray:
        asked.append(settings.speaker_id)
        return np.zeros(10, np.float32)

    monkeypatch.setattr(piper.PiperVoice, "phoneme_ids_to_audio", listen)
    dress(tmp_path, folder, "en_US-many-low", num_speakers=9, speaker_id_map={"p1": 0, "p2": 7})
    engine = PiperEngine(tmp_path)
    for voice in ("en_US-many-low#p2", "piper:en_US-many-low#p1", "en_US-many-low"):
        engine.synthesise(say("Rest.", voice), 1)
    assert asked == [7, 0, None]


def test_another_model_under_the_same_name_is_another_voice(tmp_path: Path, folder: Path) -> None:
    dress(tmp_path / "a", folder, "mine")
    dress(tmp_path / "b", folder, "mine", inference={"length_scale": 2})
    one, two = (fingerprint(PiperEngine(tmp_path / name), "mine") for name in "ab")
    assert one != two
    assert one.startswith(f"1-{metadata.version('piper-tts')}-")


def test_a_voice_that_is_not_installed_says_what_installs_it(tmp_path: Path, say: Say) -> None:
    engine = PiperEngine(tmp_path)
    for use in (
        lambda: engine.digest("de_DE-thorsten-medium"),
        lambda: engine.synthesise(say("a", "de_DE-thorsten-medium"), 1),
    ):
        with pytest.raises(MissingError) as caught:
            use()
        assert caught.value.advice == "voicemat voices install de_DE-thorsten-medium"


def test_what_the_catalogue_had_is_offered(tmp_path: Path, folder: Path) -> None:
    assert PiperEngine(tmp_path).offers() == ()
    with publishing() as publisher, Downloader() as downloader:
        other = "de_DE-otto-low"
        publisher.publish_piper(
            {name: {f"{name}.onnx": b"", f"{name}.onnx.json": b""} for name in (JOE, other)}
        )
        piper_models(tmp_path, publisher.base, downloader, print)
    dress(tmp_path, folder, JOE)
    engine = PiperEngine(tmp_path)
    assert [offer.command for offer in engine.offers()] == [f"voicemat voices install {other}"]
    with pytest.raises(MissingError) as caught:
        Registry({"piper": lambda: engine}).find(f"piper:{other}")
    assert caught.value.advice == f"voicemat voices install {other}"


def test_without_the_program_a_voice_is_known_and_says_what_is_missing(
    folder: Path, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    def version(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", version)
    engine = PiperEngine(folder)
    assert [voice.name for voice in engine.voices()] == [JOE]
    for use in (lambda: engine.version, lambda: engine.synthesise(say("a", JOE), 1)):
        with pytest.raises(MissingError) as caught:
            use()
        assert caught.value.advice == 'pip install "piper-tts>=1.8,<2"'


def test_a_reader_that_would_use_the_network_is_refused(
    tmp_path: Path, folder: Path, say: Say
) -> None:
    dress(tmp_path, folder, "zh_CN-xiao_ya-medium", phoneme_type="pinyin")
    with pytest.raises(MissingError, match="needs a reader of pinyin"):
        PiperEngine(tmp_path).synthesise(say("a", "zh_CN-xiao_ya-medium"), 1)


def test_a_damaged_model_is_said(tmp_path: Path, folder: Path, say: Say) -> None:
    dress(tmp_path, folder, "mine")
    (tmp_path / "mine.onnx").unlink()
    (tmp_path / "mine.onnx").write_bytes(b"x" * 1000)
    with pytest.raises(FileError, match=r"mine\.onnx: it is no whole model"):
        PiperEngine(tmp_path).synthesise(say("Rest.", "mine"), 1)
