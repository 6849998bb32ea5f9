"""Where the last session was left, kept for ``--resume``, and how well the last ones played.

Small JSON files in the user's state folder. Each appears whole or not at all.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
import platformdirs

from voicemat.errors import FileError
from voicemat.timeline.comparison import spoken
from voicemat.timeline.model import Clip, Timeline

BOOKMARK, PLAYBACK = "resume.json", "playback.json"

VERSION = 1
"""Version of the bookmark's form; another one's is no bookmark."""

SESSIONS = 20
"""Sessions of which it is noted how well they played."""


class Bookmark(msgspec.Struct, frozen=True, kw_only=True):
    """A session that was stopped: what it was, and where.

    `routine` is the name or path that it was asked by, `options` are those of the command line
    that shaped it, `settings` the choices of its options. `position` is a frame of the session
    itself (a delay before it does not count) and `digest` tells what the session was; should it
    have changed, `line` is the last sentence begun, `since` the frames since its start, and
    `chapter` the chapter. `timer` and `then` are the night's, in frames.
    """

    version: int = VERSION
    routine: str
    options: dict[str, str]
    settings: tuple[str, ...]
    nearest: bool
    position: int
    digest: str
    line: str
    since: int
    chapter: str
    timer: int | None
    then: int


class Playback(msgspec.Struct, frozen=True, kw_only=True):
    """How a session was played: when it was last heard (ISO 8601, UTC), to which output, up to
    which frame, and how often the renderer was late.
    """

    when: str
    routine: str
    output: str
    position: int
    underruns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Where a session goes on: the frame, and whether it is the very place."""

    position: int
    exact: bool


def folder() -> Path:
    """The user's state folder."""
    return platformdirs.user_state_path("voicemat", appauthor=False)


def digest(timeline: Timeline) -> str:
    """What tells whether a session is still the same for a listener."""
    heard = [
        (bus.name, clip.start, clip.duration, clip.media.name)
        for bus in timeline.buses
        for track in bus.tracks
        for clip in track.clips
    ]
    return hashlib.sha256(msgspec.json.encode((timeline.frames, heard))).hexdigest()


def landmark(timeline: Timeline, position: int) -> tuple[str, int, str]:
    """The last sentence begun at `position`, the frames since, and the chapter."""
    begun = [clip for clip in spoken(timeline) if clip.start <= position]
    chapters = [chapter for chapter in timeline.chapters if chapter.start <= position]
    line, start = (begun[-1].text, begun[-1].start) if begun else ("", 0)
    return line, position - start, chapters[-1].title if chapters else ""


def find(bookmark: Bookmark, timeline: Timeline) -> Found:
    """Where `timeline`, made again of the same routine, goes on.

    In one that has changed: as long after the same sentence, but not in the next; else at the
    start of the same chapter; else at the beginning.
    """
    if digest(timeline) == bookmark.digest:
        return Found(position=bookmark.position, exact=True)
    said = spoken(timeline)
    same = [number for number, clip in enumerate(said) if clip.text == bookmark.line]
    if same and bookmark.line:
        number = min(same, key=lambda index: abs(said[index].start - bookmark.position))
        return Found(position=_after(said, number, bookmark.since, timeline), exact=False)
    starts = [each.start for each in timeline.chapters if each.title == bookmark.chapter]
    return Found(position=starts[0] if starts else 0, exact=False)


def _after(said: tuple[Clip, ...], number: int, since: int, timeline: Timeline) -> int:
    until = said[number + 1].start if number + 1 < len(said) else timeline.frames
    start = said[number].start
    return start if start + since >= until else start + since


def keep(bookmark: Bookmark) -> None:
    """Keep `bookmark` in place of the one before. Raises FileError."""
    _write(BOOKMARK, msgspec.json.encode(bookmark))


def recall() -> Bookmark | None:
    """The session that was stopped last; None when there is none that can go on."""
    try:
        bookmark = msgspec.json.decode((folder() / BOOKMARK).read_bytes(), type=Bookmark)
    except (OSError, msgspec.DecodeError):
        return None
    return bookmark if bookmark.version == VERSION else None


def forget() -> None:
    """There is nothing to go on with."""
    with suppress(OSError):
        (folder() / BOOKMARK).unlink()


def playbacks() -> tuple[Playback, ...]:
    """How the last sessions were played, the newest last."""
    try:
        kept = (folder() / PLAYBACK).read_bytes()
        return msgspec.json.decode(kept, type=tuple[Playback, ...])
    except (OSError, msgspec.DecodeError):
        return ()


def note(*, before: tuple[Playback, ...], playback: Playback) -> None:
    """Keep how a session is played, after the sessions `before` it. Raises FileError."""
    sessions = (*before, playback)[-SESSIONS:]
    _write(PLAYBACK, msgspec.json.format(msgspec.json.encode(sessions), indent=1))


def now() -> str:
    """The time, as `Playback` holds it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _write(name: str, content: bytes) -> None:
    place = folder()
    part = place / f"{name}-{secrets.token_hex(8)}.part"
    try:
        place.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(place / name)
    except OSError as error:
        raise FileError(
            f"{place / name}: could not be written ({error.strerror}); "
            "the session cannot be resumed"
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
