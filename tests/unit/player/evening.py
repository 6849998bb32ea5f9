"""Plays a small session: ``python evening.py OUTPUT SECONDS [FAULT]``.

Run in a process of its own by the tests of the screens. Chapters begin at 0, 20 and 40 s, words
at 2, 22 and 50 s. With a FAULT, the renderer fails from that frame on. Ends with the exit code
that the command line would give: 130 after Ctrl-C, 4 when a file cannot be read.
"""

from __future__ import annotations

import sys

import numpy as np

from voicemat.errors import FileError
from voicemat.player import play
from voicemat.timeline.model import (
    Bus,
    BusName,
    Chapter,
    Clip,
    Media,
    MediaKind,
    Tags,
    Timeline,
    Track,
)
from voicemat.units import RATE

WORDS = ((2, "Lie down — slowly."), (22, "Breathe as you like."), (50, "Sleep."))
CHAPTERS = ("Arriving", "Breathing", "Stillness")


def evening(frames: int) -> Timeline:
    """The session."""
    media = Media(kind=MediaKind.RECORDING, name="words")
    clips = tuple(
        Clip(start=at * RATE, duration=4 * RATE, media=media, text=text) for at, text in WORDS
    )
    track = Track(name="voice", clips=clips)
    return Timeline(
        rate=RATE,
        frames=frames,
        tags=Tags(title="An evening"),
        voice_loudness=-22.0,
        buses=(Bus(name=BusName.VOICE, tracks=(track,)),),
        chapters=tuple(
            Chapter(title=title, start=20 * RATE * number, end=20 * RATE * (number + 1))
            for number, title in enumerate(CHAPTERS)
        ),
    )


def main(output: str, seconds: str, fault: str = "") -> int:
    """Play it."""
    frames = int(seconds) * RATE

    def render(start: int, count: int) -> np.ndarray:
        if fault and start >= int(fault):
            raise FileError("rain.ogg: cannot be read")
        return np.zeros((min(count, frames - start), 3, 2), np.float32)

    try:
        play(evening(frames), lambda _: render, output=output)
    except KeyboardInterrupt:
        return 130
    except FileError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
