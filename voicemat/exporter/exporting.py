"""The export itself: blocks from the mixer through an encoder into a whole file."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np

from voicemat.exporter.atomic import whole_file
from voicemat.exporter.encoders import find_encoder
from voicemat.exporter.encoders.encoder import Encoder, Samples
from voicemat.timeline.model import Timeline

QUEUE = 4
"""Blocks that may wait for the encoder: enough for mixing and encoding to overlap, few enough
for memory to be the same for a minute and for eight hours."""


def export(
    timeline: Timeline,
    blocks: Iterable[Samples],
    path: Path,
    *,
    format: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Path:
    """Write a session to `path` and return the path.

    `blocks` are float32 arrays of shape (frames, 2), full scale 1.0, already limited; together
    they hold `timeline.frames` frames. They are taken in the calling thread while another one
    encodes. `format` is the name of an encoder, by default the suffix of `path`. `progress`,
    when given, is called after each block with the number of frames taken so far.

    The file appears under its name only when it is complete, and replaces one that was there
    before. After an error or an interrupt nothing new is left.

    Raises UsageError for an unknown format, MissingError for an encoder that cannot be loaded,
    FileError when the file cannot be written.
    """
    make = find_encoder(path.suffix.removeprefix(".").lower() if format is None else format)
    # The encoder spends its whole life in the one thread of the pool. Signals reach only the
    # main thread, so an interrupt never lands in an encoder or a callback of a C library.
    with whole_file(path) as file, ThreadPoolExecutor(1, "voicemat-encoder") as thread:
        encoder = thread.submit(make, file, timeline).result()
        try:
            done = _encode(blocks, encoder, thread, progress)
            if done != timeline.frames:
                raise ValueError(f"the mix has {done} frames, its timeline {timeline.frames}")
            thread.submit(encoder.finish).result()
        finally:
            thread.submit(encoder.close).result()
    return path


def _encode(
    blocks: Iterable[Samples],
    encoder: Encoder,
    thread: ThreadPoolExecutor,
    progress: Callable[[int], None] | None,
) -> int:
    """Feed all blocks to the encoder in its thread; the number of frames. Raises its errors."""
    waiting: deque[Future[None]] = deque()
    done = 0
    for block in blocks:
        if len(waiting) == QUEUE:
            waiting.popleft().result()
        # A copy: the mixer may use its block again while this one waits.
        waiting.append(thread.submit(encoder.write, np.array(block, np.float32)))
        done += len(block)
        if progress is not None:
            progress(done)
    for job in waiting:
        job.result()
    return done
