"""Jumps in loudness: momentary loudness (BS.1770, 400 ms) that moves by 3 LU from one moment to
the next, where the timeline asks for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voicemat.dsp.loudness import BLOCK_STEPS, STEP, Energies, blocks, lufs
from voicemat.inspection.cued import Stretch
from voicemat.inspection.flaw import Flaw, FlawKind

LIMIT = 3.0
"""LU within 400 ms: a change that is noticed at once; louder beds move by 1 or 2."""

FLOOR = -60.0
"""LUFS: what stays below it is not heard at night."""


def jumps(energies: Energies, cued: Sequence[Stretch]) -> tuple[Flaw, ...]:
    """The jumps in a session of 100 ms `energies`, outside the `cued` stretches."""
    moments = np.maximum(lufs(blocks(energies)), FLOOR)
    change = moments[BLOCK_STEPS:] - moments[:-BLOCK_STEPS]
    # The two moments span this many steps from the first's beginning to the second's end.
    span = 2 * BLOCK_STEPS
    allowed = np.zeros(len(change), bool)
    for start, end in cued:
        allowed[max(start // STEP - span + 1, 0) : -(-end // STEP)] = True
    found: list[Flaw] = []
    for step in np.flatnonzero((np.abs(change) > LIMIT) & ~allowed).tolist():
        start, end = step * STEP, (step + span) * STEP
        if found and start < found[-1].end:
            continue
        found.append(
            Flaw(
                kind=FlawKind.JUMP,
                start=start,
                end=end,
                value=float(change[step]),
                limit=LIMIT,
                unit="LU in 400 ms",
            )
        )
    return tuple(found)
