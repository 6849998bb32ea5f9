"""The screen for pipes, logs and screen readers: one line for each thing that is heard."""

from __future__ import annotations

import os
from typing import TextIO

from voicemat.player.captions import Heading
from voicemat.player.console import Console
from voicemat.player.faders import Levels, Part
from voicemat.player.keys import KEYS, Keyboard, NoKeyboard
from voicemat.player.screen import TICK
from voicemat.player.transport import State, Status
from voicemat.timeline.sentences import Sentence, printable
from voicemat.units import clock


class PlainScreen:
    """Writes a line for the session, each chapter and each sentence as it begins, and for what
    a command has changed.

    No control codes and no colours; keys, if there is a keyboard.
    """

    def __init__(self, stream: TextIO, keyboard: Keyboard | None = None) -> None:
        self._stream = stream
        self._keyboard = keyboard or NoKeyboard()
        self._shown = 0
        self._seeks = 0
        self._state = State.PLAYING
        self._levels = Levels()
        self._remark = ""
        self._gone = False

    def run(self, console: Console) -> None:
        """Write what begins, until the session is over."""
        status, captions = console.status, console.captions
        self._shown, self._levels = console.start, status.levels
        self._seeks = status.seeks
        self._write(f"{captions.title} ({clock(captions.frames)})")
        heading = captions.heading(self._shown)
        if heading is not None and heading.start < self._shown:
            self._item(self._shown, heading)
        try:
            self._listen(console)
        finally:
            self._show(console)
        over = self._shown >= console.captions.frames
        self._line(self._shown, "the end" if over else "stopped")

    def _listen(self, console: Console) -> None:
        with self._keyboard:
            while console.attend():
                self._show(console)
                key = self._keyboard.read(TICK)
                if key is not None:
                    KEYS[key](console)

    def _show(self, console: Console) -> None:
        """Write what began and what was changed since the last call."""
        status, captions = console.status, console.captions
        if console.remark != self._remark:
            self._remark = console.remark
            if self._remark:
                self._aside(printable(self._remark))
        if status.seeks != self._seeks:
            self._seeks, self._shown = status.seeks, status.position
            heading = captions.heading(status.position)
            if heading is not None and heading.start < status.position:
                self._item(status.position, heading)
        for item in captions.between(self._shown, status.position):
            self._item(item.start, item)
        self._shown = max(self._shown, status.position)
        self._changes(status)

    def _changes(self, status: Status) -> None:
        """What a person who pressed a key has to hear of it."""
        pause = State.PAUSED in (status.state, self._state)
        if pause and status.state is not self._state:
            self._aside(str(status.state))
        self._state = status.state
        for part in Part:
            level = status.levels.of(part)
            if level != self._levels.of(part):
                self._aside(f"{part} {level:+.0f} dB")
        self._levels = status.levels

    def _aside(self, text: str) -> None:
        self._line(self._shown, f"({text})")

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
