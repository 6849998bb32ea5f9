"""Everything that can be asked for, by name: what is not in this table does not exist.

A name in a request is only ever looked up here, and never becomes a path.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import Any

from voicemat.errors import FileError
from voicemat.sharing.description import encoded, podcast_chapters, summary, transcript
from voicemat.sharing.episode import Episode, digest
from voicemat.sharing.feed import Item, feed
from voicemat.sharing.formats import media_type

FEED = "feed.xml"

PAGE = {
    "": ("page.html", "text/html; charset=utf-8"),
    "page.css": ("page.css", "text/css; charset=utf-8"),
    "icon.svg": ("icon.svg", "image/svg+xml"),
    **{
        f"{name}.js": (f"{name}.js", "text/javascript; charset=utf-8")
        for name in ("page", "list", "player", "fade", "transcript", "remote", "places", "words")
    },
}
"""The files of the page, by the names under which they are given, with their types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Something that is held in memory."""

    body: bytes
    media_type: str

    @property
    def etag(self) -> str:
        """The name of this very content, in quotes as HTTP wants it."""
        return f'"{blake2b(self.body, digest_size=10).hexdigest()}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A sound file; with `save_as` it is for saving under that name and not for playing.

    `status` is the file's when its content was read.
    """

    path: Path
    status: os.stat_result
    media_type: str
    etag: str
    save_as: str | None = None

    def is_same(self, status: os.stat_result) -> bool:
        """Whether a file of that status is still this one: parts of two must not be put together.

        A kept file may be touched, and on some file systems numbers of files change: one of both
        is the same.
        """
        known = self.status
        return status.st_size == known.st_size and (
            status.st_ino == known.st_ino or status.st_mtime_ns == known.st_mtime_ns
        )


Shelf = Mapping[str, Text | Sound]


def page() -> dict[str, Text | Sound]:
    """The page's own files."""
    folder = files("voicemat.sharing") / "page"
    return {
        name: Text(body=(folder / file).read_bytes(), media_type=kind)
        for name, (file, kind) in PAGE.items()
    }


def stock(episodes: Sequence[Episode], bases: Sequence[str]) -> list[Shelf]:
    """The shelf for each of the addresses `bases`, which end in a slash.

    Raises FileError for a file that cannot be read, UsageError for one that no phone plays.
    """
    common = page()
    told: list[dict[str, Any]] = []
    items: list[Item] = []
    for episode in episodes:
        identity = digest(episode.path)
        if identity in {item.identity for item in items}:
            continue
        item, shelf = _shelved(episode, identity)
        if items and item.published >= items[-1].published:
            # Podcast apps show the newest first: this is the order that was asked for.
            item = replace(item, published=items[-1].published - 1)
        common |= shelf
        items.append(item)
        told.append(summary(episode, identity, item.sound, item.size))
    common["sessions.json"] = Text(body=encoded(told), media_type="application/json")
    kind = "application/rss+xml; charset=utf-8"
    return [{**common, FEED: Text(body=feed(base, FEED, items), media_type=kind)} for base in bases]


def _shelved(episode: Episode, identity: str) -> tuple[Item, dict[str, Text | Sound]]:
    """An episode's entry in the feed, and all that there is of it."""
    kind = media_type(episode.path)
    try:
        status = episode.path.stat()
    except OSError as error:
        raise FileError(f"{episode.path}: it cannot be read: {error.strerror}") from error
    item = Item(
        identity=identity,
        episode=episode,
        published=int(status.st_mtime),
        size=status.st_size,
        media_type=kind,
        sound=f"{identity}/sound{episode.path.suffix.lower()}",
        cover=f"{identity}/cover.jpg" if episode.cover else "",
        chapters=f"{identity}/chapters.json" if episode.chapters else "",
        transcript=f"{identity}/transcript.vtt" if episode.captions else "",
    )
    sound = Sound(
        path=episode.path.absolute(),
        status=status,
        media_type=kind,
        etag=f'"{identity}"',
    )
    shelf: dict[str, Text | Sound] = {
        item.sound: sound,
        f"{identity}/save": replace(sound, save_as=episode.name),
        f"{identity}/transcript.json": Text(
            body=encoded(transcript(episode.sentences)), media_type="application/json"
        ),
    }
    if item.cover:
        shelf[item.cover] = Text(body=episode.cover, media_type="image/jpeg")
    if item.chapters:
        shelf[item.chapters] = Text(
            body=encoded(podcast_chapters(episode)), media_type="application/json+chapters"
        )
    if item.transcript:
        shelf[item.transcript] = Text(body=episode.captions, media_type="text/vtt; charset=utf-8")
    return item, shelf
