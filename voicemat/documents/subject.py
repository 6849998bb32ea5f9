"""What a document is made of."""

from __future__ import annotations

from dataclasses import dataclass

from voicemat.timeline.model import BusName, Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class StemFile:
    """A stem that stands beside the document: its name, its file's name, and what is in it."""

    name: str
    file: str
    buses: frozenset[BusName]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A session, and the files that its document stands beside.

    `sound` is the name of the sound file, without a folder, and empty where there is none.
    """

    timeline: Timeline
    sound: str = ""
    stems: tuple[StemFile, ...] = ()
