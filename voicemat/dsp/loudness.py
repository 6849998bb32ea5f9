"""Loudness by ITU-R BS.1770-4: K-weighting, gated integration, the momentary maximum; short-term
loudness and the loudness range by EBU Tech 3341 and 3342.

The two K-weighting filters are short-lived (the slower one, at 38 Hz, has decayed by 100 dB
after 60 ms), so they are applied as one FIR filter by FFT. That needs NumPy alone and streams.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from voicemat.dsp.filtering import Filter
from voicemat.units import RATE

Samples = NDArray[np.float32]
Energies = NDArray[np.float64]

TAPS = 4096
"""Length of the K-weighting FIR: 85 ms."""

ABSOLUTE_GATE = -70.0
"""LUFS; BS.1770-4, section on gating."""

RELATIVE_GATE = -10.0
"""LU below the loudness of what passed the absolute gate; BS.1770-4."""

STEP = RATE // 10
"""Gating blocks of 400 ms begin every 100 ms (75 % overlap); BS.1770-4."""

BLOCK_STEPS = 4

SHORT_TERM_STEPS = 30
"""Short-term loudness is that of 3 s; EBU Tech 3341, section 2.2."""

RANGE_GATE = -20.0
"""LU below the loudness of what passed the absolute gate; EBU Tech 3342, section 3."""

RANGE_PERCENTILES = (10, 95)
"""Between which of the short-term loudnesses the range lies; EBU Tech 3342, section 3."""

OFFSET = -0.691
"""dB; makes a 997 Hz sine of 0 dBFS in one channel read -3.01 LUFS; BS.1770-4."""


def _biquad(
    signal: NDArray[np.float64], b: tuple[float, ...], a: tuple[float, ...]
) -> NDArray[np.float64]:
    out = np.zeros_like(signal)
    x1 = x2 = y1 = y2 = 0.0
    for i, x in enumerate(signal.tolist()):
        y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2
        x1, x2, y1, y2 = x, x1, y, y1
        out[i] = y
    return out


@lru_cache(maxsize=1)
def k_weighting() -> NDArray[np.float64]:
    """The impulse response of both K-weighting filters at 48 kHz, shape (TAPS,).

    Coefficients: ITU-R BS.1770-4, tables 1 (shelf) and 2 (high-pass).
    """
    impulse = np.zeros(TAPS)
    impulse[0] = 1.0
    shelf = _biquad(
        impulse,
        (1.53512485958697, -2.69169618940638, 1.19839281085285),
        (-1.69065929318241, 0.73248077421585),
    )
    return _biquad(shelf, (1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621))


class Meter:
    """Streaming loudness meter: feed it blocks of any size, then ask.

    Collects the K-weighted energy of every 100 ms, summed over channels (weight 1 each: mono
    and stereo only).
    """

    def __init__(self, channels: int) -> None:
        self._filter = Filter(k_weighting(), channels)
        self._channels = channels
        self._pending = np.zeros((0, channels))
        self._rest = np.zeros(0)
        self._energies: list[NDArray[np.float64]] = []
        self.peak = 0.0
        """Largest absolute sample so far."""

    def feed(self, samples: Samples) -> None:
        """Measure `samples`, shape (frames,) or (frames, channels)."""
        block = samples.reshape(-1, self._channels).astype(np.float64)
        if len(block):
            self.peak = max(self.peak, float(np.abs(block).max()))
        pending = np.concatenate([self._pending, block])
        used = len(pending) - len(pending) % self._filter.hop
        if used:
            self._weigh(pending[:used])
        self._pending = pending[used:]

    def _weigh(self, block: NDArray[np.float64]) -> None:
        weighted = self._filter.feed(np.ascontiguousarray(block.T))
        power = np.concatenate([self._rest, (weighted**2).sum(axis=0)])
        steps = len(power) // STEP
        self._energies.append(power[: steps * STEP].reshape(steps, STEP).mean(axis=1))
        self._rest = power[steps * STEP :]

    def energies(self) -> Energies:
        """Mean K-weighted power of each whole 100 ms fed so far, shape (steps,).

        Ends the measurement: what is still in the filter is flushed.
        """
        if len(self._pending):
            self._weigh(self._pending)
            self._pending = self._pending[:0]
        return np.concatenate(self._energies) if self._energies else np.zeros(0)

    def integrated(self) -> float:
        """Integrated loudness in LUFS, gated; -70 for silence or less than 400 ms."""
        return integrated(self.energies())


DECIMATION = 4
"""Of the spectra of `step_energies`: what K-weighting does above 6 kHz needs none."""


@lru_cache(maxsize=1)
def _step_weights() -> tuple[float, NDArray[np.float32]]:
    """What `step_energies` multiplies the power of a step by, and what it then takes away for each
    frequency of the decimated spectrum, real and imaginary parts apart.
    """
    response = np.abs(np.fft.rfft(k_weighting(), 1 << 16)) ** 2
    frequencies = np.fft.fftfreq(STEP // DECIMATION, DECIMATION / RATE)
    weights = np.interp(np.abs(frequencies), np.fft.rfftfreq(1 << 16, 1 / RATE), response)
    top = float(response[-1])
    # A mean of neighbours lets less and less pass towards the top.
    turns = np.pi * frequencies / RATE
    turns[0] = 1e-9
    passed = np.sin(DECIMATION * turns) / (DECIMATION * np.sin(turns))
    taken = (top - weights) / passed**2 / STEP**2
    return top, np.repeat(taken, 2).astype(np.float32)


def step_energies(samples: Samples) -> Energies:
    """Mean K-weighted power of each 100 ms of `samples`, summed over channels, shape (steps,).

    `samples` is stereo, shape (steps x `STEP`, 2). A thirtieth of the work of a `Meter`, for whole
    sessions. Each step is weighted by itself, in its spectrum, by Parseval's theorem: left and
    right are the two parts of one complex signal, whose spectrum has the power of both. Above some
    kHz K-weighting is constant, so the power of all, which needs no spectrum, is raised by that,
    and what is lower takes away its share, found at a quarter of the rate. What a step would hear
    of the one before is left out; brown noise, which is nearly all under the weighting's edge,
    measures 0.06 LU too loud for it, speech and music 0.02 LU at the most.
    """
    top, taken = _step_weights()
    flat = np.ascontiguousarray(samples, np.float32).reshape(-1, 2 * STEP)
    # Never by BLAS, whose order of addition may depend on the number of cores.
    power = np.einsum("ij,ij->i", flat, flat) / STEP
    signal = flat.view(np.complex64)
    for _ in range(DECIMATION.bit_length() - 1):
        signal = signal[:, 0::2] + signal[:, 1::2]
    # Sums of neighbours and not their means: the weights divide by all at once.
    spectrum = np.fft.fft(signal, axis=1).astype(np.complex64, copy=False)
    squares = spectrum.view(np.float32)
    squares *= squares
    lower = np.einsum("ij,j->i", squares, taken)
    return np.asarray(np.maximum(top * power - lower, 0), np.float64)


def lufs(power: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """The loudness of a mean K-weighted power, in LUFS."""
    return np.asarray(OFFSET + 10 * np.log10(np.maximum(power, 1e-15)))


def blocks(energies: Energies) -> Energies:
    """Mean power of the overlapping 400 ms blocks of 100 ms energies, shape (steps - 3,)."""
    return _means(energies, BLOCK_STEPS)


def short_terms(energies: Energies) -> Energies:
    """Mean power of the overlapping 3 s windows of 100 ms energies, shape (steps - 29,)."""
    return _means(energies, SHORT_TERM_STEPS)


def _means(energies: Energies, steps: int) -> Energies:
    if len(energies) < steps:
        return np.zeros(0)
    return np.convolve(energies, np.full(steps, 1 / steps), "valid")


def changes(energies: Energies, floor: float = ABSOLUTE_GATE) -> Energies:
    """By how many LU the momentary loudness of 100 ms energies moves from each 400 ms block to the
    one that follows it, shape (steps - 7,); what is below `floor` LUFS counts as `floor`.
    """
    moments = np.maximum(lufs(blocks(energies)), floor)
    return np.asarray(moments[BLOCK_STEPS:] - moments[:-BLOCK_STEPS])


def motion(energies: Energies) -> float:
    """The largest change in LU of momentary loudness, up or down, between neighbouring 400 ms
    blocks of 100 ms energies; 0 for less than 800 ms.
    """
    return float(np.abs(changes(energies)).max(initial=0.0))


def integrated(energies: Energies) -> float:
    """Gated integrated loudness in LUFS of 100 ms energies; `ABSOLUTE_GATE` for silence."""
    power = blocks(energies)
    power = power[lufs(power) > ABSOLUTE_GATE]
    if not len(power):
        return ABSOLUTE_GATE
    power = power[lufs(power) > lufs(power.mean()) + RELATIVE_GATE]
    return float(lufs(power.mean()))


def momentary_maximum(energies: Energies) -> float:
    """The largest momentary (400 ms) loudness in LUFS; `ABSOLUTE_GATE` for silence."""
    power = blocks(energies)
    return float(lufs(power.max())) if len(power) else ABSOLUTE_GATE


def short_term_maximum(energies: Energies) -> float:
    """The largest short-term (3 s) loudness in LUFS; `ABSOLUTE_GATE` for less than 3 s."""
    power = short_terms(energies)
    return float(lufs(power.max())) if len(power) else ABSOLUTE_GATE


def loudness_range(energies: Energies) -> float:
    """Loudness range in LU by EBU Tech 3342; 0 where nothing passes its gates."""
    power = short_terms(energies)
    power = power[lufs(power) > ABSOLUTE_GATE]
    if not len(power):
        return 0.0
    power = np.sort(power[lufs(power) >= lufs(power.mean()) + RANGE_GATE])
    low, high = (
        float(lufs(power[round((len(power) - 1) * percentile / 100)]))
        for percentile in RANGE_PERCENTILES
    )
    return high - low


def measure(samples: Samples) -> float:
    """Integrated loudness in LUFS of a whole array.

    A take shorter than a gating block (400 ms) is measured as if silence followed it for one
    block, so that a single short word has a loudness too.
    """
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    meter = Meter(channels)
    meter.feed(samples)
    short = BLOCK_STEPS * STEP - len(samples)
    if short > 0:
        meter.feed(np.zeros((short, channels), np.float32))
    return meter.integrated()
