"""The colours of the full screen: seen in the dark, and not from the next pillow."""

from __future__ import annotations

import pytest
from rich.color import Color, ColorSystem

from voicemat.player.fullscreen import colours

TEXT = ("LIT", "WORD", "QUIET")
DRAWN = ("FAINT", "VOICE", "VOICE_COMING", "MUSIC", "MUSIC_COMING", "CUES", "CUES_COMING")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = (part / 255 for part in Color.parse(colour).get_truecolor())
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour: str, ground: str) -> float:
    lighter, darker = sorted((luminance(colour), luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", TEXT)
def test_text_can_be_read(name):
    assert contrast(getattr(colours, name), colours.GROUND) >= 4.5


@pytest.mark.parametrize("name", DRAWN)
def test_what_is_drawn_can_be_seen(name):
    assert contrast(getattr(colours, name), colours.GROUND) >= 3.0


@pytest.mark.parametrize("name", TEXT + DRAWN)
def test_nothing_is_bright_and_nothing_is_blue(name):
    colour = getattr(colours, name)
    red, _, blue = Color.parse(colour).get_truecolor()
    assert luminance(colour) <= 0.52
    assert blue <= red + 30


def test_the_night_is_nearly_black():
    assert luminance(colours.NIGHT_GROUND) == 0
    assert 1.3 <= contrast(colours.NIGHT, colours.NIGHT_GROUND) <= 2.5


@pytest.mark.parametrize("name", [*TEXT, *DRAWN, "NIGHT"])
@pytest.mark.parametrize("system", [ColorSystem.STANDARD, ColorSystem.EIGHT_BIT])
def test_a_terminal_of_few_colours_shows_it_too(name, system):
    ground = Color.parse(colours.GROUND).downgrade(system)
    assert Color.parse(getattr(colours, name)).downgrade(system) != ground
