#!/usr/bin/env python
"""Draw every sound for ``docs/sounds.md``, and write the tables of its figures.

    python audio/draw.py             all of them
    python audio/draw.py rain bowl   these pictures, and the tables

A picture shows the first seconds of a sound: above its level, below its spectrogram. Needs SciPy
and matplotlib (the extra "dev").
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import signal

from voicemat.sound.assets import Asset, AssetKind, load_manifest
from voicemat.sound.breath import Phase, breath_tone
from voicemat.sound.decoding import decode_whole
from voicemat.sound.generators.quality import calm, roughness, spectrum
from voicemat.units import RATE, clock

mpl.use("Agg")
import matplotlib.pyplot as plt  # the backend is chosen first

Samples = NDArray[np.float32]

FOLDER = Path(__file__).resolve().parent
PICTURES = FOLDER.parent / "docs" / "sounds"
PAGE = FOLDER.parent / "docs" / "sounds.md"

BED_SECONDS = 60
MOST_CUE_SECONDS = 20
LOWEST, HIGHEST = 50.0, 10_000.0
DEPTH = 75.0
"""Decibels from the brightest to black."""

COLOURS = 24
"""A palette is a third of the size of true colour."""

TONAL = frozenset({"drift", "dawn", "felt", "glass", "drone", "bowls"})


def picture(path: Path, samples: Samples) -> None:
    """Draw the level in dB and the spectrogram of `samples`, shape (frames, 2)."""
    mono = samples.astype(np.float64).mean(axis=1)
    size = 4096 if len(mono) > 3 * RATE else 512
    hop = max(len(mono) // 480, 64)
    frequency, time, power = signal.spectrogram(
        mono, RATE, nperseg=size, noverlap=max(size - hop, 0), nfft=max(size, 4096)
    )
    level = 10 * np.log10(power + 1e-14)
    rows = np.geomspace(LOWEST, HIGHEST, 130)
    shown = np.array([np.interp(rows, frequency, column) for column in level.T]).T
    step = max(len(mono) // 480, 240)
    blocks = mono[: len(mono) // step * step].reshape(-1, step)
    envelope = 10 * np.log10((blocks**2).mean(axis=1) + 1e-9)
    figure, (above, below) = plt.subplots(
        2, 1, figsize=(5.6, 2.6), dpi=100, height_ratios=(1, 3), sharex=True, layout="constrained"
    )
    above.plot((np.arange(len(envelope)) + 0.5) * step / RATE, envelope, lw=0.7, color="#274c77")
    above.set_ylim(max(envelope.max() - 48, -75), envelope.max() + 4)
    above.set_ylabel("dB", fontsize=7)
    below.pcolormesh(
        time, rows, shown, vmin=shown.max() - DEPTH, vmax=shown.max(), cmap="magma", rasterized=True
    )
    below.set_yscale("log")
    below.set_yticks([100, 1000, 10_000], ["100", "1 k", "10 k"])
    below.set_ylabel("Hz", fontsize=7)
    below.set_xlabel("s", fontsize=7)
    below.set_xlim(0, len(mono) / RATE)
    for axes in (above, below):
        axes.tick_params(labelsize=6)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    plt.close(figure)
    image = Image.open(buffer).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, optimize=True)
    print(f"{path.name:16} {path.stat().st_size / 1000:.0f} kB", flush=True)


def bed_row(asset: Asset, samples: Samples) -> str:
    """A line of the table of beds."""
    found = calm(samples)
    rough = f"{roughness(samples):.1f}" if asset.id in TONAL else ""
    kurtosis = "" if asset.id in TONAL else f"{found.kurtosis:.1f}"
    return (
        f"| {asset.id} | {asset.purpose} | {clock(asset.period)} | {found.centroid:.0f} "
        f"| {found.presence:.1f} | {asset.lra:.1f} | {asset.motion:.1f} | {found.rise:.1f} "
        f"| {found.correlation:.2f} | {kurtosis} | {rough} |"
    )


def cue_row(asset: Asset, samples: Samples) -> str:
    """A line of the table of cues."""
    frequency, power = spectrum(samples)
    return (
        f"| {asset.id} | {asset.frames / RATE:.1f} | {frequency[np.argmax(power)]:.0f} "
        f"| {asset.momentary:.1f} | {asset.true_peak:.1f} | {asset.clear / RATE:.1f} |"
    )


def fill(page: str, name: str, rows: list[str]) -> str:
    """`page` with the lines between the marks of a table replaced."""
    begin, end = f"<!-- {name}: made by audio/draw.py -->\n", f"<!-- end of {name} -->"
    before, rest = page.split(begin)
    return before + begin + "\n" + "\n".join(rows) + "\n\n" + end + rest.split(end)[1]


def main(ids: list[str]) -> None:
    """Draw the sounds called `ids`, or all, and bring the tables up to date."""
    beds = [
        "| bed | for | length | centroid, Hz | 2-5 kHz, dB | range, LU | motion, LU | rise, dB "
        "| left-right | kurtosis | roughness |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    cues = [
        "| cue | seconds | strongest, Hz | momentary, LUFS | true peak, dBTP | voice after, s |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for asset in load_manifest(FOLDER):
        samples = decode_whole(asset.path)
        bed = asset.kind is AssetKind.BED
        if bed:
            beds.append(bed_row(asset, samples))
        else:
            cues.append(cue_row(asset, samples))
        if not ids or asset.id in ids:
            seconds = BED_SECONDS if bed else MOST_CUE_SECONDS
            picture(PICTURES / f"{asset.id}.png", samples[: seconds * RATE])
    phases: tuple[tuple[Phase, int], ...] = (("in", 4), ("hold", 4), ("out", 6))
    for phase, length in phases:
        if not ids or f"breath-{phase}" in ids:
            picture(PICTURES / f"breath-{phase}.png", breath_tone(phase, length * RATE))
    page = PAGE.read_text(encoding="utf-8")
    page = fill(fill(page, "beds", beds), "cues", cues)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
