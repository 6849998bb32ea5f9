"""Cover pictures: drawn for each routine in its own colours, or a person's own, made to fit."""

from voicemat.cover.cover import draw_cover
from voicemat.cover.design import Subject
from voicemat.cover.picture import own_cover

__all__ = ["Subject", "draw_cover", "own_cover"]
