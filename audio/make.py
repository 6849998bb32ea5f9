#!/usr/bin/env python
"""Make the sounds of this folder again from their seeds.

    python audio/make.py             all of them
    python audio/make.py rain bowl   these

Renders each with `voicemat.sound.generators`, encodes it, measures the decoded file, writes its
entry in ``manifest.json`` and prints the figures. Needs SciPy.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from voicemat.dsp.loudness import integrated, momentary_maximum, motion
from voicemat.dsp.true_peak import true_peak
from voicemat.sound.assets import (
    MANIFEST,
    VERSION,
    AssetKind,
    Entry,
    Manifest,
    Purpose,
    read_manifest,
)
from voicemat.sound.codec import write_encoded
from voicemat.sound.decoding import decode_whole
from voicemat.sound.generators.quality import calm, clear, energies, loudness_range, onset
from voicemat.sound.generators.recipe import BedRecipe, CueRecipe, Recipe
from voicemat.sound.generators.registry import RECIPES
from voicemat.sound.looper import CROSSFADE, correlation
from voicemat.sound.resampler import resampled
from voicemat.sound.store import digest
from voicemat.units import RATE, ratio

Samples = NDArray[np.float32]

FOLDER = Path(__file__).resolve().parent
LICENSE = "CC0-1.0"

BED_LOUDNESS = -23.0
"""LUFS at which every bed is stored, after decoding."""


def render_bed(recipe: BedRecipe) -> Samples:
    """The loop of a bed, unfolded: a period and the crossfade after it."""
    return recipe.make(recipe.seed).read(0, recipe.period + CROSSFADE)


def encode(path: Path, samples: Samples, recipe: Recipe) -> Samples:
    """Write `samples` to `path` and return what a decoder makes of it."""
    rate = recipe.encoding.rate
    if rate != RATE:
        samples = np.concatenate(list(resampled([samples], rate=RATE, to=rate, channels=2)))
    write_encoded(path, samples, recipe.encoding, title=recipe.title, license=LICENSE)
    return decode_whole(path)


def make_bed(recipe: BedRecipe) -> Entry:
    """Render, level, encode and measure a bed."""
    path = FOLDER / "beds" / f"{recipe.id}.ogg"
    decoded = samples = rendered = render_bed(recipe)
    # Twice: what the encoder takes away is known only after the first time.
    for _ in range(2):
        samples = samples * np.float32(ratio(BED_LOUDNESS - integrated(energies(decoded))))
        decoded = encode(path, samples, recipe)
    found = calm(decoded)
    print(
        f"{recipe.id:11} centroid {found.centroid:.0f} Hz, 2-5 kHz {found.presence:.1f} dB, "
        f"rise {found.rise:.1f} dB, left-right {found.correlation:.2f}, "
        f"kurtosis {found.kurtosis:.1f}, motion {motion(energies(decoded)):.1f} LU, "
        f"{'fit' if found.fit_for_sleep else 'not fit'} for sleep"
    )
    return entry(
        recipe,
        AssetKind.BED,
        path,
        decoded,
        period=recipe.period,
        crossfade=CROSSFADE,
        purpose=recipe.purpose,
        endless_gain=BED_LOUDNESS - integrated(energies(rendered)),
        motion=motion(energies(decoded)),
        correlation=correlation(
            decoded[:CROSSFADE], decoded[recipe.period : recipe.period + CROSSFADE]
        ),
    )


def make_cue(recipe: CueRecipe) -> Entry:
    """Render, encode and measure a cue."""
    path = FOLDER / "cues" / f"{recipe.id}.ogg"
    decoded = encode(path, recipe.make(recipe.seed), recipe)
    return entry(
        recipe, AssetKind.CUE, path, decoded, onset=onset(decoded), clear=clear(energies(decoded))
    )


def entry(
    recipe: Recipe,
    kind: AssetKind,
    path: Path,
    decoded: Samples,
    *,
    period: int = 0,
    crossfade: int = 0,
    correlation: float = 0.0,
    purpose: Purpose | None = None,
    endless_gain: float = 0.0,
    motion: float = 0.0,
    onset: int = 0,
    clear: int = 0,
) -> Entry:
    """The manifest's entry of a sound, measured on its decoded samples."""
    steps = energies(decoded)
    return Entry(
        id=recipe.id,
        kind=kind,
        title=recipe.title,
        description=recipe.description,
        generator=f"{recipe.make.__module__}.{recipe.make.__qualname__}",
        seed=recipe.seed,
        frames=len(decoded),
        period=period,
        crossfade=crossfade,
        correlation=round(correlation, 4),
        purpose=purpose,
        endless_gain=round(endless_gain, 2),
        motion=round(motion, 2),
        lufs=round(integrated(steps), 2),
        lra=round(loudness_range(steps), 2),
        true_peak=round(true_peak(decoded), 2),
        momentary=round(momentary_maximum(steps), 2),
        onset=onset,
        clear=clear,
        file=path.relative_to(FOLDER).as_posix(),
        sha256=digest(path),
        license=LICENSE,
    )


def make(recipe: Recipe) -> Entry:
    """Make one sound and print its figures."""
    made = make_bed(recipe) if isinstance(recipe, BedRecipe) else make_cue(recipe)
    size = (FOLDER / made.file).stat().st_size
    print(
        f"{made.id:11} {made.frames / RATE:.1f} s, {size / 1e6:.2f} MB "
        f"({size * 8 / made.frames * RATE / 1000:.0f} kb/s), {made.lufs} LUFS, LRA {made.lra}, "
        f"{made.true_peak} dBTP, momentary {made.momentary}, correlation {made.correlation}, "
        f"onset {made.onset}, clear {made.clear / RATE:.1f} s",
        flush=True,
    )
    return made


def main(ids: list[str]) -> None:
    """Make the sounds called `ids`, or all, and bring the manifest up to date."""
    unknown = set(ids) - {recipe.id for recipe in RECIPES}
    if unknown:
        sys.exit(f"no such sound: {', '.join(sorted(unknown))}")
    path = FOLDER / MANIFEST
    known = {made.id: made for made in read_manifest(path).assets} if path.exists() else {}
    for recipe in RECIPES:
        if not ids or recipe.id in ids:
            (FOLDER / ("beds" if isinstance(recipe, BedRecipe) else "cues")).mkdir(exist_ok=True)
            known[recipe.id] = make(recipe)
    assets = tuple(known[recipe.id] for recipe in RECIPES if recipe.id in known)
    content = msgspec.json.encode(Manifest(version=VERSION, assets=assets))
    path.write_bytes(msgspec.json.format(content, indent=2) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
