"""The narration of half an hour with the embedded voice: cold on one core and on two, and warm."""

import json
import os
import subprocess
import sys
import tempfile

from measuring import columns, rounds_of, row

SPEAK = """\
import json, os, sys, time
cores = int(sys.argv[1])
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
import voicemat
routine = voicemat.load("back")
begun = time.perf_counter(), time.process_time()
session = routine.compile("30m")
spent = time.perf_counter() - begun[0], time.process_time() - begun[1]
spoken = {
    clip.media.name: clip.duration / 48_000
    for track in session.timeline.buses[0].tracks
    for clip in track.clips
}
print(json.dumps([sum(spoken.values()), len(spoken), *spent]))
"""
"""Compiles the routine on so many cores, and says the seconds and the number of its sentences, each
counted once, and the seconds of the clock and of the processor that it took."""


def compiled(cores: int, cache: str) -> tuple[float, int, float, float]:
    """(seconds of speech, sentences, wall, processor) of a process of its own with a cache."""
    environment = os.environ | {"VOICEMAT_CACHE": cache, "XDG_CONFIG_HOME": cache}
    said = subprocess.run(
        [sys.executable, "-c", SPEAK, str(cores)],
        check=True,
        stdout=subprocess.PIPE,
        env=environment,
    )
    speech, sentences, wall, processor = json.loads(said.stdout)
    return speech, sentences, wall, processor


columns("narration of `back`, 30 min", "wall", "CPU", "seconds of speech in a second of wall")
for cores, name in ((1, "cold, one core"), (2, "cold, two cores")):
    rounds = []
    for _ in range(rounds_of(3)):
        with tempfile.TemporaryDirectory() as cache:
            rounds.append(compiled(cores, cache))
            warm = compiled(2, cache)
    speech, sentences, wall, processor = min(rounds, key=lambda one: one[2])
    row(
        f"{name}: {sentences} sentences",
        f"{wall:.1f} s",
        f"{processor:.1f} s",
        f"{speech / wall:.0f}",
    )
speech, sentences, wall, processor = warm
row("from a warm cache", f"{wall:.2f} s", f"{processor:.2f} s", "")
