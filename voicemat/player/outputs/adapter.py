"""What an output must do, for the bundled adapters and for those of other packages.

An output is made from the argument of its specification (`wav:FILE`: "FILE"; without a colon
an empty text) and raises UsageError when that makes no sense. Then `open`, `start`, `finished`
again and again, `stop`, `close`, each from the same thread; `close` may come at any time after
`open` was called, also when that failed.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Pull = Callable[[int], NDArray[np.float32]]
"""frames -> samples of shape (n, channels), full scale at 1.0; n < frames when the sound is over.
Called from one thread of the output's own; never raises."""


class Pace(Enum):
    """Who sets the pace."""

    LIVE = "live"
    """A device or a clock: pulls must be answered at once."""
    FREE = "free"
    """The renderer: pulls may take as long as they need."""


class Output(Protocol):
    """A place for sound."""

    @property
    def name(self) -> str:
        """What it is called in a specification."""
        ...

    @property
    def pace(self) -> Pace:
        """Whether pulls must be answered at once."""
        ...

    def open(self, rate: int, channels: int, pull: Pull) -> None:
        """Take hold of the device or file. Raises MissingError or FileError."""
        ...

    def start(self) -> None:
        """Begin to pull. Raises MissingError."""
        ...

    def finished(self) -> bool:
        """Whether everything that was pulled up to the end has been heard or written.

        Returns at once. Raises MissingError when the device is lost, FileError when the file
        cannot be written.
        """
        ...

    def stop(self) -> None:
        """Pull no more."""
        ...

    def close(self) -> None:
        """Let go of the device or file."""
        ...
