"""How time and memory of an export grow from ten minutes to eight hours."""

from measuring import Usage, columns, row, used, workshop

LENGTHS = ("10m", "60m", "8h")

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

    def exported(length: str) -> Usage:
        """What an export of a length uses."""
        return used(
            "-m", "voicemat", "export", str(script), "-l", length, "-o", target, "--overwrite"
        )

    exported("3m")  # narrates and decodes
    usages = {length: exported(length) for length in LENGTHS}

columns("MP3 of", "CPU", "wall", "peak memory", "target")
for length, usage in usages.items():
    row(
        length,
        f"{usage.cpu:.1f} s",
        f"{usage.wall:.1f} s",
        f"{usage.peak / 1e6:.0f} MB",
        "at most 150 MB",
    )
growth = usages[LENGTHS[-1]].peak / usages[LENGTHS[0]].peak
row(f"{LENGTHS[-1]} against {LENGTHS[0]}", "", "", f"{growth:.2f} times", "at most 1.2")
