"""What a document is made of."""

from __future__ import annotations

from dataclasses import dataclass

from voicemat.timeline.model import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A session, and the names of the files that its document stands beside.

    `sound` is the name of the sound file, without a folder; `stems` are those of its stems, by the
    names of `voicemat.mixer.STEMS`' files. Both are empty where there are none.
    """

    timeline: Timeline
    sound: str = ""
    stems: tuple[tuple[str, str], ...] = ()
