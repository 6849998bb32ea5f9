"""The music desk: music directives become events, and beds get their levels."""

from __future__ import annotations

from decimal import Decimal
from math import log10

from voicemat import units
from voicemat.compiler.catalog import Bed, Catalog
from voicemat.compiler.levels import Levels
from voicemat.compiler.music import SHORTEST_FADE
from voicemat.compiler.score import LevelChange, MixChange, MusicEvent, MusicFadeEvent, ScoreLayer
from voicemat.diagnostics import Findings, Kind, nearest
from voicemat.script.model import Course, FadeDirection, Layer, MusicFade, MusicLevel, MusicMix
from voicemat.source import Span
from voicemat.units import Frames

OPENING_OVER = units.frames(4)
"""How long the header's music takes to come in when the script does not say."""

MIX_OVER = units.frames(8)
FADE_OVER = units.frames(10)
LEVEL_OVER = units.frames(8)

MOST_GAIN = 12.0
"""dB by which a quiet music file is raised at the most."""


def _over(seconds: Decimal | None, usual: Frames) -> Frames:
    """The frames that a change takes; `usual` where the script does not say."""
    return usual if seconds is None else max(units.frames(seconds), SHORTEST_FADE)


class MusicDesk:
    """Follows whether music plays, so that nothing is asked of music that is not there."""

    def __init__(
        self,
        opening: tuple[Layer, ...],
        catalog: Catalog,
        levels: Levels,
        course: Course,
        findings: Findings,
    ) -> None:
        self._course = course
        self._catalog = catalog
        self._level = levels.voice - levels.bed_in_silence
        self._findings = findings
        self.opening = self.layers(opening)
        """The header's mix; empty without one."""
        self._plays = False
        self._played = False
        self._waits = bool(opening)

    def opening_event(self, first: MusicMix | MusicFade | MusicLevel | None) -> MixChange | None:
        """What begins with the session, once: the header's mix, unless the script's `first` music
        directive is a fade in, for which it waits.
        """
        waits, self._waits = self._waits, False
        fades_in = isinstance(first, MusicFade) and first.direction is FadeDirection.IN
        if not waits or fades_in:
            return None
        self._plays = self._played = True
        return MixChange(layers=self.opening, over=OPENING_OVER, origin=None)

    def event(self, node: MusicMix | MusicFade | MusicLevel) -> MusicEvent:
        """The event of a music directive."""
        match node:
            case MusicMix():
                self._plays = self._played = True
                return MixChange(
                    layers=self.layers(node.layers),
                    over=_over(node.over, MIX_OVER),
                    origin=node.span,
                )
            case MusicFade():
                if node.direction is FadeDirection.OUT or not (self.opening or self._played):
                    self._need(node.span)
                elif self._plays:
                    self._findings.warn(Kind.MUSIC_PLAYS_ALREADY, node.span)
                self._plays = node.direction is FadeDirection.IN
                over = _over(node.over, FADE_OVER)
                return MusicFadeEvent(direction=node.direction, over=over, origin=node.span)
            case MusicLevel():
                self._need(node.span)
                over = _over(node.over, LEVEL_OVER)
                return LevelChange(change=float(node.change), over=over, origin=node.span)

    def layers(self, layers: tuple[Layer, ...]) -> tuple[ScoreLayer, ...]:
        """The beds of a mix at their levels; a bed that there is not is left out and reported."""
        found: list[tuple[Bed, Layer]] = []
        for layer in layers:
            beds = self._catalog.beds
            bed = (
                beds.get(layer.name)
                or beds.get(layer.name.casefold())
                or self._catalog.music.get((layer.span.source, layer.name))
            )
            if bed is None:
                self._findings.add(
                    Kind.UNKNOWN_BED,
                    layer.span,
                    suggestion=nearest(layer.name, beds),
                    name=layer.name,
                )
            else:
                found.append((bed, layer))
        return tuple(
            ScoreLayer(
                media=bed.media,
                # Unrelated beds add their powers: n of them are 10 log n dB louder than one.
                # A very quiet file stays quiet rather than bring up its noise.
                gain=min(self._level - bed.lufs, MOST_GAIN)
                + float(layer.gain)
                - 10 * log10(len(found)),
                course=self._goes_on(bed, layer),
            )
            for bed, layer in found
        )

    def _goes_on(self, bed: Bed, layer: Layer) -> Course:
        wanted = Course.ENDLESS in (layer.course, self._course)
        return Course.ENDLESS if wanted and bed.makeable else Course.LOOP

    def _need(self, span: Span) -> None:
        if not self._plays:
            self._findings.add(Kind.NO_MUSIC_YET, span)
