"""pydub's ``AudioSegment``: sound as one, and one as a sound. The one module that knows `pydub`."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from voicemat.errors import MissingError, UsageError
from voicemat.sound.codec import to_pcm
from voicemat.sound.store import Store
from voicemat.units import RATE

if TYPE_CHECKING:
    from pydub import AudioSegment as AudioSegment

Samples = NDArray[np.float32]

WIDTH = 2
"""Bytes of a sample. Sixteen bits are what pydub's own operations, players and exports expect; a
session's noise floor lies far above theirs, and its limiter below full scale."""


def as_segment(blocks: Iterable[Samples]) -> AudioSegment:
    """Stereo blocks at `RATE` as one segment of 16 bits: rounded, and clipped at full scale.

    All of it is held in memory, 11.5 MB for each minute. Raises MissingError without pydub.
    """
    segment = _segment_class()
    pcm = BytesIO()
    for block in blocks:
        pcm.write(to_pcm(block).astype("<i2", copy=False).data)
    return segment(data=pcm.getvalue(), sample_width=WIDTH, frame_rate=RATE, channels=2)


def keep_segment(segment: AudioSegment, store: Store) -> Path:
    """The file in `store` that holds a segment, of any rate, width and number of channels, written
    if it is not there yet. The same sound has the same file.

    Raises UsageError for what is no segment, or an empty one, MissingError without pydub, and
    FileError when the store cannot be written.
    """
    if not isinstance(segment, _segment_class()):
        raise UsageError(
            f"{type(segment).__name__} is no sound", advice="give a name, or a pydub AudioSegment"
        )
    if not segment.raw_data:
        raise UsageError("this AudioSegment holds no sound")
    form = f"{segment.frame_rate} {segment.sample_width} {segment.channels} "
    digest = hashlib.sha256(form.encode())
    digest.update(segment.raw_data)

    def write(path: Path) -> None:
        with path.open("wb") as file:
            segment.export(file, format="wav")  # pydub's own writing, without FFmpeg

    return store.keep_file(f"{digest.hexdigest()}-segment.wav", write)


def _segment_class() -> Any:
    try:
        with warnings.catch_warnings():
            # It warns of FFmpeg, which nothing here needs, and of its own source.
            warnings.simplefilter("ignore")
            from pydub import AudioSegment
    except ImportError as error:
        raise MissingError(
            f"pydub cannot be loaded ({error})",
            advice='pip install "voicemat[pydub]" adds it, and what it needs on Python 3.13',
        ) from error
    return AudioSegment
