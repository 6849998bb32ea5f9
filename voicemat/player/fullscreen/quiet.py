"""What every full screen of voicemat is: dark, silent, and without keys that nobody asked for."""

from __future__ import annotations

import os

from textual.app import App, ReturnType
from textual.theme import Theme

from voicemat.player.fullscreen import colours
from voicemat.player.fullscreen.drivers import driver

THEME = Theme(
    name="voicemat",
    primary=colours.LIT,
    foreground=colours.LIT,
    background=colours.GROUND,
    surface=colours.GROUND,
    panel=colours.GROUND,
    dark=True,
    variables={"night-ground": colours.NIGHT_GROUND},
)


class QuietApp(App[ReturnType], inherit_bindings=False):
    """An application in voicemat's colours; without any where ``NO_COLOR`` is set."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        # Colours of the terminal's own are the ones that Textual can leave out altogether.
        plain = "NO_COLOR" in os.environ
        super().__init__(driver_class=driver(), ansi_color=True if plain else None)
        self.register_theme(THEME)
        self.theme = THEME.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colour that no theme of Textual has."""
        return dict(THEME.variables)

    def bell(self) -> None:
        """Never: somebody sleeps."""
