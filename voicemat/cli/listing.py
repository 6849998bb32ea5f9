"""``voicemat list``."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from voicemat.cli.options import open_studio

if TYPE_CHECKING:
    from voicemat.studio import Studio


class What(StrEnum):
    """What can be listed."""

    ROUTINES = "routines"
    BEDS = "beds"
    CUES = "cues"
    VOICES = "voices"
    OUTPUTS = "outputs"


def list_(
    what: Annotated[
        What, typer.Argument(metavar="routines|beds|cues|voices|outputs", show_default=False)
    ] = What.ROUTINES,
) -> None:
    """What there is: routines, and with a word beds, cues, voices or outputs."""
    studio = open_studio()
    match what:
        case What.ROUTINES:
            _table(_routines(studio))
        case What.BEDS:
            _table(_beds(studio))
        case What.CUES:
            _table(_cues(studio))
        case What.VOICES:
            from voicemat.cli.voices import print_voices

            print_voices(language=None)
        case What.OUTPUTS:
            _table(_outputs())


Row = tuple[str, str, str]


def _routines(studio: Studio) -> Iterable[Row]:
    from voicemat.copies import standing
    from voicemat.pipeline import load_with
    from voicemat.units import frames, words

    for found in studio.library.routines():
        routine = load_with(studio, found.name)
        header = routine.script.header
        length = words(frames(header.length.target)) if header.length else ""
        remark = str(standing(found, studio.library))
        if routine.manuscript.overlay:
            remark += ", with your small changes"
        yield found.name, length, f"{header.summary or header.title} ({remark})"


def _beds(studio: Studio) -> Iterable[Row]:
    from voicemat.units import clock

    for asset in studio.assets:
        if asset.kind == "bed":
            yield asset.id, clock(asset.period), f"{asset.description} ({asset.purpose})"


def _cues(studio: Studio) -> Iterable[Row]:
    from voicemat.units import RATE

    for asset in studio.assets:
        if asset.kind == "cue":
            yield asset.id, f"{asset.frames / RATE:.1f} s", asset.description


def _outputs() -> Iterable[Row]:
    from voicemat.player.outputs import registry

    devices = registry.devices()
    for name in registry.names():
        yield name, "", OUTPUTS.get(name, "from another package")
        for device in devices.get(name, ()):
            yield f"{name}:{device}", "", ""


OUTPUTS = {
    "miniaudio": "the computer's sound device, the default",
    "null": "nobody, in real time",
    "simpleaudio": "the default device through simpleaudio, an extra for Python 3.11",
    "sounddevice": "the sound device through PortAudio, an extra",
    "stdout": "raw samples for another program",
    "wav": "a WAV file: wav:FILE",
}
"""What the outputs of this package are."""


def _table(rows: Iterable[Row]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(style="cyan", no_wrap=True)
    table.add_column()
    for row in rows:
        table.add_row(*row)
    Console(highlight=False).print(table)
