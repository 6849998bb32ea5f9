from __future__ import annotations

from pathlib import Path

import pytest

from voicemat.compiler.sheet import Entry
from voicemat.errors import UsageError
from voicemat.takes import assign_takes, put_in


def entry(number: int, text: str, *, recorded: bool = False) -> Entry:
    return Entry(
        number=number,
        start=0,
        frames=1,
        room=1,
        chapter="",
        text=text,
        written=text,
        recorded=recorded,
    )


ENTRIES = (entry(1, "One."), entry(2, "Two."), entry(12, "Rest."), entry(15, "Rest."))


def takes(folder: Path, *names: str) -> Path:
    folder.mkdir()
    for name in names:
        (folder / name).write_bytes(b"")
    return folder


def test_takes_by_number(tmp_path: Path) -> None:
    names = ("001.wav", "take 12.flac", "015.wav", "3.wav", "notes.pdf", "2 again.mp3", "x.wav")
    found = assign_takes(takes(tmp_path / "t", *names), ENTRIES)
    assert [(take.file.name, take.sentence) for take in found.takes] == [
        ("001.wav", "One."),
        ("015.wav", "Rest."),
        ("2 again.mp3", "Two."),
    ]
    assert [line.split(":")[0] for line in found.left] == ["3.wav", "take 12.flac", "x.wav"]


def test_a_take_that_is_there_stays(tmp_path: Path) -> None:
    found = assign_takes(takes(tmp_path / "t", "1.wav"), (entry(1, "One.", recorded=True),))
    assert found.takes == ()
    assert found.left == ("1.wav: a take is there already",)


def test_takes_by_a_table(tmp_path: Path) -> None:
    folder = takes(tmp_path / "t", "a.wav", "b.wav")
    (folder / "takes.txt").write_text("a.wav: Rest: well.\n\nc.wav: Never.\nnothing\n")
    found = assign_takes(folder, ENTRIES)
    assert [(take.file.name, take.sentence) for take in found.takes] == [("a.wav", "Rest: well.")]
    assert len(found.left) == 2


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no takes"):
        assign_takes(takes(tmp_path / "t"), ENTRIES)


def test_what_the_overlay_held_stays_and_paths_are_found(tmp_path: Path) -> None:
    overlay = tmp_path / "own" / "x.overlay.md"
    overlay.parent.mkdir()
    overlay.write_text("> mine")
    inside = takes(overlay.parent / "t", "1.wav")
    outside = takes(tmp_path / "elsewhere", "2.wav")
    for folder in (inside, outside):
        put_in(assign_takes(folder, ENTRIES).takes, overlay, "> new\n")
    assert overlay.read_text() == (
        "> mine\n"
        '\ninstead of: One.\nsay: [recording "t/1.wav": One.]\n'
        f'\ninstead of: Two.\nsay: [recording "{(outside / "2.wav").as_posix()}": Two.]\n'
    )
