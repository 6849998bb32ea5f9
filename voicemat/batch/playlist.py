"""The playlist beside the files: extended M3U in UTF-8, which nearly every player reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from voicemat import units
from voicemat.exporter.atomic import whole_file

SUFFIX = ".m3u8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A file beside the playlist: its name, its title and its length in frames."""

    file: str
    title: str
    frames: int


def playlist(tracks: Iterable[Track]) -> str:
    """The text of a playlist.

    ``#EXTINF`` holds whole seconds and the title; names are relative, so that the folder may be
    moved. One that begins with ``#`` would be a comment, hence the ``./``.
    """
    lines = ["#EXTM3U"]
    for track in tracks:
        title = " ".join(track.title.split())
        lines.append(f"#EXTINF:{round(units.seconds(track.frames))},{title}")
        lines.append(f"./{track.file}" if track.file.startswith("#") else track.file)
    return "\n".join(lines) + "\n"


def write_playlist(path: Path, tracks: Iterable[Track]) -> None:
    """Write a playlist, unless it is there and the same. Raises FileError."""
    data = playlist(tracks).encode()
    if path.is_file() and path.read_bytes() == data:
        return
    with whole_file(path) as file:
        file.write(data)
