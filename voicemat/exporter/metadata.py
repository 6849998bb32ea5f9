"""What a file says of itself besides its sound, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass

from voicemat.timeline.model import Chapter, Timeline
from voicemat.timeline.sentences import Sentence, sentences

NAME = "voicemat"
"""The album of every session, and the artist of one without an author."""

GENRE = "Meditation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Title, chapters, text and picture of a file.

    `language` is a BCP 47 tag. `track` is the place in a series of `tracks` files, 0 where there is
    none. `cover` is a JPEG, empty for none. Chapters and sentences are in order of time, in frames
    of the session.
    """

    title: str
    artist: str
    album: str
    genre: str
    language: str
    comment: str
    copyright: str
    track: int
    tracks: int
    chapters: tuple[Chapter, ...]
    sentences: tuple[Sentence, ...]
    cover: bytes


def describe(
    timeline: Timeline, *, track: int = 0, tracks: int = 0, cover: bytes = b""
) -> Metadata:
    """The metadata of a session: of its timeline and what is given, and of nothing else."""
    tags = timeline.tags
    return Metadata(
        title=tags.title,
        artist=tags.author or NAME,
        album=NAME,
        genre=GENRE,
        language=tags.language,
        comment=tags.summary,
        copyright=tags.license,
        track=track,
        tracks=tracks,
        chapters=tuple(sorted(timeline.chapters, key=lambda chapter: chapter.start)),
        sentences=sentences(timeline),
        cover=cover,
    )
