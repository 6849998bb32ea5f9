"""What a file says of itself besides its sound, whatever its format."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from voicemat.timeline.model import Chapter, Timeline
from voicemat.timeline.sentences import Sentence, sentences
from voicemat.units import words

NAME = "voicemat"
"""The album of every session, and the artist of one without an author."""

GENRE = "Meditation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Title, chapters, text and picture of a file.

    `language` is a BCP 47 tag, `year` has four digits or is empty. `track` is the place in a series
    of `tracks` files, both 0 where there is none. `cover` is a JPEG, empty for none. Chapters and
    sentences are in order of time, in frames of the session.
    """

    title: str
    artist: str
    album: str
    genre: str
    language: str
    comment: str
    copyright: str
    year: str
    keywords: tuple[str, ...]
    track: int
    tracks: int
    chapters: tuple[Chapter, ...]
    sentences: tuple[Sentence, ...]
    cover: bytes


def describe(
    timeline: Timeline, *, track: int = 0, tracks: int = 0, cover: bytes = b""
) -> Metadata:
    """The metadata of a session: of its timeline and what is given, and of nothing else, so that
    the same session says the same of itself whenever it is exported.

    A session that is exported alone has no `track`: as number 1 of 1 all of them would stand at
    the same place of the album, while without a number players put them in order of title.
    """
    tags = timeline.tags
    return Metadata(
        title=tags.title,
        artist=tags.author or NAME,
        album=NAME,
        genre=GENRE,
        language=tags.language,
        comment=_comment(timeline),
        copyright=tags.license,
        year=tags.year,
        keywords=tags.keywords,
        track=track,
        tracks=tracks,
        chapters=tuple(sorted(timeline.chapters, key=lambda chapter: chapter.start)),
        sentences=sentences(timeline),
        cover=cover,
    )


def track_text(metadata: Metadata) -> str:
    """The place in a series as tags of text have it: ``3/12``, or empty."""
    if not metadata.track:
        return ""
    return f"{metadata.track}/{metadata.tracks}" if metadata.tracks else str(metadata.track)


def narration(metadata: Metadata) -> str:
    """What is spoken, a sentence on each line, with an empty line before a new chapter."""
    lines: list[str] = []
    starts = [chapter.start for chapter in metadata.chapters]
    passed = 0
    for sentence in metadata.sentences:
        chapter = bisect_right(starts, sentence.start)
        if lines and chapter != passed:
            lines.append("")
        passed = chapter
        lines.append(sentence.text)
    return "\n".join(lines)


def _comment(timeline: Timeline) -> str:
    """What the session is, how long it takes, and who speaks: ``Ease for the back. 20 min, voice
    heart``.
    """
    tags = timeline.tags
    facts = [words(timeline.frames)]
    if tags.voice:
        facts.append(f"voice {tags.voice}")
    summary = tags.summary
    if summary and summary[-1].isalnum():
        summary += "."
    return " ".join(filter(None, (summary, ", ".join(facts))))
