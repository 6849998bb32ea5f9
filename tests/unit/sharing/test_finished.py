"""Files that are there already, of whatever origin."""

from __future__ import annotations

import base64
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import soundfile
from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, CHAP, TIT2, TPE1
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from mutagen.wave import WAVE

from voicemat.errors import FileError, UsageError
from voicemat.sharing import Episode, is_finished, read_finished
from voicemat.units import RATE

JPEG = b"\xff\xd8\xff\xe0 and so on"


def tone(path: Path, seconds: int = 4) -> Path:
    soundfile.write(path, np.zeros((RATE * seconds, 2), np.float32), RATE)
    return path


def opus(path: Path) -> Path:
    with soundfile.SoundFile(path, "w", RATE, 2, format="OGG", subtype="OPUS") as file:
        file.write(np.zeros((RATE * 4, 2), np.float32))
    return path


def chapters(episode: Episode) -> list[tuple[str, float, float]]:
    return [
        (chapter.title, chapter.start / RATE, chapter.end / RATE) for chapter in episode.chapters
    ]


def test_our_own_mp3(episodes: tuple[Episode, ...]) -> None:
    read = read_finished(episodes[0].path)
    assert (read.title, read.artist, read.album) == (
        episodes[0].title,
        "The authors",
        "voicemat",
    )
    assert abs(read.frames - episodes[0].frames) < RATE // 10
    assert [chapter[0] for chapter in chapters(read)] == [
        chapter.title for chapter in episodes[0].chapters
    ]
    assert [round(start) for _, start, _ in chapters(read)] == [0, 30, 100]
    assert [(sentence.text, round(sentence.start / RATE, 2)) for sentence in read.sentences] == [
        (sentence.text, round(sentence.start / RATE, 2)) for sentence in episodes[0].sentences
    ]
    for sentence, known in zip(read.sentences, episodes[0].sentences, strict=True):
        assert known.start < sentence.end <= read.frames


def test_flac_with_comments_and_a_picture(tmp_path: Path) -> None:
    path = tone(tmp_path / "night.flac")
    file = FLAC(path)
    file["title"] = "Night"
    file["artist"] = "Ana"
    file["chapter001"] = "00:00:02.500"
    file["chapter001name"] = "Second"
    file["chapter000"] = "00:00:00.000"
    file["chapter000name"] = "First"
    file["chapter002"] = "nonsense"
    file["lyrics"] = "[ti:Night]\n[00:01.00]Good night.\n[00:01.80]\n[00:03.500]Sleep well.\nnoise"
    picture = Picture()
    picture.data = JPEG
    file.add_picture(picture)
    file.save()
    read = read_finished(path)
    assert (read.title, read.artist, read.name, read.cover) == ("Night", "Ana", "night.flac", JPEG)
    assert read.frames == 4 * RATE
    assert chapters(read) == [("First", 0, 2.5), ("Second", 2.5, 4)]
    assert [(sentence.text, sentence.start, sentence.end) for sentence in read.sentences] == [
        ("Good night.", RATE, RATE * 18 // 10),
        ("Sleep well.", RATE * 35 // 10, 4 * RATE),
    ]


def test_opus_with_a_picture_in_a_comment(tmp_path: Path) -> None:
    path = opus(tmp_path / "night.opus")
    file = OggOpus(path)
    picture = Picture()
    picture.data = JPEG
    file["title"] = "Night"
    file["metadata_block_picture"] = [
        "not base 64!",
        base64.b64encode(b"no picture").decode(),
        base64.b64encode(picture.write()).decode(),
    ]
    file.save()
    read = read_finished(path)
    assert (read.title, read.cover, read.frames) == ("Night", JPEG, 4 * RATE)


def test_wav_with_id3_of_another_program(tmp_path: Path) -> None:
    path = tone(tmp_path / "night.wav")
    file = WAVE(path)
    file.add_tags()
    assert file.tags is not None
    file.tags.add(TIT2(text=["A\nnight"]))
    file.tags.add(TPE1(text=["Ana"]))
    file.tags.add(APIC(mime="image/png", data=b"\x89PNG no JPEG"))
    file.tags.add(CHAP(element_id="two", start_time=3000, end_time=4000))
    file.tags.add(CHAP(element_id="late", start_time=9000, end_time=9999))
    file.tags.add(
        CHAP(element_id="one", start_time=1000, end_time=3000, sub_frames=[TIT2(text=["One"])])
    )
    file.save()
    read = read_finished(path)
    assert (read.title, read.cover) == ("A night", b"")
    assert chapters(read) == [("One", 1, 3), ("two", 3, 4)]


def test_m4a_with_chapters(tmp_path: Path) -> None:
    av = pytest.importorskip("av")
    path = tmp_path / "night.m4a"
    with av.open(path, "w") as container:
        stream = container.add_stream("aac", rate=RATE)
        stream.layout = "stereo"
        container.set_chapters(
            [
                {
                    "id": number,
                    "start": start,
                    "end": start + 2000,
                    "time_base": Fraction(1, 1000),
                    "metadata": {"title": title},
                }
                for number, (start, title) in enumerate([(0, "First"), (2000, "Second")])
            ]
        )
        frame = av.AudioFrame.from_ndarray(
            np.zeros((2, RATE * 4), np.float32), format="fltp", layout="stereo"
        )
        frame.sample_rate = RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    file = MP4(path)
    if file.tags is None:
        file.add_tags()
    assert file.tags is not None
    file.tags["\xa9nam"] = ["Night"]
    file.tags["covr"] = [JPEG]
    file.save()
    read = read_finished(path)
    assert (read.title, read.cover) == ("Night", JPEG)
    assert abs(read.frames - 4 * RATE) < RATE // 10
    assert [chapter[0] for chapter in chapters(read)] == ["First", "Second"]


def test_a_file_without_tags_has_its_name(tmp_path: Path) -> None:
    read = read_finished(tone(tmp_path / "Rain at 3.wav"))
    assert (read.title, read.artist, read.chapters, read.cover) == ("Rain at 3", "", (), b"")


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"gone\.mp3"):
        read_finished(tmp_path / "gone.mp3")
    junk = tmp_path / "junk.mp3"
    junk.write_bytes(b"no sound at all " * 100)
    with pytest.raises(FileError, match=r"junk\.mp3"):
        read_finished(junk)
    with pytest.raises(UsageError, match=r"notes\.txt"):
        read_finished(tmp_path / "notes.txt")


def test_what_is_a_finished_file() -> None:
    assert is_finished("night.MP3")
    assert is_finished("~/sleep.m4b")
    assert not is_finished("sleep")
    assert not is_finished("sleep.md")
