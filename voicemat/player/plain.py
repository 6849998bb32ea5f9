"""The screen for pipes, logs and screen readers: one line for each thing that is heard."""

from __future__ import annotations

import os
import time
from types import TracebackType
from typing import Self, TextIO

from voicemat.player.captions import Captions, Heading, Sentence, printable
from voicemat.player.keys import Key
from voicemat.player.transport import Status
from voicemat.units import clock


class PlainScreen:
    """Writes a line for the session, each chapter and each sentence as it begins.

    No control codes, no colours, and no keys. `start` is the frame at which the session begins.
    """

    def __init__(self, captions: Captions, stream: TextIO, *, start: int = 0) -> None:
        self._captions = captions
        self._stream = stream
        self._shown = start
        self._start = start
        self._gone = False

    def __enter__(self) -> Self:
        self._write(f"{self._captions.title} ({clock(self._captions.frames)})")
        heading = self._captions.heading(self._start)
        if heading is not None and heading.start < self._start:
            self._item(self._start, heading)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None:
            over = self._shown >= self._captions.frames
            self._line(self._shown, "the end" if over else "stopped")

    def revise(self, captions: Captions) -> None:
        """Write what `captions` say from here on."""
        self._captions = captions

    def remark(self, text: str) -> None:
        """Write a line about the session."""
        self._line(self._shown, f"({printable(text)})")

    def show(self, status: Status) -> None:
        """Write what began since the last call."""
        for item in self._captions.between(self._shown, status.position):
            self._item(item.start, item)
        self._shown = max(self._shown, status.position)

    def read(self, seconds: float) -> Key | None:
        """Waits `seconds`."""
        time.sleep(seconds)
        return None

    def _item(self, frame: int, item: Heading | Sentence) -> None:
        match item:
            case Heading():
                self._line(frame, f"Chapter {item.number}: {item.title}")
            case Sentence():
                self._line(frame, item.text)

    def _line(self, frame: int, text: str) -> None:
        self._write(f"{clock(frame):>7}  {text}")

    def _write(self, line: str) -> None:
        if self._gone:
            return
        encoding = self._stream.encoding or "utf-8"
        try:
            self._stream.write(line.encode(encoding, "replace").decode(encoding) + "\n")
            self._stream.flush()
        except OSError:
            self._gone = True
            # The interpreter flushes standard output once more as it ends.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)
