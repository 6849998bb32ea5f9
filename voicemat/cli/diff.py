"""``voicemat diff``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from voicemat.cli.options import Length, Settings, Voice, compile_session, open_studio

if TYPE_CHECKING:
    from voicemat.timeline.comparison import ChapterPair, Comparison, Fate, Pair


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A routine's name, or a path.")],
    new: Annotated[
        str | None, typer.Argument(metavar="NEW", help="Another one; by default OLD again.")
    ] = None,
    length: Length = None,
    set_: Settings = None,
    new_length: Annotated[
        str | None, typer.Option("--new-length", metavar="TIME", help="Another length for NEW.")
    ] = None,
    new_set: Annotated[
        list[str] | None,
        typer.Option("--new-set", metavar="NAME=VALUE", help="Another choice for NEW."),
    ] = None,
    voice: Voice = None,
    sentences: Annotated[
        bool, typer.Option("--sentences", help="List every sentence that moved, too.")
    ] = False,
) -> None:
    """Say what is different between two scripts, lengths or levels, and what moved by how much."""
    from voicemat.pipeline import load_with
    from voicemat.timeline.comparison import Fate, compare

    studio = open_studio({"voice": voice})
    before = compile_session(load_with(studio, old), length, set_, nearest=False, endless=False)
    after = compile_session(
        load_with(studio, new or old),
        new_length or length,
        [*(set_ or ()), *(new_set or ())],
        nearest=False,
        endless=False,
    )
    shown = frozenset(Fate) if sentences else frozenset(Fate) - {Fate.SAME}
    for line in _report(compare(before.timeline, after.timeline), shown):
        typer.secho(line, fg=COLOURS.get(line[:1]))


COLOURS = {"-": typer.colors.RED, "+": typer.colors.GREEN}


def _report(found: Comparison, shown: frozenset[Fate]) -> Iterator[str]:
    from voicemat.timeline.comparison import Fate
    from voicemat.units import clock

    counts = {fate: found.count(fate) for fate in (Fate.CHANGED, Fate.ADDED, Fate.REMOVED)}
    words = [f"{count} {fate}" for fate, count in counts.items() if count]
    total = len(found.sentences)
    yield f"sentences  {', '.join(words) or 'none changed'}, of {total}"
    length = f"length     {clock(found.old_frames)}"
    if found.old_frames == found.new_frames:
        yield f"{length}, unchanged"
    else:
        change = _grown(found.new_frames - found.old_frames)
        yield f"{length} to {clock(found.new_frames)} ({change})"
    if found.moves:
        most = max(found.moves, key=lambda pair: abs(pair.moved))
        place = clock(most.old.start) if most.old else ""
        yield (
            f"moved      {len(found.moves)} of {total}, at most by {_moved(most.moved)}"
            f" (at {place})"
        )
    else:
        yield "moved      nothing"
    for chapter in found.chapters:
        if lines := list(_chapter(chapter, shown)):
            yield ""
            yield from lines


def _chapter(chapter: ChapterPair, shown: frozenset[Fate]) -> Iterator[str]:
    """A chapter's lines, with sentences of the fates that are shown; none where nothing happened
    to it.
    """
    from voicemat.timeline.comparison import Fate

    sentences = [
        pair
        for pair in chapter.sentences
        if pair.fate in shown and (pair.fate is not Fate.SAME or pair.moved)
    ]
    if chapter.old is None:
        yield f"{chapter.title}: a new chapter"
    elif chapter.new is None:
        yield f"{chapter.title}: gone"
    else:
        start, length = (new - old for old, new in zip(chapter.old, chapter.new, strict=True))
        moved = [pair.moved for pair in chapter.sentences if pair.moved]
        if not (sentences or start or length or moved):
            return
        words = [f"begins {_moved(start)}" if start else "", _grown(length)]
        if moved:
            low, high = min(moved), max(moved)
            span = _moved(low) if low == high else f"{_moved(low)} to {_moved(high)}"
            words.append(f"{len(moved)} sentences {span}")
        yield f"{chapter.title}: {', '.join(word for word in words if word)}"
    for pair in sentences:
        yield from _sentence(pair)


def _sentence(pair: Pair) -> Iterator[str]:
    from voicemat.timeline.comparison import Fate
    from voicemat.units import clock

    if pair.fate is Fate.SAME and pair.new:
        yield f"  {clock(pair.new.start):>7}  {pair.new.text} ({_moved(pair.moved)})"
        return
    if pair.old:
        yield f"- {clock(pair.old.start):>7}  {pair.old.text}"
    if pair.new:
        yield f"+ {clock(pair.new.start):>7}  {pair.new.text}"


def _moved(frames: int) -> str:
    return f"{_seconds(frames)} {'later' if frames > 0 else 'earlier'}"


def _grown(frames: int) -> str:
    return f"{_seconds(frames)} {'longer' if frames > 0 else 'shorter'}" if frames else ""


def _seconds(frames: int) -> str:
    """A difference: to the hundredth under a minute, as smaller ones matter there."""
    from voicemat.units import RATE, words

    if abs(frames) >= 60 * RATE:
        return words(abs(frames))
    if abs(frames) < RATE // 200:
        return "less than 0.01 s"
    return f"{abs(frames) / RATE:.2f} s"
