"""Speaks with the computer's own voices, in a process of its own: ``python -m`` of this module.

The one module that knows `pyttsx3`. Its driver hangs, loses files, crashes on long texts and fails
without a word, and it prints; so it has a process that can be ended, and nothing that it prints
gets into the answers.

Each line on standard input is a request, each line on standard output its answer, as JSON with the
request's ``id``::

    {"id": 1, "do": "describe"}
    {"id": 1, "driver": "espeak", "library": "1.51", "default": "gmw/en", "rate": 175,
     "voices": [{"id": "gmw/en-us", "name": "English (America)", "language": "en-us"}, ...]}

    {"id": 2, "do": "speak", "voice": "gmw/en-us", "rate": 158, "text": "...", "file": "/.../2.wav"}
    {"id": 2, "voice": "gmw/en-us"}

``rate`` is in words per minute. What cannot be done is answered by ``{"id": 2, "error": "..."}``.
The process ends when its input does.
"""

from __future__ import annotations

import json
import os
import platform
import signal
import sys
import time
from collections.abc import Callable, Mapping
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any, TextIO

RATES = {"espeak": 175, "nsss": 175, "sapi5": 157}
"""Words per minute at which each driver's voices speak by themselves: the defaults of eSpeak and of
NSSpeechSynthesizer, and what pyttsx3 takes SAPI's rate 0 for. It sets 200 for all of them."""

SETTLING = 0.5
"""Seconds that a driver may take to accept a rate. eSpeak takes it in a thread of its own, and
speaking too soon after drops it (reproduced with pyttsx3 2.99)."""

GAVE_UP = 70
"""The exit code after a failure in a place that cannot report it (EX_SOFTWARE of sysexits.h)."""


class Driver:
    """pyttsx3 with its faults worked around, for one call at a time."""

    def __init__(self) -> None:
        self._errors: list[str] = []
        self._warm = False

    @cached_property
    def _engine(self) -> Any:
        import pyttsx3

        engine = pyttsx3.init()
        # It tells of its own failures in no other way.
        engine.connect("error", self._note)
        return engine

    def _note(self, name: str | None, exception: Exception) -> None:  # noqa: ARG002 - its signature
        self._errors.append(str(exception))

    def describe(self) -> Mapping[str, object]:
        """The driver, its version, its voices, its default voice and its own rate."""
        engine = self._engine
        driver = str(engine)
        return {
            "driver": driver,
            "library": f"{metadata.version('pyttsx3')}-{_library(driver)}",
            "default": engine.getProperty("voice"),
            "rate": RATES.get(driver, 175),
            "voices": [
                {
                    "id": voice.id,
                    "name": voice.name or voice.id,
                    "language": str(voice.languages[0]) if voice.languages else "",
                }
                for voice in engine.getProperty("voices")
            ],
        }

    def speak(self, voice: str, rate: int, text: str, file: str) -> Mapping[str, object]:
        """Write `text` to `file`. Raises RuntimeError for what the driver complains of."""
        engine = self._engine
        if not self._warm:
            # Until it has spoken once it only queues what it is told, and drops some of it.
            self._write("a", file)
            Path(file).unlink(missing_ok=True)
            self._warm = True
        self._errors.clear()
        engine.setProperty("voice", voice)
        engine.setProperty("rate", rate)
        until = time.monotonic() + SETTLING
        while engine.getProperty("rate") != rate and time.monotonic() < until:
            time.sleep(0.005)
        self._write(text, file)
        if self._errors:
            raise RuntimeError(self._errors[0])
        return {"voice": engine.getProperty("voice")}

    def _write(self, text: str, file: str) -> None:
        # What goes wrong in eSpeak's callback would be printed, and waited for without end.
        sys.unraisablehook = _give_up
        try:
            self._engine.save_to_file(text, file)
            self._engine.runAndWait()
        finally:
            sys.unraisablehook = sys.__unraisablehook__


def _give_up(failure: sys.UnraisableHookArgs) -> None:
    """End the process with a failure as its last words."""
    sys.__unraisablehook__(failure)
    sys.stderr.flush()
    os._exit(GAVE_UP)


def _library(driver: str) -> str:
    """The version of what speaks, as far as it can be told: of eSpeak, or of the system."""
    if driver != "espeak":
        return platform.mac_ver()[0] or platform.version()
    from pyttsx3.drivers import _espeak

    espeak: Any = _espeak
    return str(espeak.Info(None), "ascii")


def answer(driver: Driver, request: Mapping[str, Any]) -> Mapping[str, object]:
    """The answer to a request."""
    arguments = {name: value for name, value in request.items() if name not in ("id", "do")}
    actions: Mapping[str, Callable[..., Mapping[str, object]]] = {
        "describe": driver.describe,
        "speak": driver.speak,
    }
    try:
        return {"id": request["id"], **actions[request["do"]](**arguments)}
    except Exception as error:  # noqa: BLE001 - drivers raise anything; the parent says it
        return {"id": request["id"], "error": f"{error}" or type(error).__name__}


def serve(requests: TextIO, answers: TextIO) -> None:
    """Answer requests until there are no more."""
    driver = Driver()
    for line in requests:
        answers.write(json.dumps(answer(driver, json.loads(line))) + "\n")
        answers.flush()


def main() -> None:
    """Serve standard input, with the real standard output kept from the driver."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    serve(sys.stdin, answers)


if __name__ == "__main__":
    main()
