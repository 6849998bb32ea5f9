"""Every sound that ships. A new one is a module of its own and a line here."""

from __future__ import annotations

from voicemat.sound.generators.beds import brook, coloured, drone, fire, night, ocean, rain, wind
from voicemat.sound.generators.beds.pieces import (
    DAWN_RECIPE,
    DRIFT_RECIPE,
    FELT_RECIPE,
    GLASS_RECIPE,
)
from voicemat.sound.generators.cues import bowl, chime, gong, handbell, wood
from voicemat.sound.generators.recipe import BedRecipe, CueRecipe

BEDS: tuple[BedRecipe, ...] = (
    rain.RECIPE,
    rain.NIGHT_RECIPE,
    ocean.RECIPE,
    wind.RECIPE,
    brook.RECIPE,
    fire.RECIPE,
    night.RECIPE,
    coloured.RECIPE,
    coloured.PINK_RECIPE,
    DRIFT_RECIPE,
    DAWN_RECIPE,
    FELT_RECIPE,
    GLASS_RECIPE,
    drone.RECIPE,
    drone.BOWLS_RECIPE,
)

CUES: tuple[CueRecipe, ...] = (
    bowl.RECIPE,
    bowl.LOW_RECIPE,
    bowl.HIGH_RECIPE,
    bowl.RIN_RECIPE,
    handbell.RECIPE,
    chime.RECIPE,
    gong.RECIPE,
    wood.RECIPE,
    wood.CLICK_RECIPE,
)

RECIPES = (*BEDS, *CUES)
"""In the order of the manifest."""
