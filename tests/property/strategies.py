"""What the properties are tried on: texts, noise, routines, silences, curves, cuts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from itertools import accumulate
from typing import TypeVar

from hypothesis import strategies as st

from voicemat.compiler.solve import Elastic
from voicemat.mixer import CHUNK
from voicemat.source import Span
from voicemat.timeline.model import (
    Bus,
    BusName,
    Chapter,
    Clip,
    Duck,
    Fade,
    FadeShape,
    Marker,
    MarkerKind,
    Media,
    MediaKind,
    Point,
    Tags,
    Timeline,
    Track,
)
from voicemat.units import RATE

T = TypeVar("T")

# -- texts -----------------------------------------------------------------------------------

PIECES = (
    *(
        "[",
        "]",
        "[[",
        "]]",
        "[]",
        "\\",
        "\\[",
        "\\]",
        "\\\\",
        "{",
        "}",
        "{name}",
        "{ }",
        "{length}",
    ),
    *("<!--", "-->", "<!---->", ">", "> ", "#", "# ", "## ", "#1", "---", "***", "___", "- "),
    *("...", "…", "....", "*", "**", "_", "*a*", "**b**", "pause", "rest", "breathe", "music"),
    *("[pause 5 s]", "[pause 20-60 s]", "[rest]", "[pause", "5", "s", " s", "5 s", "20-60", "1:30"),
    *("[breathe box 4, 2 times]", "in 4", "out 6", "hold", "4-7-8", "times", "for", "words"),
    *("[bowl, soft]", "bell", "twice", "every", "[music rain + drift -6 dB, over 10 s]", "fades"),
    *("in", "out", "quieter", "-6 dB", "+", "over", "rain", '"', ",", ", ", ":", ".", "!", "?"),
    *(" ", "  ", "\t", "\n", "\n\n", "\r\n", "\r", "\f", "\v", "\x1c", "\x85", "\u2028", "\ufeff"),
    *(
        "a",
        "Hello.",
        "Good night.",
        "瞑想",
        "🧘",
        "e\u0301",
        "\u0301",
        "\0",
        "\x1b[0m",
        "ſ",
        "İ",
        "ß",
    ),
    *("\u202e", "\u200b", "\U0010ffff", "0", "-1", "1e9", "999999999", "०", "²", "٣"),
    *("[when x]", "[end]", "[beginner: text]", "[include a]", "[at 1:00 bell]", "[on the mat]"),
)
"""The language's own pieces, and what text can hold besides."""

HEADER_PIECES = (
    *("title", "length", "music", "options", "say", "tags", "pace", "dots", "mat", "ending", "x"),
    *(":", ": ", ":\n", ":\n  ", "\n", "\n  ", "\n- ", "- ", "? ", "|", ">", "|-\n  ", "&a ", "*a"),
    *(
        "[",
        "]",
        "{",
        "}",
        ",",
        ", ",
        "'",
        '"',
        "#",
        " #",
        "!",
        "!!int ",
        "!!binary ",
        "%YAML 1.1\n",
    ),
    *(
        "%TAG ! x\n",
        "\\",
        '"\\x00"',
        '"\\ud800"',
        '"\\UFFFFFFFF"',
        "<<",
        "<<: *a",
        "~",
        "null",
        "@",
    ),
    *("20 min", "20 min (12-45)", "(", ")", "0.9", "sleep", "rain + drift -4 dB", "at most 20 min"),
    *("2-20 s", "beginner, advanced", "\t", "  ", "...\n", "--- ", "\x85", "\u2028", "\ufeff", "é"),
    "%YAML 1." + "9" * 5000 + "\n",
)


def texts() -> st.SearchStrategy[str]:
    """Any text that a file can hold: all of Unicode without halves of surrogate pairs."""
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def noise() -> st.SearchStrategy[str]:
    """The language's own pieces in any order, now and then with a header."""
    body = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
    header = st.lists(st.sampled_from(HEADER_PIECES), max_size=12).map("".join)
    headed = st.builds(lambda lines, rest: f"---\n{lines}\n---\n{rest}", header, body)
    return st.one_of(body, headed, st.builds(lambda rest: f"---\n{rest}", body))


# -- routines --------------------------------------------------------------------------------

SENTENCES = st.sampled_from(
    (
        "Breathe.",
        "Let your weight spread evenly.",
        "Feel the warmth, and let it be.\nIt stays.",
        "*Softly* now. Good.",
        "There is nothing more to do, and nowhere else to be, and no clock to watch tonight.",
    )
)


def _seconds(least: int = 1, most: int = 90) -> st.SearchStrategy[str]:
    return st.integers(least * 10, most * 10).map(lambda tenths: f"{tenths / 10:.1f} s")


def _ranges() -> st.SearchStrategy[str]:
    bounds = st.tuples(st.integers(1, 900), st.integers(1, 900)).map(sorted)
    return bounds.map(lambda pair: f"[pause {pair[0] / 10:.1f}-{pair[1] / 10:.1f} s]")


QUIET = st.one_of(
    st.just("..."),
    st.just("...\n..."),
    _seconds().map("[pause {}]".format),
    _ranges(),
)

SOUNDS = st.one_of(
    SENTENCES,
    st.sampled_from(
        (
            "[breathe in 4, out 6, 3 times]",
            "[breathe box 2, for 20 s, tones]",
            "[breathe 1-1-1, 2 times, words]",
            "[bell]",
            "[bowl, soft, 3 times, every 6 s]",
            "[chime, twice, every 1 s]",
        )
    ),
)


class Change(Enum):
    """What a line does to the music."""

    MIX = auto()
    IN = auto()
    OUT = auto()
    LEVEL = auto()


MUSIC = {
    "[music rain]": Change.MIX,
    "[music drift + rain -3 dB, over 2 s]": Change.MIX,
    "[music night-rain over 40 s]": Change.MIX,
    "[music fades out over 20 s]": Change.OUT,
    "[music fades out]": Change.OUT,
    "[music fades in over 5 s]": Change.IN,
    "[music quieter]": Change.LEVEL,
    "[music louder, over 1 s]": Change.LEVEL,
    "[music -3 dB over 30 s]": Change.LEVEL,
}


def _audible(lines: list[str], opening: bool) -> list[str]:
    """`lines` without those changes of music that the compiler would refuse."""
    changes = [MUSIC[line] for line in lines if line in MUSIC]
    known = opening
    plays = opening and changes[:1] != [Change.IN]
    kept = []
    for line in lines:
        change = MUSIC.get(line)
        if change is Change.MIX:
            known = plays = True
        elif change is Change.IN and known:
            if plays:
                continue
            plays = True
        elif change is not None and not plays:
            continue
        elif change is Change.OUT:
            plays = False
        kept.append(line)
    return kept


@st.composite
def routines(draw: st.DrawFn) -> str:
    """A script without mistakes: any order of what the core language has."""
    lines = draw(
        st.lists(
            st.one_of(SOUNDS, SOUNDS, QUIET, QUIET, st.sampled_from(sorted(MUSIC))), max_size=14
        )
    )
    lines.insert(draw(st.integers(0, len(lines))), draw(st.one_of(SENTENCES, QUIET)))
    if draw(st.booleans()):
        lines.insert(draw(st.integers(0, len(lines))), "[rest]")
    for number in range(draw(st.integers(0, 3))):
        lines.insert(draw(st.integers(0, len(lines))), f"# Chapter {number}")
    music = draw(st.sampled_from(("", "music: rain", "music: drift + night-rain -3 dB")))
    header = [
        music,
        draw(st.sampled_from(("", "ending: bell", "ending: quiet", "ending: sleep"))),
        draw(st.sampled_from(("", "dots: 3-9 s", "dots: 5-5 s", "dots: 0.1-90 s"))),
    ]
    head = "\n".join(line for line in header if line)
    return "\n".join(["---", head, "---", *_audible(lines, bool(music)), ""])


# -- silences --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """Elastic silences, and a total that their bounds can hold."""

    elastics: tuple[Elastic, ...]
    total: int


@st.composite
def sharings(draw: st.DrawFn) -> Sharing:
    def one() -> Elastic:
        least = draw(st.integers(0, 5000))
        most = draw(st.one_of(st.none(), st.integers(least, least + 5000), st.just(least)))
        return Elastic(least=least, most=most, weight=draw(st.integers(1, 4000)))

    elastics = tuple(one() for _ in range(draw(st.integers(0, 7))))
    least = sum(elastic.least for elastic in elastics)
    most = sum(
        elastic.least + 20_000 if elastic.most is None else elastic.most for elastic in elastics
    )
    return Sharing(elastics=elastics, total=draw(st.integers(least, most)))


# -- time ------------------------------------------------------------------------------------


@st.composite
def speeches(draw: st.DrawFn) -> tuple[Clip, ...]:
    """Spoken clips in order of time, close together and far apart, the first at any place."""
    gap = st.one_of(st.integers(0, RATE), st.integers(0, 20 * RATE))
    at = draw(gap)
    made = []
    for length, pause in draw(st.lists(st.tuples(st.integers(1, 6 * RATE), gap), max_size=12)):
        media = Media(kind=MediaKind.RECORDING, name="voice")
        made.append(Clip(start=at, duration=length, media=media))
        at += length + pause
    return tuple(made)


@st.composite
def curves(draw: st.DrawFn) -> tuple[Point, ...]:
    """An automation curve: points in order of time, a tenth of a second apart or more."""
    steps = draw(st.lists(st.integers(RATE // 10, 30 * RATE), max_size=8))
    levels = draw(st.lists(st.floats(-60, 12), min_size=len(steps), max_size=len(steps)))
    return tuple(
        Point(frame=frame, gain=level)
        for frame, level in zip(accumulate(steps), levels, strict=True)
    )


def cuts(frames: int) -> st.SearchStrategy[list[tuple[int, int]]]:
    """Places to begin a block at, and sizes, within `frames` frames and past them."""
    edges = st.sampled_from(
        [edge + shift for edge in range(0, frames + 1, CHUNK) for shift in (-1, 0, 1)]
    )
    start = st.one_of(st.integers(0, frames + 10), edges.map(lambda at: max(at, 0)))
    size = st.one_of(st.integers(0, 3000), st.integers(0, 4 * CHUNK), st.just(CHUNK))
    return st.lists(st.tuples(start, size), min_size=1, max_size=6)


# -- timelines -------------------------------------------------------------------------------

_COUNT = st.integers(0, 2**52)
_LEVEL = st.floats(-120, 60)
_NAME = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_SPAN = st.builds(Span, source=_NAME, line=_COUNT, column=_COUNT, length=_COUNT)
_FADE = st.builds(Fade, frames=_COUNT, shape=st.sampled_from(FadeShape))


def _tuples(of: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(of, max_size=3).map(tuple)


_CLIP = st.builds(
    Clip,
    start=_COUNT,
    duration=_COUNT,
    media=st.builds(Media, kind=st.sampled_from(MediaKind), name=_NAME),
    offset=_COUNT,
    gain=_LEVEL,
    fade_in=st.none() | _FADE,
    fade_out=st.none() | _FADE,
    origin=st.none() | _SPAN,
    text=_NAME,
)
_BUS = st.builds(
    Bus,
    name=st.sampled_from(BusName),
    tracks=_tuples(st.builds(Track, name=_NAME, clips=_tuples(_CLIP))),
    gain=_LEVEL,
    automation=_tuples(st.builds(Point, frame=_COUNT, gain=_LEVEL)),
    ducks=_tuples(st.builds(Duck, start=_COUNT, down=_COUNT, up=_COUNT, end=_COUNT, depth=_LEVEL)),
)


def timelines() -> st.SearchStrategy[Timeline]:
    """Any values that the model can hold, sensible or not."""
    return st.builds(
        Timeline,
        rate=_COUNT,
        frames=_COUNT,
        tags=st.builds(Tags, title=_NAME, summary=_NAME, voice=_NAME, keywords=_tuples(_NAME)),
        voice_loudness=_LEVEL,
        buses=_tuples(_BUS),
        chapters=_tuples(
            st.builds(Chapter, title=_NAME, start=_COUNT, end=_COUNT, origin=st.none() | _SPAN)
        ),
        markers=_tuples(
            st.builds(
                Marker,
                kind=st.sampled_from(MarkerKind),
                start=_COUNT,
                end=_COUNT,
                text=_NAME,
                origin=st.none() | _SPAN,
            )
        ),
    )
