"""A real terminal, with tmux: a program in it, keys typed into it, the screen read from it."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]

MODES = "#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{keypad_cursor_flag}"
RESTORED = "0 1 0 0"


class Tmux:
    """A terminal of `size` with a shell that runs `command`, then says ``CODE=`` and its exit code.

    Its server is its own, with the socket in `folder`.
    """

    def __init__(
        self,
        folder: Path,
        command: list[str],
        *,
        size: tuple[int, int] = (80, 24),
        **environment: str,
    ) -> None:
        self._socket = str(folder / "tmux")
        self._modes = folder / "modes"
        variables = {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **environment}
        given = " ".join(f"{name}={shlex.quote(value)}" for name, value in variables.items())
        script = (
            f"stty -a >{self._modes}; {given} {shlex.join(command)}; code=$?; "
            f"stty -a | cmp - {self._modes}; echo CODE=$code; sleep 60"
        )
        columns, rows = size
        self._do(
            *("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows)),
            *("sh", "-c", script),
        )

    def _do(self, *arguments: str) -> str:
        # Workers of pytest-xdist have a size of a terminal, which would be taken for the window's.
        alien = ("TMUX", "NO_COLOR", "COLUMNS", "LINES")
        clean = {name: value for name, value in os.environ.items() if name not in alien}
        return subprocess.run(
            ["tmux", "-S", self._socket, *arguments],
            env=clean | {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"},
            check=True,
            capture_output=True,
            text=True,
            encoding="utf-8",
        ).stdout

    def press(self, *keys: str) -> None:
        """Types keys by tmux's names."""
        self._do("send-keys", *keys)

    def screen(self, *options: str) -> str:
        """What is on the screen."""
        return self._do("capture-pane", "-p", *options)

    def resize(self, columns: int, rows: int) -> None:
        """The window gets another size."""
        self._do("resize-window", "-x", str(columns), "-y", str(rows))

    def modes(self) -> str:
        """What a full-screen program changes in a terminal."""
        return self._do("display-message", "-p", MODES).strip()

    def send(self, number: int) -> None:
        """Sends the program a signal."""
        shell = self._do("display-message", "-p", "#{pane_pid}").strip()
        program = Path(f"/proc/{shell}/task/{shell}/children").read_text().split()[0]
        os.kill(int(program), number)

    def wait_for(self, text: str, seconds: float = 15.0) -> str:
        """The screen, as soon as `text` is on it."""
        until = time.monotonic() + seconds
        while text not in (screen := self.screen()):
            assert time.monotonic() < until, f"{text!r} is not in\n{screen}"
            time.sleep(0.05)
        return screen

    def end(self, seconds: float = 15.0) -> int:
        """Waits for the program; its exit code. The terminal is as it was."""
        screen = self.wait_for("CODE=", seconds)
        assert self.modes() == RESTORED
        assert "differ" not in screen
        return int(screen.rpartition("CODE=")[2].split()[0])

    def close(self) -> None:
        """Ends the server and what runs in it."""
        subprocess.run(["tmux", "-S", self._socket, "kill-server"], check=False)


def python(*arguments: str) -> list[str]:
    """A command that runs this Python."""
    return [sys.executable, *arguments]
