"""Calls side by side, those that fail and those that hang."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial

import pytest

from voicemat.speech.parallel import in_parallel


def test_every_call_is_made_once_and_its_result_given() -> None:
    lock, made = threading.Lock(), []

    def call(number: int) -> int:
        with lock:
            made.append(number)
        return number * number

    results = list(in_parallel([partial(call, number) for number in range(50)], 4))
    assert sorted(made) == list(range(50))
    assert sorted(results) == [number * number for number in range(50)]


def test_so_many_are_under_way_at_a_time() -> None:
    lock, running, most = threading.Lock(), 0, 0

    def call() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1

    list(in_parallel([call] * 12, 3))
    assert most == 3


def test_results_come_in_the_order_in_which_they_are_ready() -> None:
    def call(seconds: float) -> float:
        time.sleep(seconds)
        return seconds

    calls = [partial(call, seconds) for seconds in (0.3, 0.01, 0.1)]
    assert list(in_parallel(calls, 3)) == [0.01, 0.1, 0.3]


def test_a_failure_lets_what_is_under_way_end_and_begins_nothing_more() -> None:
    ended: list[str] = []

    def slow() -> None:
        time.sleep(0.2)
        ended.append("slow")

    def fail() -> None:
        raise ValueError("no voice")

    def later() -> None:
        ended.append("later")

    calls: list[Callable[[], None]] = [slow, fail, *[later] * 20]
    with pytest.raises(ValueError, match="no voice"):
        list(in_parallel(calls, 2))
    assert ended == ["slow"]


def test_an_interrupt_does_not_wait_for_what_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voicemat.speech.parallel.GRACE", 0.2)
    hanging = threading.Event()
    results = in_parallel([lambda: None, hanging.wait, hanging.wait], 3)
    assert next(results) is None
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        results.throw(KeyboardInterrupt())
    assert 0.2 <= time.monotonic() - begun < 1
    hanging.set()


def test_the_program_ends_while_a_call_hangs() -> None:
    code = (
        "import time; from voicemat.speech import parallel\n"
        "parallel.GRACE = 0.1\n"
        "results = parallel.in_parallel([lambda: 1, lambda: time.sleep(60)], 2)\n"
        "print(next(results)); results.close()\n"
    )
    begun = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")
    assert time.monotonic() - begun < 10
