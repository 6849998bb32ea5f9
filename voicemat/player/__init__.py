"""The player: a rendered session becomes sound on a device, with a screen and keys.

The way of a sample: `readers` (renderer, run ahead) -> `transport` (gain, position) -> `outputs`
(device). The way of a key: a screen -> `console`, which `session` is -> `transport`.
"""

from voicemat.player.editing import Mix
from voicemat.player.readers import Render
from voicemat.player.screen import Screen
from voicemat.player.session import Place, forget, play
from voicemat.player.updates import Update, Updates, no_updates

__all__ = ["Mix", "Place", "Render", "Screen", "Update", "Updates", "forget", "no_updates", "play"]
