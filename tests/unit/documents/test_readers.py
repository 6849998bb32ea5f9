"""Captions and lyrics as other programs read them."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from tests.fakes.narrated import HARD, UNTIMED
from voicemat.documents.captions import captions
from voicemat.documents.clock import milliseconds
from voicemat.timeline.model import Timeline
from voicemat.timeline.sentences import sentences

Read = Callable[..., str]

LOOKALIKES = str.maketrans("<>{}", "‹›()")


def milliseconds_of(text: str) -> int:
    hours, minutes, seconds = text.replace(",", ".").split(":")
    return round((int(hours) * 3600 + int(minutes) * 60) * 1000 + float(seconds) * 1000)


def cues(srt: str) -> list[tuple[int, int, str]]:
    """Start and end in milliseconds, and text."""
    # A brace is markup in FFmpeg's own form of a caption, which it does not take back.
    srt = srt.replace("\\{{}", "{")
    found = re.findall(r"\d+\n(\S+) --> (\S+)\n(.*?)\n(?=\n|\Z)", srt, re.DOTALL)
    return [(milliseconds_of(start), milliseconds_of(end), text) for start, end, text in found]


def times(timeline: Timeline) -> list[tuple[int, int]]:
    return [
        (milliseconds(caption.start), milliseconds(caption.end)) for caption in captions(timeline)
    ]


def test_srt(ffmpeg: Read, folder: Path, timeline: Timeline) -> None:
    read = cues(ffmpeg("-i", folder / "Sleep.srt", "-f", "srt", "-"))
    assert [cue[:2] for cue in read] == times(timeline)
    assert [cue[2] for cue in read] == [
        caption.text.translate(LOOKALIKES) for caption in captions(timeline)
    ]


def test_srt_by_word(ffmpeg: Read, folder: Path, timeline: Timeline) -> None:
    read = cues(ffmpeg("-i", folder / "Sleep.words.srt", "-f", "srt", "-"))
    assert all(before[1] <= after[0] for before, after in pairwise(read))
    evening = [cue for cue in read if "evening" in cue[2]]
    assert evening == [
        (2000, 2500, "<u>Good</u> evening."),
        (2500, 4000, "Good <u>evening.</u>"),
    ]
    assert sum(cue[2].replace("\n", " ") == UNTIMED for cue in read) == 1


@pytest.mark.parametrize("name", ["Sleep.vtt", "Sleep.words.vtt"])
def test_vtt(ffmpeg: Read, folder: Path, timeline: Timeline, name: str) -> None:
    read = cues(ffmpeg("-i", folder / name, "-f", "srt", "-"))
    assert [cue[:2] for cue in read] == times(timeline)
    assert " ".join(read[1][2].split()) == HARD


def test_lrc(ffmpeg: Read, folder: Path, timeline: Timeline) -> None:
    read = cues(ffmpeg("-i", folder / "Sleep.lrc", "-f", "srt", "-"))
    said = [(start, text) for start, _, text in read if text]
    expected = [
        (
            (sentence.start + 240) // 480 * 10,
            sentence.text.translate(str.maketrans("<>[]", "‹›()")),
        )
        for sentence in sentences(timeline)
    ]
    assert said == expected
    # After the last sentence the line goes away, a second later.
    assert read[-1][0] == 114_000
    assert read[-1][2] == ""


def test_the_head_of_lrc(ffmpeg: Read, folder: Path) -> None:
    head = ffmpeg("-i", folder / "Sleep.words.lrc", "-c", "copy", "-f", "lrc", "-").splitlines()
    for line in ('[ti:Sleep "on" the mat]', "[ar:The authors]", "[al:voicemat]", "[length:3:00]"):
        assert line in head


def test_the_words_of_lrc(folder: Path) -> None:
    text = (folder / "Sleep.words.lrc").read_text("utf-8")
    assert "[00:02.00]<00:02.00>Good <00:02.50>evening.<00:03.00>\n" in text
    assert f"[00:18.00]{UNTIMED}\n" in text
