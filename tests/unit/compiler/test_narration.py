"""From the lines of a paragraph to sentences with their places."""

from __future__ import annotations

import pytest

from tests.fakes.parsing import Parsed, lines_of, parse_text
from tests.fakes.sentences import split
from voicemat.compiler.narration import plain, sentences, standing
from voicemat.script.model import Line, Paragraph
from voicemat.source import Span

NAMES = {"name": "Ana", "two": "two words", "mark": "*not* [a] mark", "empty": ""}


def fill(name: str, place: Span) -> str:
    return NAMES[name]


def spoken(text: str) -> list[str]:
    """The sentences of a text of one paragraph."""
    return [text for text, _, _ in placed(parse_text(text))]


def placed(parsed: Parsed) -> list[tuple[str, str, bool]]:
    """Each sentence, the text at its place, and whether it begins a line."""
    (paragraph,) = [node for node in parsed.sound.nodes if isinstance(node, Paragraph)]
    return [
        (sentence.text, parsed.covered(sentence.origin), sentence.starts_line)
        for sentence in sentences(lines_of(paragraph.parts), "en", split, fill)
    ]


def test_wrapped_lines_are_joined_before_they_are_split() -> None:
    parsed = parse_text("Let your weight\n  spread evenly. And now,\nbreathe. Good.")
    assert placed(parsed) == [
        # A place is one line's: the first.
        ("Let your weight spread evenly.", "Let your weight", True),
        ("And now, breathe.", "And now,", False),
        ("Good.", "Good.", False),
    ]


def test_a_sentence_that_begins_a_line_is_known() -> None:
    text = "One. Two.\nThree. Four\nmore.\n*Five.*\n{name} six.\n\\# Seven. *Eight*."
    assert [starts for _, _, starts in placed(parse_text(text))] == [
        *(True, False),
        *(True, False),
        True,
        True,
        *(True, False),
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("*Softly* now.", "Softly now."),
        ("_Softly_ now.", "Softly now."),
        ("A **strong** word.", "A strong word."),
        ("A __strong__ word.", "A strong word."),
        ("***Both*** here.", "Both here."),
        ("**Strong and *soft***.", "Strong and soft."),
        ("***Soft* in strong** now.", "Soft in strong now."),
        ("*One* and *two*.", "One and two."),
        ("(*Softly*), now.", "(Softly), now."),
        ("*Wrapped\nover lines* here.", "Wrapped over lines here."),
        ("A *star alone.", "A *star alone."),
        ("2 * 3 * 4.", "2 * 3 * 4."),
        ("snake_case_name stays.", "snake_case_name stays."),
        ("a*b*c stays.", "a*b*c stays."),
        (r"\*Not\* soft.", "*Not* soft."),
        (r"\*Not *soft*.", "*Not soft."),
        ("{mark} of a name.", "*not* [a] mark of a name."),
        ("*{name}* is soft.", "Ana is soft."),
    ],
)
def test_marks_of_emphasis_are_taken_off(written: str, said: str) -> None:
    assert spoken(written) == [said]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (r"Say \[pause 5 s\] aloud.", "Say [pause 5 s] aloud."),
        (r"\# One.", "# One."),
        (r"\> Two.", "> Two."),
        (r"\{name\} stays.", "{name} stays."),
        (r"A back\\slash.", r"A back\slash."),
        (r"C:\music stays.", r"C:\music stays."),
        (r"\...", "..."),
    ],
)
def test_a_backslash_makes_a_mark_text(written: str, said: str) -> None:
    assert spoken(written) == [said]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Hello, {name}.", "Hello, Ana."),
        ("Hello, { name }.", "Hello, Ana."),
        ("Say {two} now.", "Say two words now."),
        ("Hello{empty}.", "Hello."),
        ("{name}{name}.", "AnaAna."),
    ],
)
def test_names_in_braces_are_filled_in(written: str, said: str) -> None:
    assert spoken(written) == [said]


@pytest.mark.parametrize("bullet", ["- ", "* ", "+ ", "\N{BULLET} "])
def test_bullets_are_not_spoken(bullet: str) -> None:
    parsed = parse_text(f"{bullet}One.\n{bullet}Two.")
    assert placed(parsed) == [("One.", "One.", True), ("Two.", "Two.", True)]


def test_places_hold_behind_marks_escapes_and_names() -> None:
    parsed = parse_text(r"*Softly,* {name} \[there\]. Then _this_ one. {name} too.")
    assert [place for _, place, _ in placed(parsed)] == [
        r"Softly,* {name} \[there\].",
        "Then _this_ one.",
        "{name} too.",
    ]


def test_blanks_are_joined() -> None:
    assert spoken("One \t two   <!-- note -->   three.") == ["One two three."]


def test_the_text_of_a_title() -> None:
    line = Line(
        text=r"The *breath* of {name} \[again\]",
        span=Span(source="a.md", line=1, column=3, length=32),
    )
    assert plain(line, fill) == "The breath of Ana [again]"


@pytest.mark.parametrize(
    ("say", "text", "found"),
    [
        ({"qi": "chee"}, "Qi, and qigong.", {"Qi": "chee"}),
        ({"tai chi": "tie chee", "chi": "chee"}, "Tai Chi.", {"Tai Chi": "tie chee"}),
        ({"idem": "ee"}, "\N{LATIN SMALL LETTER DOTLESS I}dem.", {"ıdem": "ee"}),
        ({"qi": "chee"}, "Rest.", {}),
        ({}, "Rest.", {}),
    ],
)
def test_the_words_of_a_text_that_are_said_in_a_way_of_their_own(
    say: dict[str, str], text: str, found: dict[str, str]
) -> None:
    assert dict(standing(text, say)) == found
