"""Orders on an executor: which begin when, what is tried again."""

from __future__ import annotations

import threading
import time
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from voicemat import config
from voicemat.batch.running import Workforce, run, unknown
from voicemat.batch.worker import Failure, Made, Outcome, Task
from voicemat.production import Order


class Record:
    """An observer that notes what happens."""

    def __init__(self) -> None:
        self.events: list[tuple[str, int]] = []
        self.outcomes: dict[int, Outcome] = {}

    def began(self, task: Task) -> None:
        self.events.append(("began", task.number))

    def lost(self, task: Task) -> None:
        self.events.append(("lost", task.number))

    def ended(self, task: Task, outcome: Outcome) -> None:
        self.events.append(("ended", task.number))
        self.outcomes[task.number] = outcome

    def looked(self) -> None:
        pass


def task(number: int, text: str = "", voice: str = "silent") -> Task:
    return Task(
        number=number,
        order=Order(routine="x", voice=voice, path=f"/nowhere/{number}.mp3"),
        config=config.load(environment={}, folder=Path("/nowhere")),
        text=text or str(number),
        there=None,
    )


def made(number: int) -> Made:
    return Made(files={}, title=str(number), frames=1)


class Workers:
    """Threads that note how many of them work at once, and on how many cores."""

    def __init__(self, count: int) -> None:
        self.cores: dict[int, int] = {}
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(count)
        self.force = Workforce(submit=self.submit, count=count, cores=4)

    def submit(self, task: Task) -> Future[Outcome]:
        return self._pool.submit(self.work, task)

    def work(self, task: Task) -> Outcome:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
            self.cores[task.number] = task.cores
        time.sleep(0.02)
        with self._lock:
            self._now -= 1
        return made(task.number)


def test_all_are_done_so_many_at_once() -> None:
    workers, record = Workers(2), Record()
    run([task(n) for n in range(7)], workers.force, record)
    assert {n: out.title for n, out in record.outcomes.items() if isinstance(out, Made)} == {
        n: str(n) for n in range(7)
    }
    assert workers.most == 2
    assert [n for what, n in record.events if what == "began"] == list(range(7))
    assert {workers.cores[n] for n in range(6)} == {2}  # four cores for two


def test_what_says_the_same_waits_for_the_first_and_then_goes_together() -> None:
    workers, record = Workers(2), Record()
    run([task(n, "same") for n in range(3)], workers.force, record)
    assert record.events[:2] == [("began", 0), ("ended", 0)]
    assert record.events[2:4] == [("began", 1), ("began", 2)]
    assert workers.cores[0] == 4  # alone, it has all


def test_another_voice_has_other_recordings() -> None:
    workers, record = Workers(2), Record()
    run([task(0, "same", "silent"), task(1, "same", "heart")], workers.force, record)
    assert record.events[:2] == [("began", 0), ("began", 1)]


def test_when_the_first_has_spoken_the_others_need_not_wait_for_its_file() -> None:
    release = threading.Event()

    def work(task: Task) -> Outcome:
        if task.number == 0:
            assert release.wait(20)
        else:
            release.set()
        return made(task.number)

    with ThreadPoolExecutor(2) as pool:
        force = Workforce(
            submit=lambda task: pool.submit(work, task), count=2, cores=2, share=lambda _: 0.5
        )
        record = Record()
        run([task(0, "same"), task(1, "same")], force, record)
    assert len(record.outcomes) == 2


@pytest.mark.parametrize(("losses", "well"), [(1, True), (2, False)])
def test_whose_worker_is_lost_is_tried_once_more(losses: int, well: bool) -> None:
    left = {1: losses}

    def submit(task: Task) -> Future[Outcome]:
        future: Future[Outcome] = Future()
        if left.get(task.number, 0):
            left[task.number] -= 1
            future.set_exception(BrokenExecutor("killed"))
        else:
            future.set_result(made(task.number))
        return future

    record = Record()
    run(
        [task(n) for n in range(3)],
        Workforce(submit=submit, count=1, cores=1, share=unknown),
        record,
    )
    assert record.events.count(("lost", 1)) == 1
    assert isinstance(record.outcomes[1], Made if well else Failure)
    assert isinstance(record.outcomes[0], Made)
    assert isinstance(record.outcomes[2], Made)
