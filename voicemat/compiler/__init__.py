"""Script to timeline, in two pure steps with the voice's measured durations between them."""

from voicemat.compiler.arrange import arrange
from voicemat.compiler.catalog import Bed, Catalog, Cue
from voicemat.compiler.resolve import resolve
from voicemat.compiler.score import Fit, Score, Wishes

__all__ = ["Bed", "Catalog", "Cue", "Fit", "Score", "Wishes", "arrange", "resolve"]
