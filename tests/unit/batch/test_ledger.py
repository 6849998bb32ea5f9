"""What is known of files that were made before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from voicemat.batch.ledger import FILE_NAME, Entry, Ledger, State, stamp


def made(folder: Path, name: str = "a.mp3", key: str = "k", *beside: str) -> Ledger:
    """A ledger of a folder in which a session was made."""
    for file in (name, *beside):
        (folder / file).write_bytes(b"made")
    ledger = Ledger(folder)
    files = {file: stamp(folder / file) for file in (name, *beside)}
    ledger.finish(name, Entry(key=key, whole=True, files=files, title="A", frames=1))
    return Ledger(folder)


def test_what_nobody_has_made(tmp_path: Path) -> None:
    assert Ledger(tmp_path).state("a.mp3", "k") is State.ABSENT
    (tmp_path / "a.mp3").touch()
    assert Ledger(tmp_path).state("a.mp3", "k") is State.FOREIGN


def test_what_was_made(tmp_path: Path) -> None:
    ledger = made(tmp_path)
    assert ledger.state("a.mp3", "k") is State.CURRENT
    assert ledger.state("a.mp3", "other") is State.OUTDATED
    (tmp_path / "a.mp3").unlink()
    assert ledger.state("a.mp3", "k") is State.ABSENT


@pytest.mark.parametrize("key", ["k", "other"])
def test_what_somebody_changed(tmp_path: Path, key: str) -> None:
    ledger = made(tmp_path)
    (tmp_path / "a.mp3").write_bytes(b"mine")  # as long as it was
    os.utime(tmp_path / "a.mp3", ns=(0, 0))
    assert ledger.state("a.mp3", key) is State.CHANGED


def test_a_copy_is_the_same_file(tmp_path: Path) -> None:
    """A phone or a copy may not keep the time of a file."""
    ledger = made(tmp_path)
    os.utime(tmp_path / "a.mp3", ns=(0, 0))
    assert ledger.state("a.mp3", "k") is State.CURRENT


def test_what_stands_beside_it_belongs_to_it(tmp_path: Path) -> None:
    ledger = made(tmp_path, "a.mp3", "k", "a.lrc")
    assert ledger.state("a.mp3", "k", ["a.mp3", "a.lrc"]) is State.CURRENT
    (tmp_path / "a.lrc").unlink()
    assert ledger.state("a.mp3", "k", ["a.mp3", "a.lrc"]) is State.ABSENT
    (tmp_path / "a.srt").touch()  # now wanted, and not of this export
    assert ledger.state("a.mp3", "k", ["a.mp3", "a.srt"]) is State.FOREIGN


def test_what_was_begun_may_be_replaced(tmp_path: Path) -> None:
    ledger = made(tmp_path)
    ledger.begin("a.mp3", "other", "a.mp3")
    (tmp_path / "a.mp3").write_bytes(b"new, and the ledger was not told")
    assert Ledger(tmp_path).state("a.mp3", "other") is State.OUTDATED


def test_what_was_begun_and_failed_is_as_before(tmp_path: Path) -> None:
    ledger = made(tmp_path)
    before = ledger.entries["a.mp3"]
    ledger.begin("a.mp3", "other", "a.mp3")
    ledger.restore("a.mp3", before)
    assert Ledger(tmp_path).state("a.mp3", "k") is State.CURRENT
    ledger.begin("b.mp3", "k", "b.mp3")
    ledger.restore("b.mp3", None)
    assert set(Ledger(tmp_path).entries) == {"a.mp3"}


def test_both_are_kept_under_another_name(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(b"own")
    (tmp_path / "a (2).mp3").write_bytes(b"made")
    ledger = Ledger(tmp_path)
    files = {"a (2).mp3": stamp(tmp_path / "a (2).mp3")}
    ledger.finish("a.mp3", Entry(key="k", whole=True, files=files))
    assert ledger.file("a.mp3") == "a (2).mp3"
    assert ledger.state("a.mp3", "k", ["a (2).mp3"]) is State.CURRENT


@pytest.mark.parametrize("data", [b"", b"{", b'{"form": 2, "entries": {}}', b"[]", b"\xff"])
def test_a_damaged_one_knows_nothing(tmp_path: Path, data: bytes) -> None:
    made(tmp_path)
    (tmp_path / FILE_NAME).write_bytes(data)
    assert Ledger(tmp_path).state("a.mp3", "k") is State.FOREIGN
