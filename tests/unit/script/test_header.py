"""The front matter: every key and its forms, each value with its place."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.fakes.parsing import Parsed, parse_header, parse_text
from voicemat.script.model import Ending, Header, LengthWish, Stretch
from voicemat.source import Source, Span


def test_a_whole_header(parsed: Parsed) -> None:
    """
    ---
    title: Sleep on the mat
    summary: A slow evening.
    language: en-GB
    length: 30 min (15-60)
    voice: heart
    pace: 0.9
    music: night-rain -4 dB
    ending: sleep
    mat: at most 20 min
    options:
      level: beginner, advanced
      name: friend
    say:
      shavasana: shah-VAH-suh-nuh
      Qi: /tʃi/
    dots: 3-20 s
    author: Ana
    license: CC0-1.0
    year: 2026
    tags: sleep, bedtime
    cover: night.jpg
    ---
    Hello.
    """
    header = parsed.sound.header
    assert header.title == "Sleep on the mat"
    assert header.summary == "A slow evening."
    assert header.language == "en-GB"
    assert header.length == LengthWish(target=Decimal(1800), least=Decimal(900), most=Decimal(3600))
    assert header.voice == "heart"
    assert header.pace == Decimal("0.9")
    (layer,) = header.music
    assert (layer.name, layer.gain) == ("night-rain", Decimal(-4))
    assert parsed.covered(layer.span) == "night-rain"
    assert header.ending is Ending.SLEEP
    assert header.mat == Decimal(1200)
    level, name = header.options
    assert (level.name, level.choices) == ("level", ("beginner", "advanced"))
    assert parsed.covered(level.span) == "beginner, advanced"
    assert (name.name, name.choices) == ("name", ("friend",))
    shavasana, qi = header.say
    assert (shavasana.word, shavasana.said) == ("shavasana", "shah-VAH-suh-nuh")
    assert parsed.covered(shavasana.span) == "shah-VAH-suh-nuh"
    assert (qi.word, qi.said) == ("Qi", "/tʃi/")
    assert header.dots == Stretch(least=Decimal(3), most=Decimal(20))
    assert header.author == "Ana"
    assert header.license == "CC0-1.0"
    assert header.year == "2026"
    assert header.tags == ("sleep", "bedtime")
    assert header.cover is not None
    assert header.cover.file == parsed.covered(header.cover.span) == "night.jpg"


def test_plain_sentences_are_a_routine(parsed: Parsed) -> None:
    """
    Hello.
    """
    assert parsed.sound.header == Header(title="Evening")
    assert parsed.header.dots == Stretch(least=Decimal(2), most=Decimal(20))
    assert parsed.header.ending is Ending.QUIET
    assert parsed.header.language == "en"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("/home/ana/my-evening_walk.md", "My evening walk"),
        (r"C:\routines\sleep.txt", "Sleep"),
        ("Quiet.MD", "Quiet"),
        ("v1.2 night", "V1.2 night"),
    ],
)
def test_without_a_title_the_file_s_name_is_one(name: str, title: str) -> None:
    from voicemat.script import parse

    script, findings = parse(Source(name=name, text="Hello."))
    assert not findings
    assert script.header.title == title
    assert script.source == name


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("20 min", 1200),
        ("20:00", 1200),
        ("1:00:00", 3600),
        ("1 h 20 min", 4800),
        ("90 sec", 90),
        ("0x10", None),
        ("1e3", None),
        ("no", None),
        ("1_000 s", None),
    ],
)
def test_yaml_guesses_nothing_in_a_length(typed: str, seconds: int | None) -> None:
    parsed = parse_header(f"length: {typed}")
    if seconds is None:
        assert parsed.kinds == ["bad-duration"]
        assert parsed.covered(parsed.findings[0].span) == typed
    else:
        assert parsed.sound.header.length == LengthWish(
            target=Decimal(seconds), least=None, most=None
        )


@pytest.mark.parametrize("typed", ["no", "1e3", "0o17", "~", "null", "2026-01-01", "1:30", "'yes'"])
def test_yaml_guesses_nothing_in_a_text(typed: str) -> None:
    assert parse_header(f"title: {typed}").sound.header.title == typed.strip("'")


@pytest.mark.parametrize(
    ("typed", "least", "most"),
    [
        ("20 min (12-45)", 720, 2700),
        ("20 min (12–45)", 720, 2700),  # the dash is the point
        ("20 min (12-45 min)", 720, 2700),
        ("20 min (12 min - 45 min)", 720, 2700),
        ("20 min (10 min to 1 h)", 600, 3600),
        ("20 min(12-45)", 720, 2700),
        ("30 s (20-40 s)", 20, 40),
    ],
)
def test_the_range_of_a_length(typed: str, least: int, most: int) -> None:
    wish = parse_header(f"length: {typed}").sound.header.length
    assert wish is not None
    assert (wish.least, wish.most) == (Decimal(least), Decimal(most))


@pytest.mark.parametrize(
    ("line", "kind", "place", "covered"),
    [
        ("titel: x", "unknown-key", (2, 1), "titel"),
        ("Title: x", "unknown-key", (2, 1), "Title"),
        ("length: 20", "missing-unit", (2, 9), "20"),
        ("length: soon", "bad-duration", (2, 9), "soon"),
        ("length: 20 min now", "unexpected-words", (2, 16), "now"),
        ("length: 20 min (45-12)", "backward-range", (2, 17), "45-12)"),
        ("length: 20 min (12-45) or so", "bad-value", (2, 9), "20 min (12-45) or so"),
        ("length: 0 min", "out-of-range", (2, 9), "0 min"),
        ("length: 25 h", "out-of-range", (2, 9), "25 h"),
        ("length:", "missing-part", (2, 8), ""),
        ("title:", "bad-value", (2, 7), ""),
        ("title: ' '", "bad-value", (2, 9), " "),
        ("voice:", "bad-value", (2, 7), ""),
        ("pace: 0.4", "bad-value", (2, 7), "0.4"),
        ("pace: 1.51", "bad-value", (2, 7), "1.51"),
        ("pace: slow", "bad-value", (2, 7), "slow"),
        ("pace: NaN", "bad-value", (2, 7), "NaN"),
        ("pace: inf", "bad-value", (2, 7), "inf"),
        ("pace: '2'", "bad-value", (2, 8), "2"),
        ("language: English, please", "bad-value", (2, 11), "English, please"),
        ("ending: bel", "bad-value", (2, 9), "bel"),
        ("year: now", "bad-value", (2, 7), "now"),
        ("year: 26", "bad-value", (2, 7), "26"),
        ("year: 0026", "bad-value", (2, 7), "0026"),
        ("year: ２０２６", "bad-value", (2, 7), "２０２６"),
        ("mat: 20 min", "unexpected-words", (2, 6), "20 min"),
        ("mat: at most", "missing-part", (2, 12), "t"),
        ("dots: 20-2 s", "backward-range", (2, 7), "20-2 s"),
        ("dots: 2-20", "missing-unit", (2, 7), "2-20"),
        ("music: rain, drift", "unexpected-words", (2, 14), "drift"),
        ("music: rain -99 dB", "out-of-range", (2, 13), "-99 dB"),
        ("music:", "missing-part", (2, 7), ""),
        ("title: [a, b]", "bad-value", (2, 8), "[a, b]"),
        ("title:\n  a: b", "bad-value", (3, 3), "a: b"),
        ("options: level", "bad-value", (2, 10), "level"),
        ("options: {level: ','}", "bad-value", (2, 19), ","),
        ("options: {1st: a}", "bad-value", (2, 11), "1st"),
        ("options: {level: [a, b]}", "bad-value", (2, 18), "[a, b]"),
        ("say: {qi: ''}", "bad-value", (2, 12), "'"),
        ("say: {'': chee}", "bad-value", (2, 8), "'"),
        ("say: {'-': dash}", "bad-value", (2, 8), "-"),
        ("- a", "bad-header", (2, 1), "-"),
        ("only words", "bad-header", (2, 1), "o"),
        ("title: a: b", "bad-header", (2, 9), ":"),
        ("title: [a", "bad-header", (2, 10), ""),
        ("? [a, b]\n: c", "bad-header", (2, 1), "?"),
        ("title: *x", "bad-header", (2, 8), "*"),
        ("title: a\0b", "bad-header", (2, 1), "t"),
        (r'title: "a\0b"', "bad-header", (2, 9), "a"),
        (r'title: "\ud800"', "bad-header", (2, 9), "\\"),
        (r'"\ud800": a', "bad-header", (2, 1), '"'),
        (r'title: "\UFFFFFFFF"', "bad-header", (2, 1), "t"),
        (r'title: "\U00110000"', "bad-header", (2, 1), "t"),
    ],
)
def test_what_is_wrong_and_where(
    line: str, kind: str, place: tuple[int, int], covered: str
) -> None:
    parsed = parse_header(line)
    (finding,) = parsed.findings
    assert finding.span is not None
    assert (finding.kind.value, (finding.span.line, finding.span.column)) == (kind, place)
    assert parsed.covered(finding.span) == covered
    assert parsed.spoken == ["Hello."]


def test_a_key_given_twice_is_found_at_the_second(parsed: Parsed) -> None:
    """
    ---
    title: One
    say:
      qi: chee
      qi: key
    title: Two
    ---
    Hello.
    """
    assert [(found.kind.value, parsed.covered(found.span)) for found in parsed.findings] == [
        ("duplicate-key", "qi"),
        ("duplicate-key", "title"),
    ]
    assert [found.span.line for found in parsed.findings if found.span] == [5, 6]
    assert parsed.header.title == "One"
    assert [(entry.word, entry.said) for entry in parsed.header.say] == [("qi", "chee")]


def test_one_bad_key_does_not_hide_the_others(parsed: Parsed) -> None:
    """
    ---
    pace: 9
    title: Kept
    ending: loud
    lenght: 20 min
    ---
    Hello.
    """
    assert parsed.kinds == ["bad-value", "bad-value", "unknown-key"]
    assert parsed.findings[2].suggestion == "length"
    assert parsed.header.title == "Kept"


def test_every_key_may_be_quoted_and_tags_may_be_a_list(parsed: Parsed) -> None:
    """
    ---
    title: "Evening: the #1 session"
    tags:
      - sleep
      - acupressure mat
    music: '"rain, far.flac" + drift -6 dB'
    ---
    Hello.
    """
    header = parsed.sound.header
    assert header.title == "Evening: the #1 session"
    assert header.tags == ("sleep", "acupressure mat")
    assert [(layer.name, layer.gain) for layer in header.music] == [
        ("rain, far.flac", Decimal(0)),
        ("drift", Decimal(-6)),
    ]


def test_a_header_that_is_never_closed(parsed: Parsed) -> None:
    """
    ---
    title: x
    Hello.
    """
    assert parsed.kinds == ["unclosed-header"]
    assert parsed.findings[0].span == Span(source="evening.md", line=1, column=1, length=3)
    assert parsed.spoken == []


@pytest.mark.parametrize("lead", ["\n", "\n\n   \n", "\ufeff"])
def test_what_stands_above_the_header_without_words_does_not_make_it_speech(lead: str) -> None:
    parsed = parse_text(f"{lead}---\ntitle: A night\npase: 1\n---\nHello.\n")
    assert parsed.header.title == "A night"
    assert parsed.spoken == ["Hello."]
    assert parsed.covered(parsed.findings[0].span) == "pase"


def test_an_empty_header_is_one(parsed: Parsed) -> None:
    """
    ---
    ---
    Hello.
    """
    assert parsed.sound.spoken == ["Hello."]


def test_line_ends_of_every_system_give_the_same_places() -> None:
    text = "---\ntitle: x\nlenght: 1\n---\nHello [pase 1 s]\n"
    unix = parse_text(text)
    for end in ("\r\n", "\r"):
        other = parse_text(text.replace("\n", end))
        assert other.findings == unix.findings
        assert other.nodes == unix.nodes
