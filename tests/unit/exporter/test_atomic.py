"""Files that are whole or not there."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from voicemat.errors import FileError
from voicemat.exporter.atomic import whole_file

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions and limits")


def write(path: Path, data: bytes) -> None:
    with whole_file(path) as file:
        file.write(data)


def leftover(path: Path) -> Path:
    """The part file of a run that was killed: made by a real one, so its name is right."""
    before = set(path.parent.iterdir())
    with whole_file(path):
        (living,) = set(path.parent.iterdir()) - before
    part = living.with_name(living.name.replace(".part", "0.part"))
    part.write_bytes(b"half")
    os.utime(part, (0, 0))
    path.unlink()
    return part


@contextmanager
def as_nobody() -> Iterator[None]:
    """As somebody whom permissions stop: root is not stopped by any."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_body_that_ends_well_leaves_the_file_alone(tmp_path: Path) -> None:
    write(tmp_path / "a.mp3", b"whole")
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp3"]
    assert (tmp_path / "a.mp3").read_bytes() == b"whole"


def test_until_then_there_is_a_hidden_part_file(tmp_path: Path) -> None:
    with whole_file(tmp_path / "a.mp3") as file:
        file.write(b"x")
        (part,) = tmp_path.iterdir()
        assert part.name.startswith(".voicemat-")
        assert part.name.endswith(".part")


def test_the_writer_can_go_back(tmp_path: Path) -> None:
    with whole_file(tmp_path / "a") as file:
        file.write(b"0000 the rest")
        file.seek(0)
        file.write(b"1234")
    assert (tmp_path / "a").read_bytes() == b"1234 the rest"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_a_body_that_raises_leaves_what_was_there(
    tmp_path: Path, error: type[BaseException]
) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"old")

    def fail() -> None:
        with whole_file(path) as file:
            file.write(b"new")
            raise error

    with pytest.raises(error):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp3"]
    assert path.read_bytes() == b"old"


@needs_posix
def test_the_file_has_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    write(tmp_path / "a.mp3", b"")
    assert (tmp_path / "a.mp3").stat().st_mode == (tmp_path / "plain").stat().st_mode


@needs_posix
def test_a_symbolic_link_stays(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link.mp3").symlink_to(tmp_path / "there" / "real.mp3")
    write(tmp_path / "link.mp3", b"whole")
    assert (tmp_path / "link.mp3").is_symlink()
    assert (tmp_path / "there" / "real.mp3").read_bytes() == b"whole"


def test_the_longest_name_works(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 251 + ".mp3")
    write(path, b"whole")
    assert path.read_bytes() == b"whole"


def test_the_next_run_removes_what_a_killed_one_left_and_nothing_else(tmp_path: Path) -> None:
    left = leftover(tmp_path / "a.mp3")
    other = leftover(tmp_path / "b.mp3")
    alien = tmp_path / ".voicemat-notes.part"
    alien.touch()
    (tmp_path / "film.part").touch()
    assert left.exists()
    write(tmp_path / "a.mp3", b"whole")
    assert set(tmp_path.iterdir()) == {
        tmp_path / "a.mp3",
        tmp_path / "film.part",
        other,
        alien,
    }


def test_a_run_within_a_run_leaves_the_outer_one_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    with whole_file(path) as outer:
        outer.write(b"outer")
        outer.flush()
        write(path, b"inner")
        assert path.read_bytes() == b"inner"
    assert path.read_bytes() == b"outer"
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp3"]


def test_many_at_once_all_end_well(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    start = threading.Barrier(8)

    def run(number: int) -> None:
        start.wait()
        for _ in range(20):
            write(path, bytes([number]) * 1000)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, range(8)))
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp3"]
    data = path.read_bytes()
    assert len(data) == 1000
    assert len(set(data)) == 1


def test_a_missing_folder(tmp_path: Path) -> None:
    path = tmp_path / "no" / "a.mp3"
    with pytest.raises(FileError) as caught:
        write(path, b"")
    assert caught.value.message == f"{path} cannot be written: there is no folder {path.parent}"
    assert caught.value.advice == "create the folder or choose another"


def test_a_file_for_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileError, match="there is no folder"):
        write(tmp_path / "file" / "a.mp3", b"")


def test_a_folder_for_a_file(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="is there and is not a file"):
        write(tmp_path, b"")
    assert list(tmp_path.iterdir()) == []


@needs_posix
def test_what_is_not_a_file_is_not_replaced(tmp_path: Path) -> None:
    # A pipe stands for all of them: never try this on a device of the machine.
    os.mkfifo(tmp_path / "a.mp3")
    with pytest.raises(FileError, match="is not a file"):
        write(tmp_path / "a.mp3", b"")
    assert (tmp_path / "a.mp3").is_fifo()
    assert len(list(tmp_path.iterdir())) == 1


@needs_posix
def test_a_folder_without_permission() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        with as_nobody(), pytest.raises(FileError) as caught:
            write(folder / "a.mp3", b"")
        assert caught.value.message == f"{folder / 'a.mp3'} cannot be written: no permission"
        assert str(folder) in (caught.value.advice or "")
        assert list(folder.iterdir()) == []
        folder.chmod(0o755)


@needs_posix
def test_a_disk_that_takes_no_more(tmp_path: Path) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(FileError) as caught:
            write(tmp_path / "a.mp3", bytes(1_000_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "larger than the disk or a limit allows" in caught.value.message
    assert list(tmp_path.iterdir()) == []
