"""What an encoder is. A new format is one module with one class, named as an entry point."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, Protocol

import numpy as np
from numpy.typing import NDArray

from voicemat.timeline.model import Timeline

Samples = NDArray[np.float32]
"""Shape (frames, 2), full scale 1.0, at `units.RATE`."""


class Encoder(Protocol):
    """One file in the making.

    All methods, the constructor included, are called from one thread, which is not the main
    one. Errors of the file itself are FileErrors already and simply pass through.
    """

    def write(self, block: Samples) -> None:
        """Encode the next block."""

    def finish(self) -> None:
        """Complete the file. Called once, after the last block of a session that went well."""

    def close(self) -> None:
        """Let go of everything but the file. Always called, last, after an error too."""


MakeEncoder = Callable[[BinaryIO, Timeline], Encoder]
"""What an entry point names, as a rule the encoder's class: from an empty file, open for
writing and seekable, and the timeline with its length, tags and chapters."""
