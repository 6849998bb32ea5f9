"""How each routine's cover looks."""

from __future__ import annotations

from dataclasses import dataclass

from voicemat.cover import motifs
from voicemat.cover.colours import Light, oklch
from voicemat.cover.motifs import Motif
from voicemat.script.model import Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a cover is drawn for: the routine's name, and what its header tells of its mood."""

    name: str
    ending: Ending = Ending.QUIET
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """What is painted: a motif of light, the colours of the cloth from its upper to its lower
    edge, of the soft glow, of the flowers and of their spikes, and the seed of the grain.
    """

    motif: Motif
    upper: Light
    lower: Light
    glow: Light
    light: Light
    spark: Light
    seed: int


def _design(
    motif: Motif,
    night: float,
    glow: float,
    light: float,
    seed: int,
    lum: float = 0.80,
    chroma: float = 0.09,
) -> Design:
    return Design(
        motif=motif,
        upper=oklch(0.20, 0.045, night),
        lower=oklch(0.13, 0.03, night + 25),
        glow=oklch(0.46, 0.11, glow),
        light=oklch(lum, chroma, light),
        spark=oklch(min(lum + 0.1, 0.93), 0.04, light),
        seed=seed,
    )


BUNDLED = {
    "sleep": _design(motifs.crescent, 268, 265, 255, 1, 0.84, 0.05),
    "calm": _design(motifs.ripples, 210, 200, 190, 2),
    "unwind": _design(motifs.spiral, 305, 310, 320, 3),
    "energy": _design(motifs.dawn, 350, 40, 70, 4),
    "first-time": _design(motifs.blossom, 150, 150, 130, 5),
    "feet": _design(motifs.soles, 110, 105, 100, 6),
    "back": _design(motifs.spine, 30, 30, 45, 7),
    "lower-back": _design(motifs.waist, 55, 60, 75, 8),
    "neck": _design(motifs.pillow, 235, 230, 225, 9),
    "headache": _design(motifs.eclipse, 290, 290, 290, 10, 0.6, 0.06),
    "cellulite": _design(motifs.dunes, 5, 5, 15, 11),
}


def design_for(subject: Subject) -> Design:
    """The design of a subject: its own where it is a bundled routine."""
    return BUNDLED.get(subject.name.casefold(), BUNDLED["calm"])
