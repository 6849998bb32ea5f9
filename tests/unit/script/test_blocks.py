"""What holds other things: variants, recordings, and blocks with their ends."""

from __future__ import annotations

import pytest

from tests.fakes.parsing import Parsed, parse_node, parse_text
from voicemat.script.model import (
    ChoiceIs,
    Condition,
    CueCall,
    Dots,
    LengthFrom,
    LengthUnder,
    Line,
    Node,
    Paragraph,
    Pause,
    Repeat,
    Take,
    Variant,
    When,
)
from voicemat.source import Span


def says(condition: Condition) -> tuple[type[Condition], str]:
    """A condition's kind and what it compares with."""
    match condition:
        case ChoiceIs(value=value):
            return ChoiceIs, value
        case LengthFrom(least=seconds) | LengthUnder(limit=seconds):
            return type(condition), str(seconds)


def shape(nodes: tuple[Node, ...]) -> list[object]:
    """What nodes hold: the lines of paragraphs, lists for blocks, the names of other types."""
    found: list[object] = []
    for node in nodes:
        match node:
            case Paragraph(parts=parts):
                found.append(" / ".join(part.text for part in parts if isinstance(part, Line)))
            case When(nodes=inner) | Repeat(nodes=inner):
                found.append(shape(inner))
            case _:
                found.append(type(node).__name__)
    return found


# -- variants --------------------------------------------------------------------------------

CONDITIONS = [
    ("beginner", ChoiceIs, "beginner"),
    ("Sehr-leicht", ChoiceIs, "Sehr-leicht"),
    ("from 25 min", LengthFrom, "1500"),
    ("From 1 h 5 min", LengthFrom, "3900"),
    ("from 25:00", LengthFrom, "1500"),
    ("under 15 min", LengthUnder, "900"),
]


@pytest.mark.parametrize(("head", "kind", "value"), CONDITIONS)
def test_a_part_of_a_sentence_under_a_condition(
    head: str, kind: type[Condition], value: str
) -> None:
    parsed = parse_text(f"Lie down [{head}: on your  mattress], softly.").sound
    (paragraph,) = parsed.nodes
    assert isinstance(paragraph, Paragraph)
    before, variant, after = paragraph.parts
    assert isinstance(before, Line)
    assert isinstance(variant, Variant)
    assert isinstance(after, Line)
    assert says(variant.condition) == (kind, value)
    assert parsed.covered(variant.condition.span) == head
    assert parsed.covered(variant.span) == f"[{head}:"
    (line,) = variant.parts
    assert isinstance(line, Line)
    assert line.text == parsed.covered(line.span) == "on your  mattress"
    assert (before.text, after.text) == ("Lie down", ", softly.")


@pytest.mark.parametrize(("head", "kind", "value"), CONDITIONS)
def test_a_block_under_a_condition(head: str, kind: type[Condition], value: str) -> None:
    parsed = parse_text(f"Hello.\n[when {head}]\nLie down.\n...\n[end]\nGood.").sound
    _, block, _ = parsed.nodes
    assert isinstance(block, When)
    assert says(block.condition) == (kind, value)
    assert parsed.covered(block.condition.span) == head
    assert parsed.covered(block.span) == f"[when {head}]"
    assert shape(parsed.nodes) == ["Hello.", ["Lie down.", "Dots"], "Good."]


def test_a_variant_goes_on_over_lines(parsed: Parsed) -> None:
    """
    Lie down, [beginner: on
    your mattress,
    softly,] and rest.
    """
    (paragraph,) = parsed.sound.nodes
    assert isinstance(paragraph, Paragraph)
    _, variant, _ = paragraph.parts
    assert isinstance(variant, Variant)
    assert [part.text for part in variant.parts if isinstance(part, Line)] == [
        "on",
        "your mattress,",
        "softly,",
    ]


def test_variants_stand_in_variants() -> None:
    paragraph = parse_node("[beginner: Lie [from 25 min: all the [soft: softly] way] down.]")
    assert isinstance(paragraph, Paragraph)
    (outer,) = paragraph.parts
    assert isinstance(outer, Variant)
    _, middle, _ = outer.parts
    assert isinstance(middle, Variant)
    _, inner, _ = middle.parts
    assert isinstance(inner, Variant)
    assert says(middle.condition) == (LengthFrom, "1500")
    assert says(inner.condition) == (ChoiceIs, "soft")


def test_a_variant_that_holds_more_than_text_is_a_block() -> None:
    parsed = parse_text("Lie down. [beginner: Wait. [pause 5 s] Now.] Good.").sound
    assert shape(parsed.nodes) == ["Lie down.", ["Wait.", "Pause", "Now."], "Good."]
    block = parsed.nodes[1]
    assert isinstance(block, When)
    assert says(block.condition) == (ChoiceIs, "beginner")
    assert parsed.covered(block.span) == "[beginner:"


def test_a_variant_without_text_is_nothing() -> None:
    assert parse_text("Lie [beginner: ] down.").sound.spoken == ["Lie", "down."]


@pytest.mark.parametrize(
    ("text", "kind", "covered"),
    [
        ("Lie [from 25: all the way] down.", "missing-unit", "25"),
        ("Lie [under soon: all the way] down.", "bad-duration", "soon"),
        ("Lie [from 5 min on: all the way] down.", "unexpected-words", "on"),
        ("Lie down. [beginner: On", "unclosed-bracket", "[beginner:"),
        ("Lie down. [beginner: On\n\nyour back.]", "unclosed-bracket", "[beginner:"),
        ("Lie [pause: 5 s] now.", "bad-duration", ": 5 s"),
    ],
)
def test_what_is_no_variant(text: str, kind: str, covered: str) -> None:
    parsed = parse_text(text)
    finding = parsed.findings[0]
    assert finding.kind.value == kind
    assert parsed.covered(finding.span) == covered


# -- recordings ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "file"),
    [
        ("recording welcome.wav", "welcome.wav"),
        ("Recording my takes/welcome back.flac ", "my takes/welcome back.flac"),
        ('recording "take: 1.wav"', "take: 1.wav"),
    ],
)
def test_a_recording_with_its_transcript(typed: str, file: str) -> None:
    parsed = parse_text(f"Hello.\n [{typed}: Welcome back.\nLie down.] Good.").sound
    _, take, _ = parsed.nodes
    assert isinstance(take, Take)
    assert (take.file, take.text) == (file, "Welcome back. Lie down.")
    assert parsed.covered(take.span) == f"[{typed}:"
    assert parsed.spoken == ["Hello.", "Good."]


@pytest.mark.parametrize("more", ["[pause 5 s]", "[soft: softly]", "[bell]"])
def test_a_transcript_is_text_alone(more: str) -> None:
    parsed = parse_text(f"[recording welcome.wav: Welcome. {more} Lie down.]")
    assert parsed.kinds == ["not-text"]
    assert parsed.covered(parsed.findings[0].span) == "[recording welcome.wav:"


# -- blocks ----------------------------------------------------------------------------------


def test_a_block_that_is_repeated(parsed: Parsed) -> None:
    """
    One.
    [repeat 3 times]
    Breathe in,
    and out. [pause 2 s]

    Again.
    [end]
    Two.
    """
    assert shape(parsed.sound.nodes) == [
        "One.",
        ["Breathe in, / and out.", "Pause", "Again."],
        "Two.",
    ]
    block = parsed.nodes[1]
    assert isinstance(block, Repeat)
    assert block.times == 3
    assert parsed.covered(block.span) == "[repeat 3 times]"


def test_blocks_stand_in_blocks(parsed: Parsed) -> None:
    """
    [when beginner]
    [repeat 2 times]
    One.
    [when under 9 min]
    Two.
    [end]
    [end]
    ...
    [end]
    ...
    """
    assert shape(parsed.sound.nodes) == [[["One.", ["Two."]], "Dots"], "Dots"]


def test_a_block_on_one_line() -> None:
    parsed = parse_text("One. [repeat 2 times] Two. [bell] [end] Three.").sound
    assert shape(parsed.nodes) == ["One.", ["Two.", "CueCall"], "Three."]


def test_dots_do_not_add_up_across_the_end_of_a_block() -> None:
    parsed = parse_text("...\n[repeat 2 times]\n...\n...\n[end]\n...").sound
    first, block, last = parsed.nodes
    assert isinstance(block, Repeat)
    counts = [node.count for node in (first, *block.nodes, last) if isinstance(node, Dots)]
    assert counts == [1, 2, 1]


def test_what_a_block_that_never_ends_holds_is_still_read() -> None:
    parsed = parse_text("One.\n[repeat 2 times]\nTwo.\n[pause 5 s]\n[bell]")
    assert parsed.kinds == ["block-not-closed"]
    assert parsed.covered(parsed.findings[0].span) == "[repeat 2 times]"
    assert parsed.spoken == ["One.", "Two."]
    assert [type(node) for node in parsed.nodes[2:]] == [Pause, CueCall]


def test_an_end_without_a_block() -> None:
    parsed = parse_text("[repeat 2 times]\nOne.\n[end]\n [end]\nTwo.")
    assert parsed.kinds == ["stray-end"]
    assert parsed.findings[0].span == Span(source="evening.md", line=4, column=2, length=5)
    assert parsed.spoken == ["One.", "Two."]


def test_twenty_levels_and_no_more() -> None:
    def nested(levels: int) -> Parsed:
        return parse_text("[repeat 2 times]\n" * levels + "One.\n" + "[end]\n" * levels)

    assert nested(19).sound.spoken == ["One."]
    assert nested(20).kinds.count("too-deep") == 1
    assert nested(20).spoken == ["One."]
