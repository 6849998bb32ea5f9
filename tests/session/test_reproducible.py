"""The same script gives the same file, byte for byte."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import voicemat

SCRIPT = """\
---
title: Twice
music: night-rain
---
# One
Good evening. This is said twice, with the same voice.
[breathe in 4, out 6, 2 times]
# Two
[bowl, soft]
[rest]
"""


@pytest.mark.slow
def test_exports_of_the_same_are_the_same(python: Any, tmp_path: Path) -> None:
    """With an empty cache and another empty one, so that the voice speaks and the music is
    decoded anew, and once more with what is in it then."""
    (tmp_path / "twice.md").write_text(SCRIPT)
    files = []
    for cache in ("one", "another", "one"):
        python(
            "-m", "voicemat", "export", "twice.md", "-l", "60s", "-o", "twice.mp3",
            VOICEMAT_CACHE=str(tmp_path / cache),
        )  # fmt: skip
        files.append((tmp_path / "twice.mp3").read_bytes())
    assert len(files[0]) > 900_000
    assert files[0] == files[1] == files[2]


ON_SOME_CORES = """
import os, sys
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(sys.argv[1])])
os.execv(sys.executable, [sys.executable, "-m", "voicemat", *sys.argv[2:]])
"""


@pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity"), reason="a process cannot be kept to some cores here"
)
@pytest.mark.parametrize("suffix", ["mp3", "wav"])
def test_another_process_on_other_cores_writes_the_same(
    python: Any, tmp_path: Path, suffix: str
) -> None:
    """Three minutes, with parts and loops, by a voice that needs no time."""
    (tmp_path / "twice.md").write_text(SCRIPT)
    files = []
    for cores in ("1", "2"):
        python(
            "-c", ON_SOME_CORES, cores,
            "export", "twice.md", "-l", "3m", "--voice", "silent", "-o", f"twice.{suffix}",
            VOICEMAT_CACHE=str(tmp_path / "cache"),
        )  # fmt: skip
        files.append((tmp_path / f"twice.{suffix}").read_bytes())
    assert len(files[0]) > 2_000_000
    assert files[0] == files[1]


EVERY_FORMAT = """\
import sys
from pathlib import Path
from voicemat.production import Order, produce
from voicemat import config
from voicemat.errors import MissingError
from voicemat.studio import Studio
studio = Studio(config.load(), print)
for format in ("mp3", "wav", "flac", "opus", "m4a", "m4b"):
    order = Order(routine="../twice.md", voice="silent", length="60s", path=f"twice.{format}")
    try:
        produce(order, studio)
    except MissingError as error:
        print(format, error.advice)
"""


def test_two_processes_make_the_same_files_in_every_format(python: Any, tmp_path: Path) -> None:
    """Sound, tags and cover: with no cache in common, and with another order of Python's sets."""
    (tmp_path / "twice.md").write_text(SCRIPT)
    made = []
    for place in ("here", "there"):
        folder = tmp_path / place
        folder.mkdir()
        program = f"import os; os.chdir({str(folder)!r})\n{EVERY_FORMAT}"
        python(
            "-c", program,
            VOICEMAT_CACHE=str(folder / "cache"), PYTHONHASHSEED=str(len(place)),
        )  # fmt: skip
        made.append({path.name: path.read_bytes() for path in folder.glob("twice.*")})
    one, other = made
    assert {"twice.mp3", "twice.wav", "twice.flac", "twice.opus"} <= set(one)
    assert [name for name in one if one[name] != other.get(name)] == []
    cover = voicemat.load(str(tmp_path / "twice.md")).cover()
    assert cover in one["twice.mp3"]
    assert cover in one["twice.flac"]
