"""Finding encoders."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from voicemat.errors import MissingError, UsageError
from voicemat.exporter import Mix, export
from voicemat.exporter.encoders import find_encoder
from voicemat.exporter.encoders.mp3 import Mp3Encoder
from voicemat.exporter.encoders.wav import WavEncoder
from voicemat.timeline.model import Timeline

BROKEN = "import nowhere_to_be_found_codec"

RAW = """
class RawEncoder:
    def __init__(self, file, timeline):
        self.file = file
    def write(self, block):
        self.file.write(block.tobytes())
    def finish(self):
        self.file.write(b"end")
    def close(self):
        pass
"""


@pytest.fixture
def another_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package on the path that brings encoders, as an installer would lay it out."""
    (tmp_path / "voicemat_raw.py").write_text(RAW)
    (tmp_path / "voicemat_broken.py").write_text(BROKEN)
    information = tmp_path / "voicemat_raw-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: voicemat-raw\nVersion: 1\n")
    (information / "entry_points.txt").write_text(
        "[voicemat.encoders]\n"
        "raw = voicemat_raw:RawEncoder\n"
        "broken = voicemat_broken:BrokenEncoder\n"
        "mp3 = voicemat_raw:RawEncoder\n"
    )
    # Last, where it would win if the order of the path decided.
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])


def test_the_bundled_ones() -> None:
    assert find_encoder("mp3") is Mp3Encoder
    assert find_encoder("wav") is WavEncoder


def test_an_unknown_one_names_those_there_are() -> None:
    with pytest.raises(UsageError, match='no file format named "ogg"') as caught:
        find_encoder("ogg")
    assert caught.value.advice == "choose one of: flac, m4a, m4b, mp3, opus, wav"


@pytest.mark.usefixtures("another_package")
def test_another_package_adds_to_them_and_replaces_none(
    tmp_path: Path,
    session: Callable[..., Timeline],
    sound: Callable[[int], NDArray[np.float32]],
    mixed: Callable[..., Mix],
) -> None:
    samples = sound(30_000)
    path = export(mixed(session(30_000), samples), tmp_path / "a.raw")
    assert path.read_bytes() == samples.tobytes() + b"end"
    assert find_encoder("mp3") is Mp3Encoder
    with pytest.raises(UsageError) as caught:
        find_encoder("ogg")
    assert caught.value.advice == "choose one of: broken, flac, m4a, m4b, mp3, opus, raw, wav"


@pytest.mark.usefixtures("another_package")
def test_one_that_cannot_be_loaded_says_what_to_install() -> None:
    with pytest.raises(MissingError, match="the broken encoder cannot be loaded") as caught:
        find_encoder("broken")
    assert caught.value.advice == "pip install nowhere_to_be_found_codec"


@pytest.mark.parametrize("name", ["m4a", "m4b"])
def test_without_pyav_m4a_and_m4b_say_what_to_install(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for module in [module for module in sys.modules if ".encoders.mp4" in module]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(MissingError, match="M4A and M4B need PyAV") as caught:
        find_encoder(name)
    assert caught.value.advice == 'pip install "voicemat[aac]"'
