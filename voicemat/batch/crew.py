"""Worker processes of this computer, one for each core.

The executor has a pool of one process for each worker: when a process is killed, exactly the order
that it had is lost, and the others know nothing of it. Processes are spawned, which is safe on
every system, whatever threads this one has.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from ctypes import c_double
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import RawArray
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from voicemat.batch.running import Workforce
from voicemat.batch.worker import Outcome, Task, work
from voicemat.cores import usable_cores

if TYPE_CHECKING:
    from ctypes import Array

    Board = Array[c_double]
    """What share of each order is done. Every place has one writer, so it needs no lock that a
    killed process could keep."""

GRACE = 5.0
"""Seconds that workers have to clean up when they are to end, before they are killed."""

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Crew(Executor):
    """`workers` processes for `orders` orders. What they do is killed when the crew is stopped."""

    def __init__(self, workers: int, orders: int) -> None:
        self.workers = workers
        self.board: Board = RawArray(c_double, orders)
        self._context = multiprocessing.get_context("spawn")
        self._pools: list[ProcessPoolExecutor | None] = [None] * workers
        self._last: list[Future[object] | None] = [None] * workers
        self._strangers = set(multiprocessing.active_children())

    def share(self, order: int) -> float:
        """What share of an order is done."""
        return self.board[order]

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Give work to the first worker that has none, else to the first."""
        place = next((n for n, last in enumerate(self._last) if last is None or last.done()), 0)
        with _without_interrupts():
            try:
                future = self._pool(place).submit(fn, *args, **kwargs)
            except BrokenExecutor:  # its process was killed
                self._pools[place] = None
                future = self._pool(place).submit(fn, *args, **kwargs)
        self._last[place] = future  # type: ignore[assignment]  # a future of whatever it is
        return future

    def _pool(self, place: int) -> ProcessPoolExecutor:
        pool = self._pools[place]
        if pool is None:
            pool = self._pools[place] = ProcessPoolExecutor(
                1, self._context, initializer=_begin, initargs=(self.board,)
            )
        return pool

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the workers end when they have done what was given to them."""
        for pool in self._pools:
            if pool:
                pool.shutdown(wait, cancel_futures=cancel_futures)

    def stop(self) -> None:
        """End all workers now: they clean up what is half done, for `GRACE` seconds."""
        workers = set(multiprocessing.active_children()) - self._strangers
        for worker in workers:
            worker.terminate()
        _wait(workers, GRACE)
        for worker in workers:
            if worker.is_alive():
                worker.kill()
        self.shutdown(cancel_futures=True)


@contextmanager
def hired(orders: int) -> Iterator[Workforce]:
    """A crew for so many orders, with a worker for each core; at the end all of them are gone."""
    crew = Crew(min(usable_cores(), orders), orders)
    try:
        yield Workforce(
            submit=lambda task: crew.submit(work_in_crew, task),
            count=crew.workers,
            cores=usable_cores(),
            share=crew.share,
        )
    finally:
        crew.stop()


def _wait(processes: set[BaseProcess], seconds: float) -> None:
    until = time.monotonic() + seconds
    for process in processes:
        process.join(max(until - time.monotonic(), 0))


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Processes begun here know nothing of Ctrl-C in the terminal that they share: the one who
    began them ends them. One that comes meanwhile is not lost.
    """
    if sys.platform == "win32":
        yield  # `_begin` has them ignored
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# -- in the worker ---------------------------------------------------------------------------

_board: Board | None = None


def _begin(board: Board) -> None:
    """Prepare a worker."""
    global _board
    _board = board
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    threading.Thread(target=_outlive_nobody, daemon=True).start()


def _end(number: int, _: object) -> None:
    raise SystemExit(128 + number)


def _outlive_nobody() -> None:
    """End with the process that began this one, however it ended: a killed one tells nobody."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)


def work_in_crew(task: Task) -> Outcome:
    """`work`, in a process of a crew."""

    def tell(share: float) -> None:
        assert _board is not None
        _board[task.number] = share

    try:
        return work(task, tell)
    except SystemExit as end:
        # All is cleaned up. The pool would take it for a result, and wait for more work.
        os._exit(end.code if isinstance(end.code, int) else 1)
