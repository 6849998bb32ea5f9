"""The pictures of a proof: waveform, loudness and spectrogram over the time of the session."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from voicemat.dsp.loudness import (
    ABSOLUTE_GATE,
    BLOCK_STEPS,
    SHORT_TERM_STEPS,
    STEP,
    blocks,
    lufs,
    short_terms,
)
from voicemat.proof.model import Chapter, Proof
from voicemat.proof.page.axes import grid, share, time_labels, y_label
from voicemat.proof.page.colours import gradient, png
from voicemat.proof.traces import COLUMNS, HIGHEST, LOWEST, Traces
from voicemat.units import clock

Values = NDArray[np.float64]

HEIGHT = 300.0
"""Of the pictures in their own units; `COLUMNS` wide."""

STRIP = 14.0
"""Height of the marks of sentences at the bottom of the picture of loudness."""

FULL = (0.02, 0.04, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Amplitudes that the waveform's picture may reach up to."""

DEPTH = 80.0
"""dB that the spectrogram shows below its brightest place."""

BRIGHTEST = 99.9
"""The percentile of all places from which on they are brightest."""

FREQUENCIES = (100, 300, 1000, 3000, 10_000)
"""Hz that are labelled."""


def plot(picture: str, labels: str, height: str) -> str:
    """A picture with its labels."""
    return f'<div class="plot" style="--high:{height}">{picture}{labels}</div>'


def svg(content: str, description: str, height: float = HEIGHT) -> str:
    """A picture that is stretched to the width of the page."""
    return (
        f'<svg viewBox="0 0 {COLUMNS} {height:g}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(description)}">{content}</svg>'
    )


def key(*entries: tuple[str, str, str]) -> str:
    """What the colours mean: a class of the sample, its style, and words."""
    return (
        '<ul class="key">'
        + "".join(
            f'<li><i class="{kind}" style="{style}"></i>{escape(words)}</li>'
            for kind, style, words in entries
        )
        + "</ul>"
    )


def chapter_strip(chapters: Sequence[Chapter], frames: int) -> str:
    """The chapters' names over a picture."""
    if not chapters:
        return ""
    return (
        '<div class="chapters" aria-hidden="true">'
        + "".join(
            f'<span style="left:{share(one.start, frames)}%;'
            f'width:{share(one.end - one.start, frames)}%" title="{escape(one.title)}">'
            f"{number}&ensp;{escape(one.title)}</span>"
            for number, one in enumerate(chapters, start=1)
        )
        + "</div>"
    )


def waveform(proof: Proof, traces: Traces) -> str:
    """Peaks and effective amplitude. The scale is a square root: the ear, too, hears soft sounds
    better than a linear one would show.
    """
    frames = proof.measurements.planned
    middle = HEIGHT / 2
    largest = float(traces.peaks.max())
    top = next((one for one in FULL if largest <= one), 1.0)
    content = "".join(
        f'<path class="{kind}" d="{_mirrored(np.sqrt(np.minimum(values / top, 1.0)) * middle)}"/>'
        for kind, values in (("peak", traces.peaks), ("rms", traces.effective))
    )
    described = (
        f"Waveform of {clock(frames)}: the largest amplitude is {largest:.2f} of full scale."
    )
    labels = (
        y_label("0", 50)
        + "".join(
            y_label(f"{value:g}", round(50 + 50 * side * (value / top) ** 0.5, 2))
            for value in (top / 10, top / 2)
            for side in (1, -1)
        )
        + time_labels(frames)
    )
    picture = svg(_chapter_lines(proof) + content, described)
    return (
        chapter_strip(proof.chapters, frames)
        + plot(picture, labels, "9rem")
        + key(
            ("", "background:var(--sound)", "peaks"),
            ("", "background:var(--body)", "effective (RMS)"),
            ("stroke", "color:var(--mark)", "a chapter begins"),
        )
    )


def _mirrored(heights: Values) -> str:
    middle = HEIGHT / 2
    upper = [f"{x} {middle - y:.1f}" for x, y in enumerate(heights)]
    lower = [f"{x} {middle + y:.1f}" for x, y in enumerate(heights)]
    return "M" + "L".join((*upper, *reversed(lower))) + "Z"


def _chapter_lines(proof: Proof) -> str:
    frames = proof.measurements.planned
    places = (COLUMNS * chapter.start / frames for chapter in proof.chapters if chapter.start)
    return "".join(
        f'<line class="chapter" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{HEIGHT:g}"/>' for x in places
    )


def loudness(proof: Proof, traces: Traces) -> str:
    """Momentary and short-term loudness, the integrated one and the narration's, and where somebody
    speaks.
    """
    measured = proof.measurements
    frames = measured.planned
    highest = 5 * float(np.ceil((measured.momentary + 4) / 5))
    lowest = ABSOLUTE_GATE
    room = HEIGHT - STRIP

    def height(level: float) -> float:
        return room * (highest - level) / (highest - lowest)

    energies = traces.energies
    momentary = _columns(np.maximum(lufs(blocks(energies)), lowest), BLOCK_STEPS, frames)
    short = _columns(np.maximum(lufs(short_terms(energies)), lowest), SHORT_TERM_STEPS, frames)
    band = [f"{x:.1f} {height(high):.1f}" for x, _, high in momentary]
    band += [f"{x:.1f} {height(low):.1f}" for x, low, _ in reversed(momentary)]
    line = [f"{x:.1f} {height((low + high) / 2):.1f}" for x, low, high in short]
    whole = height(max(measured.integrated, lowest))
    content = (
        grid(lowest, highest, 10, COLUMNS, room)
        + _chapter_lines(proof)
        + (f'<path class="moment" d="M{"L".join(band)}Z"/>' if band else "")
        + (f'<path class="short" d="M{"L".join(line)}"/>' if line else "")
        + _level_line("whole", whole)
        + (_level_line("anchor", height(measured.anchor)) if measured.anchor is not None else "")
        + _sentence_marks(proof)
    )
    described = (
        f"Loudness over {clock(frames)}: integrated {measured.integrated:.1f} LUFS, range "
        f"{measured.range:.1f} LU, at most {measured.momentary:.1f} LUFS for a moment and "
        f"{measured.short_term:.1f} LUFS for three seconds."
    )
    scale = room / HEIGHT
    floor = lowest - (highest - lowest) * (1 / scale - 1)
    labels = (
        "".join(
            y_label(f"\u2212{-level:g}", share(level - floor, highest - floor))
            for level in np.arange(lowest, highest + 1, 10)
        )
        + _tag("integrated", measured.integrated, floor, highest)
        + time_labels(frames)
    )
    return (
        chapter_strip(proof.chapters, frames)
        + plot(svg(content, described), labels, "17rem")
        + key(
            ("", "background:var(--sound)", "momentary (400 ms)"),
            ("stroke", "color:var(--body)", "short-term (3 s)"),
            ("stroke", "color:var(--mark)", "integrated"),
            *(
                [("stroke", "color:var(--voice)", "narration, as planned")]
                if measured.anchor is not None
                else []
            ),
            ("", "background:var(--voice)", "somebody speaks"),
        )
    )


def _tag(name: str, level: float, lowest: float, highest: float) -> str:
    at = share(level - lowest, highest - lowest) + 4
    return f'<span class="tag" style="bottom:{at}%">{name} {level:.1f} LUFS</span>'.replace(
        " -", " \u2212"
    )


def _level_line(kind: str, y: float) -> str:
    return f'<line class="{kind}" x1="0" x2="{COLUMNS}" y1="{y:.1f}" y2="{y:.1f}"/>'


def _sentence_marks(proof: Proof) -> str:
    frames = proof.measurements.planned
    return "".join(
        f'<rect class="{"speech" if one.held else "missed"}" '
        f'x="{COLUMNS * one.start / frames:.2f}" y="{HEIGHT - STRIP + 4:g}" '
        f'width="{max(COLUMNS * (one.end - one.start) / frames, 0.8):.2f}" '
        f'height="{STRIP - 4:g}"/>'
        for one in proof.sentences
    )


def _columns(levels: Values, window: int, frames: int) -> list[tuple[float, float, float]]:
    """Place, lowest and highest of `levels` in each column of a picture. There is one level for
    each 100 ms, of a window of so many of them that begins there, and it is drawn in its middle.
    """
    if not len(levels):
        return []
    count = min(len(levels), COLUMNS)
    edges = np.linspace(0, len(levels), count + 1).astype(int)[:-1]
    lows, highs = np.minimum.reduceat(levels, edges), np.maximum.reduceat(levels, edges)
    places = COLUMNS * ((edges + window / 2) * STEP) / max(frames, 1)
    return list(zip(places.tolist(), lows.tolist(), highs.tolist(), strict=True))


def spectrogram(proof: Proof, traces: Traces) -> str:
    """The power in each band of the ear's scale, from 50 Hz to 16 kHz."""
    frames = proof.measurements.planned
    top = float(np.percentile(traces.spectrum, BRIGHTEST))
    data = b64encode(png(traces.spectrum, top - DEPTH, top)).decode()
    described = f"Spectrogram of {clock(frames)} from 50 Hz to 16 kHz, {_busiest(traces)}."
    picture = f'<img alt="{escape(described)}" src="data:image/png;base64,{data}">'
    octaves = np.log2(HIGHEST / LOWEST)
    labels = "".join(
        y_label(
            f"{hertz // 1000} kHz" if hertz >= 1000 else f"{hertz} Hz",
            share(float(np.log2(hertz / LOWEST)), float(octaves)),
        )
        for hertz in FREQUENCIES
    )
    ramp = f"background:{gradient()}"
    return (
        chapter_strip(proof.chapters, frames)
        + plot(picture, labels + time_labels(frames), "17rem")
        + key(("ramp", ramp, f"from {DEPTH:g} dB below the brightest place to it"))
    )


def _busiest(traces: Traces) -> str:
    mean = (10 ** (traces.spectrum / 10)).mean(axis=1)
    row = int(np.argmax(mean))
    hertz = LOWEST * (HIGHEST / LOWEST) ** ((row + 0.5) / len(mean))
    return f"with most of its power around {hertz:.0f} Hz"
