"""The processor cores of the machine, and how many of them a piece of work may take."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_share: ContextVar[int | None] = ContextVar("_share", default=None)


def usable_cores() -> int:
    """The number of cores that the calling code may use: at least one."""
    try:
        there = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows
        there = os.cpu_count() or 1
    share = _share.get()
    return there if share is None else max(min(share, there), 1)


@contextmanager
def limited_cores(share: int) -> Iterator[None]:
    """Let `usable_cores` be `share` at the most, for what the calling thread does meanwhile."""
    token = _share.set(share)
    try:
        yield
    finally:
        _share.reset(token)
