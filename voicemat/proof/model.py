"""What a proof holds: measurements, sentences, silences, and the checks with their verdicts.

Times are frames at `units.RATE`, loudness is in LUFS, differences in dB or LU.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

VERSION = 1
"""Version of the serialised form. Raised whenever the meaning of a field changes."""


class CheckName(StrEnum):
    """The checks, in the order in which they are told."""

    LENGTH = "length"
    SENTENCES = "sentences"
    NARRATION = "narration"
    TRUE_PEAK = "true-peak"
    LIKENESS = "likeness"
    LAG = "lag"
    SILENCES = "silences"
    CLICKS = "clicks"
    JUMPS = "jumps"
    DEAD_SILENCE = "dead-silence"
    CLIPPING = "clipping"
    BALANCE = "balance"
    MONO = "mono"
    OFFSET = "offset"
    TAGS = "tags"
    CHAPTERS = "chapters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong, and the frame at which it is, where it has a place."""

    text: str
    at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: it held when `value` was at most `limit`, both in `unit`.

    `title` says what is checked and `told` what was measured, for a person. `findings` are the
    places and things that are wrong, all of them.
    """

    name: CheckName
    title: str
    told: str
    value: float
    limit: float
    unit: str
    held: bool
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurements:
    """What was measured of the decoded sound.

    `asked` is the length that a person asked for, where she did, `planned` the timeline's, and
    `frames` that of the decoded sound. `integrated` (BS.1770-4), `momentary` and `short_term` (the
    largest of them; EBU Tech 3341) and `narration` are in LUFS, `range` in LU (EBU Tech 3342),
    `true_peak` in dBTP. `narration` is the loudness of the spoken words alone, as they are in the
    file, and `anchor` what it was planned to be; None where nothing is spoken. A file of one
    channel is measured as it is heard, on two.
    """

    asked: int | None
    planned: int
    frames: int
    channels: int
    bytes: int
    integrated: float
    range: float
    momentary: float
    short_term: float
    true_peak: float
    narration: float | None
    anchor: float | None
    lag: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A sentence, its place in the timeline, and how it is heard there in the file.

    `level` is by how many dB it is louder than planned, `weakest` the same of its weakest quarter
    of a second, and `late` by how many seconds it comes later than planned (before: negative). Both
    levels end at -40 dB, where nothing of it is heard.
    """

    text: str
    start: int
    end: int
    level: float
    weakest: float
    late: float
    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A stretch in which nobody speaks, and the loudness of what sounds in it."""

    start: int
    end: int
    loudness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter, and its loudness in the file."""

    title: str
    start: int
    end: int
    loudness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """All that was found out about a file that was decoded again.

    `file` is its name, `language` (BCP 47) that of what is spoken, `format` its format, `decoder`
    the library that decoded it, and `made_with` the version of
    voicemat. `held` is whether every check did.
    """

    version: int = VERSION
    made_with: str
    file: str
    title: str
    language: str
    format: str
    decoder: str
    held: bool
    measurements: Measurements
    checks: tuple[Check, ...]
    chapters: tuple[Chapter, ...]
    sentences: tuple[Spoken, ...]
    silences: tuple[Silence, ...]

    def check(self, name: CheckName) -> Check:
        """The check called `name`. Raises KeyError when it was not made."""
        for check in self.checks:
            if check.name == name:
                return check
        raise KeyError(name)
