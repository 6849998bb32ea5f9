"""The body without its brackets: spoken text, chapters, dots, notes and comments."""

from __future__ import annotations

import pytest

from tests.fakes.parsing import Parsed, lines_of, parse_text
from voicemat.script.model import Dots, Heading, Line, Note, Paragraph, Pause
from voicemat.source import Span


def lines(parsed: Parsed) -> list[list[str]]:
    """The lines of each paragraph."""
    return [
        [line.text for line in lines_of(node.parts)]
        for node in parsed.nodes
        if isinstance(node, Paragraph)
    ]


def span(line: int, column: int, length: int) -> Span:
    return Span(source="evening.md", line=line, column=column, length=length)


def test_a_line_of_text_is_spoken_as_written(parsed: Parsed) -> None:
    """
    Breathe in.  Hold on; let go!
    """
    (paragraph,) = parsed.sound.nodes
    assert isinstance(paragraph, Paragraph)
    (line,) = paragraph.parts
    assert isinstance(line, Line)
    assert line.text == "Breathe in.  Hold on; let go!"
    assert line.span == span(1, 1, 29)


def test_wrapped_lines_are_one_paragraph_and_a_blank_line_ends_it(parsed: Parsed) -> None:
    """
    Let your weight
      spread evenly.

    Now breathe.
    """
    assert lines(parsed.sound) == [["Let your weight", "spread evenly."], ["Now breathe."]]
    first, second = parsed.nodes
    assert isinstance(first, Paragraph)
    assert isinstance(second, Paragraph)
    assert first.parts[1].span == span(2, 3, 14)
    assert second.parts[0].span == span(4, 1, 12)


@pytest.mark.parametrize("rule", ["---", "***", "___", "  -----  "])
def test_a_rule_ends_a_paragraph_and_is_not_spoken(rule: str) -> None:
    assert lines(parse_text(f"One.\n{rule}\nTwo.").sound) == [["One."], ["Two."]]


def test_headings_are_chapters(parsed: Parsed) -> None:
    """
    # Arrive
    ## Deeper still ##
    #\tC#
      # Set in
            # Far in
    """
    headings = parsed.sound.nodes
    assert [node.title for node in headings if isinstance(node, Heading)] == [
        "Arrive",
        "Deeper still",
        "C#",
        "Set in",
        "Far in",
    ]
    spans = [node.span for node in headings if isinstance(node, Heading)]
    assert [parsed.covered(span) for span in spans] == [
        "# Arrive",
        "## Deeper still ##",
        "#\tC#",
        "# Set in",
        "# Far in",
    ]
    assert not parsed.spoken


def test_a_number_with_its_sign_is_no_heading(parsed: Parsed) -> None:
    """
    #1 is the breath.
    """
    assert parsed.sound.spoken == ["#1 is the breath."]


def test_dots_alone_add_up(parsed: Parsed) -> None:
    """
    ...
      ...

    ... ...
    …
    Breathe.
    ......
    """
    first, _, second = parsed.sound.nodes
    assert first == Dots(count=5, span=span(1, 1, 3))
    assert second == Dots(count=2, span=span(7, 1, 6))


@pytest.mark.parametrize(
    "line", ["Breathe in... and out.", "...and then", "Wait ...", "and … go", "... or not ..."]
)
def test_dots_within_a_sentence_are_punctuation(line: str) -> None:
    assert parse_text(line).sound.spoken == [line]


def test_quotes_are_notes(parsed: Parsed) -> None:
    """
    One,
    > A note: say [this], never {that}.
    >
          > Far in.
    >Tight.
    two.
    """
    notes = [node for node in parsed.sound.nodes if isinstance(node, Note)]
    assert [note.text for note in notes] == [
        "A note: say [this], never {that}.",
        "",
        "Far in.",
        "Tight.",
    ]
    assert notes[2].span == span(4, 7, 9)
    assert lines(parsed) == [["One,"], ["two."]]


def test_a_comment_does_not_end_the_paragraph_that_it_stands_in(parsed: Parsed) -> None:
    """
    One, <!-- [pause 5 s] --> two,
    <!-- on a line of its own -->
    <!-- over
    several

    lines --> three,
    <!--
    -->
    four.
    """
    (paragraph,) = [node for node in parsed.sound.nodes if isinstance(node, Paragraph)]
    assert [line.text.split() for line in lines_of(paragraph.parts)] == [
        ["One,", "two,"],
        ["three,"],
        ["four."],
    ]
    assert [line.span for line in lines_of(paragraph.parts)] == [
        span(1, 1, 30),
        span(6, 11, 6),
        span(9, 1, 5),
    ]
    notes = [node for node in parsed.nodes if isinstance(node, Note)]
    assert [note.text for note in notes] == [
        "[pause 5 s]",
        "on a line of its own",
        "over\nseveral\n\nlines",
        "",
    ]
    assert notes[0].span == span(1, 6, 4)


def test_a_comment_may_stand_beside_anything(parsed: Parsed) -> None:
    """
    # Arrive <!-- the first minute decides -->
    ... <!-- let it sink in -->
    [pause <!-- or 6 --> 5 s]
    <!-- soon --> # Leave
    <!-- a --> ... <!-- b -->
    """
    kinds = [type(node) for node in parsed.sound.nodes if not isinstance(node, Note)]
    assert kinds == [Heading, Dots, Pause, Heading, Dots]
    assert [node.title for node in parsed.nodes if isinstance(node, Heading)] == [
        "Arrive",
        "Leave",
    ]


def test_an_escaped_comment_is_text(parsed: Parsed) -> None:
    r"""
    One \<!-- two -->
    """
    assert parsed.sound.spoken == [r"One \<!-- two -->"]


def test_escaped_brackets_are_text(parsed: Parsed) -> None:
    r"""
    Say \[pause 5 s\] and \] and \[.
    \# No heading.
    """
    assert parsed.sound.spoken == [r"Say \[pause 5 s\] and \] and \[.", r"\# No heading."]


def test_what_brackets_leave_of_a_line_is_spoken_where_it_stands(parsed: Parsed) -> None:
    """
    Breathe in, [pause 2 s] and out.
    """
    before, pause, after = parsed.sound.nodes
    assert isinstance(before, Paragraph)
    assert isinstance(after, Paragraph)
    assert before.parts[0].span == span(1, 1, 11)
    assert isinstance(pause, Pause)
    assert pause.span == span(1, 13, 11)
    assert after.parts[0].span == span(1, 25, 8)


@pytest.mark.parametrize(
    ("text", "kind", "place", "covered"),
    [
        ("One.\n\n #Two and three", "heading-space", (3, 2), "#Two and three"),
        ("One.\n##Two", "heading-space", (2, 1), "##Two"),
        ("#", "empty-heading", (1, 1), "#"),
        ("One.\n  ## ##", "empty-heading", (2, 3), "## ##"),
        ("# Arrive [pause 5 s]", "bracket-in-heading", (1, 10), "["),
        ("# Arrive (8] min)", "bracket-in-heading", (1, 12), "]"),
        ("One. <!-- two\nthree", "unclosed-comment", (1, 6), "<!--"),
        ("One ] two", "stray-bracket", (1, 5), "]"),
        ("One [pause 5 s", "unclosed-bracket", (1, 5), "[pause 5 s"),
        ("[one [bell]", "unclosed-bracket", (1, 1), "[one "),
        ("\\[one [two\\]", "unclosed-bracket", (1, 7), "[two\\]"),
        ("One [] two", "empty-directive", (1, 5), "[]"),
        ("One [ \t] two", "empty-directive", (1, 5), "[ \t]"),
    ],
)
def test_what_is_wrong_and_where(
    text: str, kind: str, place: tuple[int, int], covered: str
) -> None:
    parsed = parse_text(text)
    (finding,) = parsed.findings
    assert finding.span is not None
    assert (finding.kind.value, (finding.span.line, finding.span.column)) == (kind, place)
    assert parsed.covered(finding.span) == covered


def test_a_heading_that_holds_an_escaped_bracket(parsed: Parsed) -> None:
    r"""
    # The breath \[again\]
    """
    (heading,) = parsed.sound.nodes
    assert isinstance(heading, Heading)
    assert heading.title == r"The breath \[again\]"
