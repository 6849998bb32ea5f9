"""Captions that never overlap, texts that come back as they were said, whatever they hold."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from tests.fakes.narrated import session
from tests.property.strategies import PIECES, timelines
from voicemat.documents import DOCUMENTS, Subject, make
from voicemat.documents.captions import captions
from voicemat.documents.clock import centiseconds, milliseconds
from voicemat.documents.lines import WIDTH, lines
from voicemat.timeline.model import Chapter, Clip, Media, MediaKind, Tags, Timeline
from voicemat.timeline.sentences import sentences
from voicemat.timeline.utterance import Word
from voicemat.units import RATE

PLAIN = st.text(max_size=200)
PROSE = st.lists(st.text("abcdefgh,.", min_size=1, max_size=12), max_size=40).map(" ".join)
HOSTILE = st.lists(
    st.sampled_from(
        [
            *PIECES,
            "<i>",
            "</i>",
            "<00:00:01.000>",
            "&amp;",
            "&",
            "\t",
            "{\\an8}",
            "1\n",
            "[00:01.00]",
        ]
    ),
    max_size=20,
).map("".join)
TEXTS = PLAIN | PROSE | HOSTILE


@st.composite
def clips(draw: st.DrawFn, start: int, text: str, length: int) -> Clip:
    """A clip of a text, with words anywhere in it or with none."""
    places = sorted(draw(st.sets(st.integers(0, len(text)), max_size=12)))
    times = sorted(draw(st.lists(st.integers(0, length), min_size=12, max_size=12)))
    return Clip(
        start=start,
        duration=length,
        media=Media(kind=MediaKind.RECORDING, name="voice"),
        text=text,
        words=tuple(
            Word(start=first, end=last, begin=begin, finish=finish)
            for (first, last), (begin, finish) in zip(
                pairwise(places), pairwise(times), strict=False
            )
        ),
    )


@st.composite
def sessions(draw: st.DrawFn) -> Timeline:
    """Sentences one after another; the last may be cut off by the end."""
    at = 0
    found = []
    for text in draw(st.lists(TEXTS, max_size=8)):
        at += draw(st.integers(0, 10 * RATE))
        length = draw(st.integers(RATE // 100, 12 * RATE))
        found.append(draw(clips(at, text, length)))
        at += length
    title, summary, author = draw(TEXTS), draw(TEXTS), draw(TEXTS)
    seconds = at // RATE + draw(st.integers(0, 30)) + 1
    chapters = [Chapter(title=draw(TEXTS), start=0, end=seconds * RATE)]
    tags = Tags(title=title, summary=summary, author=author)
    return session(found, seconds, chapters=chapters, tags=tags)


def written(name: str, timeline: Timeline) -> str:
    return make(name, Subject(timeline=timeline)).decode()


@given(TEXTS)
def test_lines_hold_the_whole_text_and_are_no_wider_than_a_word_makes_them(text: str) -> None:
    places = lines(text)
    assert "".join("".join(text[first:last].split()) for first, last in places) == "".join(
        text.split()
    )
    for first, last in places:
        line = text[first:last]
        assert line == line.strip() != ""
        assert wcswidth(line) <= WIDTH or " " not in line.replace("\t", " ")
    assert len(places) <= 2 or len(places) % 2 == 0 or len(places) == len(text.split())


@given(sessions())
def test_captions_are_in_order_apart_and_in_the_session(timeline: Timeline) -> None:
    found = captions(timeline)
    for caption in found:
        assert 0 <= caption.start < caption.end <= timeline.frames
    for before, after in pairwise(found):
        assert before.end <= after.start
    said = "".join(text for s in sentences(timeline) for text in s.text.split())
    assert "".join("".join(caption.text.split()) for caption in found) == said


@given(sessions())
def test_vtt_is_cues_of_the_text_that_is_said(timeline: Timeline) -> None:
    end = milliseconds(timeline.frames)
    for name in ("vtt", "vtt-words"):
        head, note, *blocks = written(name, timeline).rstrip("\n").split("\n\n")
        assert head == "WEBVTT"
        assert note.startswith("NOTE ")
        assert "-->" not in note
        before = 0
        for block, caption in zip(blocks, captions(timeline), strict=True):
            line, _, text = block.partition("\n")
            start, finish = map(vtt_time, line.split(" --> "))
            assert (start, finish) == (milliseconds(caption.start), milliseconds(caption.end))
            assert before <= start < finish <= end
            before = finish
            assert "-->" not in text
            marks = [vtt_time(mark) for mark in re.findall(r"<([0-9:.]+)>", text)]
            assert [start, *marks, finish] == sorted({start, *marks, finish})
            bare = re.sub(r"<[0-9:.]+>", "", text)
            assert not set(re.sub(r"&(amp|lt|gt);", "", bare)) & set("<>&")
            assert unescape(bare) == caption.text


def vtt_time(text: str) -> int:
    hours, minutes, seconds, thousandths = map(int, re.split("[:.,]", text))
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


@given(sessions())
def test_srt_has_no_markup_but_its_own(timeline: Timeline) -> None:
    for name in ("srt", "srt-words"):
        blocks = written(name, timeline).rstrip("\n").split("\n\n") if captions(timeline) else []
        before = 0
        for number, block in enumerate(blocks, 1):
            counted, times, text = block.split("\n", 2)
            start, finish = map(vtt_time, times.split(" --> "))
            assert counted == str(number)
            assert before <= start < finish
            before = finish
            bare = text.replace("<u>", "").replace("</u>", "") if name == "srt-words" else text
            assert not set(bare) & set("<>{}")


@given(sessions())
def test_lrc_is_a_time_and_a_line_for_each_sentence(timeline: Timeline) -> None:
    said = [s for s in sentences(timeline) if s.start < timeline.frames]
    for name in ("lrc", "lrc-words"):
        heads, tagged = written(name, timeline).split("[length:")
        assert re.fullmatch(r"\[ti:[^\[\]\n]*\]\n\[ar:[^\[\]\n]+\]\n\[al:voicemat\]\n", heads)
        rows = [
            re.fullmatch(r"\[(\d\d+):(\d\d)\.(\d\d)\](.*)", row) for row in tagged.split("\n")[1:-1]
        ]
        assert all(rows)
        times = [int(row[1]) * 6000 + int(row[2]) * 100 + int(row[3]) for row in rows if row]
        assert times == sorted(times)
        shown = [
            (time, re.sub(r"<\d\d+:\d\d\.\d\d>", "", row[4]))
            for time, row in zip(times, rows, strict=True)
            if row and row[4]
        ]
        assert shown == [
            (centiseconds(s.start), s.text.translate(str.maketrans("<>[]", "‹›()"))) for s in said
        ]


class Words(HTMLParser):
    """The paragraphs of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.paragraphs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "p":
            self.paragraphs.append("")

    def handle_data(self, data: str) -> None:
        if self.paragraphs:
            self.paragraphs[-1] += data


OWN = {
    *("html", "head", "meta", "title", "style", "body", "header", "nav", "main", "section"),
    *("footer", "h1", "h2", "p", "div", "time", "span", "ol", "li", "a"),
}


@given(sessions())
def test_the_page_holds_what_is_said_and_no_markup_of_a_script(timeline: Timeline) -> None:
    words = Words()
    words.feed(written("html", timeline))
    words.close()
    assert words.tags <= OWN
    text = "".join(" ".join(words.paragraphs).split())
    for said in sentences(timeline):
        assert "".join(said.text.split()) in text


@given(sessions())
def test_every_label_is_one_line_of_three_parts(timeline: Timeline) -> None:
    rows = written("labels", timeline).splitlines()
    parts = [row.split("\t") for row in rows]
    assert all(len(part) == 3 for part in parts)
    said = sentences(timeline)
    found = {(round(float(a) * RATE), round(float(b) * RATE), text) for a, b, text in parts}
    assert {(s.start, s.end, s.text) for s in said} <= found


@given(timelines())
def test_any_timeline_can_be_written_down(timeline: Timeline) -> None:
    for name in DOCUMENTS:
        if name != "otio":  # its library refuses times without a rate
            assert make(name, Subject(timeline=timeline)).decode()[-1:] in ("", "\n")
