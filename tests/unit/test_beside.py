"""What stands beside the sound file, asked for by a program."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import soundfile
from mutagen.id3 import ID3

from voicemat import config
from voicemat.errors import MissingError, UsageError
from voicemat.pipeline import load_with
from voicemat.production import Order, produce
from voicemat.session import Session
from voicemat.studio import Studio

NOON = """\
---
title: Noon
---
[bowl]
Good day, friend.
[rest]
"""


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(
        config.load(environment={"VOICEMAT_CACHE": str(tmp_path / "cache")}, folder=tmp_path), print
    )


@pytest.fixture
def routine(tmp_path: Path) -> str:
    path = tmp_path / "noon.md"
    path.write_text(NOON, encoding="utf-8")
    return str(path)


@pytest.fixture
def session(studio: Studio, routine: str) -> Session:
    return load_with(studio, routine).compile("40s", voice="silent")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_document_by_its_name(session: Session) -> None:
    assert b"Good day, friend." in session.document("vtt")
    with pytest.raises(UsageError, match='no document named "vt"'):
        session.document("vt")


def test_stems_stand_beside_the_file_of_the_mix(session: Session, tmp_path: Path) -> None:
    done: list[int] = []
    folder = tmp_path / "out"
    folder.mkdir()
    paths = session.export_stems(folder, format="mp3", progress=done.append)
    assert [path.name for path in paths] == ["Noon.voice.mp3", "Noon.music.mp3", "Noon.cues.mp3"]
    assert names(folder) == sorted(path.name for path in paths)
    assert done == sorted(done)
    assert done[-1] == 3 * session.frames
    # Of one form, though the voice alone would be mono by itself.
    forms = {(info.frames, info.channels) for info in map(soundfile.info, paths)}
    assert forms == {(session.frames, 2)}
    for path, part in zip(paths, ("voice", "music", "cues"), strict=True):
        tag = ID3(path)
        assert str(tag["TIT2"]) == f"Noon ({part})"
        (comment,) = tag.getall("COMM")
        assert str(comment).startswith(f"Stem: {part} alone, before the limiter.")


def test_an_order_is_made_whole(studio: Studio, routine: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    told: list[tuple[int, int]] = []
    product = produce(
        Order(
            routine=routine,
            length="40s",
            voice="silent",
            path=f"{folder}/Noon & on.wav",
            documents=("srt", "otio"),
            stems=True,
        ),
        studio,
        exported=lambda done, total: told.append((done, total)),
    )
    assert [path.name for path in product.documents] == ["Noon & on.srt", "Noon & on.otio"]
    assert [path.name for path in product.stems] == [
        f"Noon & on.{part}.wav" for part in ("voice", "music", "cues")
    ]
    assert names(folder) == sorted(
        path.name for path in (product.path, *product.documents, *product.stems)
    )
    # One bar for all four files.
    frames = product.timeline.frames
    assert {total for _, total in told} == {4 * frames}
    assert told == sorted(told)
    assert told[-1][0] == 4 * frames
    assert "Noon%20%26%20on.music.wav" in product.documents[1].read_text("utf-8")


def test_what_cannot_be_made_is_told_before_anything_is_written(
    studio: Studio, routine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "opentimelineio", None)
    folder = tmp_path / "out"
    folder.mkdir()
    order = Order(
        routine=routine, length="40s", voice="silent", path=f"{folder}/", documents=("vtt", "otio")
    )
    with pytest.raises(MissingError, match="OpenTimelineIO"):
        produce(order, studio)
    assert names(folder) == []


def test_an_unknown_name_is_told_before_the_routine_is_looked_at(studio: Studio) -> None:
    with pytest.raises(UsageError, match='no document named "ass"'):
        produce(Order(routine="nowhere", documents=("ass",)), studio)
