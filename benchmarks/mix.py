"""Mixing the sleep routine: an hour, with its narration and its music in the cache."""

from measuring import columns, processor_seconds, row, workshop

import voicemat

with workshop():
    session = voicemat.load("sleep").compile("60m")

    def mix() -> None:
        """Every block of the session."""
        assert sum(map(len, session.blocks())) == session.frames

    mix()  # decodes the music
    seconds = processor_seconds(mix, rounds=3)

columns("what", "measured", "target")
row("mix `sleep` of 60 min, CPU", f"{seconds:.1f} s")
row("… seconds of sound in a second", f"{session.seconds / seconds:.0f}")
