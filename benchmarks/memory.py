"""Peak memory of an export of eight hours, as a whole, against one of ten minutes."""

from measuring import columns, row, used, workshop

SCRIPT = """\
---
title: Long
music: night-rain
---

# Arrive

Good evening. Let yourself down onto the mat, slowly.
...
Breathe in gently through the nose, and out a little longer.
[breathe in 4, out 6, for 1 min]

# Rest

I will be quiet for a while.
[rest]
[bowl, soft]
Stay as long as you like.
"""

with workshop() as folder:
    script = folder / "long.md"
    script.write_text(SCRIPT)
    target = str(folder / "long.mp3")

    def peak(length: str) -> int:
        """Of an export of a length, in bytes."""
        return used("-m", "voicemat", "export", str(script), "-l", length, "-o", target).peak

    peak("3m")  # narrates and decodes
    short, long = peak("10m"), peak("8h")

columns("what", "measured", "target")
row("peak memory of 10 min", f"{short / 1e6:.0f} MB")
row("… of 8 h", f"{long / 1e6:.0f} MB", "at most 150 MB")
row("… ratio", f"{long / short:.2f}", "at most 1.2")
