"""A bed that is heard while it is still being decoded: the same samples, and the first at once."""

from __future__ import annotations

import contextlib
import time

import numpy as np
import pytest
import soundfile

from voicemat.errors import FileError
from voicemat.library import shipped
from voicemat.sound.assets import AssetKind, load_manifest
from voicemat.sound.store import Store


@pytest.fixture
def bed():
    assets = load_manifest(shipped("audio"))
    return next(asset.path for asset in assets if asset.kind is AssetKind.BED)


def test_it_gives_what_the_store_gives_and_the_beginning_first(bed, tmp_path):
    early = Store(folder=tmp_path / "early", limit=10**9).open_early(bed)
    first = early.read(0, 96_000)
    assert early._done < early.frames, "it waited for the whole"
    with Store(folder=tmp_path / "whole", limit=10**9).open(bed) as whole:
        assert early.frames == whole.frames
        assert np.array_equal(first, whole.read(0, 96_000))
        middle = whole.frames // 2
        assert np.array_equal(early.read(middle, 50_000), whole.read(middle, 50_000))
        assert np.array_equal(early.read(whole.frames - 5, 50), whole.read(whole.frames - 5, 50))


def test_it_is_kept_for_the_next_time(bed, tmp_path):
    store = Store(folder=tmp_path, limit=10**9)
    with store.open_early(bed) as early:
        early.read(early.frames - 1, 1)
        early._thread.join()
        expected = early.read(1000, 1000)
    entries = list(tmp_path.iterdir())
    assert len(entries) == 1
    with store.open_early(bed) as again:
        assert np.array_equal(again.read(1000, 1000), expected)
    assert list(tmp_path.iterdir()) == entries


def test_one_that_is_closed_keeps_nothing(bed, tmp_path):
    reader = Store(folder=tmp_path, limit=10**9).open_early(bed)
    reader.close()
    reader._thread.join()
    assert not list(tmp_path.iterdir())


def test_a_damaged_file_says_so_when_it_is_read(tmp_path):
    path = tmp_path / "bed.flac"
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, (200_000, 2))
    soundfile.write(path, noise, 48_000)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 4])
    reader = Store(folder=tmp_path / "cache", limit=10**9).open_early(path)
    began = time.monotonic()
    with contextlib.suppress(FileError):  # or the whole is shorter
        assert len(reader.read(199_000, 1000)) < 1000
    assert time.monotonic() - began < 5
