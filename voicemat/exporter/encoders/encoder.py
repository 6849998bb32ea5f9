"""What an encoder is. A new format is one module with one class, named as an entry point.

There are two kinds. An `Encoder` takes the mix as it comes, block by block. A `MixEncoder` takes
it from where it likes, and may leave out what repeats.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, Protocol, runtime_checkable

from voicemat.exporter.content import Content
from voicemat.exporter.mix import Mix, Samples


class Encoder(Protocol):
    """One file in the making, from blocks.

    All methods, the constructor included, are called from one thread, which is not the main
    one. Errors of the file itself are FileErrors already and simply pass through.
    """

    def write(self, block: Samples) -> None:
        """Encode the next block."""

    def finish(self) -> None:
        """Complete the file. Called once, after the last block of a session that went well."""

    def close(self) -> None:
        """Let go of everything but the file. Always called, last, after an error too."""


@runtime_checkable
class MixEncoder(Protocol):
    """One file in the making, from a mix that is asked for in any order."""

    def encode(self, mix: Mix, progress: Callable[[int], None]) -> None:
        """Write the whole file. Called once, in the thread that exports.

        `progress` is told the frames that are done, in this thread. Whatever is raised, threads
        of the encoder's own have ended when the call does.
        """


MakeEncoder = Callable[[BinaryIO, Content], Encoder | MixEncoder]
"""What an entry point names, as a rule the encoder's class: from an empty file, open for
writing and seekable, and its content."""
