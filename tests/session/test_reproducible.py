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
            "-m", "voicemat", "export", "twice.md", "-l", "60s", "--overwrite", "-o", "twice.mp3",
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
def test_another_process_on_other_cores_writes_the_same(python: Any, tmp_path: Path) -> None:
    """In three parts, by a voice that needs no time."""
    (tmp_path / "twice.md").write_text(SCRIPT)
    files = []
    for cores in ("1", "2"):
        python(
            "-c", ON_SOME_CORES, cores,
            "export", "twice.md", "-l", "150s", "--voice", "silent",
            "--overwrite", "-o", "twice.mp3",
            VOICEMAT_CACHE=str(tmp_path / "cache"),
        )  # fmt: skip
        files.append((tmp_path / "twice.mp3").read_bytes())
    assert len(files[0]) > 2_000_000
    assert files[0] == files[1]


PRODUCE = """\
import os, sys
folder, *formats = sys.argv[1:]
os.chdir(folder)
from voicemat import config
from voicemat.errors import MissingError
from voicemat.production import Order, produce
from voicemat.studio import Studio
studio = Studio(config.load(), print)
for format in formats:
    order = Order(
        routine="../twice.md", voice="silent", length="60s", path="twice." + format, format=format
    )
    try:
        produce(order, studio)
    except MissingError as error:
        print(format, error.advice)
"""


@pytest.mark.parametrize(
    "formats",
    [
        pytest.param(("mp3",), id="mp3"),
        pytest.param(("wav", "flac", "opus", "m4a"), id="others", marks=pytest.mark.slow),
    ],
)
def test_two_processes_make_the_same_files(
    python: Any, tmp_path: Path, formats: tuple[str, ...]
) -> None:
    """Sound, tags and cover: with no cache in common, and with another order of Python's sets."""
    (tmp_path / "twice.md").write_text(SCRIPT)
    made = []
    missing = ""
    for seed, place in enumerate(("here", "there"), start=1):
        folder = tmp_path / place
        folder.mkdir()
        done = python(
            "-c", PRODUCE, str(folder), *formats,
            VOICEMAT_CACHE=str(folder / "cache"), PYTHONHASHSEED=str(seed),
        )  # fmt: skip
        missing = done.out
        made.append({path.suffix[1:]: path.read_bytes() for path in folder.glob("twice.*")})
    one, other = made
    assert {*one, *missing.split()} >= set(formats)
    assert [name for name in one if one[name] != other.get(name)] == []
    cover = voicemat.load(str(tmp_path / "twice.md")).cover()
    for name in {"mp3", "flac", "m4a"} & set(one):  # in Opus it is written in letters
        assert cover in one[name], name
