"""The player: a rendered session becomes sound on a device, with a screen and keys.

The way of a sample: `readers` (renderer, run ahead) -> `transport` (gain, position) -> `outputs`
(device). The way of a key: a screen -> `console`, which `session` is -> `transport`.
"""

from voicemat.player.programme import Revision
from voicemat.player.readers import Render
from voicemat.player.screen import Screen
from voicemat.player.session import Updates, play

__all__ = ["Render", "Revision", "Screen", "Updates", "play"]
