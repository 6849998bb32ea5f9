"""``voicemat show``: the timeline as a picture of text, and line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from voicemat.cli.options import (
    Length,
    Name,
    Nearest,
    Pace,
    Settings,
    Voice,
    compile_session,
    open_studio,
    settings,
)

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from voicemat.pipeline import Routine
    from voicemat.timeline.model import Bus, Chapter, Timeline

MARGIN = 9
SHADES = " ░▒▓█"


def show(
    routine: Name,
    length: Length = None,
    voice: Voice = None,
    pace: Pace = None,
    set_: Settings = None,
    nearest: Nearest = False,
) -> None:
    """Show when what happens: chapters, speech, music and silences."""
    from rich.console import Console

    from voicemat.pipeline import load_with

    loaded = load_with(open_studio({"voice": voice, "pace": pace}), routine)
    session = compile_session(loaded, length, set_, nearest=nearest, endless=False)
    console = Console(highlight=False, soft_wrap=False)
    for line in _overview(session.timeline, min(console.width, 100)):
        console.print(line)
    for line in _choices(loaded, settings(set_)):
        console.print(line)
    for chapter in session.timeline.chapters:
        console.print()
        console.print(_title(chapter))
        console.print(_happenings(session.timeline, chapter))


def _overview(timeline: Timeline, width: int) -> Iterator[Text]:
    from rich.text import Text

    from voicemat.timeline.model import BusName
    from voicemat.units import clock

    cells = max(width - MARGIN, 20)
    tags = timeline.tags
    yield Text.assemble((tags.title, "bold"), f"  {clock(timeline.frames)}  voice {tags.voice}")
    if tags.summary:
        yield Text(tags.summary, style="dim")
    yield Text()
    marks = [" "] * cells
    for chapter in timeline.chapters:
        marks[min(chapter.start * cells // timeline.frames, cells - 1)] = "│"
    yield _row("chapters", "".join(marks), "bold")
    for name, style in (
        (BusName.VOICE, "cyan"),
        (BusName.MUSIC, "blue"),
        (BusName.CUES, "magenta"),
    ):
        yield _row(name, _coverage(timeline, timeline.bus(name), cells), style)
    start, end = clock(0), clock(timeline.frames)
    middle = clock(timeline.frames // 2)
    yield _row("", f"{start}{middle:^{cells - len(start) - len(end)}}{end}", "dim")


def _choices(routine: Routine, chosen: Mapping[str, str]) -> Iterator[Text]:
    """The options of a routine, what can be chosen, and what is; the overlay that is in force."""
    from rich.text import Text

    options = routine.script.header.options
    if options or routine.manuscript.overlay:
        yield Text()
    for option in options:
        words = Text(f"{option.name:<{MARGIN}}", style="dim")
        value = chosen.get(option.name, option.choices[0])
        if len(option.choices) == 1:
            words.append(value, style="bold not dim").append("  any text")
        for number, choice in enumerate(option.choices if len(option.choices) > 1 else ()):
            words.append(", " if number else "")
            if choice == value:
                words.append(f"{choice} (chosen)", style="bold not dim")
            else:
                words.append(choice)
        yield words.append(f"  --set {option.name}=...")
    if routine.manuscript.overlay:
        yield Text(f"with your small changes from {routine.manuscript.overlay}")


def _row(name: str, cells: str, style: str) -> Text:
    from rich.text import Text

    return Text.assemble((f"{name:<{MARGIN}}", "dim"), (cells, style))


def _coverage(timeline: Timeline, bus: Bus, cells: int) -> str:
    """How much of each cell's time the bus sounds, as shades."""
    covered = [0] * cells
    for track in bus.tracks:
        for clip in track.clips:
            first = clip.start * cells // timeline.frames
            last = min((clip.end - 1) * cells // timeline.frames, cells - 1)
            for cell in range(first, last + 1):
                low = cell * timeline.frames // cells
                high = (cell + 1) * timeline.frames // cells
                covered[cell] += max(min(high, clip.end) - max(low, clip.start), 0)
    share = timeline.frames / cells
    return "".join(
        SHADES[min(-(-int(amount * (len(SHADES) - 1)) // int(share)), len(SHADES) - 1)]
        for amount in covered
    )


def _title(chapter: Chapter) -> Text:
    from rich.text import Text

    from voicemat.units import clock

    span = f"{clock(chapter.start)} to {clock(chapter.end)}"
    return Text.assemble((chapter.title, "bold"), (f"  {span}", "dim"))


def _happenings(timeline: Timeline, chapter: Chapter) -> Table:
    from rich.table import Table
    from rich.text import Text

    from voicemat.units import clock

    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", min_width=8, style="dim")
    table.add_column()
    rows = (row for row in _rows(timeline) if chapter.start <= row[0] < chapter.end)
    for start, text, style in sorted(rows):
        table.add_row(clock(start), Text(text, style=style))
    return table


def _rows(timeline: Timeline) -> Iterator[tuple[int, str, str]]:
    from voicemat.timeline.model import BusName, MediaKind
    from voicemat.units import seconds

    for bus in timeline.buses:
        for clip in (clip for track in bus.tracks for clip in track.clips):
            if clip.media.kind is MediaKind.RECORDING:
                yield clip.start, clip.text, ""
            elif clip.media.kind is MediaKind.CUE:
                yield clip.start, f"[{clip.media.name}]", "magenta"
            elif bus.name is BusName.MUSIC:
                yield clip.start, f"[music {clip.media.name}]", "blue"
    for marker in timeline.markers:
        length = f"{seconds(marker.end - marker.start):.1f} s"
        yield marker.start, f"{marker.kind} {length}", "dim"
