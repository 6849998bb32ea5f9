"""Which screen is chosen, and what that costs."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from voicemat.player import screens
screens.can_fill_the_terminal = lambda: True
screen = screens.usual_screen()
print(type(screen).__name__, "textual" in sys.modules, "dbus_fast" in sys.modules)
"""


def test_the_full_screen_is_loaded_when_it_is_drawn_and_not_before_the_first_sound():
    said = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["FullScreen", "False", "False"]


def test_without_a_terminal_it_is_lines():
    program = PROGRAM.replace("screens.can_fill_the_terminal = lambda: True\n", "")
    said = subprocess.run(
        [sys.executable, "-c", program],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.split()[0] == "PlainScreen"
