"""Jumps in loudness: momentary loudness (BS.1770, 400 ms) that moves from one moment to the next,
where the timeline asks for nothing, by more than is noticed and than the beds there move anyway.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from voicemat.dsp.loudness import STEP, Energies
from voicemat.inspection.cued import Stretch
from voicemat.inspection.flaw import Flaw, FlawKind
from voicemat.inspection.moving import SPAN

FLOOR = -60.0
"""LUFS: what stays below it is not heard at night."""


def jumps(
    change: Energies, limits: NDArray[np.float64], cued: Sequence[Stretch]
) -> tuple[Flaw, ...]:
    """The jumps in a session whose loudness moves by `change` LU from the moment that begins with
    each 100 ms to the next, and may by `limits`, outside the `cued` stretches.
    """
    allowed = np.zeros(len(change), bool)
    for start, end in cued:
        allowed[max(start // STEP - SPAN + 1, 0) : -(-end // STEP)] = True
    found: list[Flaw] = []
    for step in np.flatnonzero((np.abs(change) > limits) & ~allowed).tolist():
        start, end = step * STEP, (step + SPAN) * STEP
        if found and start < found[-1].end:
            continue
        found.append(
            Flaw(
                kind=FlawKind.JUMP,
                start=start,
                end=end,
                value=float(change[step]),
                limit=float(limits[step]),
                unit="LU in 400 ms",
            )
        )
    return tuple(found)
