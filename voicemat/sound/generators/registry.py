"""Every sound that ships. A new one is a module of its own and a line here."""

from __future__ import annotations

from voicemat.sound.generators.beds import brown, drift, night, rain
from voicemat.sound.generators.cues import bowl, chime, handbell
from voicemat.sound.generators.recipe import Recipe

RECIPES: tuple[Recipe, ...] = (
    rain.RECIPE,
    rain.NIGHT_RECIPE,
    night.RECIPE,
    drift.RECIPE,
    brown.RECIPE,
    bowl.RECIPE,
    handbell.RECIPE,
    chime.RECIPE,
)
"""In the order of the manifest."""
