"""What is done with a recording: finding it in the session, looking for clicks."""

from __future__ import annotations

import contextlib
import functools

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]


def place(part: Samples, whole: Samples) -> int:
    """Where in `whole` `part` begins: the peak of their cross-correlation, left channel."""
    size = 1 << (len(part) + len(whole)).bit_length()
    spectra = np.fft.rfft(whole[:, 0], size) * np.conj(np.fft.rfft(part[:, 0], size))
    return int(np.fft.irfft(spectra, size)[: len(whole) - len(part) + 1].argmax())


def largest_step(samples: Samples) -> float:
    return float(np.abs(np.diff(samples, axis=0)).max())


def thrice(test):
    """Tries a test up to three times: a machine that is busy with other things starves the sound
    server itself at times, which no player can help."""

    @functools.wraps(test)
    def patient(*arguments, **fixtures):
        for _ in range(2):
            with contextlib.suppress(AssertionError):
                return test(*arguments, **fixtures)
        return test(*arguments, **fixtures)

    return patient
