"""How each routine's cover looks: the bundled ones by hand, any other by its name and its mood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256

from voicemat.cover import motifs
from voicemat.cover.motifs import Motif
from voicemat.script.model import Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a cover is drawn for: the routine's name, and what its header tells of its mood."""

    name: str
    ending: Ending = Ending.QUIET
    tags: tuple[str, ...] = ()
    music: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """What is painted: a motif of light, and its colours.

    Hues are those of OKLCH in degrees: `night` of the cloth, `first` of the light at the upper left
    and `second` at the lower right. `lightness` and `chroma` are those of the brightest light.
    """

    motif: Motif
    night: float
    first: float
    second: float
    lightness: float = 0.72
    chroma: float = 0.11


BUNDLED: Mapping[str, Design] = {
    "back": Design(motif=motifs.spine, night=20, first=45, second=20),
    "calm": Design(motif=motifs.ripples, night=205, first=190, second=165),
    "cellulite": Design(motif=motifs.dunes, night=355, first=35, second=5),
    "energy": Design(motif=motifs.dawn, night=340, first=60, second=40),
    "feet": Design(motif=motifs.soles, night=165, first=150, second=120, lightness=0.68),
    "first-time": Design(motif=motifs.blossom, night=330, first=340, second=10),
    "headache": Design(
        motif=motifs.eclipse, night=290, first=295, second=265, lightness=0.60, chroma=0.06
    ),
    "lower-back": Design(motif=motifs.arch, night=60, first=90, second=65),
    "neck": Design(motif=motifs.cradle, night=245, first=215, second=245),
    "sleep": Design(
        motif=motifs.crescent, night=270, first=240, second=285, lightness=0.70, chroma=0.08
    ),
    "unwind": Design(motif=motifs.spiral, night=300, first=290, second=330),
}

KIN: Mapping[str, str] = {
    **{name: name for name in BUNDLED},
    **dict.fromkeys(("bedtime", "dream", "dreams", "insomnia", "night", "moon"), "sleep"),
    **dict.fromkeys(("dawn", "fire", "morning", "sun", "wake"), "energy"),
    **dict.fromkeys(("breath", "breathing", "lake", "rain", "stream", "water"), "calm"),
    **dict.fromkeys(("hips", "ocean", "sea", "thighs", "wind"), "cellulite"),
    **dict.fromkeys(("foot", "reflexology", "standing", "walking"), "feet"),
    **dict.fromkeys(("posture", "spine"), "back"),
    **dict.fromkeys(("shoulders", "pillow"), "neck"),
    **dict.fromkeys(("migraine", "quiet", "rest"), "headache"),
    **dict.fromkeys(("relaxation", "release", "tension"), "unwind"),
    **dict.fromkeys(("beginner", "introduction", "gratitude", "kindness", "love"), "first-time"),
}
"""The bundled routine that a word of the tags or of the music makes another one look like."""

FREE: tuple[Motif, ...] = (
    motifs.ripples,
    motifs.dunes,
    motifs.spiral,
    motifs.cradle,
    motifs.orbits,
    *(partial(motifs.blossom, petals=petals) for petals in (3, 4, 5, 7, 8)),
    *(partial(motifs.rose, petals=petals) for petals in (3, 4, 5)),
)
"""Motifs that say nothing in particular."""


def design_for(subject: Subject) -> Design:
    """The design of a subject.

    A routine that does not ship gets its motif by the first word of its tags, and then of its
    music, that is known, and by its ending; its hues, its place and its side by a digest of its
    name. Where nothing is known, the digest chooses the motif too.
    """
    name = unicodedata.normalize("NFC", subject.name).casefold()
    if name in BUNDLED:
        return BUNDLED[name]
    chance = iter(sha256(name.encode(errors="replace")).digest())
    model = BUNDLED.get(_kin(subject))
    if model is None:
        hue = next(chance) * 360 / 256
        motif = FREE[next(chance) % len(FREE)]
        model = Design(motif=motif, night=hue, first=hue, second=hue)
        away = 25.0 + next(chance) / 12
    else:
        away = (model.second - model.first + 180) % 360 - 180
    turn = (next(chance) - 127.5) / 4  # degrees of hue, up to 32 to either side
    side = -1.0 if next(chance) % 2 else 1.0
    motif = partial(
        motifs.placed,
        model.motif,
        side=side,
        size=0.80 + next(chance) / 1280,
        right=(next(chance) - 127.5) / 1500,
        down=(next(chance) - 127.5) / 1500,
    )
    return replace(
        model,
        motif=motif,
        night=model.night + turn,
        first=model.first + turn,
        second=model.first + turn + away * (0.7 + next(chance) / 512),
    )


def _kin(subject: Subject) -> str:
    words = re.findall(r"[^\W_]+", " ".join((*subject.tags, *subject.music)).casefold())
    by_ending = "sleep" if subject.ending is Ending.SLEEP else ""
    return next((KIN[word] for word in words if word in KIN), by_ending)
