from __future__ import annotations

import queue
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

SCRIPT = """\
First.
[pause 3 s]
Second.
[pause 3 s]
Third.
[pause 3 s]
Fourth.
[pause 3 s]
"""


class Lines:
    """The lines of a running process as they come."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.seen: list[str] = []
        self._new: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._process = process
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._new.put(line.rstrip())

    def wait(self, part: str, seconds: float = 30) -> None:
        """Waits for a line with `part` in it."""
        until = time.monotonic() + seconds
        while not any(part in line for line in self.seen):
            try:
                self.seen.append(self._new.get(timeout=max(until - time.monotonic(), 0.01)))
            except queue.Empty:
                pytest.fail(f"no {part!r} in {self.seen}")


def test_a_saved_edit_is_heard_from_the_next_sentence_on(
    start: Callable[..., Any], write: Callable[[str, str], Path]
) -> None:
    path = write("noon.md", SCRIPT)
    with start("play", "noon.md", "--watch", "--voice", "silent", "--output", "null") as process:
        lines = Lines(process)
        lines.wait("First.")
        path.write_text(SCRIPT.replace("Third.", "Third [paus 3 s]."))
        lines.wait('nothing is known as "paus"')
        lines.wait("Second.")  # the old version goes on
        path.write_text(SCRIPT.replace("Third.", "Something else.").replace("Fourth", "Last"))
        lines.wait("your change is heard from 0:")
        lines.wait("Last.")
        lines.wait("the end")
        assert process.wait(10) == 0
        assert process.stderr.read() == ""
    said = [line.split(maxsplit=1)[1] for line in lines.seen if not line.endswith(")")]
    assert [line for line in said if line.endswith(".")] == [
        "First.",
        "Second.",
        "Something else.",
        "Last.",
    ]
    places = [line for line in lines.seen if "noon.md:5:" in line]
    assert len(places) == 1
