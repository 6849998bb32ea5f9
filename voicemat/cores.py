"""The processor cores of the machine."""

from __future__ import annotations

import os


def usable_cores() -> int:
    """The number of cores that this process may use: at least one."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows
        return os.cpu_count() or 1
