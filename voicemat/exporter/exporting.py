"""The export itself: a mix through an encoder into a whole file."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np

from voicemat.exporter.atomic import whole_file
from voicemat.exporter.content import Channels, Content, Settings, channels_of
from voicemat.exporter.encoders import find_encoder
from voicemat.exporter.encoders.encoder import Encoder, MixEncoder
from voicemat.exporter.metadata import Metadata, describe
from voicemat.exporter.mix import Mix, in_mono
from voicemat.timeline.model import Tags, Timeline
from voicemat.units import RATE

QUEUE = 4
"""Blocks that may wait for the encoder: enough for mixing and encoding to overlap, few enough
for memory to be the same for a minute and for eight hours."""


def export(
    mix: Mix,
    path: Path,
    *,
    format: str | None = None,
    metadata: Metadata | None = None,
    settings: Settings | None = None,
    progress: Callable[[int], None] = lambda _: None,
    verify: Callable[[Path], None] = lambda _: None,
) -> Path:
    """Write a session to `path` and return the path.

    `format` is the name of an encoder, by default the suffix of `path`. Without
    `metadata` they are those of the timeline, without `settings` the usual ones, in mono where
    the session is speech alone. `progress` is told, in the calling thread, the number of frames
    that are done so far. `verify` is given the finished file while it still has another name; what
    it raises keeps the file from appearing.

    The file appears under its name only when it is complete, and replaces one that was there
    before. After an error or an interrupt nothing new is left.

    Raises UsageError for an unknown format and a quality that it cannot have, MissingError for an
    encoder that cannot be loaded, FileError when the file cannot be written.
    """
    make = find_encoder(path.suffix.removeprefix(".").lower() if format is None else format)
    content = Content(
        timeline=mix.timeline,
        metadata=metadata or describe(mix.timeline),
        settings=settings or Settings(channels=channels_of(mix.timeline)),
    )
    if content.settings.channels is Channels.MONO:
        mix = in_mono(mix)
    # An encoder of blocks spends its whole life in the one thread of the pool. Signals reach
    # only the main thread, so an interrupt never lands in a callback of a C library.
    with whole_file(path) as file, ThreadPoolExecutor(1, "voicemat-encoder") as thread:
        encoder = thread.submit(make, file, content).result()
        if isinstance(encoder, MixEncoder):
            encoder.encode(mix, progress)
        else:
            try:
                _feed(mix, encoder, thread, progress)
                thread.submit(encoder.finish).result()
            finally:
                thread.submit(encoder.close).result()
        file.flush()
        verify(Path(file.name))
    return path


def try_format(format: str, settings: Settings) -> None:
    """Find out whether a file of this format can be made, on one that holds nothing: before a voice
    has spoken for minutes.

    Raises what `export` raises for an unknown format, a quality that it cannot have, or an encoder
    that cannot be loaded.
    """
    nothing = Timeline(rate=RATE, frames=0, tags=Tags(title=""), voice_loudness=0.0, buses=())
    content = Content(timeline=nothing, metadata=describe(nothing), settings=settings)
    encoder = find_encoder(format)(io.BytesIO(), content)
    if not isinstance(encoder, MixEncoder):
        encoder.close()


def _feed(
    mix: Mix, encoder: Encoder, thread: ThreadPoolExecutor, progress: Callable[[int], None]
) -> None:
    """Feed all blocks, made in this thread, to the encoder in its own. Raises its errors."""
    waiting: deque[Future[None]] = deque()
    done = 0
    for block in mix.blocks():
        if len(waiting) == QUEUE:
            waiting.popleft().result()
        # A copy: the mixer may use its block again while this one waits.
        waiting.append(thread.submit(encoder.write, np.array(block, np.float32)))
        done += len(block)
        progress(done)
    for job in waiting:
        job.result()
    if done != mix.timeline.frames:
        raise ValueError(f"the mix has {done} frames, its timeline {mix.timeline.frames}")
