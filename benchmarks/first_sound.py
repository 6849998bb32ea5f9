"""How long a person waits for the first sound after pressing enter, with a cold cache and a warm.

Measured at a real sound server's sink, from the start of the process on. The bed fades in over 15 s
in `sleep`, over 4 s in `calm`: the second row tells when it passes -60 dBFS, which a quiet room
lets one hear.
"""

import shutil
import sys

from listening import first_sound, server
from measuring import columns, row, workshop

ROUNDS = 3

AUDIBLE = 1e-3
"""-60 dBFS."""

if shutil.which("pulseaudio") is None:
    sys.exit("PulseAudio is not installed")

with workshop() as folder, server(folder / "server"):
    cache = folder / "cache"

    def cold(routine: str, threshold: float) -> float:
        """The first sound with nothing in the cache."""
        shutil.rmtree(cache, ignore_errors=True)
        return first_sound(["play", routine, "--length", "20m"], threshold)

    def warm(routine: str, threshold: float) -> float:
        """The same with what the last time left there."""
        return first_sound(["play", routine, "--length", "20m"], threshold)

    columns("what", "measured", "target")
    for routine in ("calm", "sleep"):
        for what, threshold, target in (("first sample", 0.0, "1 s"), ("-60 dBFS", AUDIBLE, "")):
            first = min(cold(routine, threshold) for _ in range(ROUNDS))
            again = min(warm(routine, threshold) for _ in range(ROUNDS))
            row(f"`play {routine}`, {what}, cold; warm", f"{first:.2f} s; {again:.2f} s", target)
