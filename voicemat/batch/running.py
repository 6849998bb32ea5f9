"""Many orders on an executor, whichever: what is running, what came of it, what is tried again."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Container, Hashable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass, replace
from typing import Protocol

from voicemat.batch.worker import NARRATED, Failure, Outcome, Task, glimpse

TICK = 0.25
"""Seconds between two looks at how far the orders are; Windows sees Ctrl-C only then."""

TRIES = 2
"""How often an order is begun whose worker is lost."""

LOST = 4
"""The exit code of an order whose worker was lost."""


class Observer(Protocol):
    """Who follows the orders. All is called in the thread that runs them."""

    def began(self, task: Task) -> None:
        """An order is being carried out."""

    def lost(self, task: Task) -> None:
        """The worker of an order ended in the middle, and another one tries."""

    def ended(self, task: Task, outcome: Outcome) -> None:
        """An order is done, well or not."""

    def looked(self) -> None:
        """Some time has passed."""


def unknown(_order: int) -> float:
    """The share of an order that is done, where nobody knows it until it is."""
    return 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Workforce:
    """Workers: `submit` gives an order to an executor, `count` of them work at once on `cores`
    cores, and `share` tells what share of an order is done, by its number, where that can be known.
    """

    submit: Callable[[Task], Future[Outcome]]
    count: int
    cores: int
    share: Callable[[int], float] = unknown


def run(tasks: Sequence[Task], workers: Workforce, observer: Observer) -> None:
    """Carry out `tasks`, in their order, each worker one at a time.

    Orders that say the same with the same voice do not begin together: the first makes the
    recordings, the others find them. The cores are shared by those that run: with as many orders as
    cores each has one, which takes the least memory; one alone has all. One that fails holds up
    nothing. One whose worker is lost is tried once more.
    """
    waiting = deque(tasks)
    running: dict[Future[Outcome], Task] = {}
    tries: Counter[int] = Counter()
    spoken: set[Hashable] = set()
    while waiting or running:
        starting = _starting(waiting, list(running.values()), spoken, workers.count)
        together = len(running) + len(starting)
        for task in starting:
            waiting.remove(task)
            tries[task.number] += 1
            observer.began(task)
            cores = max(workers.cores // together, 1)
            running[workers.submit(replace(task, cores=cores))] = task
        done, _ = wait(running, TICK, FIRST_COMPLETED)
        for future in sorted(done, key=lambda one: running[one].number):
            task = running.pop(future)
            error = future.exception()
            if isinstance(error, BrokenExecutor) and tries[task.number] < TRIES:
                observer.lost(task)
                waiting.appendleft(replace(task, there=glimpse(task.path)))
                continue
            spoken.add(_speech(task))
            observer.ended(task, future.result() if error is None else _lost(error))
        spoken.update(
            _speech(task) for task in running.values() if workers.share(task.number) >= NARRATED
        )
        observer.looked()


def _starting(
    waiting: Iterable[Task], running: Iterable[Task], spoken: Container[Hashable], most: int
) -> list[Task]:
    """The next orders, until `most` are being carried out: the first ones that need not wait for
    recordings that another one is making.
    """
    making = [_speech(task) for task in running]
    starting = []
    for task in waiting:
        if len(making) == most:
            break
        speech = _speech(task)
        if speech in spoken or speech not in making:
            making.append(speech)
            starting.append(task)
    return starting


def _speech(task: Task) -> Hashable:
    """What two orders have in common that need the same recordings."""
    return task.text, task.order.voice


def _lost(error: BaseException) -> Failure:
    return Failure(
        message=f"the process that made it ended in the middle ({type(error).__name__}): it was "
        "killed, the memory ran out, or a library crashed",
        advice="export again; if it happens once more, try this session alone",
        exit_code=LOST,
    )
