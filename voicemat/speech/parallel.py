"""Calls side by side, on threads that hold up neither an interrupt nor the end of the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from queue import Empty, SimpleQueue
from threading import TIMEOUT_MAX, Event, Thread
from time import monotonic
from typing import TypeVar

GRACE = 2.0
"""Seconds that calls under way have to end after an interrupt: enough for a voice that is in the
middle of a sentence, and not for a server that does not answer. What goes on longer ends with the
program, because the threads are daemons; those of `concurrent.futures` would be waited for."""

T = TypeVar("T")


def in_parallel(calls: Sequence[Callable[[], T]], threads: int) -> Iterator[T]:
    """The results of `calls` in the order in which they come, `threads` calls at a time.

    What a call raises is raised here, when those that are under way have ended; no further one is
    begun. After an interrupt (any other exception than an Exception) they have `GRACE` seconds.
    """
    waiting: SimpleQueue[Callable[[], T]] = SimpleQueue()
    results: SimpleQueue[Callable[[], T]] = SimpleQueue()
    stopping = Event()
    for call in calls:
        waiting.put(call)

    def work() -> None:
        while not stopping.is_set():
            try:
                call = waiting.get_nowait()
            except Empty:
                return
            results.put(_outcome(call, stopping))

    workers = [Thread(target=work, name="speech", daemon=True) for _ in range(threads)]
    for worker in workers:
        worker.start()
    patience = GRACE
    try:
        for _ in calls:
            outcome = results.get()
            yield outcome()
    except Exception:
        patience = TIMEOUT_MAX
        raise
    finally:
        stopping.set()
        until = monotonic() + patience
        for worker in workers:
            worker.join(min(max(until - monotonic(), 0), TIMEOUT_MAX))


def _outcome(call: Callable[[], T], stopping: Event) -> Callable[[], T]:
    """What gives the result of `call`, which is made now, or raises what it raised; then no other
    is begun.
    """
    try:
        result = call()
    except BaseException as error:  # noqa: BLE001 - raised in the thread that waits for it
        failure = error
        stopping.set()

        def fail() -> T:
            raise failure

        return fail
    return lambda: result
