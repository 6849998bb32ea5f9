"""The computer's own voices: SAPI 5 on Windows, NSSpeechSynthesizer on macOS, eSpeak NG elsewhere.

They are spoken by pyttsx3 in a process of its own (`system_worker`), one sentence at a time, and
nothing that it does is taken on trust: the file must be there, hold sound, and be by the voice that
was asked for. A process that hangs or dies is ended, and the sentence asked of a new one.
"""

from __future__ import annotations

import re
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from importlib import util
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from voicemat.errors import FileError, MissingError
from voicemat.sound.decoding import decode_whole
from voicemat.speech.child import Child, ChildError, python
from voicemat.speech.engine import Take, Voice
from voicemat.speech.passages import parts, spoken
from voicemat.timeline.utterance import Utterance
from voicemat.units import RATE

Samples = NDArray[np.float32]
T = TypeVar("T")

VERSION = "1"
"""Raised whenever the same text could sound different by this module's own doing."""

WORKER = python("voicemat.speech.engines.system_worker")

ATTEMPTS = 2
"""Processes that a sentence is asked of, one after the other."""

SUFFIXES = {"nsss": ".aiff"}
"""What a driver writes, where that is not WAV."""

NAMES = {"espeak": "eSpeak", "nsss": "macOS", "sapi5": "Windows"}
"""What people call where a driver's voices come from."""

INSTALL = 'pip install "voicemat[system]"'

REMEDIES = {
    "linux": "sudo apt install libespeak-ng1 (Debian, Ubuntu), or install espeak-ng in the way of "
    "your system"
}
"""What brings a driver that pyttsx3 does not find, by `sys.platform`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds that the process may take: to start and list the voices, and for one sentence.

    On macOS the libraries alone take several seconds to load; a sentence takes eSpeak 20 ms, and
    the slowest voices of the other systems less than it lasts.
    """

    start: float = 30.0
    sentence: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the process told of the computer's voices. `ids` are the driver's names for them."""

    version: str
    driver: str
    rate: int
    voices: tuple[Voice, ...]
    ids: Mapping[str, str]


class SystemEngine:
    """The engine of the computer's own voices, by short forms of their names: ``samantha``,
    ``zira``, ``english-america``. Nothing is started before one of them is asked for.
    """

    name = "system"
    audible = True
    reads_ipa = False

    def __init__(self, command: Sequence[str] = WORKER, patience: Patience | None = None) -> None:
        self._child = Child(command)
        self._patience = patience or Patience()
        self._lock = Lock()
        self._known: _Known | MissingError | None = None
        self._files = 0

    def voices(self) -> tuple[Voice, ...]:
        """Every voice that the computer has, the one that is set in the system first."""
        try:
            return self._described().voices
        except MissingError:
            return ()

    @property
    def version(self) -> str:
        """That of this module, of pyttsx3, and of eSpeak or else of the operating system."""
        known = self._described()
        return f"{VERSION}-{known.driver}-{known.version}"

    def synthesise(self, utterance: Utterance, seed: int) -> Take:  # noqa: ARG002 - nothing is drawn
        """Speak `utterance`, the pace turned into whole words per minute."""
        known = self._described()
        voice = known.ids.get(utterance.voice)
        if voice is None:
            raise MissingError(
                f'this computer has no voice named "{utterance.voice}"',
                advice="voicemat list voices shows those that it has",
            )
        rate = max(round(known.rate * float(utterance.pace)), 1)
        suffix = SUFFIXES.get(known.driver, ".wav")
        return spoken(
            parts(utterance.text), lambda part: self._say(part, voice, rate, suffix), RATE
        )

    def close(self) -> None:
        """End the process, if there is one."""
        self._child.close()

    # -- what there is -------------------------------------------------------------------

    def _described(self) -> _Known:
        """What the process tells, asked once. Raises MissingError, the same one every time."""
        with self._lock:
            if self._known is None:
                try:
                    self._known = self._describe()
                except MissingError as error:
                    self._known = error
            if isinstance(self._known, MissingError):
                raise self._known
            return self._known

    def _describe(self) -> _Known:
        if util.find_spec("pyttsx3") is None:
            raise MissingError("the computer's own voices need pyttsx3", advice=INSTALL)
        return self._ask({"do": "describe"}, self._patience.start, _understood)

    # -- speaking ------------------------------------------------------------------------

    def _say(self, text: str, voice: str, rate: int, suffix: str) -> Samples:
        """A short text as sound, mono at `RATE`."""
        path = self._next_file(suffix)
        request = {"do": "speak", "voice": voice, "rate": rate, "text": text, "file": str(path)}
        try:
            return self._ask(
                request, self._patience.sentence, lambda told: _heard(path, told, voice)
            )
        finally:
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _ask(
        self,
        request: Mapping[str, object],
        seconds: float,
        understand: Callable[[Mapping[str, Any]], T],
    ) -> T:
        """What `understand` makes of the answer of the process, or of the next one where it
        gives none or one that raises ChildError. Raises MissingError when that does no better.
        """
        problem = ""
        for _ in range(ATTEMPTS):
            try:
                return understand(self._child.ask(request, seconds))
            except ChildError as error:
                self._child.close()
                problem = str(error)
        raise MissingError(
            f"the computer's own voices do not work: {problem} (tried {ATTEMPTS} times)",
            advice="try again, or choose another voice: voicemat list voices",
        )

    def _next_file(self, suffix: str) -> Path:
        with self._lock:
            self._files += 1
            number = self._files
        return Path(self._folder.name) / f"{number}{suffix}"

    @cached_property
    def _folder(self) -> tempfile.TemporaryDirectory[str]:
        try:
            return tempfile.TemporaryDirectory(prefix="voicemat-", ignore_cleanup_errors=True)
        except OSError as error:
            raise FileError(
                f"there is no temporary folder to write speech to: {error.strerror or error}",
                advice="set TMPDIR to a folder that can be written and has room",
            ) from error


def _heard(path: Path, told: Mapping[str, Any], voice: str) -> Samples:
    """What was written to `path`. Raises ChildError when it is not what was asked for."""
    if "error" in told:
        raise ChildError(f"the driver failed: {told['error']}")
    if told.get("voice") != voice:
        raise ChildError(f"it spoke with another voice, {told.get('voice')}")
    if not path.is_file():
        raise ChildError("it wrote no file")
    try:
        samples = decode_whole(path)
    except FileError as error:
        raise ChildError("it wrote a file without sound") from error
    return np.ascontiguousarray(samples.mean(axis=1, dtype=np.float32))


# -- names -----------------------------------------------------------------------------------


def _understood(told: Mapping[str, Any]) -> _Known:
    if "error" in told:
        raise MissingError(
            f"the computer's own voices cannot be used: {told['error']}",
            advice=REMEDIES.get(sys.platform, f"{INSTALL} --force-reinstall"),
        )
    try:
        return _known(told)
    except (KeyError, TypeError, ValueError) as error:
        raise ChildError(f"it described the voices in no known way ({error!r})") from error


def _known(told: Mapping[str, Any]) -> _Known:
    driver, default = str(told["driver"]), told["default"]
    # The default first, the others by language.
    found = sorted(
        ((str(one["id"]), str(one["name"]), tag(str(one["language"]))) for one in told["voices"]),
        key=lambda one: (one[0] != default, one[2].casefold(), one[1].casefold()),
    )
    names = tuple(short_names([(name, language) for _, name, language in found]))
    return _Known(
        version=str(told["library"]),
        driver=driver,
        rate=int(told["rate"]),
        voices=tuple(
            Voice(
                name=short,
                language=language,
                description=f"{name.strip()}, {NAMES.get(driver, driver)}",
            )
            for short, (_, name, language) in zip(names, found, strict=True)
        ),
        ids={short: identity for short, (identity, _, _) in zip(names, found, strict=True)},
    )


def short_names(voices: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Names that can be typed, one for each (full name, language): ``Microsoft Zira Desktop -
    English (United States)`` is ``zira``. A name that is taken gets its language, then a number.
    """
    taken: set[str] = set()
    for full, language in voices:
        # What follows a dash is the language in words.
        own = re.sub(r"^Microsoft | Desktop$", "", full.partition(" - ")[0].strip())
        plain = _typable(own) or "voice"
        candidates = [plain, f"{plain}-{_typable(language)}"]
        candidates += [f"{candidates[-1]}-{number}" for number in range(2, len(voices) + 2)]
        name = next(candidate for candidate in candidates if candidate not in taken)
        taken.add(name)
        yield name


def _typable(text: str) -> str:
    """Lower-case letters and digits, without accents, a hyphen between words."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(mark for mark in letters if not unicodedata.combining(mark))
    return re.sub(r"\W+|_", "-", plain.replace("'", "")).strip("-")


def tag(language: str) -> str:
    """A driver's tag as BCP 47 writes it, ``en-US`` for ``en_US``; ``mul`` where it is none."""
    first, *others = re.split(r"[-_]", language.strip())
    if not re.fullmatch(r"[A-Za-z]{2,3}", first):
        return "mul"
    shaped = [first.lower()]
    for other in others:
        private = "x" in shaped
        if len(other) == 2 and not private:
            shaped.append(other.upper())
        elif len(other) == 4 and other.isalpha() and not private:
            shaped.append(other.title())
        else:
            shaped.append(other.lower())
    return "-".join(shaped)
