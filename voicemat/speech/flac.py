"""A recording's samples as FLAC in memory, without loss beyond 24 bits.

The one module of the speech that knows `soundfile`.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicemat.units import RATE

Samples = NDArray[np.float32]


class BadFlacError(Exception):
    """Bytes that are no recording."""


def encode(samples: Samples) -> bytes:
    """`samples`, mono, shape (frames,), at `RATE`, as a FLAC file of 24 bits."""
    import soundfile

    buffer = io.BytesIO()
    soundfile.write(buffer, samples, RATE, format="FLAC", subtype="PCM_24")
    return buffer.getvalue()


def decode(content: bytes) -> Samples:
    """The samples of `encode`. Raises BadFlacError."""
    import soundfile

    failure: type[Exception] = soundfile.SoundFileError
    try:
        samples: NDArray[Any]
        samples, rate = soundfile.read(io.BytesIO(content), dtype="float32")
    except failure as error:
        raise BadFlacError(str(error)) from error
    if rate != RATE or samples.ndim != 1:
        raise BadFlacError("not mono at the session's rate")
    return samples.astype(np.float32, copy=False)
