"""How keys are told apart in what a terminal sends."""

from __future__ import annotations

import pytest

from voicemat.player.keys import Key, meaning, split


def keys(pressed: bytes) -> list[Key | None]:
    """The meaning of each key; what is cut off at the end counts as one."""
    found = []
    while pressed:
        code, pressed = split(pressed) or (pressed, b"")
        found.append(meaning(code))
    return found


@pytest.mark.parametrize(
    ("pressed", "expected"),
    [
        (b" ", [Key.TOGGLE]),
        (b"\x1b[C\x1b[D", [Key.FORWARD, Key.BACK]),
        (b"\x1bOA\x1bOB", [Key.PREVIOUS, Key.NEXT]),
        (b"pNq", [Key.PREVIOUS, Key.NEXT, Key.QUIT]),
        (b"\x1b", [Key.QUIT]),
        (b"\x1b\x1b[C", [Key.QUIT, Key.FORWARD]),
        # Keys without a meaning do nothing, however long their code: F5, Ctrl-right, Alt-q, é.
        (b"\x1b[15~", [None]),
        (b"\x1b[1;5C ", [None, Key.TOGGLE]),
        (b"\x1bq", [None]),
        ("é".encode(), [None, None]),
        (b"x", [None]),
    ],
)
def test_keys(pressed, expected):
    assert keys(pressed) == expected


@pytest.mark.parametrize("pressed", [b"\x1b", b"\x1b[", b"\x1bO", b"\x1b[1;"])
def test_a_code_that_may_go_on_is_waited_for(pressed):
    assert split(pressed) is None
