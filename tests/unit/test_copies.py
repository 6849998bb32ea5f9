from __future__ import annotations

from pathlib import Path

import pytest

from voicemat import copies
from voicemat.copies import Standing
from voicemat.errors import FileError, UsageError
from voicemat.library import Library
from voicemat.script import parse
from voicemat.source import Source


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "own")


def copy(library: Library) -> Path:
    original = library.bundled("sleep")
    assert original
    return copies.make_copy(original, library).path


@pytest.mark.parametrize(
    "text", ["---\ntitle: A\n---\n\nHello.\n", "Hello.\n", "\n---\n---\nHi.\n"]
)
def test_the_note_leaves_header_and_words_alone(text: str) -> None:
    marked = copies.marked(text, "sleep")
    assert copies.digest(text) in marked
    assert copies.unmarked(marked) == text
    before, _ = parse(Source(name="a.md", text=text))
    after, found = parse(Source(name="a.md", text=marked))
    assert found == ()
    assert after.header == before.header


def test_a_copy_wins_and_its_standing_is_told(library: Library) -> None:
    assert copies.standing(library.find("sleep"), library) is Standing.BUNDLED
    path = copy(library)
    assert library.find("sleep").path == path
    assert copies.standing(library.find("sleep"), library) is Standing.SAME
    path.write_text(path.read_text().replace("Good evening", "Good night"))
    assert copies.standing(library.find("sleep"), library) is Standing.CHANGED
    original = library.bundled("sleep")
    assert original
    path.write_text(path.read_text().replace(copies.digest(original.path.read_text()), "0" * 16))
    assert copies.standing(library.find("sleep"), library) is Standing.OUTDATED
    path.write_text("Hello.\n")
    assert copies.standing(library.find("sleep"), library) is Standing.YOURS


def test_the_differences_are_those_of_the_person(library: Library) -> None:
    path = copy(library)
    assert copies.differences("sleep", library) == ()
    path.write_text(path.read_text().replace("Good evening", "Good night"))
    lines = copies.differences("sleep", library)
    assert [line for line in lines if line[0] in "+-"][2:] == [
        "-Good evening, {name}.",
        "+Good night, {name}.",
    ]


def test_putting_aside_overwrites_nothing(library: Library) -> None:
    texts = []
    for number in range(3):
        path = copy(library)
        texts.append(path.read_text() + f"{number}\n")
        path.write_text(texts[-1])
        copies.put_aside("sleep", library)
        assert library.find("sleep") == library.bundled("sleep")
    kept = sorted(library.folder.iterdir())
    assert [path.name for path in kept] == ["sleep.md.old", "sleep.md.old-2", "sleep.md.old-3"]
    assert [path.read_text() for path in kept] == texts


def test_an_unchanged_copy_goes_and_a_changed_one_stays(library: Library) -> None:
    original = library.bundled("sleep")
    assert original
    made = copies.make_copy(original, library)
    made.path.write_text(made.path.read_text() + "Good.\n")
    assert not copies.discard_if_unchanged(made, original)
    made.path.unlink()
    made = copies.make_copy(original, library)
    assert copies.discard_if_unchanged(made, original)
    assert not made.path.exists()


def test_what_cannot_be_done(library: Library) -> None:
    with pytest.raises(UsageError, match="no copy of yours"):
        copies.put_aside("sleep", library)
    path = copy(library)
    with pytest.raises(FileError, match="there already"):
        copies.write_new(path, "lost")
    (library.folder / "noon.md").write_text("Hello.\n")
    with pytest.raises(UsageError, match='no routine named "noon" is bundled'):
        copies.differences("noon", library)


def test_an_overlay_is_no_routine(library: Library) -> None:
    library.folder.mkdir()
    overlay = library.overlay(library.find("sleep"))
    overlay.write_text("> nothing\n")
    assert overlay == library.folder / "sleep.overlay.md"
    assert "sleep.overlay" not in {found.name for found in library.routines()}
