"""What every cue goes through at the end: a room, a fade, a level."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voicemat.sound.generators.filters import filtered, high_pass
from voicemat.sound.generators.reverb import Room, impulse_response
from voicemat.units import RATE, ratio

Samples = NDArray[np.float32]
Stereo = NDArray[np.float64]

HALL = Room(decay=(2.6, 2.8, 1.4), length=2.8, delay=0.018, rise=0.03, low_pass=4500.0)

RUMBLE = 30.0
"""Hz; what is lower is taken out."""

SILENT = 0.0005
"""Share of the peak (-66 dB) under which a cue is over."""

LAST_FADE = RATE // 20


def in_hall(
    seed: int, name: str, dry: Stereo, *, wet: float, tail: float, hall: Room = HALL
) -> Stereo:
    """`dry` with `wet` times as much of the hall, and `tail` seconds for it to ring on."""
    padded = np.concatenate([dry, np.zeros((int(tail * RATE), 2))])
    response = impulse_response(seed, name, hall)
    size = 1 << (len(padded) + len(response) - 1).bit_length()
    spectrum = np.fft.rfft(padded, size, axis=0) * np.fft.rfft(response, size, axis=0)
    returned = np.fft.irfft(spectrum, size, axis=0)[: len(padded)]
    returned *= np.sqrt((padded**2).mean() / (returned**2).mean())
    return np.asarray(padded + wet * returned)


def finished(sound: Stereo, *, peak: float, fade: float) -> Samples:
    """`sound` without rumble, its last `fade` seconds faded, cut where it has died away, its
    largest sample at `peak` dBFS.
    """
    clean = filtered(sound, high_pass(RUMBLE))
    frames = min(int(fade * RATE), len(clean) // 2)
    clean[-frames:] *= (0.5 + 0.5 * np.cos(np.pi * np.arange(frames) / frames))[:, None]
    # A room answers one tone differently on each side; a cue stands in the middle all the same.
    power = (clean**2).mean(axis=0)
    clean *= np.sqrt(power.mean() / power)
    level = np.abs(clean).max(axis=1)
    end = int(np.flatnonzero(level > SILENT * level.max())[-1]) + LAST_FADE
    clean = clean[:end]
    last = min(LAST_FADE, len(clean))
    clean[-last:] *= np.linspace(1, 0, last)[:, None]
    return np.asarray(clean * ratio(peak) / level.max(), np.float32)
