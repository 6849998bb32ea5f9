"""The process that does what must not happen in ours, each fault of it provoked for real."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from voicemat.speech.child import Child, ChildError, python

ECHO = """
import json, os, sys, time
for line in sys.stdin:
    request = json.loads(line)
    {before}
    answer = {{"id": request["id"], "said": request["say"], "pid": os.getpid()}}
    print(json.dumps(answer), flush=True)
"""

posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")

Make = Callable[..., Child]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """A child that gives back what it is told, after doing something else."""
    children: list[Child] = []

    def make(before: str = "pass", program: str | None = None) -> Child:
        script = tmp_path / "child.py"
        script.write_text(program or ECHO.format(before=before))
        child = Child([sys.executable, str(script)])
        children.append(child)
        return child

    yield make
    for child in children:
        child.close()


def problem(child: Child, seconds: float = 5.0) -> str:
    """What is said of a request that fails; the process is gone afterwards."""
    with pytest.raises(ChildError) as caught:
        child.ask({"say": "x"}, seconds)
    assert child.pid is None
    return str(caught.value)


def test_it_answers_one_question_after_the_other_in_one_process(make: Make) -> None:
    child = make()
    assert child.pid is None
    answers = [child.ask({"say": f"è {number}"}, 5.0) for number in range(5)]
    assert [answer["said"] for answer in answers] == [f"è {number}" for number in range(5)]
    assert {answer["pid"] for answer in answers} == {child.pid}


def test_questions_of_many_threads_wait_for_each_other(make: Make) -> None:
    child = make("time.sleep(0.01)")
    with ThreadPoolExecutor(8) as executor:
        said = list(executor.map(lambda number: child.ask({"say": number}, 5.0)["said"], range(40)))
    assert said == list(range(40))


def test_one_that_hangs_is_ended_in_time_and_the_next_starts_anew(make: Make) -> None:
    child = make("request['say'] == 'x' and time.sleep(60)")
    first = child.ask({"say": "y"}, 5.0)["pid"]
    begun = time.monotonic()
    assert problem(child, 0.3) == "it did not answer for 0.3 seconds"
    assert time.monotonic() - begun < 3
    assert not alive(first)
    assert child.ask({"say": "y"}, 5.0)["pid"] != first


@posix
def test_one_that_is_stopped_counts_as_hanging(make: Make) -> None:
    child = make()
    pid = child.ask({"say": "y"}, 5.0)["pid"]
    os.kill(pid, signal.SIGSTOP)
    assert problem(child, 0.3) == "it did not answer for 0.3 seconds"
    assert not alive(pid)


@posix
def test_one_that_is_killed_in_the_middle(make: Make) -> None:
    child = make("request['say'] == 'x' and time.sleep(60)")
    pid = child.ask({"say": "y"}, 5.0)["pid"]
    threading.Timer(0.2, os.kill, (pid, signal.SIGKILL)).start()
    assert problem(child) == "it was ended by SIGKILL"


@posix
def test_one_that_was_killed_between_two_questions(make: Make) -> None:
    child = make()
    pid = child.ask({"say": "y"}, 5.0)["pid"]
    os.kill(pid, signal.SIGKILL)
    time.sleep(0.1)
    assert problem(child) == "it was ended by SIGKILL"
    assert child.ask({"say": "y"}, 5.0)["said"] == "y"


def test_one_that_crashes_tells_its_last_words(make: Make) -> None:
    child = make("raise RuntimeError('no voice \\x1b[31m in me')")
    assert problem(child) == "it ended with code 1: RuntimeError: no voice  [31m in me"


@pytest.mark.parametrize(
    ("noise", "shown"),
    [
        ("print('Audio saved to /tmp/x.wav', flush=True)", "Audio saved to /tmp/x.wav"),
        ("print('[1, 2]', flush=True)", "[1, 2]"),
        ("print('{\"id\": 77}', flush=True)", '{"id": 77}'),
        ("sys.stdout.buffer.write(b'\\xff\\xfe\\x00\\n'); sys.stdout.flush()", "\ufffd\ufffd"),
        ("print('x' * 6_000_000, flush=True)", "x" * 200),
    ],
)
def test_garbage_on_the_pipe_is_no_answer(make: Make, noise: str, shown: str) -> None:
    assert problem(make(noise)) == f"it said what is no answer: {shown}"


def test_an_answer_that_came_too_late_is_not_taken_for_the_next_one(make: Make) -> None:
    child = make("time.sleep(request['say'])")
    with pytest.raises(ChildError):
        child.ask({"say": 0.4}, 0.2)
    assert child.ask({"say": 0.3}, 5.0)["said"] == 0.3


def test_one_that_closes_its_output(make: Make) -> None:
    program = "import os, time\nos.close(1)\ntime.sleep(60)\n"
    assert problem(make(program=program)) == "it closed its output"


def test_one_that_cannot_be_started(tmp_path: Path) -> None:
    assert problem(Child([str(tmp_path / "nobody")])) == (
        "it cannot be started: No such file or directory"
    )


def test_it_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    script = tmp_path / "child.py"
    script.write_text(ECHO.format(before="pass"))
    start = (
        "import sys; from voicemat.speech.child import Child\n"
        f"child = Child([sys.executable, {str(script)!r}])\n"
        "print(child.ask({'say': 1}, 5.0)['pid'], flush=True)\n"
    )
    for end in ("", "import os; os._exit(0)"):
        done = subprocess.run(
            [sys.executable, "-c", start + end], capture_output=True, text=True, check=True
        )
        pid = int(done.stdout)
        until = time.monotonic() + 5
        while alive(pid) and time.monotonic() < until:
            time.sleep(0.02)
        assert not alive(pid)


def test_a_module_of_the_current_folder_is_not_taken_for_a_library_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('the wrong json')\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    child = Child(python("voicemat.speech.engines.system_worker"))
    try:
        assert "error" in child.ask({"do": "speak"}, 20.0)
    finally:
        child.close()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
