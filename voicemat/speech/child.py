"""A process that does what must not happen in ours: it is asked in lines of JSON, with a time
limit, and ended when it does anything but answer.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any

LONGEST_LINE = 4 << 20
"""Characters of one answer; more is no answer."""

SHOWN = 200
"""Characters of its last words that a message repeats."""


class ChildError(Exception):
    """The process did not answer; the message says what it did instead."""


class Child:
    """A process running a module of ours, started when it is first asked. Safe for threads: one
    request at a time, the others wait.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._lines: SimpleQueue[str | None] = SimpleQueue()
        self._complaints: IO[bytes] | None = None
        self._number = 0

    def ask(self, request: Mapping[str, object], seconds: float) -> Mapping[str, Any]:
        """The answer to `request`, to which an ``id`` is added. A process that was ended before
        is started anew.

        Raises ChildError when it cannot be started, dies, says what is no answer, or says nothing
        for `seconds`; it is ended then.
        """
        with self._lock:
            try:
                return self._ask(request, seconds)
            except BaseException:  # also Ctrl-C: a late answer must not meet the next question
                self._end()
                raise

    def close(self) -> None:
        """End the process; it is started again when it is asked again."""
        with self._lock:
            self._end()

    @property
    def pid(self) -> int | None:
        """The process's number while it runs."""
        return self._process.pid if self._process else None

    def _ask(self, request: Mapping[str, object], seconds: float) -> Mapping[str, Any]:
        process = self._process or self._start()
        self._number += 1
        until = time.monotonic() + seconds
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps({"id": self._number, **request}) + "\n")
            process.stdin.flush()
            line = self._lines.get(timeout=max(until - time.monotonic(), 0))
        except Empty:
            raise ChildError(f"it did not answer for {seconds:g} seconds") from None
        except OSError:
            line = None
        if line is None:
            raise ChildError(self._death(process))
        try:
            answer: Any = json.loads(line)
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or answer.get("id") != self._number:
            raise ChildError(f"it said what is no answer: {_shown(line)}")
        return answer

    def _start(self) -> subprocess.Popen[str]:
        # -P and PYTHONPATH: it finds the package that this process uses, wherever it is started,
        # and no module that happens to lie in the current folder.
        package = str(Path(__file__).parents[2])
        paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
        with suppress(OSError):  # a full disk costs its last words, not its work
            self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints or subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
                text=True,
                encoding="utf-8",
                errors="replace",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise ChildError(f"it cannot be started: {error.strerror}") from error
        self._process = process
        self._ended = weakref.finalize(self, _end, process)
        self._lines = SimpleQueue()
        reader = threading.Thread(
            target=_read, args=(process.stdout, self._lines), name="voicemat-child", daemon=True
        )
        reader.start()
        return process

    def _end(self) -> None:
        if self._process is not None:
            self._ended()
        if self._complaints is not None:
            self._complaints.close()
        self._process = self._complaints = None

    def _death(self, process: subprocess.Popen[str]) -> str:
        with suppress(subprocess.TimeoutExpired):
            process.wait(1)
        code = process.poll()
        if code is None:
            return "it closed its output"
        if code < 0:
            with suppress(ValueError):
                return f"it was ended by {signal.Signals(-code).name}"
        words = self._last_words()
        return f"it ended with code {code}{': ' if words else ''}{words}"

    def _last_words(self) -> str:
        if self._complaints is None:
            return ""
        self._complaints.seek(0)
        lines = self._complaints.read().decode("utf-8", errors="replace").split("\n")
        return _shown(next((line for line in reversed(lines) if line.strip()), ""))


def python(module: str) -> tuple[str, ...]:
    """The command that runs a module with the Python of this process."""
    return (sys.executable, "-P", "-m", module)


def _read(output: IO[str], lines: SimpleQueue[str | None]) -> None:
    """Pass on the lines of `output`, and None at its end."""
    with suppress(OSError, ValueError):
        while line := output.readline(LONGEST_LINE):
            lines.put(line)
    lines.put(None)


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()  # also ends one that is stopped
    with suppress(subprocess.TimeoutExpired):
        process.wait(5)
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            if pipe is not None:
                pipe.close()


def _shown(text: str) -> str:
    """The beginning of a foreign text, with nothing that a terminal would act on."""
    plain = "".join(mark if mark.isprintable() else " " for mark in text)
    return plain.strip()[:SHOWN]
