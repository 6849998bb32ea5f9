from __future__ import annotations

from html.parser import HTMLParser

import pytest

from tests.fakes.narrated import session, sounding, spoken
from voicemat.documents import Subject, make
from voicemat.documents.transcript import Paragraph, Remark, length, transcript
from voicemat.timeline.model import Chapter, MediaKind, Timeline
from voicemat.units import RATE, frames


def parts(timeline: Timeline) -> list[tuple[str, ...] | str]:
    """The paragraphs as sentences, the remarks as text."""
    return [
        part.sentences if isinstance(part, Paragraph) else part.text
        for section in transcript(timeline).sections
        for part in section.parts
    ]


def test_sentences_that_follow_each_other_are_a_paragraph() -> None:
    speech = [
        spoken("One.", frames(0), frames(1)),
        spoken("Two.", frames(4), frames(1)),
        spoken("Three.", frames(9), frames(1)),
    ]
    assert parts(session(speech, 20)) == [("One.", "Two."), ("Three.",)]


def test_a_long_silence_is_told_and_a_short_one_is_not() -> None:
    speech = [
        spoken("One.", 0, frames(1)),
        spoken("Two.", frames(21) - 1, frames(1)),
        spoken("Three.", frames(42) - 1, frames(1)),
    ]
    assert parts(session(speech, 700)) == [
        ("One.",),
        ("Two.",),
        "quiet for 20 seconds",
        ("Three.",),
        "quiet for 11 minutes",
    ]


def test_a_bell_that_is_struck_while_it_rings_is_told_once() -> None:
    cues = [sounding(MediaKind.CUE, "bell", at, at + 6) for at in (0, 4, 8, 30)]
    assert parts(session([spoken("Good.", frames(40), RATE)], 45, cues=cues)) == [
        "bell, 3 times",
        "bell",
        ("Good.",),
    ]


def test_a_cue_within_a_paragraph_parts_it_only_where_nothing_is_said() -> None:
    timeline = session(
        [spoken("One.", 0, RATE), spoken("Two.", frames(8), RATE)],
        12,
        cues=[sounding(MediaKind.CUE, "bowl", 2, 7)],
    )
    assert parts(timeline) == [("One.",), "bowl", ("Two.",)]


def test_breath_tones_are_one_remark() -> None:
    cues = [
        *(sounding(MediaKind.BREATH, phase, at, at + 5) for phase, at in (("in", 5), ("out", 10))),
        sounding(MediaKind.BREATH, "in", 20, 25),
    ]
    timeline = session([spoken("Breathe in.", 0, RATE)], 30, cues=cues)
    assert parts(timeline) == [
        ("Breathe in.",),
        "breath tones for 10 seconds",
        "breath tones for 5 seconds",
    ]


def test_music_is_told_when_it_becomes_another_and_by_its_name_alone() -> None:
    music = [
        sounding(MediaKind.BED, "rain", 0, 4),
        sounding(MediaKind.BED, "rain", 4, 6),
        sounding(MediaKind.BED, "/home/her/Music/Lake.flac", 6, 8),
        sounding(MediaKind.BED, "C:\\Music\\Evenings\\", 8, 10),
    ]
    assert parts(session([], 10, music=music)) == [
        "music: rain",
        "music: Lake.flac",
        "music: Evenings",
    ]


def test_a_chapter_ends_a_paragraph_and_holds_what_begins_in_it() -> None:
    timeline = session(
        [spoken("One.", 0, RATE), spoken("Two.", frames(2), RATE)],
        40,
        chapters=[
            Chapter(title="First", start=0, end=RATE + 1),
            Chapter(title="Empty", start=RATE + 1, end=RATE + 2),
            Chapter(title="Last", start=RATE + 2, end=frames(40)),
        ],
    )
    assert [(section.title, section.parts) for section in transcript(timeline).sections] == [
        ("First", (Paragraph(start=0, end=RATE, sentences=("One.",)),)),
        ("Empty", ()),
        (
            "Last",
            (
                Paragraph(start=2 * RATE, end=3 * RATE, sentences=("Two.",)),
                Remark(start=3 * RATE, end=40 * RATE, text="quiet for 35 seconds"),
            ),
        ),
    ]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "5 seconds"),
        (22, "20 seconds"),
        (23, "25 seconds"),
        (60, "1 minute"),
        (84, "1 minute 25 seconds"),
        (117, "1 minute 55 seconds"),
        (118, "2 minutes"),
        (149, "2 minutes"),
        (150, "3 minutes"),
        (3600, "1 hour"),
        (7265, "2 hours 1 minute"),
    ],
)
def test_a_length_as_a_person_says_it(seconds: int, said: str) -> None:
    assert length(frames(seconds)) == said


class Outline(HTMLParser):
    """The tags that are open, and the headings."""

    VOID = ("meta", "img", "br")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_well_formed(timeline: Timeline) -> None:
    outline = Outline()
    outline.feed(make("html", Subject(timeline=timeline)).decode())
    outline.close()
    assert outline.open == []
    assert outline.seen.count("h1") == outline.seen.count("main") == 1
    assert outline.seen.count("section") == 3


def test_a_session_of_one_chapter_needs_no_contents() -> None:
    chapter = Chapter(title="All", start=0, end=frames(10))
    page = make("html", Subject(timeline=session([], 10, chapters=[chapter]))).decode()
    assert "<nav" not in page


def test_a_session_without_chapters_or_words_is_a_page_too() -> None:
    outline = Outline()
    outline.feed(make("html", Subject(timeline=session([], 10))).decode())
    assert outline.open == []
