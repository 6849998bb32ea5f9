"""The output `stdout` (or `-`): raw samples on standard output, for another program.

Interleaved stereo at 48 kHz without a header, as 16-bit integers (s16le) or with ``stdout:f32le``
as 32-bit floats, which are exactly what would be heard. The reader sets the pace: a pipe holds
back what it does not take.
"""

from __future__ import annotations

import math
import os
import sys

import numpy as np
from numpy.typing import NDArray

from voicemat.errors import FileError, UsageError
from voicemat.player.outputs.adapter import Pace, Pull
from voicemat.player.outputs.pump import Pump

FORMS = ("s16le", "f32le")

FULL_SCALE = 32_767


class StdoutOutput:
    """Writes samples of the form `argument`, by default s16le."""

    name = "stdout"
    pace = Pace.FREE

    def __init__(self, argument: str) -> None:
        self._form = argument or FORMS[0]
        if self._form not in FORMS:
            raise UsageError(
                f'the output stdout knows no form "{argument}"',
                advice="write stdout, stdout:s16le or stdout:f32le",
            )
        self._out = -1
        self._pump: Pump | None = None

    def open(self, rate: int, channels: int, pull: Pull) -> None:  # noqa: ARG002 - the port's
        """Take standard output; what is printed from now on goes to standard error.

        Raises FileError when there is none, UsageError when it is a terminal.
        """
        if sys.stdout is None:
            raise FileError("there is no standard output to write samples to")
        sys.stdout.flush()
        if sys.stdout.isatty():
            raise UsageError(
                "samples are nothing for a terminal",
                advice="send them to a program: voicemat play sleep --output - | aplay -f dat",
            )
        self._out = os.dup(sys.stdout.fileno())
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        self._pump = Pump(pull, self._write, rate=math.inf)

    def start(self) -> None:
        """Begin to pull."""
        assert self._pump is not None, "open comes before start"
        self._pump.start()

    def finished(self) -> bool:
        """Whether everything up to the end is written. Raises FileError."""
        return self._pump is not None and self._pump.finished()

    def stop(self) -> None:
        """Pull no more."""
        if self._pump is not None:
            self._pump.stop()

    def close(self) -> None:
        """Let go of standard output."""
        self.stop()
        if self._out >= 0:
            os.close(self._out)
            self._out = -1

    def _write(self, samples: NDArray[np.float32]) -> None:
        if self._form == "s16le":
            block = np.rint(np.clip(samples, -1.0, 1.0) * FULL_SCALE).astype("<i2").tobytes()
        else:
            block = samples.astype("<f4").tobytes()
        try:
            while block:
                block = block[os.write(self._out, block) :]
        except OSError as error:
            raise FileError(
                f"standard output cannot be written: {error.strerror or error}"
            ) from error
