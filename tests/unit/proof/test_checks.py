"""Every check holds for a good file, and fails for one that is broken on purpose."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import mutagen
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.unit.proof.conftest import LENGTH, RATE, SPOKEN, voice
from voicemat.exporter import Channels, Settings
from voicemat.exporter.encoders.registry import BUNDLED
from voicemat.proof import CheckName, Proof

Samples = NDArray[np.float32]

FORMATS = sorted(entry.name for entry in BUNDLED)


def failed(proof: Proof) -> set[str]:
    assert proof.held == all(check.held for check in proof.checks)
    return {check.name.value for check in proof.checks if not check.held}


def place(text: str) -> slice:
    start, seconds = SPOKEN[text]
    return slice(round(start * RATE), round((start + seconds) * RATE))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("channels", list(Channels))
def test_a_good_file_of_every_format_holds(case: Any, format: str, channels: Channels) -> None:
    path = case.write(format=format, settings=Settings(channels=channels))
    proof = case.proved(path).proof
    assert [check for check in proof.checks if not check.held] == []
    measured = proof.measurements
    assert (measured.frames, measured.planned) == (LENGTH, LENGTH)
    assert measured.channels == channels
    assert measured.narration == pytest.approx(measured.anchor, abs=0.3)
    assert all(abs(one.level) < 0.5 and one.late == 0 for one in proof.sentences)


def test_sentences_are_heard_through_a_bed_that_is_as_loud(loud_bed: Any) -> None:
    found = failed(loud_bed.proof(format="mp3"))
    assert not found & {"sentences", "narration", "likeness", "silences", "lag"}


@pytest.mark.parametrize("format", ["wav", "mp3"])
def test_a_sentence_that_is_missing_is_found(case: Any, format: str) -> None:
    sound, at = case.sound(), place("Let go.")
    sound[at] = case.sound()[20 * RATE :][: at.stop - at.start]
    proof = case.proof(sound, format=format)
    assert "sentences" in failed(proof)
    (finding,) = proof.check(CheckName.SENTENCES).findings
    assert finding.at == at.start
    assert finding.text == '"Let go." is not heard'


@pytest.mark.parametrize("milliseconds", [-50, 50, 3])
def test_a_sentence_that_is_moved_is_found(case: Any, milliseconds: int) -> None:
    sound, at, by = case.sound(), place("Feel the ground."), milliseconds * RATE // 1000
    spoken = np.repeat(voice(3, at.stop - at.start)[:, None], 2, 1)
    sound[at] -= spoken
    sound[at.start + by : at.stop + by] += spoken
    proof = case.proof(sound)
    (finding,) = proof.check(CheckName.SENTENCES).findings
    word = "late" if by > 0 else "early"
    assert finding.text == f'"Feel the ground." comes {abs(milliseconds)} ms {word}'


def test_two_sentences_that_are_swapped_are_found(case: Any) -> None:
    sound = case.sound()
    first, second = place("Lie down."), place("Good night.")
    frames = second.stop - second.start
    one, other = voice(0, first.stop - first.start)[:frames, None], voice(4, frames)[:, None]
    sound[first.start : first.start + frames] += other - one
    sound[first.start + frames : first.stop] = sound[: first.stop - first.start - frames]
    sound[second] += one - other
    texts = [one.text for one in case.proof(sound).check(CheckName.SENTENCES).findings]
    assert texts == ['"Lie down." is not heard', '"Good night." is not heard']


def test_a_word_that_is_missing_is_found(case: Any) -> None:
    sound, at = case.sound(), place("Breathe in, slowly.")
    word = slice(at.start + RATE, at.start + RATE + RATE // 3)
    sound[word] = sound[20 * RATE :][: word.stop - word.start]
    (finding,) = case.proof(sound).check(CheckName.SENTENCES).findings
    assert finding.text == '"Breathe in, slowly." is not heard whole'


def test_a_file_that_is_3_db_louder_is_found(case: Any) -> None:
    found = failed(case.proof(case.sound() * np.float32(10 ** (3 / 20))))
    assert found == {"sentences", "narration", "likeness", "silences"}


def test_a_bed_that_is_missing_for_a_while_is_found(case: Any) -> None:
    sound = case.sound()
    sound[17 * RATE : 22 * RATE] *= 0.5
    found = failed(case.proof(sound))
    assert "silences" in found
    assert "sentences" not in found


def test_a_file_that_is_late_is_found(case: Any) -> None:
    sound = np.roll(case.sound(), 7, axis=0)
    proof = case.proof(sound)
    assert failed(proof) == {"lag"}
    assert proof.measurements.lag == 7


def test_a_file_that_drifts_is_found(case: Any) -> None:
    sound = case.sound()
    sound[25 * RATE :] = sound[25 * RATE - 20 : -20].copy()
    assert case.proof(sound).measurements.lag == 20


def test_a_click_is_found(case: Any) -> None:
    sound = case.sound()
    sound[20 * RATE] += 0.05
    proof = case.proof(sound)
    assert failed(proof) == {"clicks"}
    (finding,) = proof.check(CheckName.CLICKS).findings
    assert finding.at == pytest.approx(20 * RATE, abs=300)


def test_a_click_in_a_sentence_is_found(case: Any) -> None:
    sound = case.sound()
    sound[place("Lie down.").start + 20_000] += 0.3
    assert "clicks" in failed(case.proof(sound, format="mp3"))


def test_dead_silence_clipping_and_a_lost_side_are_found(case: Any) -> None:
    sound = case.sound()
    sound[20 * RATE : 21 * RATE] = 0
    assert "dead-silence" in failed(case.proof(sound))
    sound = case.sound()
    sound[10 * RATE : 10 * RATE + 4000] *= 3
    assert {"true-peak", "clipping"} <= failed(case.proof(sound))
    sound = case.sound()
    sound[:, 1] = 0
    assert "balance" in failed(case.proof(sound))
    sound = case.sound()
    sound[:, 1] *= -1
    assert "mono" in failed(case.proof(sound))
    assert "offset" in failed(case.proof(case.sound() + np.float32(0.002)))


def test_an_mp3_that_lacks_its_last_frame_is_found(case: Any) -> None:
    path = case.write(format="mp3")
    data = path.read_bytes()
    path.write_bytes(data[:-384])  # 128 kb/s at 48 kHz
    proof = case.proved(path).proof
    assert "length" in failed(proof)
    assert proof.measurements.frames < LENGTH


def test_a_wav_that_is_one_frame_short_is_found(case: Any) -> None:
    proof = case.proof(case.sound()[:-1])
    assert failed(proof) == {"length"}
    assert proof.check(CheckName.LENGTH).value == 1


@pytest.mark.parametrize(
    "format",
    [
        "mp3",
        *(pytest.param(name, marks=pytest.mark.slow) for name in ("opus", "flac", "m4a", "m4b")),
    ],
)
def test_lost_chapters_and_changed_tags_are_found(case: Any, format: str) -> None:
    first, second = case.metadata.chapters
    path = case.write(format=format, metadata=replace(case.metadata, chapters=()))
    assert failed(case.proved(path).proof) == {"chapters"}
    moved = replace(second, start=second.start + 480)
    path = case.write(format=format, metadata=replace(case.metadata, chapters=(first, moved)))
    (finding,) = case.proved(path).proof.check(CheckName.CHAPTERS).findings
    assert finding.at == second.start
    path = case.write(format=format, metadata=replace(case.metadata, album="Another", comment=""))
    texts = [one.text for one in case.proved(path).proof.check(CheckName.TAGS).findings]
    assert texts == ['the album is "Another"', "the comment is missing"]
    path = case.write(format=format, metadata=replace(case.metadata, cover=b"\xff\xd8\xff\xd9"))
    assert failed(case.proved(path).proof) == {"tags"}


def test_the_texts_of_a_wav_file_are_read(case: Any) -> None:
    path = case.write(metadata=replace(case.metadata, title="Morning", copyright="CC0-1.0"))
    proof = case.proved(path).proof
    texts = [one.text for one in proof.check(CheckName.TAGS).findings]
    assert texts == ['the copyright is "CC0-1.0"', 'the title is "Morning"']
    with pytest.raises(KeyError):
        proof.check(CheckName.CHAPTERS)


def test_a_file_without_tags_is_found(case: Any) -> None:
    path = case.write(format="mp3")
    file = mutagen.File(path)  # type: ignore[attr-defined]
    file.delete()
    assert "tags" in failed(case.proved(path).proof)
