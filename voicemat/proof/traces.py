"""What the pictures are drawn from: a sound of any length, reduced while it is heard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicemat.units import RATE

Samples = NDArray[np.float32]
Values = NDArray[np.float64]

COLUMNS = 1200
"""Of every picture: more than a page is wide in its own pixels."""

WINDOW = 8192
"""Frames of one spectrum: 171 ms, or 6 Hz, fine enough for the low notes of pads."""

SPECTRA = 16
"""Spectra averaged in a column at most: of a long session a column hears samples, not all."""

LOWEST = 50.0
"""Hz at the bottom of the spectrogram."""

HIGHEST = 16_000.0
"""Hz at its top."""

ROWS = 320

FLOOR = -120.0
"""dB of what is silent."""


class Envelope:
    """The largest and the effective (RMS) amplitude of each of `COLUMNS` parts of a sound."""

    def __init__(self, frames: int) -> None:
        """`frames` is the sound's length; what comes after it belongs to the last column."""
        self._edges = np.linspace(0, max(frames, 1), COLUMNS + 1).round().astype(np.int64)
        self._peaks = np.zeros(COLUMNS)
        self._squares = np.zeros(COLUMNS)

    def feed(self, mono: Samples, start: int) -> None:
        """Take the next block, shape (n,), which begins at frame `start`."""
        first = int(np.searchsorted(self._edges, start, "right")) - 1
        last = int(np.searchsorted(self._edges, start + len(mono), "left"))
        columns = np.arange(min(first, COLUMNS - 1), max(min(last, COLUMNS), 1))
        at = np.maximum(self._edges[columns] - start, 0)
        inside = at < len(mono)
        columns, at = columns[inside], at[inside]
        np.maximum.at(self._peaks, columns, np.maximum.reduceat(np.abs(mono), at))
        np.add.at(self._squares, columns, np.add.reduceat(np.square(mono, dtype=np.float64), at))

    def peaks(self) -> Values:
        """The largest amplitude in each column, shape (COLUMNS,)."""
        return self._peaks

    def effective(self) -> Values:
        """The RMS amplitude of each column, shape (COLUMNS,)."""
        return np.asarray(np.sqrt(self._squares / np.maximum(np.diff(self._edges), 1)))


class Spectrogram:
    """The mean power spectrum of each of `COLUMNS` parts of a sound."""

    def __init__(self, frames: int) -> None:
        edges = np.linspace(0, max(frames - WINDOW, 1), COLUMNS + 1)
        count = int(np.clip(np.ceil((edges[1] - edges[0]) / WINDOW), 1, SPECTRA))
        steps = (np.arange(count) + 0.5) / count
        places = edges[:-1, None] + (edges[1] - edges[0]) * steps
        self._places = places.round().astype(np.int64).ravel()
        self._per_column = count
        self._next = 0
        self._held: Samples = np.zeros(0, np.float32)
        self._from = 0
        self._window = np.hanning(WINDOW).astype(np.float32)
        self._power = np.zeros(WINDOW // 2 + 1)
        self._rows = np.zeros((COLUMNS, ROWS))
        self._edges = np.geomspace(LOWEST, HIGHEST, ROWS + 1) * WINDOW / RATE

    def feed(self, mono: Samples, start: int) -> None:
        """Take the next block, shape (n,), which begins at frame `start`."""
        self._held = np.concatenate([self._held, mono])
        end = start + len(mono)
        while self._next < len(self._places) and self._places[self._next] + WINDOW <= end:
            at = int(self._places[self._next]) - self._from
            spectrum = np.fft.rfft(self._held[at : at + WINDOW] * self._window)
            self._power += np.abs(spectrum).astype(np.float64) ** 2
            self._next += 1
            if self._next % self._per_column == 0:
                self._rows[self._next // self._per_column - 1] = self._reduced()
        keep = int(self._places[self._next]) if self._next < len(self._places) else end
        drop = min(max(keep - self._from, 0), len(self._held))
        self._held = self._held[drop:].copy()
        self._from += drop

    def levels(self) -> Values:
        """The level in dB of each row, lowest first, and column, shape (ROWS, COLUMNS); a sine of
        full scale has 0 dB. Rows are evenly spaced on a scale of octaves.
        """
        scale = (self._window.sum() / 2) ** 2 * self._per_column
        return np.asarray(10 * np.log10(np.maximum(self._rows.T / scale, 10 ** (FLOOR / 10))))

    def _reduced(self) -> Values:
        """The mean power between the edges of each row, whether they hold many bins or a part of
        one, of the column that is complete. Begins the next one.
        """
        total = np.cumsum(np.pad(self._power, (1, 0)))
        self._power[:] = 0.0
        upto = np.interp(self._edges + 0.5, np.arange(len(total)), total)
        return np.asarray(np.diff(upto) / np.diff(self._edges))


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What is drawn: envelope and spectrogram, and the mean power, K-weighted, of each 100 ms."""

    peaks: Values
    effective: Values
    spectrum: Values
    energies: Values
