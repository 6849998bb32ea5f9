"""Voices of several engines in one session, through the real command line."""

from __future__ import annotations

import ctypes.util
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.speech_server import Answer, Asked, SpeechServer

pytestmark = pytest.mark.slow

Write = Callable[[str, str], Path]

KEY = "sk-very-secret-0123456789"

espeak = pytest.mark.skipif(
    sys.platform != "linux" or ctypes.util.find_library("espeak-ng") is None,
    reason="libespeak-ng is not there (Debian: libespeak-ng1)",
)

EVENING = """---
voice: http:nova
---

# Arrive

Good evening.
Let your weight spread evenly.
{lines}
"""


def settings(server: SpeechServer) -> dict[str, str]:
    return {
        "VOICEMAT_HTTP_URL": server.url,
        "VOICEMAT_HTTP_VOICES": "alloy,nova",
        "VOICEMAT_HTTP_KEY": KEY,
    }


@pytest.fixture
def customised(folder: Path) -> Callable[[str], dict[str, str]]:
    """The variables that let some code run first in every Python."""

    def customised(code: str) -> dict[str, str]:
        first = folder / "first"
        first.mkdir()
        (first / "sitecustomize.py").write_text(code)
        return {"PYTHONPATH": os.pathsep.join([str(first), os.environ.get("PYTHONPATH", "")])}

    return customised


def test_a_plug_that_is_pulled_says_what_is_missing_and_the_next_run_goes_on(
    run: Any, write: Write, folder: Path
) -> None:
    lines = "\n".join(f"This is the line of number {number}." for number in range(10))
    write("evening.md", EVENING.format(lines=lines))

    def answer(number: int, asked: Asked) -> Answer:
        if number == 5:
            server.stop()
        return Answer()

    with SpeechServer(answer) as server:
        said = run("export", "evening.md", "-o", "evening.wav", **settings(server))
    assert (said.returncode, said.stdout) == (3, "")
    first, second, third = said.stderr.splitlines()
    place, _, message = first.removeprefix("voicemat: ").partition(": ")
    name, _, line = place.rpartition(":")
    sentence = message.partition('"')[2].partition('could not say "')[2].partition('": ')[0]
    assert Path(name).name == "evening.md"
    assert (folder / "evening.md").read_text().splitlines()[int(line) - 1] == sentence
    assert f": the speech server at {server.host}: " in message
    missing = int(second.split()[0])
    assert 7 <= missing <= 9
    assert second == (
        f"  {missing} of 12 sentences are missing; the others are kept, and the next try goes on "
        "from there"
    )
    assert third == "  try again later; what was made is kept"
    assert not (folder / "evening.wav").exists()

    with SpeechServer(port=server.port) as server:
        said = run("export", "evening.md", "-o", "evening.wav", **settings(server))
        assert said.returncode == 0, said.stderr
        assert len(server.asked) == missing
    assert (folder / "evening.wav").exists()
    # And with everything in the cache no server is needed.
    said = run("export", "evening.md", "-o", "again.wav", **settings(server))
    assert said.returncode == 0
    assert (folder / "again.wav").read_bytes() == (folder / "evening.wav").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals to one process")
def test_an_interrupt_does_not_wait_for_a_server_that_hangs(start: Any, write: Write) -> None:
    write("evening.md", EVENING.format(lines=""))
    with SpeechServer(lambda *_: Answer(before=60)) as server:
        process = start("show", "evening.md", **settings(server))
        deadline = time.monotonic() + 60
        while not server.asked:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out, err) == (130, "", "")
        assert time.monotonic() - begun < 10


def test_a_key_is_in_nothing_that_is_shown_or_kept(
    run: Any, write: Write, cache: Path, folder: Path
) -> None:
    write("evening.md", EVENING.format(lines=""))
    with SpeechServer(lambda number, asked: Answer(status=200 if number < 2 else 401)) as server:
        shown = [
            run("config", **settings(server)),
            run("voices", **settings(server)),
            run("show", "evening.md", **settings(server)),
        ]
        assert "http_key         (hidden)" in shown[0].stdout
        assert shown[2].returncode == 3
        assert server.asked[0].headers["authorization"] == f"Bearer {KEY}"
    assert not [said for said in shown if KEY in said.stdout + said.stderr]
    kept = [path for path in (*cache.rglob("*"), *folder.rglob("*")) if path.is_file()]
    assert kept
    assert not [path for path in kept if KEY.encode() in path.read_bytes()]


def test_a_voice_of_a_server_that_nobody_configured(run: Any, write: Write) -> None:
    write("evening.md", EVENING.format(lines=""))
    said = run("show", "evening.md")
    assert said.returncode == 3
    assert said.stderr.startswith("voicemat: no speech server is configured\n")


@espeak
def test_the_computer_s_own_voices_in_a_script(run: Any, write: Write, folder: Path) -> None:
    pytest.importorskip("pyttsx3")
    write(
        "abend.md",
        "---\nlanguage: de\nvoice: system:german\n---\nGuten Abend.\n[voice english-america]\n"
        "Good evening.\n[voice silent]\nNichts.\n",
    )
    said = run("export", "abend.md", "-o", "abend.wav")
    assert said.returncode == 0, said.stderr
    assert (folder / "abend.wav").stat().st_size > 48_000 * 4 * 8
    warning, *_ = said.stderr.splitlines()
    assert warning.endswith(
        'abend.md:6:1: warning[voice-language]: the voice "english-america" speaks en-US, '
        "and this routine is written in de"
    )
    assert "1 warning" in run("check", "abend.md").stdout


def test_a_misspelt_voice_is_found_among_those_of_every_engine(run: Any, write: Write) -> None:
    write("noon.md", "Hello.\n[voice alloi]\nThere.\n")
    with SpeechServer() as server:
        said = run("show", "noon.md", **settings(server))
    assert said.returncode == 1
    assert 'did you mean "alloy"?' in said.stderr


def test_no_process_is_started_for_voices_that_need_none(
    run: Any, write: Write, customised: Callable[[str], dict[str, str]]
) -> None:
    first = customised(
        "import subprocess\n"
        "def refuse(*arguments, **more):\n"
        "    raise SystemExit('a process was started')\n"
        "subprocess.Popen.__init__ = refuse\n"
    )
    write("noon.md", "Hello.\n[voice silent]\nThere.\n[voice heart:heart]\nHere.\n")
    for command in (("--help",), ("list",), ("config",), ("show", "noon.md")):
        said = run(*command, **first)
        assert said.returncode == 0, said.stderr


@espeak
def test_where_heart_is_missing_another_voice_speaks_with_a_notice(
    run: Any, write: Write, folder: Path, customised: Callable[[str], dict[str, str]]
) -> None:
    pytest.importorskip("pyttsx3")
    first = customised(
        "from importlib import util\n"
        "real = util.find_spec\n"
        "hide = lambda name, *more: None if name.startswith('hibari') else real(name, *more)\n"
        "util.find_spec = hide\n"
    )
    write("noon.md", "Hello.\n")
    said = run("show", "noon.md", **first)
    assert said.returncode == 0, said.stderr
    assert said.stderr == (
        'note: the voice "heart" is not there; "system:english-great-britain" speaks in its place\n'
    )
    # One that somebody asked for is not swapped.
    for named in (("--voice", "heart"), ("--voice", "heart:heart")):
        said = run("show", "noon.md", *named, **first)
        assert (said.returncode, said.stdout) == (3, "")
        assert said.stderr == (
            'voicemat: the voice "heart" is not installed\n  pip install "hibari-tts>=0.2.1,<0.3"\n'
        )
    write("evening.md", "---\nvoice: heart\n---\nHello.\n")
    assert run("show", "evening.md", **first).returncode == 3
    (folder / "voicemat.toml").write_text('voice = "heart"\n')
    assert run("show", "noon.md", **first).returncode == 3
