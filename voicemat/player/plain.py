"""The screen for pipes, logs and screen readers: one line for each thing that is heard."""

from __future__ import annotations

import os
import time
from typing import TextIO

from voicemat.player.captions import Heading, Sentence, printable
from voicemat.player.console import Console
from voicemat.player.screen import TICK
from voicemat.units import clock


class PlainScreen:
    """Writes a line for the session, each chapter and each sentence as it begins.

    No control codes, no colours, and no keys.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = 0
        self._remark = ""
        self._gone = False

    def run(self, console: Console) -> None:
        """Write what begins, until the session is over."""
        start = self._shown = console.start
        captions = console.captions
        self._write(f"{captions.title} ({clock(captions.frames)})")
        heading = captions.heading(start)
        if heading is not None and heading.start < start:
            self._item(start, heading)
        try:
            while console.attend():
                self._show(console)
                time.sleep(TICK)
        finally:
            self._show(console)
        over = self._shown >= console.captions.frames
        self._line(self._shown, "the end" if over else "stopped")

    def _show(self, console: Console) -> None:
        """Write what began since the last call."""
        if console.remark != self._remark:
            self._remark = console.remark
            if self._remark:
                self._line(self._shown, f"({printable(self._remark)})")
        position = console.status.position
        for item in console.captions.between(self._shown, position):
            self._item(item.start, item)
        self._shown = max(self._shown, position)

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
