"""Names and patterns."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicemat.batch.selection import select
from voicemat.errors import UsageError
from voicemat.library import Library


def found(patterns: list[str], library: Path) -> list[str]:
    return [one.name for one in select(patterns, Library(library))]


def test_in_their_order_each_once(library: Path) -> None:
    assert found(["sleep", "c*", "Calm", "s*"], library) == ["sleep", "calm", "cellulite"]


def test_a_persons_own_are_among_them(library: Path) -> None:
    assert found(["my*", "MY NOON"], library) == ["my-noon"]
    assert {"sleep", "noon", "noon.de"} < set(found(["*"], library))


def test_files(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (library / "noon.overlay.md").touch()
    (library / "notes.rst").touch()
    (library / "deep").mkdir()
    (library / "deep" / "a.txt").touch()
    monkeypatch.chdir(library)
    assert found(["*.md"], library) == ["my-noon.md", "noon.de.md", "noon.md"]
    assert found(["./n*"], library) == ["noon.de.md", "noon.md"]
    assert found(["**/*.txt"], library) == ["deep/a.txt"]
    # A file and its name in the library are one routine.
    assert found(["noon", str(library / "noon.md")], library) == ["noon"]


@pytest.mark.parametrize(
    ("pattern", "advice"),
    [
        ("slep*", 'did you mean "sleep"?'),
        ("q*", "there are back, calm"),
        ("*.txt", "check the path"),
        ("nowhere/*", "check the path"),
    ],
)
def test_nothing_like_it(library: Path, pattern: str, advice: str) -> None:
    with pytest.raises(UsageError) as caught:
        found([pattern], library)
    assert caught.value.message == f'nothing is named like "{pattern}"'
    assert (caught.value.advice or "").startswith(advice)
