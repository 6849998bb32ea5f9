"""What a line is made of, and that looking at it takes time in proportion to its length."""

from __future__ import annotations

from time import process_time

import pytest

from voicemat.script import parse
from voicemat.script.lines import header_bounds, heading_note, pieces, text_opening
from voicemat.source import Source


@pytest.mark.parametrize(
    ("lines", "bounds"),
    [
        (["---", "title: A", "--- ", "B"], (0, 2)),
        (["", " ", "---", "---"], (2, 3)),
        (["---", "title: A"], (0, None)),
        (["A", "---"], None),
        ([" ---"], None),
        ([], None),
    ],
)
def test_the_header_is_between_its_fences(
    lines: list[str], bounds: tuple[int, int | None] | None
) -> None:
    assert header_bounds(lines) == bounds


def test_a_line_falls_into_comments_and_the_rest() -> None:
    text = r"a --> b \<!-- c <!--d--> <!-- e"
    found = [(text[p.start : p.end], p.comment) for p in pieces(text, inside=True)]
    assert found == [
        ("a -->", True),
        (r" b \<!-- c ", False),
        ("<!--d-->", True),
        (" ", False),
        ("<!-- e", True),
    ]


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("[beginner: a]", "beginner"),
        ("[ Beginner : a]", "Beginner"),
        ("[from 25 min: a]", "from 25 min"),
        ("[from 1:30: a]", "from 1:30"),
        ("[under 1:30:00: a]", "under 1:30:00"),
        ("[from 1 min:30 seconds are left]", "from 1 min"),
        ("[recording a b.wav : a]", "a b.wav"),
        ('[recording "a: b.wav": a]', '"a: b.wav"'),
        ("[pause: a]", None),
        ("[pause 5 s]", None),
    ],
)
def test_a_text_opens_with_its_condition_or_its_file(text: str, head: str | None) -> None:
    opening = text_opening(text, 0)
    assert (opening.head if opening else None) == head
    if opening:
        assert text[opening.start :].startswith(opening.head)
        assert text[opening.end - 1] == ":"


@pytest.mark.parametrize(
    ("title", "note"),
    [("Rest (8 min) ", "(8 min)"), ("A (b) c", None), ("A (b (c)", "(c)"), ("A (b) c)", None)],
)
def test_a_heading_may_end_in_parentheses(title: str, note: str | None) -> None:
    found = heading_note(title)
    assert (title[slice(*found)] if found else None) == note


SLOW_ONCE = {
    "condition": "[from {}x",
    "file": "[recording a{}x",
    "heading": "# a {}x",
    "parenthesis": "# a {}(b",
}


@pytest.mark.parametrize("form", SLOW_ONCE)
def test_long_blanks_take_no_time(form: str) -> None:
    text = SLOW_ONCE[form].format(" " * 100_000)
    started = process_time()
    parse(Source(name="evening.md", text=text))
    assert process_time() - started < 1
