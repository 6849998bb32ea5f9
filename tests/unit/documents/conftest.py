"""A session to write down, a folder of its documents, and programs that read them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg  # type: ignore[import-untyped]
import pytest

from tests.fakes.narrated import evening
from voicemat.documents import DOCUMENTS, Subject, make
from voicemat.timeline.model import Timeline


@pytest.fixture(scope="session")
def timeline() -> Timeline:
    """Three minutes with everything that a document can tell of."""
    return evening()


@pytest.fixture(scope="session")
def folder(timeline: Timeline, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every document of the session, called Sleep."""
    folder = tmp_path_factory.mktemp("documents")
    for name, document in DOCUMENTS.items():
        data = make(name, Subject(timeline=timeline, sound="Sleep.mp3"))
        (folder / f"Sleep{document.suffix}").write_bytes(data)
    return folder


@pytest.fixture(scope="session")
def ffmpeg() -> Callable[..., str]:
    """Runs FFmpeg with some arguments: what it writes. It must have nothing to complain of."""

    def run(*arguments: str | Path) -> str:
        program = imageio_ffmpeg.get_ffmpeg_exe()
        command = [program, "-v", "warning", *map(str, arguments)]
        said = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
        assert said.stderr == ""
        return said.stdout

    return run
