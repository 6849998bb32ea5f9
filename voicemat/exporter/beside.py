"""What stands beside a sound file: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from voicemat.exporter.atomic import whole_file


def write_beside(files: Mapping[Path, bytes]) -> None:
    """Write files that belong together. They get their names when the last one is complete.

    Raises FileError when one cannot be written; then what was there before is there still.
    """
    with ExitStack() as stack:
        for path, data in files.items():
            stack.enter_context(whole_file(path)).write(data)
