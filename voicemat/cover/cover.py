"""A cover from its subject."""

from __future__ import annotations

from functools import lru_cache

from voicemat.cover.design import Subject, design_for
from voicemat.cover.painting import paint
from voicemat.cover.picture import as_jpeg


@lru_cache(16)
def draw_cover(subject: Subject) -> bytes:
    """The cover that the program draws: a JPEG of 1400 x 1400 px, the same for the same subject."""
    return as_jpeg(paint(design_for(subject)))
