"""An output that outlives its device: when one is lost, the default one takes its place.

Headphones run out of power, a sound server is restarted, a computer wakes up without the screen
that it played on. The session stands still meanwhile and goes on where it was.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from voicemat.errors import MissingError
from voicemat.player.outputs import registry
from voicemat.player.outputs.adapter import Output, Pace, Pull

TRIES = 12
"""How often a device is looked for before the session is given up."""

PAUSE = 2.5
"""Seconds between two tries: half a minute in all, in which a sound server is back."""


class LastingOutput:
    """The output of a `specification`, and in its place the default device if it is lost.

    Outputs that are no device are as they are. Raises what `registry.find` does.
    """

    def __init__(self, specification: str) -> None:
        self.lost: Callable[[], None] = _nothing
        """Called before another device begins to pull."""
        self._output: Output = registry.find(specification)
        self._specification = specification
        self._began: tuple[int, int, Pull] | None = None
        self._search: threading.Thread | None = None
        self._found: Output | None = None
        self._failure: MissingError | None = None
        self._closed = threading.Event()

    @property
    def name(self) -> str:
        """What it is called in a specification."""
        return self._output.name

    @property
    def pace(self) -> Pace:
        """Whether pulls must be answered at once."""
        return self._output.pace

    def open(self, rate: int, channels: int, pull: Pull) -> None:
        """Take hold of the device or file. Raises MissingError or FileError."""
        self._began = rate, channels, pull
        self._output.open(rate, channels, pull)

    def start(self) -> None:
        """Begin to pull. Raises MissingError."""
        self._output.start()

    def finished(self) -> bool:
        """Whether everything that was pulled up to the end has been heard or written.

        Returns at once. Raises MissingError when a device is lost and none takes its place,
        FileError when the file cannot be written.
        """
        if self._search is not None:
            return self._searched()
        try:
            return self._output.finished()
        except MissingError as error:
            if self._output.pace is not Pace.LIVE:
                raise
            self._failure = error
            self._search = threading.Thread(
                target=self._look, name="voicemat-device-search", daemon=True
            )
            self._search.start()
            return False

    def stop(self) -> None:
        """Pull no more."""
        self._closed.set()
        self._output.stop()

    def close(self) -> None:
        """Let go of the device or file."""
        self._closed.set()
        self._output.close()

    @property
    def searching(self) -> bool:
        """Whether a device is being looked for."""
        return self._search is not None

    def _searched(self) -> bool:
        """Take the device that was found, if so; never the end of the session."""
        assert self._search is not None
        if self._search.is_alive():
            return False
        self._search = None
        if self._found is None:
            assert self._failure is not None
            raise self._failure
        self._output, self._found = self._found, None
        self.lost()
        self._output.start()
        return False

    def _look(self) -> None:
        """Runs in a thread of its own: libraries take their time over devices that are gone."""
        assert self._began is not None
        self._output.close()
        for attempt in range(TRIES):
            for specification in dict.fromkeys((self._specification, registry.DEFAULT)):
                output = registry.find(specification)
                try:
                    output.open(*self._began)
                    self._found = output
                except MissingError as error:
                    output.close()
                    self._failure = error
                else:
                    return
            if self._closed.wait(PAUSE) or attempt == TRIES - 1:
                return


def _nothing() -> None:
    pass
