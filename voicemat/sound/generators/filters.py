"""Filters of whole short sounds, applied to their spectra."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from voicemat.units import RATE

Sound = NDArray[np.floating]
Response = NDArray[np.complexfloating]


def filtered(
    sound: Sound, response: Callable[[Sound], Response], tail: int = 0
) -> NDArray[np.float64]:
    """`sound`, shape (n,) or (n, channels), times `response` (of frequencies in Hz), with `tail`
    frames more for it to ring out.
    """
    frames = len(sound) + tail
    # What the filter still holds at the end must not come round to the beginning.
    size = 1 << (2 * frames - 1).bit_length()
    gains = response(np.fft.rfftfreq(size, 1 / RATE))
    spectrum = np.fft.rfft(sound, size, axis=0)
    shaped = spectrum * (gains if sound.ndim == 1 else gains[:, None])
    return np.asarray(np.fft.irfft(shaped, size, axis=0)[:frames])


def low_pass(corner: float) -> Callable[[Sound], Response]:
    """One pole, -3 dB at `corner` Hz."""
    return lambda frequency: 1 / (1 + 1j * frequency / corner)


def band_pass(low: float, high: float) -> Callable[[Sound], Response]:
    """One pole on either side."""
    return lambda frequency: (
        1j * frequency / low / (1 + 1j * frequency / low) / (1 + 1j * frequency / high)
    )


def high_pass(corner: float) -> Callable[[Sound], Response]:
    """One pole, -3 dB at `corner` Hz."""
    return lambda frequency: 1j * frequency / corner / (1 + 1j * frequency / corner)


def at_peak(sound: Sound) -> NDArray[np.float32]:
    """`sound` scaled to a largest sample of 1."""
    return np.asarray(sound / np.abs(sound).max(), np.float32)
