"""Care with the C libraries that outputs stand on: they hang, and they write where they like."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from voicemat.errors import MissingError
from voicemat.player.outputs.feed import ADVICE

T = TypeVar("T")

PATIENCE = 3.0
"""Seconds given to the sound server to answer an open, a start or a close."""


def patiently(call: Callable[[], T]) -> T:
    """What `call` returns or raises. Raises MissingError when it takes over `PATIENCE` seconds.

    The libraries below would wait for a hung sound server for ever.
    """
    results: list[T] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(call())
        except BaseException as error:  # noqa: BLE001 - raised in the caller's thread
            failures.append(error)

    thread = threading.Thread(target=run, name="voicemat-device", daemon=True)
    thread.start()
    thread.join(PATIENCE)
    if failures:
        raise failures[0]
    if not results:
        raise MissingError("the sound device does not answer", advice=ADVICE)
    return results[0]


@contextmanager
def silenced_libraries() -> Iterator[None]:
    """Keeps the C libraries below (ALSA, JACK, PortAudio) from writing to standard error."""
    try:
        saved = os.dup(2)
    except OSError:  # there is no standard error
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(nowhere)
