"""What a listener can choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from voicemat.compiler.score import NO_MUSIC
from voicemat.errors import VoicematError
from voicemat.library import Shelf
from voicemat.timeline.sentences import printable
from voicemat.units import frames, words

if TYPE_CHECKING:
    from voicemat.script.model import LengthWish
    from voicemat.studio import Studio

STEP = 5 * 60
"""Seconds between two lengths that are offered."""


MINUTES = " min"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A routine. `lengths` are those offered, as a person writes them, and `usual` is the one that
    the author means; without any, the routine takes the time that it needs.
    """

    name: str
    title: str
    summary: str
    lengths: tuple[str, ...] = ()
    usual: str | None = None
    own: bool = False

    @property
    def range(self) -> str:
        """The lengths in a word: ``20-60 min``."""
        if len(self.lengths) < 2:
            return self.usual or ""
        first, last = self.lengths[0], self.lengths[-1]
        if last.endswith(MINUTES):
            first = first.removesuffix(MINUTES)
        return f"{first}-{last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """Routines, and the voices and beds by name that can stand for a routine's own."""

    routines: tuple[Offer, ...]
    voices: tuple[str, ...]
    beds: tuple[str, ...]


def gather(studio: Studio, voices: Sequence[str]) -> Offers:
    """Everything that there is. A routine that cannot be read is left out."""
    from voicemat.pipeline import load_with

    offers = []
    for found in studio.library.routines():
        try:
            routine = load_with(studio, found.name)
        except VoicematError:
            continue
        wish = routine.script.header.length
        offers.append(
            Offer(
                name=found.name,
                title=printable(routine.title) or found.name,
                summary=printable(routine.summary),
                lengths=lengths(wish) if wish else (),
                usual=_written(wish.target) if wish else None,
                own=found.shelf is Shelf.YOURS,
            )
        )
    beds = [asset.id for asset in studio.assets if asset.kind == "bed"]
    return Offers(routines=tuple(offers), voices=tuple(voices), beds=(*beds, NO_MUSIC))


def lengths(wish: LengthWish) -> tuple[str, ...]:
    """The lengths that are offered: the author's, and every five minutes of the range judged good,
    with its ends.
    """
    least, most = wish.least or wish.target, wish.most or wish.target
    steps = range(int(least // STEP + 1) * STEP, int(most), STEP)
    found = {least, wish.target, most, *map(Decimal, steps)}
    return tuple(_written(seconds) for seconds in sorted(found))


def _written(seconds: Decimal) -> str:
    minutes, rest = divmod(seconds, 60)
    return words(frames(seconds)) if rest else f"{minutes}{MINUTES}"
