"""What the page and podcast players are told of an episode, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from voicemat.documents.captions import in_order
from voicemat.sharing.episode import Episode
from voicemat.timeline.sentences import Sentence
from voicemat.units import RATE

CHAPTERS_VERSION = "1.2.0"
"""Of the format of podcast chapters."""


def summary(episode: Episode, identity: str, sound: str, size: int) -> dict[str, Any]:
    """What the page knows of an episode before it is opened: times in seconds, the relative address
    of its sound, its `size` in bytes.
    """
    return {
        "id": identity,
        "sound": sound,
        "title": episode.title,
        "summary": episode.summary,
        "artist": episode.artist,
        "album": episode.album,
        "language": episode.language,
        "seconds": seconds(episode.frames),
        "bytes": size,
        "format": episode.path.suffix.removeprefix(".").upper(),
        "cover": bool(episode.cover),
        "chapters": [
            {"title": chapter.title, "start": seconds(chapter.start), "end": seconds(chapter.end)}
            for chapter in episode.chapters
        ],
    }


def transcript(sentences: Iterable[Sentence]) -> list[dict[str, Any]]:
    """What is spoken, with times in seconds. A word is its first character, the one after its last,
    and the time at which it begins.
    """
    return [
        {
            "text": sentence.text,
            "start": seconds(sentence.start),
            "end": seconds(sentence.end),
            "words": [
                [word.first, word.last, seconds(word.start)] for word in in_order(sentence.words)
            ],
        }
        for sentence in sentences
    ]


def podcast_chapters(episode: Episode) -> dict[str, Any]:
    """The chapters as podcast players read them.

    Source: Podcast Index, "JSON Chapters Format", 1.2.
    """
    return {
        "version": CHAPTERS_VERSION,
        "title": episode.title,
        "chapters": [
            {
                "startTime": seconds(chapter.start),
                "endTime": seconds(chapter.end),
                "title": chapter.title,
            }
            for chapter in episode.chapters
        ],
    }


def seconds(frames: int) -> float:
    """A position in seconds, to the millisecond."""
    return round(frames / RATE, 3)


def encoded(document: Any) -> bytes:
    """A document as JSON."""
    return json.dumps(document, separators=(",", ":")).encode()
