"""A sheet for a person who records the narration herself: every sentence with its number, when it
comes, and how long it may take.

Numbers count the sentences as the script writes them, whatever is chosen and however long the
session is: a take keeps its number when the sheet is made for another length or level.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from voicemat.compiler.narration import Splitter, sentences
from voicemat.script.model import (
    Include,
    Line,
    Node,
    Paragraph,
    Part,
    Repeat,
    Script,
    Take,
    When,
)
from voicemat.source import Source, Span
from voicemat.timeline.comparison import spoken
from voicemat.timeline.model import Clip, MarkerKind, Timeline

Place = tuple[str, int, int]
"""Where a sentence begins: source, line, column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A sentence to be recorded.

    `start` is when it is first said, `frames` how long the voice takes for it, `room` the time
    until the next sentence or breath begins. `written` is the sentence as the script has it;
    `recorded` tells that a take stands there already.
    """

    number: int
    start: int
    frames: int
    room: int
    chapter: str
    text: str
    written: str
    recorded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """The number of a sentence, and whether it is a take already."""

    number: int
    recorded: bool


def number_sentences(
    script: Script, scripts: Mapping[tuple[str, str], Script], split: Splitter
) -> Mapping[Place, Numbered]:
    """The number of every sentence of a script and of what it includes, in written order."""
    names = {option.name: option.choices[0] for option in script.header.options}
    walk = _Walk(scripts, split, script.header.language, names)
    found: dict[Place, Numbered] = {}
    for span, recorded in walk.script(script):
        found.setdefault(_place(span), Numbered(number=len(found) + 1, recorded=recorded))
    return found


def make_sheet(
    timeline: Timeline, numbers: Mapping[Place, Numbered], sources: Mapping[str, Source]
) -> tuple[Entry, ...]:
    """The sentences of a session in the order in which they are first said.

    Breath prompts are left out: they are the program's own words.
    """
    said = spoken(timeline)
    breaths = [marker.start for marker in timeline.markers if marker.kind is MarkerKind.BREATH]
    starts = sorted({*(clip.start for clip in said), *breaths, timeline.frames})
    chapters = [chapter.start for chapter in timeline.chapters]
    entries: dict[int, Entry] = {}
    for clip in said:
        found = numbers.get(_place(clip.origin)) if clip.origin else None
        if found is None or found.number in entries:
            continue
        chapter = bisect_right(chapters, clip.start)
        entries[found.number] = Entry(
            number=found.number,
            start=clip.start,
            frames=clip.duration,
            room=starts[bisect_right(starts, clip.start)] - clip.start,
            chapter=timeline.chapters[chapter - 1].title if chapter else "",
            text=clip.text,
            written=_written(clip, sources),
            recorded=found.recorded,
        )
    return tuple(entries.values())


def _place(span: Span) -> Place:
    return span.source, span.line, span.column


def _written(clip: Clip, sources: Mapping[str, Source]) -> str:
    """The sentence with its names in braces, where it stands on one line; else as it is said."""
    span = clip.origin
    if span is None or span.source not in sources or "{" not in sources[span.source].text:
        return _escaped(clip.text)
    text = sources[span.source].line(span.line)[span.column - 1 :][: span.length]
    whole = text.rstrip("\"')”’")[-1:] in (".", "!", "?", "…")
    return text if whole and "{" in text else _escaped(clip.text)


def _escaped(text: str) -> str:
    return "".join(f"\\{mark}" if mark in "[]{}*_\\" else mark for mark in text)


class _Walk:
    """Every sentence of a script, whatever its condition; each included script once."""

    def __init__(
        self,
        scripts: Mapping[tuple[str, str], Script],
        split: Splitter,
        language: str,
        names: Mapping[str, str],
    ) -> None:
        self._scripts = scripts
        self._split = split
        self._language = language
        self._names = names
        self._seen: set[str] = set()

    def script(self, script: Script) -> Iterator[tuple[Span, bool]]:
        """The places of the sentences of a script, and whether each is a take."""
        if script.source not in self._seen:
            self._seen.add(script.source)
            yield from self._nodes(script.nodes, script.source)

    def _nodes(self, nodes: Iterable[Node], source: str) -> Iterator[tuple[Span, bool]]:
        for node in nodes:
            match node:
                case Paragraph():
                    yield from self._parts(node.parts)
                case Take():
                    yield node.span, True
                case When() | Repeat():
                    yield from self._nodes(node.nodes, source)
                case Include():
                    if part := self._scripts.get((source, node.name)):
                        yield from self.script(part)
                case _:
                    pass

    def _parts(self, parts: Iterable[Part]) -> Iterator[tuple[Span, bool]]:
        run: list[Line] = []
        for part in parts:
            if isinstance(part, Line):
                run.append(part)
            else:
                yield from self._run(run)
                run = []
                yield from self._parts(part.parts)
        yield from self._run(run)

    def _run(self, lines: list[Line]) -> Iterator[tuple[Span, bool]]:
        for sentence in sentences(lines, self._language, self._split, self._fill):
            yield sentence.origin, False

    def _fill(self, name: str, _: Span) -> str:
        return self._names.get(name, name)
