"""A folder of a person's own music as one endless bed.

The files follow one another in the order of their names, each brought to one loudness and freed
of the fades at its ends, and melt into one another; after the last comes the first. Any place is
read by itself. A file is decoded and measured when its turn comes near, not before: a folder may
hold days of music.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicemat.errors import FileError
from voicemat.sound.looper import crossfade_for, crossfade_gains
from voicemat.sound.music import MusicFile, describe_music
from voicemat.sound.reading import Reader
from voicemat.sound.store import Store
from voicemat.units import ratio

Samples = NDArray[np.float32]

SUFFIXES = frozenset({".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aif", ".aiff"})

LOUDNESS = -23.0
"""LUFS that every file is brought to: that of the beds that ship."""

MOST_GAIN = 12.0
"""dB by which a quiet file is raised at the most, as where a script names a single file."""

UNMEASURED = 6.0
"""LU by which music moves as long as no file of it was measured: quiet piano music does."""

OPEN = 3
"""Files kept open: the two of a crossfade, and one."""


def music_files(folder: Path) -> tuple[Path, ...]:
    """The sound files in a folder and the folders within it, by name, numbers by their value."""
    found = (path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    shown = (path for path in found if not path.name.startswith(".") and path.is_file())
    return tuple(sorted(shown, key=lambda path: _natural(path.relative_to(folder))))


def _natural(path: Path) -> list[list[tuple[int, str]]]:
    """A key by which ``2 Rain`` comes before ``10 Wind``."""
    return [
        [(int(run), "") if run.isdigit() else (-1, run) for run in re.findall(r"\d+|\D+", part)]
        for part in path.as_posix().casefold().split("/")
    ]


class Playlist:
    """The music in `folder`, endless. Not safe for two threads at once."""

    def __init__(self, folder: Path, store: Store) -> None:
        """Raises FileError when there is no sound file in the folder."""
        self._files = music_files(folder)
        if not self._files:
            raise FileError(f"{folder}: there is no sound file in this folder")
        self._store = store
        self._measured: dict[int, Future[MusicFile]] = {}
        self._starts = [0]
        """Where the files begin, as far as that is known."""
        self._readers: OrderedDict[int, Reader] = OrderedDict()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="voicemat-music")

    def read(self, offset: int, frames: int) -> Samples:
        """`frames` frames from frame `offset` (at least 0) on, shape (frames, 2).

        Raises FileError for a file that cannot be read as sound.
        """
        out = np.zeros((frames, 2), np.float32)
        number = self._at(offset)
        # The one before may still be fading.
        number = max(number - 1, 0)
        while self._start(number) < offset + frames:
            self._add(out, offset, number)
            number += 1
        self._ask(number % len(self._files))
        return out

    @property
    def motion(self) -> float:
        """The largest `MusicFile.motion` of the files measured so far, which are all that were
        read; `UNMEASURED` before the first.
        """
        known = [one for one in self._measured.values() if one.done() and not one.exception()]
        return max((one.result().motion for one in known), default=UNMEASURED)

    def close(self) -> None:
        """Close every file; a measurement under way is waited for."""
        self._worker.shutdown(cancel_futures=True)
        while self._readers:
            self._readers.popitem()[1].close()

    def _ask(self, index: int) -> Future[MusicFile]:
        if index not in self._measured:
            path = self._files[index]
            self._measured[index] = self._worker.submit(describe_music, path, self._store)
        return self._measured[index]

    def _file(self, number: int) -> MusicFile:
        return self._ask(number % len(self._files)).result()

    def _length(self, number: int) -> int:
        file = self._file(number)
        return file.end - file.start

    def _crossfade(self, number: int) -> int:
        """Frames in which file `number` melts into the next."""
        return min(crossfade_for(self._length(number)), crossfade_for(self._length(number + 1)))

    def _start(self, number: int) -> int:
        """Where the file that is played as the `number`-th begins; it goes on without end."""
        count = len(self._files)
        lap, index = divmod(number, count)
        while len(self._starts) <= (count if lap else index):
            last = len(self._starts) - 1
            self._starts.append(self._starts[last] + self._length(last) - self._crossfade(last))
        return (lap * self._starts[count] if lap else 0) + self._starts[index]

    def _at(self, offset: int) -> int:
        """The last that begins at or before `offset`."""
        count = len(self._files)
        while self._starts[-1] <= offset and len(self._starts) <= count:
            # Where the next one begins is known only with its own length; until this one is
            # about to end, that is of no concern.
            last = len(self._starts) - 1
            if offset < self._starts[last] + self._length(last) - crossfade_for(self._length(last)):
                return last
            self._start(last + 1)
        if len(self._starts) <= count:
            return bisect_right(self._starts, offset) - 1
        lap, rest = divmod(offset, self._starts[count])
        return lap * count + bisect_right(self._starts[:count], rest) - 1

    def _add(self, out: Samples, offset: int, number: int) -> None:
        """Add what sounds of a file to `out`, which begins at `offset`."""
        start, file = self._start(number), self._file(number)
        begin = max(start, offset)
        end = min(start + file.end - file.start, offset + len(out))
        if begin >= end:
            return
        samples = self._reader(number).read(file.start + begin - start, end - begin)
        gain = np.float32(ratio(min(LOUDNESS - file.lufs, MOST_GAIN)))
        into = begin - start
        part = samples * gain
        if number and into < (fade := self._crossfade(number - 1)):
            rising, _ = crossfade_gains(fade, 0.0)
            part[: fade - into] *= rising[into : into + len(part)]
        length = file.end - file.start
        if length - (into + len(part)) < crossfade_for(length):
            fade = self._crossfade(number)
            _, falling = crossfade_gains(fade, 0.0)
            first = length - fade - into
            skipped = max(-first, 0)
            tail = part[max(first, 0) :]
            tail *= falling[skipped : skipped + len(tail)]
        out[begin - offset : begin - offset + len(part)] += part

    def _reader(self, number: int) -> Reader:
        index = number % len(self._files)
        if index in self._readers:
            self._readers.move_to_end(index)
        else:
            self._readers[index] = self._store.open(self._files[index])
            if len(self._readers) > OPEN:
                self._readers.popitem(last=False)[1].close()
        return self._readers[index]
