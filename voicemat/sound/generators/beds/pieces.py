"""The pieces: drift (chords alone), dawn (harp), felt (piano) and glass (bells)."""

from __future__ import annotations

from voicemat.sound.assets import Purpose
from voicemat.sound.codec import Encoding
from voicemat.sound.generators.music.ensemble import Ensemble, Playing
from voicemat.sound.generators.music.form import length
from voicemat.sound.generators.music.instruments import felt, glass, harp
from voicemat.sound.generators.music.pieces import DAWN, DRIFT, FELT, GLASS
from voicemat.sound.generators.recipe import BedRecipe

DRIFT_PLAYING = Playing(piece=DRIFT, instrument=None, melody_level=0.0, attack=6.5, release=9.0)
DAWN_PLAYING = Playing(piece=DAWN, instrument=harp, melody_level=0.19, attack=4.5, release=7.0)
FELT_PLAYING = Playing(piece=FELT, instrument=felt, melody_level=0.115, attack=4.5, release=7.0)
GLASS_PLAYING = Playing(piece=GLASS, instrument=glass, melody_level=0.13, attack=5.0, release=8.0)


def drift_music(seed: int) -> Ensemble:
    """Chords that flow into one another."""
    return Ensemble(seed, DRIFT_PLAYING)


def dawn_music(seed: int) -> Ensemble:
    """A harp over chords, rising."""
    return Ensemble(seed, DAWN_PLAYING)


def felt_music(seed: int) -> Ensemble:
    """A felt piano over chords, sighing."""
    return Ensemble(seed, FELT_PLAYING)


def glass_music(seed: int) -> Ensemble:
    """Glass bells over chords, far apart."""
    return Ensemble(seed, GLASS_PLAYING)


DRIFT_RECIPE = BedRecipe(
    id="drift",
    title="Drift",
    description="Slow, warm chords that flow into one another; no melody, no beat.",
    purpose=Purpose.SLEEP,
    make=drift_music,
    seed=1,
    period_mp3_frames=length(DRIFT) * DRIFT.bar_mp3_frames,
    encoding=Encoding.VORBIS_DARK,
)

DAWN_RECIPE = BedRecipe(
    id="dawn",
    title="Dawn",
    description="A harp over warm chords; a theme that climbs, wanders and comes home.",
    purpose=Purpose.REST,
    make=dawn_music,
    seed=1,
    period_mp3_frames=length(DAWN) * DAWN.bar_mp3_frames,
    encoding=Encoding.VORBIS_DARK,
)

FELT_RECIPE = BedRecipe(
    id="felt",
    title="Felt",
    description="A felt piano in sighs of three tones, low and near.",
    purpose=Purpose.REST,
    make=felt_music,
    seed=1,
    period_mp3_frames=length(FELT) * FELT.bar_mp3_frames,
    encoding=Encoding.VORBIS_DARK,
)

GLASS_RECIPE = BedRecipe(
    id="glass",
    title="Glass",
    description="Glass bells, far apart, over chords that hardly move.",
    purpose=Purpose.REST,
    make=glass_music,
    seed=1,
    period_mp3_frames=length(GLASS) * GLASS.bar_mp3_frames,
    encoding=Encoding.VORBIS_DARK,
)
