"""FLAC files: the samples, and the blocks before them."""

# mypy: allow-untyped-calls
# mutagen has types for some of its functions only.

from __future__ import annotations

from collections.abc import Callable
from hashlib import md5
from pathlib import Path

import numpy as np
import pytest
import soundfile
from mutagen.flac import FLAC
from numpy.typing import NDArray

from voicemat.exporter import Mix, Quality, Settings, describe, export
from voicemat.timeline.model import Chapter, Timeline

Samples = NDArray[np.float32]
Session = Callable[..., Timeline]
Sound = Callable[[int], Samples]
Mixed = Callable[..., Mix]


@pytest.mark.parametrize(("quality", "bits"), [("small", 16), ("standard", 24), ("high", 24)])
def test_it_keeps_every_sample(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed, quality: str, bits: int
) -> None:
    samples = sound(100_003)
    path = export(
        mixed(session(100_003), samples),
        tmp_path / "a.flac",
        settings=Settings(quality=Quality(quality)),
    )
    assert FLAC(path).info.bits_per_sample == bits
    back, _ = soundfile.read(path, dtype="float32")
    # 16 bits have half a step of rounding and at most a step of dither.
    assert np.abs(back - samples).max() <= (2**-23 if bits == 24 else 1.5 * 2**-15)
    assert (np.abs(back - samples).max() > 2**-16) == (bits == 16)


def test_the_digest_is_that_of_the_samples(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed
) -> None:
    path = export(mixed(session(30_000), sound(30_000)), tmp_path / "a.flac")
    back, _ = soundfile.read(path, dtype="int32")
    packed = (back >> 8).astype("<i4").view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
    assert FLAC(path).info.md5_signature == int.from_bytes(md5(packed).digest(), "big")


def test_over_full_scale_it_clips_and_does_not_wrap(
    tmp_path: Path, session: Session, mixed: Mixed
) -> None:
    samples = np.array([[1.5, -1.5], [1.0, -1.0]] * 100, np.float32)
    back, _ = soundfile.read(export(mixed(session(200), samples), tmp_path / "a.flac"))
    assert np.abs(back - np.clip(samples, -1, 1)).max() <= 2**-22


@pytest.mark.parametrize("cover", [b"", bytes(200_000)])
def test_the_blocks_lie_one_behind_the_other_up_to_the_sound(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed, cover: bytes
) -> None:
    chapters = tuple(Chapter(title=f"{n}", start=n, end=n + 1) for n in range(300))
    timeline = session(9_600, chapters=chapters)
    metadata = describe(timeline, cover=cover)
    path = export(mixed(timeline, sound(9_600)), tmp_path / "a.flac", metadata=metadata)
    data = path.read_bytes()
    assert data[:4] == b"fLaC"
    kinds, at, last = [], 4, False
    while not last:
        last = bool(data[at] & 0x80)
        kinds.append(data[at] & 0x7F)
        at += 4 + int.from_bytes(data[at + 1 : at + 4], "big")
    assert kinds == [0, 4, *([6] if cover else []), 1]
    assert data[at : at + 2] in (b"\xff\xf8", b"\xff\xf9")  # a frame begins; RFC 9639, 9.1
