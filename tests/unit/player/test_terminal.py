"""The player in real terminals: drawn by tmux, and a pseudo-terminal that is taken away."""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are POSIX", allow_module_level=True)

import fcntl
import pty
import struct
import termios

from tests.tmux import Tmux, python

pytestmark = pytest.mark.slow

EVENING = str(Path(__file__).with_name("evening.py"))
ROOT = Path(__file__).parents[3]

needs_tmux = pytest.mark.skipif(not shutil.which("tmux"), reason="needs tmux")


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Callable[..., Tmux]]:
    """Opens terminals in which a session plays, and closes them after the test."""
    opened: list[Tmux] = []

    def opener(*arguments: str, program: str = EVENING, **options: object) -> Tmux:
        folder = tmp_path / str(len(opened))
        folder.mkdir()
        opened.append(Tmux(folder, python(program, *arguments), **options))
        return opened[-1]

    yield opener
    for terminal in opened:
        terminal.close()


@needs_tmux
def test_keys(tmux):
    terminal = tmux("null", "60")
    assert "▸ Arriving" in terminal.wait_for("playing")
    terminal.press("Space")
    terminal.wait_for("paused")
    for key, expected in (
        ("Down", "▸ Breathing"),
        ("n", "▸ Stillness"),
        ("p", "▸ Breathing"),
        ("Left", "0:05 "),
        ("Right", "0:20 "),
        (".", "0:21 "),  # just before the sentence at 22 s
        ("Down", "0:40 "),
    ):
        terminal.press(key)
        terminal.wait_for(expected)
    terminal.press("M", "M")
    assert "+4" in terminal.wait_for("+4")
    terminal.press("?")
    terminal.wait_for("fade out and leave")
    terminal.press("Escape")
    terminal.wait_for("▸ Stillness")
    terminal.press("Space")
    terminal.wait_for("playing")
    terminal.press("q")
    terminal.wait_for("fading out")
    assert terminal.end() == 0
    assert "An evening: stopped at 0:4" in terminal.screen()


@needs_tmux
def test_the_sentence_is_lit_while_it_sounds_and_the_end_is_told(tmux):
    terminal = tmux("null:15", "60")
    bold = re.compile(r"\x1b\[1[;m][^\n]*Breathe as you like\.")
    until = time.monotonic() + 15
    while not bold.search(terminal.screen("-e")):
        assert time.monotonic() < until, terminal.screen("-e")
    assert terminal.end() == 0
    assert "An evening: the end" in terminal.screen()


@needs_tmux
def test_ctrl_c_fades_and_leaves_as_a_signal_would(tmux):
    terminal = tmux("null", "60")
    terminal.wait_for("playing")
    terminal.press("C-c")
    terminal.wait_for("fading out")
    assert terminal.end() == 130


@needs_tmux
def test_an_error_is_told_on_the_restored_terminal(tmux):
    terminal = tmux("null:20", "60", str(10 * 48_000))
    assert terminal.end() == 4
    assert "rain.ogg: cannot be read" in terminal.screen()


@needs_tmux
def test_it_follows_the_size_of_the_window(tmux):
    terminal = tmux("null", "60", size=(120, 40))
    terminal.wait_for("Lie down — slowly.")
    terminal.resize(44, 14)
    screen = terminal.wait_for("1/3 Arriving")
    assert "Lie down — slowly." in screen
    terminal.resize(100, 30)
    terminal.wait_for("▸ Arriving")


@needs_tmux
@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "screen"}, True)],
)
def test_colours_are_a_matter_of_taste(tmux, environment, coloured):
    terminal = tmux("null", "60", **environment)
    terminal.wait_for("Lie down")
    terminal.press("Space")
    terminal.wait_for("paused")
    codes = re.findall(r"\x1b\[([0-9;]*)m", terminal.screen("-e"))
    colours = [
        code for code in codes if re.search(r"(^|;)(3[0-8]|4[0-8]|9[0-7]|10[0-7])(;|$)", code)
    ]
    assert bool(colours) is coloured
    assert any(re.match(r"(0;)?1(;|$)", code) for code in codes), "the current chapter is bold"


DYING = """
import sys
sys.path.insert(0, {folder!r})
import evening
from voicemat.player.fullscreen.strip import Strip
drawn = Strip.render
def render(self):
    if self._desk.status.position > 10 * 48_000:
        raise ValueError("a fault of the screen")
    return drawn(self)
Strip.render = render
sys.exit(evening.main("null:20", "60"))
"""


@needs_tmux
def test_a_screen_that_fails_leaves_the_session_to_lines(tmux, tmp_path):
    program = tmp_path / "dying.py"
    program.write_text(DYING.format(folder=str(Path(EVENING).parent)))
    terminal = tmux(program=str(program), size=(100, 60))
    terminal.wait_for("playing")
    screen = terminal.wait_for("Chapter 3: Stillness")
    assert "a fault of the screen" in screen
    terminal.wait_for("the end")
    assert terminal.end() == 0


class Terminal:
    """A process in a pseudo-terminal, 80 by 24, that nothing draws."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self.raw = ""
        variables = {"PYTHONPATH": str(ROOT), "TERM": "xterm", "PYTHONIOENCODING": "utf-8"}
        pid, master = pty.fork()
        if pid == 0:
            if environment.pop("IGNORE_HANGUP", ""):
                signal.signal(signal.SIGHUP, signal.SIG_IGN)
            os.execve(
                sys.executable,
                [sys.executable, EVENING, *arguments],
                os.environ | variables | environment,
            )
        self.pid, self.master = pid, master
        fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.modes = termios.tcgetattr(master)

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def wait_for(self, text: str, seconds: float = 10.0) -> None:
        """Until `text` was written."""
        until = time.monotonic() + seconds
        while text not in self.raw:
            assert time.monotonic() < until, f"{text!r} is not in {self.raw!r}"
            self.take(0.05)

    def take(self, seconds: float) -> bool:
        """Read what the process wrote; False when it has closed the terminal."""
        if select.select([self.master], [], [], seconds)[0]:
            try:
                self.raw += os.read(self.master, 65536).decode(errors="replace")
            except OSError:
                return False
            return True
        return True

    def end(self, seconds: float = 10.0) -> int:
        """Waits for the process; its exit code, negative for a signal."""
        until = time.monotonic() + seconds
        while True:
            pid, status, self.used = os.wait4(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
            assert time.monotonic() < until, "it does not end"
            if self.master < 0 or not self.take(0.05):
                time.sleep(0.05)

    def hang_up(self) -> None:
        os.close(self.master)
        self.master = -1

    def close(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        if self.master >= 0:
            self.hang_up()


@pytest.fixture
def open_terminal() -> Iterator[Callable[..., Terminal]]:
    """Opens terminals, and closes them after the test."""
    opened: list[Terminal] = []

    def opener(*arguments: str, **environment: str) -> Terminal:
        opened.append(Terminal(*arguments, **environment))
        return opened[-1]

    yield opener
    for terminal in opened:
        terminal.close()


def test_a_second_ctrl_c_does_not_wait_for_the_fade(open_terminal):
    terminal = open_terminal("null", "60")
    terminal.wait_for("playing")
    began = time.monotonic()
    terminal.press("\x03")
    time.sleep(0.1)
    terminal.press("\x03")
    assert terminal.end() == 130
    assert time.monotonic() - began < 1.9


def test_sigterm_fades_shortly_and_restores_the_terminal(open_terminal):
    terminal = open_terminal("null", "60")
    terminal.wait_for("playing")
    os.kill(terminal.pid, signal.SIGTERM)
    assert terminal.end(4.0) == -signal.SIGTERM
    assert termios.tcgetattr(terminal.master) == terminal.modes
    assert terminal.raw.rfind("\x1b[?25h") > terminal.raw.rfind("\x1b[?25l")
    assert terminal.raw.rfind("\x1b[?1049l") > terminal.raw.rfind("\x1b[?1049h")


def test_a_closed_terminal_ends_it(open_terminal):
    terminal = open_terminal("null", "60")
    terminal.wait_for("playing")
    terminal.hang_up()
    assert terminal.end(4.0) == -signal.SIGHUP


def test_a_closed_terminal_that_does_not_matter_leaves_it_playing_at_rest(open_terminal):
    terminal = open_terminal("null:20", "60", IGNORE_HANGUP="1")
    terminal.wait_for("playing")
    began = time.monotonic()
    terminal.hang_up()
    assert terminal.end(15.0) == 0
    assert time.monotonic() - began > 1.5, "it ended with its terminal"
    assert terminal.used.ru_utime + terminal.used.ru_stime < 2.5, "it spins"


def test_a_dumb_terminal_gets_lines_and_gives_keys(open_terminal):
    terminal = open_terminal("null", "60", TERM="dumb")
    terminal.wait_for("Chapter 1: Arriving")
    terminal.press("n")
    terminal.wait_for("Chapter 2: Breathing")
    terminal.press("m")
    terminal.wait_for("(music -2 dB)")
    terminal.press(" ")
    terminal.wait_for("(paused)")
    terminal.press("p p")  # pause and go on in between
    terminal.wait_for("(playing)")
    assert terminal.raw.count("Chapter 1: Arriving") == 2
    terminal.press("q")
    assert terminal.end() == 0
    assert "stopped" in terminal.raw
    assert "\x1b" not in terminal.raw
