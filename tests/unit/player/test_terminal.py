"""The player in a real terminal: a pseudo-terminal, keys written into it, its modes looked at."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are POSIX", allow_module_level=True)

import fcntl
import pty
import struct
import termios

EVENING = Path(__file__).with_name("evening.py")
ROOT = Path(__file__).parents[3]
CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
SHOW_CURSOR = "\x1b[?25h"


class Terminal:
    """A process in a terminal of its own, 80 by 24."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self.raw = ""
        self.seen = 0
        variables = {"PYTHONPATH": str(ROOT), "TERM": "xterm", "PYTHONIOENCODING": "utf-8"}
        pid, master = pty.fork()
        if pid == 0:
            os.execve(
                sys.executable,
                [sys.executable, str(EVENING), *arguments],
                os.environ | variables | environment,
            )
        self.pid, self.master = pid, master
        fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.modes = termios.tcgetattr(master)

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def wait_for(self, text: str, seconds: float = 10.0) -> str:
        """What appeared, without control codes, from the last text waited for up to `text`."""
        until = time.monotonic() + seconds
        while True:
            appeared = CONTROL.sub("", self.raw[self.seen :])
            if text in appeared:
                self.seen = len(self.raw)
                return appeared
            assert time.monotonic() < until, f"{text!r} is not in {appeared!r}"
            self.take(0.05)

    def readable(self, seconds: float) -> bool:
        """Whether the process wrote something."""
        return bool(select.select([self.master], [], [], seconds)[0])

    def take(self, seconds: float) -> bool:
        """Read what the process wrote; False when it has closed the terminal."""
        if self.readable(seconds):
            try:
                data = os.read(self.master, 65536)
            except OSError:
                return False
            self.raw += data.decode()
        return True

    def end(self, seconds: float = 10.0) -> int:
        """Waits for the process; its exit code, negative for a signal."""
        until = time.monotonic() + seconds
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                while self.master >= 0 and self.take(0.0) and self.readable(0.0):
                    pass
                return os.waitstatus_to_exitcode(status)
            assert time.monotonic() < until, "it does not end"
            if self.master >= 0:
                self.take(0.05)
            else:
                time.sleep(0.05)

    def hang_up(self) -> None:
        os.close(self.master)
        self.master = -1

    def is_restored(self) -> bool:
        """Whether the modes are as they were, and the cursor is shown."""
        shown = self.raw.rfind(SHOW_CURSOR) > self.raw.rfind("\x1b[?25l")
        return shown and termios.tcgetattr(self.master) == self.modes

    def close(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self.master >= 0:
            self.hang_up()


@pytest.fixture
def open_terminal() -> Iterator[type[Terminal]]:
    """Opens terminals, and closes them after the test."""
    opened: list[Terminal] = []

    def opener(*arguments: str, **environment: str) -> Terminal:
        opened.append(Terminal(*arguments, **environment))
        return opened[-1]

    yield opener
    for terminal in opened:
        terminal.close()


def test_keys(open_terminal):
    terminal = open_terminal("null", "60")
    terminal.wait_for("playing")
    terminal.press(" ")
    assert "1/3  Arriving" in terminal.wait_for("paused")
    assert not termios.tcgetattr(terminal.master)[3] & (termios.ECHO | termios.ICANON)
    for key, expected in (
        ("\x1b[B", "2/3  Breathing"),
        ("\x1b[B", "3/3  Stillness"),
        ("p", "2/3  Breathing"),
        ("\x1b[D", "0:05"),
        ("\x1bOC", "0:20"),
        ("n", "0:40"),
        ("\x1b[A", "0:20"),
        ("\x1b[C\x1b[C", "0:50"),
    ):
        terminal.press(key)
        terminal.wait_for(expected)
    terminal.press(" ")
    assert "Sleep." in terminal.wait_for("playing")
    terminal.press("q")
    terminal.wait_for("fading out")
    began = time.monotonic()
    terminal.wait_for("An evening: stopped at 0:5")
    assert time.monotonic() - began > 1.5, "a quit fades"
    assert terminal.end() == 0
    assert terminal.is_restored()


def test_the_sentence_is_shown_while_it_sounds_and_the_end_is_told(open_terminal):
    terminal = open_terminal("null:10", "30")
    terminal.wait_for("Lie down — slowly.")
    assert "Lie" not in terminal.wait_for("Breathe as you like.").rpartition("0:10")[2]
    terminal.wait_for("An evening: the end")
    assert terminal.end() == 0
    assert terminal.is_restored()


def test_esc_alone_quits_and_a_strange_key_does_not(open_terminal):
    terminal = open_terminal("null", "60")
    terminal.wait_for("playing")
    terminal.press("\x1b[15~\x1b[5~x\x1a\x1c\x13")  # F5, page up, x, Ctrl-Z, Ctrl-\, Ctrl-S
    terminal.wait_for("0:01")
    terminal.press("\x1b")
    terminal.wait_for("fading out")
    assert terminal.end() == 0
    assert terminal.is_restored()


@pytest.mark.parametrize(("presses", "least", "most"), [(1, 1.9, 4.0), (2, 0.0, 1.5)])
def test_ctrl_c_fades_and_a_second_one_does_not_wait(open_terminal, presses, least, most):
    terminal = open_terminal("null", "60")
    terminal.wait_for("playing")
    began = time.monotonic()
    for _ in range(presses):
        terminal.press("\x03")
        time.sleep(0.1)
    assert terminal.end() == 130
    assert least <= time.monotonic() - began <= most
    assert terminal.is_restored()


def test_sigterm_restores_the_terminal(open_terminal):
    terminal = open_terminal("null", "60")
    terminal.wait_for("playing")
    os.kill(terminal.pid, signal.SIGTERM)
    assert terminal.end(3.0) == -signal.SIGTERM
    assert terminal.is_restored()


def test_an_error_restores_the_terminal(open_terminal):
    terminal = open_terminal("null:20", "60", str(10 * 48_000))
    terminal.wait_for("rain.ogg: cannot be read")
    assert terminal.end() == 4
    assert terminal.is_restored()


def test_a_closed_terminal_ends_it(open_terminal):
    terminal = open_terminal("null", "60")
    terminal.wait_for("playing")
    terminal.hang_up()
    assert terminal.end(3.0) == -signal.SIGHUP


def test_a_dumb_terminal_gets_lines(open_terminal):
    terminal = open_terminal("null:inf", "60", TERM="dumb")
    assert "Chapter 3: Stillness" in terminal.wait_for("the end")
    assert terminal.end() == 0
    assert "\x1b" not in terminal.raw


def test_a_narrow_terminal_is_drawn_within_its_width(open_terminal):
    terminal = open_terminal("null:20", "60", COLUMNS="24")
    terminal.wait_for("Breathe as you like.")
    lines = CONTROL.sub("", terminal.raw).splitlines()
    assert max(map(len, lines)) <= 24
    terminal.press("\x03\x03")
    assert terminal.end() == 130
