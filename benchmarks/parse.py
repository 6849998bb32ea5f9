"""Parsing a script of a megabyte, and whether the time grows as the text does."""

from measuring import columns, processor_seconds, row

from voicemat.script import parse
from voicemat.source import Source

PART = """\
# A part of the night

> A note, which nobody hears.

Good evening, {name}. Let yourself down onto the mat, slowly, and let it hold you.
The first minute is the sharpest. You only have to be here, *softly*, and breathe.
...
[breathe in 4, hold 2, out 6, for 1 min 30 s]
It knows what to do. [pause 5 s]
[pause 20-60 s]
[bowl, soft, 3 times, every 6 s]
[music rain + drift -6 dB, over 10 s]
...
...

"""


def script(size: int) -> Source:
    """A fine script of about `size` bytes."""
    header = "---\ntitle: Long\nmusic: rain\noptions:\n  name: friend\n---\n\n"
    return Source(name="long.md", text=header + PART * (size // len(PART)))


def seconds(size: int) -> float:
    """The time to parse a script of `size` bytes."""
    source = script(size)
    _, findings = parse(source)
    assert findings == ()
    return processor_seconds(lambda: parse(source))


small, large = seconds(100_000), seconds(1_000_000)
columns("what", "measured", "target")
row("parse a script of 1 MB, CPU", f"{large:.2f} s", "")
row("… against one of 100 kB", f"{large / small:.1f} times", "about 10")
