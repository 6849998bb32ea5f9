"""What ``voicemat export`` writes beside the sound file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

pytestmark = pytest.mark.slow

Write = Callable[[str, str], Path]

NOON = """\
---
title: Noon
---
# Arrive
[music rain]
[bowl]
Good day, friend.
[rest]
# Rest
Good night.
"""

ASKED = ("export", "noon.md", "-l", "40s", "--voice", "silent")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "noon.md")


def test_nothing_is_written_unasked(run: Any, write: Write, folder: Path) -> None:
    write("noon.md", NOON)
    assert run(*ASKED).returncode == 0
    assert names(folder) == ["Noon.mp3"]


def test_documents_by_name_in_the_order_asked(run: Any, write: Write, folder: Path) -> None:
    write("noon.md", NOON)
    said = run(*ASKED, "--with", "vtt,txt, labels", "--with", "html,vtt", "-o", "phone.wav")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.splitlines()[1:] == [
        "phone.vtt",
        "phone.transcript.txt",
        "phone.labels.txt",
        "phone.html",
    ]
    assert names(folder) == sorted([*said.stdout.splitlines()[1:], "phone.wav"])
    assert "\nGood day, friend.\n" in (folder / "phone.transcript.txt").read_text("utf-8")
    assert "0:00  Arrive" in (folder / "phone.transcript.txt").read_text("utf-8")


def test_an_unknown_document_is_told_before_anything_is_made(
    run: Any, write: Write, folder: Path
) -> None:
    write("noon.md", NOON)
    said = run(*ASKED, "--with", "vtt,subs")
    assert (said.returncode, said.stdout) == (2, "")
    assert 'there is no document named "subs"' in said.stderr
    assert "lrc, lrc-words, vtt," in said.stderr
    assert names(folder) == []


def test_stems(run: Any, write: Write, folder: Path) -> None:
    write("noon.md", NOON)
    said = run(*ASKED, "--stems", "--with", "otio", "-f", "wav")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.splitlines()[1:] == [
        "Noon.voice.wav",
        "Noon.music.wav",
        "Noon.cues.wav",
        "Noon.otio",
    ]
    whole, voice, music, cues = (
        soundfile.read(folder / f"Noon{stem}.wav", dtype="float64")[0]
        for stem in ("", ".voice", ".music", ".cues")
    )
    assert len(whole) == len(voice) == len(music) == len(cues) == 40 * 48_000
    assert not voice.any()  # the silent voice
    assert music.any()
    assert cues.any()
    assert np.abs(voice + music + cues - whole).max() <= 2 * 2**-23
    assert '"target_url": "Noon.cues.wav"' in (folder / "Noon.otio").read_text("utf-8")


def test_a_document_that_cannot_be_written_leaves_a_whole_sound_file(
    run: Any, write: Write, folder: Path
) -> None:
    write("noon.md", NOON)
    (folder / "Noon.srt").mkdir()
    said = run(*ASKED, "--with", "vtt,srt")
    assert said.returncode == 4
    assert said.stderr.startswith("voicemat: Noon.srt is there and is not a file\n")
    assert names(folder) == ["Noon.mp3", "Noon.srt"]
    assert soundfile.info(folder / "Noon.mp3").frames == 40 * 48_000


def test_a_stem_that_cannot_be_written_is_the_last_that_is_tried(
    run: Any, write: Write, folder: Path
) -> None:
    write("noon.md", NOON)
    (folder / "Noon.music.mp3").mkdir()
    said = run(*ASKED, "--stems", "--with", "txt")
    assert said.returncode == 4
    assert said.stderr.startswith("voicemat: Noon.music.mp3 is there and is not a file\n")
    assert names(folder) == ["Noon.mp3", "Noon.music.mp3", "Noon.voice.mp3"]
    assert soundfile.info(folder / "Noon.voice.mp3").frames == 40 * 48_000
