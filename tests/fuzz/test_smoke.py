"""A short run of the fuzzer, so that it keeps working and finds at once what is broken badly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FUZZER = Path(__file__).with_name("fuzz_parser.py")


def test_some_thousand_inputs_break_nothing(tmp_path: Path) -> None:
    pytest.importorskip("atheris")
    # No limit of memory: Linux counts what the tests' own process held before this one began.
    done = subprocess.run(
        [sys.executable, str(FUZZER), "-runs=2000", "-seed=1", "-rss_limit_mb=0"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert not list(tmp_path.iterdir())
