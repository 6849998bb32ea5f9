"""The MP3 encoder: an ID3 tag, an Info frame, and the sound, from parts encoded side by side."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from voicemat.cores import usable_cores
from voicemat.exporter.content import Content
from voicemat.exporter.encoders.mp3.coding import Coding, coding_of
from voicemat.exporter.encoders.mp3.crc16 import Crc16
from voicemat.exporter.encoders.mp3.frame import FRAME_SAMPLES, StreamError
from voicemat.exporter.encoders.mp3.info_frame import info_frame
from voicemat.exporter.encoders.mp3.lame import VERSION, encoded
from voicemat.exporter.encoders.mp3.measuring import Measured, PartMeter, SessionMeter, together
from voicemat.exporter.encoders.mp3.plan import LEAD, REACH, WINDOW, Lap, Part, lap_of, parts_of
from voicemat.exporter.encoders.mp3.splice import (
    TAIL,
    Loop,
    Run,
    Stream,
    closed,
    concatenated,
    splice,
)
from voicemat.exporter.mix import Mix, Render
from voicemat.exporter.tags.id3 import Id3Tag
from voicemat.mixer.repeats import Steady
from voicemat.timeline.model import Timeline

Progress = Callable[[int], None]

WAIT = 0.2
"""Seconds after which waiting for a thread looks for an interrupt; Windows needs it."""


class Mp3Encoder:
    """An MP3 file. Memory does not grow with its length; its bytes are the same on any number of
    cores.
    """

    def __init__(self, file: BinaryIO, content: Content) -> None:
        self._file = file
        self._coding = coding_of(content.settings)
        self._tag = Id3Tag(content, f"{VERSION}, {self._coding.description}")
        self._begin()

    def _begin(self) -> None:
        """Begin the stream, in the place of what may be there of it."""
        self._crc = Crc16()
        self._size = 0
        self._meter = SessionMeter()
        self._file.seek(0)
        self._file.truncate()
        self._file.write(bytes(self._tag.size + self._coding.frame_bytes))

    def encode(self, mix: Mix, progress: Progress) -> None:
        """Write the whole file: in parts, or by one LAME alone where that cannot be."""
        parts = parts_of(mix.timeline.frames, mix.steady)
        try:
            if len(parts) > 1:
                frames = self._in_parts(mix, parts, progress)
            else:
                frames = self._serial(mix, progress)
        except StreamError:
            self._begin()
            frames = self._serial(mix, progress)
        loudness = self._meter.loudness()
        self._file.seek(0)
        self._file.write(self._tag.rendered(loudness))
        self._file.write(
            info_frame(
                coding=self._coding,
                loudness=loudness,
                audio_frames=frames,
                audio_bytes=self._size,
                length=mix.timeline.frames,
                audio_crc=self._crc.value,
            )
        )

    def _serial(self, mix: Mix, progress: Progress) -> int:
        """Encode everything from the beginning to the end; the number of MP3 frames."""
        length = mix.timeline.frames
        meter = PartMeter(Part(first=0, end=-(-length // FRAME_SAMPLES)), 0, length)
        render = meter.listening(mix.render(mix.timeline))
        for done, data in encoded(render, 0, length, self._coding):
            self._append(data)
            progress(done)
        self._meter.add(meter.measured())
        return self._size // self._coding.frame_bytes

    def _in_parts(self, mix: Mix, parts: tuple[Part, ...], progress: Progress) -> int:
        """Encode parts in threads and join them; the number of MP3 frames."""
        with _ahead(_jobs(mix, parts, self._coding)) as results:
            loops: dict[Steady, _EncodedLoop] = {}
            last_use = {part.loop: part for part in parts}
            before: Stream | None = None
            begin = 0
            for part in parts:
                after: Run | Loop
                if part.loop is None:
                    encoded_part = next(results)
                    after = encoded_part.run
                    self._meter.add(encoded_part.measured)
                else:
                    if part.loop not in loops:
                        loops[part.loop] = _loop(lap_of(part.loop), results)
                    loop = loops[part.loop]
                    after = loop.frames
                    self._meter.repeat(part, loop.lap, loop.measured)
                    if last_use[part.loop] is part:
                        del loops[part.loop]
                if before is not None:
                    join = splice(before, after, part.joins)
                    self._append_all(before.data(begin, join.at - TAIL))
                    self._append(b"".join(join.tail))
                    begin = join.at
                    progress(begin * FRAME_SAMPLES)
                before = after
            assert isinstance(before, Run)
            self._append_all(before.data(begin, before.end))
            progress(mix.timeline.frames)
            return before.end

    def _append_all(self, pieces: Iterable[tuple[bytes, int]]) -> None:
        for data, times in pieces:
            self._append(data, times)

    def _append(self, data: bytes, times: int = 1) -> None:
        for _ in range(times):
            self._file.write(data)
        self._crc.update(data, times)
        self._size += times * len(data)


@dataclass(frozen=True, slots=True, kw_only=True)
class _EncodedPart:
    """The frames of a part, and how loud it is."""

    run: Run
    measured: Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class _EncodedLoop:
    """The frames of a loop, the lap that they were made of, and how loud it is."""

    frames: Loop
    lap: Lap
    measured: Measured


Job = Callable[[threading.Event], _EncodedPart]
"""Encodes; raises `_CancelledError` when it is told to end."""


class _Renderers(threading.local):
    """For each thread the renderer that it used last: parts of one timeline follow each other."""

    def __init__(self, mix: Mix) -> None:
        self._mix = mix
        self._timeline: Timeline | None = None

    def of(self, timeline: Timeline) -> Render:
        """A renderer for the calling thread."""
        if timeline is not self._timeline:
            self._timeline = timeline
            self._render = self._mix.render(timeline)
        return self._render


class _CancelledError(Exception):
    """Nobody wants the result any more."""


def _jobs(mix: Mix, parts: tuple[Part, ...], coding: Coding) -> Iterator[Job]:
    """What has to be encoded, in the order in which it is needed."""
    renderers = _Renderers(mix)
    seen: set[Steady] = set()
    for part in parts:
        if part.loop is None:
            yield _job(renderers, mix.timeline, part, 0, coding)
        elif part.loop not in seen:
            seen.add(part.loop)
            lap = lap_of(part.loop)
            for piece in lap.parts:
                yield _job(renderers, part.loop.timeline, piece, lap.first * FRAME_SAMPLES, coding)


def _job(renderers: _Renderers, timeline: Timeline, part: Part, origin: int, coding: Coding) -> Job:
    """Encodes a part of a timeline, with what it takes to join it to its neighbours; its loudness
    is measured in steps that are counted from frame `origin` on.
    """
    first = max(part.first - LEAD, 0)
    start = first * FRAME_SAMPLES
    end = min((part.end + WINDOW + REACH) * FRAME_SAMPLES, timeline.frames)

    def run(cancelled: threading.Event) -> _EncodedPart:
        data = bytearray()
        meter = PartMeter(part, origin, timeline.frames)
        render = meter.listening(renderers.of(timeline))
        for _, piece in encoded(render, start, end, coding):
            if cancelled.is_set():
                raise _CancelledError
            data += piece
        size = coding.frame_bytes
        if len(data) % size:
            raise StreamError(f"{len(data)} bytes are no whole frames")
        frames = [bytes(data[at : at + size]) for at in range(0, len(data), size)]
        # What comes after the window was not made from what follows it in the session.
        if end < timeline.frames:
            del frames[part.end + WINDOW - first :]
        return _EncodedPart(run=Run(first=first, frames=frames), measured=meter.measured())

    return run


def _loop(lap: Lap, results: Iterator[_EncodedPart]) -> _EncodedLoop:
    pieces = [next(results) for _ in lap.parts]
    joins = [part.joins for part in lap.parts[1:]]
    whole = concatenated([piece.run for piece in pieces], joins)
    end = lap.first + lap.frames
    return _EncodedLoop(
        frames=closed(whole, lap.frames, range(end, end + WINDOW)),
        lap=lap,
        measured=together([piece.measured for piece in pieces]),
    )


@contextmanager
def _ahead(jobs: Iterable[Job]) -> Iterator[Iterator[_EncodedPart]]:
    """The results of jobs, in their order, worked on by all cores some jobs ahead.

    An iterator that raises what a job raised. At the end of the context nothing runs any more.
    """
    cores = usable_cores()
    cancelled = threading.Event()
    pool = ThreadPoolExecutor(cores, "voicemat-encoder")

    def results() -> Iterator[_EncodedPart]:
        waiting: deque[Future[_EncodedPart]] = deque()
        for job in jobs:
            waiting.append(pool.submit(job, cancelled))
            if len(waiting) > cores:
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())

    try:
        yield results()
    finally:
        cancelled.set()
        pool.shutdown(cancel_futures=True)


def _result(future: Future[_EncodedPart]) -> _EncodedPart:
    while True:
        try:
            return future.result(WAIT)
        except TimeoutError:
            if future.done():
                raise
