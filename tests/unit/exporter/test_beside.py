from __future__ import annotations

from pathlib import Path

import pytest

from voicemat.errors import FileError
from voicemat.exporter import write_beside


def test_all_are_written(tmp_path: Path) -> None:
    write_beside({tmp_path / "a.vtt": b"a", tmp_path / "a.srt": b"b"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "a.vtt": b"a",
        "a.srt": b"b",
    }


def test_when_one_cannot_be_written_none_is_and_the_old_ones_stay(tmp_path: Path) -> None:
    (tmp_path / "a.vtt").write_bytes(b"old")
    (tmp_path / "a.srt").mkdir()
    with pytest.raises(FileError, match=r"a\.srt is there and is not a file"):
        write_beside(
            {tmp_path / "a.vtt": b"new", tmp_path / "a.txt": b"new", tmp_path / "a.srt": b"new"}
        )
    assert (tmp_path / "a.vtt").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.srt", "a.vtt"]
