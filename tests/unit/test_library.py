"""Finding routines: a person's own before the bundled ones, and files by their path."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicemat import library
from voicemat.errors import FileError, UsageError
from voicemat.library import LARGEST_SCRIPT, Found, Library, Shelf, read_source, shipped


@pytest.fixture
def shelves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Library, Path, Path]:
    """A library with a person's folder and a bundled one, both empty."""
    yours, bundled = tmp_path / "yours", tmp_path / "bundled"
    yours.mkdir()
    bundled.mkdir()
    monkeypatch.setattr(library, "shipped", lambda _: bundled)
    monkeypatch.chdir(tmp_path)
    return Library(yours), yours, bundled


Shelves = tuple[Library, Path, Path]


def test_what_ships_is_found() -> None:
    found = Library(Path("/nowhere")).find("sleep")
    assert found == Found(name="sleep", path=shipped("scripts") / "sleep.md", shelf=Shelf.BUNDLED)
    assert (shipped("audio") / "manifest.json").is_file()


def test_a_persons_own_hides_the_bundled_one(shelves: Shelves) -> None:
    there, yours, bundled = shelves
    (bundled / "sleep.md").write_text("Bundled.")
    (bundled / "walk.md").write_text("Bundled.")
    (yours / "sleep.md").write_text("Mine.")
    assert there.find("sleep") == Found(name="sleep", path=yours / "sleep.md", shelf=Shelf.YOURS)
    assert there.find("walk").shelf is Shelf.BUNDLED
    assert [(found.name, found.shelf) for found in there.routines()] == [
        ("sleep", Shelf.YOURS),
        ("walk", Shelf.BUNDLED),
    ]
    (yours / "sleep.md").unlink()
    assert there.find("sleep").shelf is Shelf.BUNDLED


@pytest.mark.parametrize("written", ["Evening Walk.md", "evening-walk.TXT", "EVENING-walk.md"])
@pytest.mark.parametrize("asked", ["evening walk", "Evening-Walk", "EVENING WALK"])
def test_case_and_blanks_do_not_matter(shelves: Shelves, written: str, asked: str) -> None:
    there, yours, bundled = shelves
    (yours / written).write_text("Mine.")
    (bundled / "evening-walk.md").write_text("Bundled.")
    assert there.find(asked).path == yours / written
    assert len(there.routines()) == 1


def test_only_scripts_are_routines(shelves: Shelves) -> None:
    there, yours, _ = shelves
    (yours / "song.mp3").write_text("")
    (yours / "notes").write_text("")
    (yours / "folder.md").mkdir()
    (yours / "b.txt").write_text("B.")
    (yours / "a.md").write_text("A.")
    assert [found.name for found in there.routines()] == ["a", "b"]


def test_a_folder_that_is_not_there_holds_nothing(shelves: Shelves) -> None:
    _, yours, bundled = shelves
    (bundled / "walk.md").write_text("Bundled.")
    assert [found.name for found in Library(yours / "none").routines()] == ["walk"]


@pytest.mark.parametrize(
    "name", ["own.md", "./own.md", "sub/own.txt", "sub/../own.md", "sub/bare", "./bare"]
)
def test_a_path_is_a_file_and_nothing_else(shelves: Shelves, tmp_path: Path, name: str) -> None:
    there, yours, _ = shelves
    (yours / "own.md").write_text("In the library.")
    (tmp_path / "sub").mkdir()
    (tmp_path / name).write_text("In this folder.")
    found = there.find(name)
    assert found.shelf is Shelf.PATH
    assert read_source(found).text == "In this folder."


def test_the_home_folder_is_understood(
    shelves: Shelves, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "own.md").write_text("At home.")
    assert shelves[0].find("~/own.md").path == tmp_path / "own.md"


@pytest.mark.parametrize(
    "name",
    [
        "none.md",
        "sub/none",
        "yours",
        "yours/",
        "/",
        "~nobody-of-that-name/own.md",
        "x" * 300 + ".md",
        "a\0b.md",
    ],
)
def test_a_path_without_a_file(shelves: Shelves, name: str) -> None:
    expected = UsageError if name == "yours" else FileError
    with pytest.raises(expected):
        shelves[0].find(name)


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("slep", 'did you mean "sleep"? voicemat list shows what there is'),
        ("dance", "voicemat list shows what there is"),
        ("", "voicemat list shows what there is"),
    ],
)
def test_an_unknown_name_says_what_is_near(shelves: Shelves, name: str, advice: str) -> None:
    there, yours, _ = shelves
    (yours / "sleep.md").write_text("Mine.")
    with pytest.raises(UsageError) as caught:
        there.find(name)
    assert caught.value.message == f'there is no routine named "{name}"'
    assert caught.value.advice == advice


def read(path: Path) -> str:
    return read_source(Found(name="x", path=path, shelf=Shelf.PATH)).text


def test_text_is_read_as_utf_8_with_or_without_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "own.md"
    path.write_bytes("Grüße.\r\n".encode())
    assert read(path) == "Grüße.\r\n"
    path.write_bytes("Grüße.".encode("utf-8-sig"))
    assert read(path) == "Grüße."
    assert read_source(Found(name="x", path=path, shelf=Shelf.PATH)).name == str(path)


@pytest.mark.parametrize(
    "data", ["One.\nGrüße.".encode("latin-1"), b"One.\n\xff\xfe", b"One.\n" + b"\xc3"]
)
def test_other_encodings_are_refused_with_their_line(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "own.md"
    path.write_bytes(data)
    with pytest.raises(FileError) as caught:
        read(path)
    assert caught.value.message == f"{path}:2: this is no UTF-8 text"
    assert caught.value.advice == "save the file as UTF-8"


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "own.md"
    with path.open("wb") as file:
        file.truncate(LARGEST_SCRIPT)
    assert len(read(path)) == LARGEST_SCRIPT
    with path.open("wb") as file:
        file.truncate(LARGEST_SCRIPT + 1)
    with pytest.raises(FileError, match="too large for a script"):
        read(path)


def test_a_file_that_went_away(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read: No such file"):
        read(tmp_path / "own.md")
    with pytest.raises(FileError, match="cannot be read"):
        read(tmp_path)
