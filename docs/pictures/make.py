"""Makes the pictures of the documentation from the program: ``python -m docs.pictures.make``.

Run at the top of the repository. Look at what has changed before it is committed.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from textual.app import App

from tests.fakes.console import StillConsole
from voicemat import config
from voicemat.cli.chooser.app import Chooser
from voicemat.cli.chooser.memory import Choice, Memory
from voicemat.cli.chooser.offers import gather
from voicemat.pipeline import load_with
from voicemat.player.faders import Part
from voicemat.player.fullscreen.app import Player
from voicemat.player.screen import Light
from voicemat.studio import Studio
from voicemat.units import RATE

HERE = Path(__file__).parent

SIZE = (88, 27)

FONTS = re.compile(r"@font-face \{.*?\}\s*", re.S)
"""Rich's pictures fetch a font from elsewhere; ours take the reader's own."""

IDENTITIES = re.compile(r"terminal-\d+")
"""Rich numbers its styles by chance."""


def drawn(app: App[object]) -> str:
    """The application's screen as SVG."""

    async def run() -> str:
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause(0.3)
            return app.export_screenshot(title="voicemat")

    svg = FONTS.sub("", asyncio.run(run())).replace("Fira Code", "monospace")
    return IDENTITIES.sub("terminal", svg)


def main() -> None:
    """Write every picture beside this file."""
    studio = Studio(config.load({}, environment={}), print)
    timeline = load_with(studio, "sleep").compile("30m").timeline
    spoken = StillConsole(timeline).captions.sentences
    sentence = next(each for each in spoken if each.text.startswith("The points are"))
    console = StillConsole(timeline, position=sentence.start + RATE)
    console.set_level(Part.MUSIC, -4.0)
    console.move_timer(15 * 60 * RATE)
    memory = Memory(choices=(Choice(routine="sleep", length="30 min"),))
    pictures = {
        "player": drawn(Player(console, Light.FULL)),
        "choosing": drawn(Chooser(gather(studio, ["heart"]), memory)),
    }
    for name, svg in pictures.items():
        (HERE / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
