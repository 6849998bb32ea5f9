"""Many sessions at once, as a person runs it: into a folder, again, stopped, and gone on with."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import soundfile
from mutagen.id3 import ID3

pytestmark = pytest.mark.slow

Write = Callable[[str, str], Path]

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and limits")

RATE = 48_000

NOON = "---\ntitle: Noon\noptions:\n  level: beginner, advanced\n---\nGood day.\n[rest]\n"
NIGHT = '---\ntitle: "Night: rest?"\n---\nGood night.\n[rest]\n'

QUICK = ("-l", "20s", "--voice", "silent")


@pytest.fixture
def scripts(write: Write) -> None:
    """Two routines in the folder."""
    write("noon.md", NOON)
    write("night.md", NIGHT)


@pytest.fixture
def phone(folder: Path) -> Path:
    """A folder to export to."""
    phone = folder / "phone"
    phone.mkdir()
    return phone


def names(phone: Path) -> list[str]:
    return sorted(path.name for path in phone.iterdir())


def glimpse(phone: Path) -> dict[str, tuple[int, int]]:
    """Which files there are, and which of them were written anew."""
    files = [path for path in phone.iterdir() if path.suffix == ".mp3"]
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


@pytest.mark.usefixtures("scripts")
def test_into_a_folder_numbered_with_a_playlist(run: Any, phone: Path) -> None:
    said = run("export", "noon.md", "ni*.md", *QUICK, "-o", "phone")
    assert (said.returncode, said.stdout.split("\n")[-2]) == (0, "2 made  phone")
    assert names(phone) == [
        ".voicemat.json", "01 Noon.mp3", "02 Night rest.mp3", "voicemat.m3u8",
    ]  # fmt: skip
    assert (phone / "voicemat.m3u8").read_text("utf-8") == (
        "#EXTM3U\n#EXTINF:20,Noon\n01 Noon.mp3\n#EXTINF:20,Night: rest?\n02 Night rest.mp3\n"
    )
    for number, name in enumerate(("01 Noon.mp3", "02 Night rest.mp3"), start=1):
        assert soundfile.info(phone / name).frames == 20 * RATE
        assert ID3(phone / name)["TRCK"].text == [f"{number}/2"]


@pytest.mark.usefixtures("scripts")
def test_again_it_makes_what_changed_and_nothing_else(run: Any, write: Write, phone: Path) -> None:
    command = ("export", "noon.md", "night.md", *QUICK, "-o", "phone")
    assert run(*command).returncode == 0
    before = glimpse(phone)
    said = run(*command)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.count("there already") == 3  # two rows and the sum
    assert glimpse(phone) == before

    write("noon.md", NOON.replace("Good day", "Good afternoon"))
    assert run(*command).returncode == 0
    after = glimpse(phone)
    assert after["02 Night rest.mp3"] == before["02 Night rest.mp3"]
    assert after["01 Noon.mp3"] != before["01 Noon.mp3"]

    (phone / "02 Night rest.mp3").unlink()
    assert run(*command).returncode == 0
    assert soundfile.info(phone / "02 Night rest.mp3").frames == 20 * RATE
    assert glimpse(phone)["01 Noon.mp3"] == after["01 Noon.mp3"]


@pytest.mark.slow
@pytest.mark.usefixtures("scripts")
def test_what_somebody_else_made_or_changed_is_left(run: Any, phone: Path) -> None:
    (phone / "02 Night rest.mp3").write_bytes(b"a person's own")
    command = ("export", "noon.md", "night.md", *QUICK, "-o", "phone")
    said = run(*command)
    assert (said.returncode, said.stdout) == (4, "")
    assert said.stderr.startswith("voicemat: phone/02 Night rest.mp3 is there already\n")
    assert names(phone) == ["02 Night rest.mp3"]  # nothing was made

    assert run(*command, "--overwrite").returncode == 0
    (phone / "01 Noon.mp3").write_bytes(b"changed")
    said = run(*command)
    assert said.returncode == 4
    assert said.stderr.startswith("voicemat: phone/01 Noon.mp3 was changed since it was made\n")
    assert (phone / "01 Noon.mp3").read_bytes() == b"changed"
    assert run(*command, "--overwrite").returncode == 0
    assert soundfile.info(phone / "01 Noon.mp3").frames == 20 * RATE


@pytest.mark.usefixtures("scripts")
def test_one_that_fails_holds_up_nothing(run: Any, write: Write, phone: Path) -> None:
    write("wrong.md", "[bellow]\n")
    said = run("export", "wrong.md", "noon.md", *QUICK, "-o", "phone")
    assert said.returncode == 1
    assert "wrong.md:1:2: error[" in said.stderr
    assert soundfile.info(phone / "02 Noon.mp3").frames == 20 * RATE
    assert (phone / "voicemat.m3u8").read_text("utf-8").count("EXTINF") == 1
    assert "Wrong" in said.stdout
    assert said.stdout.endswith("1 made, 1 failed  phone\n")


@pytest.mark.usefixtures("scripts")
def test_a_plan(run: Any, write: Write, phone: Path) -> None:
    write(
        "evening.yaml",
        "voice: silent\n"
        "with: lrc\n"
        "sessions:\n"
        "  - routine: noon.md\n"
        "    set: {level: [beginner, advanced]}\n"
        "    length: [20 s, 30 s]\n"
        "  - routine: night.md\n"
        "    format: wav\n"
        "    length: 15 s\n"
        "    name: 'Good {title} {length}'\n"
        "except:\n"
        "  - {length: 30 s, set: {level: beginner}}\n",
    )
    said = run("export", "--plan", "evening.yaml", "-o", "phone")
    assert said.returncode == 0, said.stderr
    assert [name for name in names(phone) if not name.endswith(".lrc")] == [
        ".voicemat.json",
        "01 Noon, 20 s, beginner.mp3",
        "02 Noon, 20 s, advanced.mp3",
        "03 Noon, 30 s, advanced.mp3",
        "Good Night rest 15 s.wav",
        "evening.m3u8",
    ]
    assert (phone / "01 Noon, 20 s, beginner.lrc").exists()
    assert ID3(phone / "03 Noon, 30 s, advanced.mp3")["TIT2"].text == ["Noon, 30 s, advanced"]
    assert soundfile.info(phone / "03 Noon, 30 s, advanced.mp3").frames == 30 * RATE


def test_a_plan_with_mistakes_makes_nothing(run: Any, write: Write, phone: Path) -> None:
    write("evening.yaml", "routine: [slep, sleep]\nlenght: 20 min\n")
    said = run("export", "--plan", "evening.yaml", "-o", "phone")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == (
        'voicemat: evening.yaml:2: a plan has no key "lenght"\n  did you mean "length"?\n'
    )
    write("evening.yaml", "routine: [slep, sleep]\nlength: twenty\n")
    said = run("export", "--plan", "evening.yaml", "-o", "phone")
    assert said.stderr == (
        'voicemat: evening.yaml:1: there is no routine named "slep"\n'
        '  did you mean "sleep"? voicemat list shows what there is\n'
        'evening.yaml:2: the length "twenty" is not a duration\n'
        "  write it as 20m, 45 min, 1 h 30 min or 1:30:00\n"
    )
    assert names(phone) == []


def test_a_pattern_that_nothing_has(run: Any) -> None:
    said = run("export", "slep*")
    assert (said.returncode, said.stderr) == (
        2, 'voicemat: nothing is named like "slep*"\n  did you mean "sleep"?\n',
    )  # fmt: skip


def test_a_folder_that_is_not_there(run: Any) -> None:
    said = run("export", "sleep", "back", "-o", "phone")
    assert (said.returncode, said.stdout) == (4, "")
    assert said.stderr.startswith("voicemat: there is no folder phone\n")


# -- what goes wrong -----------------------------------------------------------------------------

LONG = ("-l", "2h", "--voice", "silent", "-o", "phone")


def parts(phone: Path) -> list[Path]:
    """The files in the making."""
    return [path for path in phone.glob(".voicemat-*.part") if path.stat().st_size > 1 << 16]


def wait_for(what: Callable[[], object], process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 90
    while not what():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)


def workers(process: subprocess.Popen[str]) -> list[Any]:
    """The worker processes of an export."""
    psutil = pytest.importorskip("psutil")
    children = psutil.Process(process.pid).children(recursive=True)
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


def wait_until_gone(processes: list[Any], seconds: float = 20) -> None:
    psutil = pytest.importorskip("psutil")
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    assert alive == []


@needs_posix
@pytest.mark.usefixtures("scripts")
@pytest.mark.parametrize(
    "number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)]
)
def test_stopped_it_leaves_nothing_half_and_nobody_and_goes_on(
    environment: Any, folder: Path, run: Any, phone: Path, number: int
) -> None:
    """As Ctrl-C does it: the whole group of processes gets the signal; SIGTERM only the first."""
    process = subprocess.Popen(
        [sys.executable, "-m", "voicemat", "export", "noon.md", "night.md", *LONG],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_for(lambda: parts(phone), process)
    crew = workers(process)
    assert crew
    if number == signal.SIGINT:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (128 + number, "")
    assert err.endswith("of 2 made; the same command goes on\n")
    assert "Traceback" not in err
    wait_until_gone(crew)
    assert not list(phone.glob(".voicemat-*.part"))
    said = run("export", "noon.md", "night.md", *QUICK, "-o", "phone")
    assert said.returncode == 0, said.stderr
    assert len(glimpse(phone)) == 2


@pytest.mark.slow
@needs_posix
@pytest.mark.usefixtures("scripts")
def test_killed_with_kill_9_nobody_stays_and_it_goes_on(start: Any, run: Any, phone: Path) -> None:
    assert run("export", "night.md", "n*.md", *QUICK, "-o", "phone").returncode == 0
    done = glimpse(phone)
    process = start("export", "night.md", "n*.md", *LONG)
    wait_for(lambda: parts(phone), process)
    crew = workers(process)
    process.kill()
    process.communicate(timeout=30)
    wait_until_gone(crew)
    assert glimpse(phone) == done  # what was there is there
    said = run("export", "night.md", "n*.md", *QUICK, "-o", "phone")
    assert said.returncode == 0, said.stderr  # it asks for nothing: it knows its own
    assert set(glimpse(phone)) == set(done)
    assert not list(phone.glob(".voicemat-*.part"))


@pytest.mark.slow
@needs_posix
@pytest.mark.usefixtures("scripts")
def test_a_worker_that_is_killed_is_told_of_and_its_order_tried_once_more(
    start: Any, phone: Path
) -> None:
    process = start("export", "noon.md", "night.md", "-l", "1h", *LONG[2:])
    wait_for(lambda: parts(phone), process)
    for worker in workers(process):
        worker.kill()
    out, err = process.communicate(timeout=200)
    assert process.returncode == 0, err
    assert "the process that made it ended; another one tries" in err
    assert out.endswith("2 made  phone\n")
    for name in glimpse(phone):
        assert soundfile.info(phone / name).frames == 3600 * RATE
    assert not list(phone.glob(".voicemat-*.part"))


@pytest.mark.slow
@needs_posix
@pytest.mark.usefixtures("scripts")
def test_a_worker_that_is_killed_twice_is_a_failure(start: Any, write: Write, phone: Path) -> None:
    write("short.md", "---\ntitle: Short\n---\nGood day.\n[pause 5-30 s]\n")
    write(
        "two.yaml",
        "voice: silent\nsessions:\n- {routine: noon.md, length: 2h}\n"
        "- {routine: short.md, length: 10 s}\n",
    )
    process = start("export", "--plan", "two.yaml", "-o", "phone")
    killed: set[int] = set()
    while process.poll() is None:
        busy = parts(phone)
        for worker in workers(process) if busy else []:
            if worker.pid not in killed and len(killed) < 4:
                killed.add(worker.pid)
                worker.kill()
        time.sleep(0.05)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 4, err
    assert "01 Noon.mp3: the process that made it ended in the middle" in err
    assert "failed" in out
    assert "01 Noon.mp3" not in glimpse(phone)


@pytest.mark.slow
@needs_posix
@pytest.mark.usefixtures("scripts")
def test_a_file_that_grows_too_large_is_no_file(
    environment: Any, folder: Path, phone: Path
) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    run = subprocess.run(
        [sys.executable, "-m", "voicemat", "export", "noon.md", "night.md", "-l", "5m", *LONG[2:]],
        cwd=folder,
        env={**environment, "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=limit,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 4
    assert "it is larger than the disk or a limit allows" in run.stderr
    assert "Traceback" not in run.stderr
    assert glimpse(phone) == {}
    assert not list(phone.glob(".voicemat-*.part"))


@pytest.fixture
def mounted(phone: Path) -> Iterator[Callable[..., None]]:
    """Mounts something on the phone's folder; skips where that is not allowed."""

    def mount(*arguments: str) -> None:
        done = subprocess.run(["mount", *arguments, str(phone)], capture_output=True, check=False)
        if done.returncode:
            pytest.skip(f"nothing can be mounted here: {done.stderr.decode().strip()}")

    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only the superuser of Linux mounts a small disk")
    yield mount
    subprocess.run(["umount", str(phone)], check=False, capture_output=True)


@pytest.mark.usefixtures("scripts")
def test_too_little_room_is_told_before_anything_is_made(
    run: Any, phone: Path, mounted: Callable[..., None]
) -> None:
    mounted("-t", "tmpfs", "-o", "size=2m", "tmpfs")
    said = run("export", "noon.md", "night.md", "-l", "5m", *LONG[2:])
    assert (said.returncode, said.stdout) == (4, "")
    assert said.stderr.startswith("voicemat: phone has 2 MB free, and what is to come takes about ")
    assert names(phone) == []


@pytest.mark.slow
@pytest.mark.usefixtures("scripts")
def test_a_disk_that_becomes_full(start: Any, phone: Path, mounted: Callable[..., None]) -> None:
    mounted("-t", "tmpfs", "-o", "size=16m", "tmpfs")
    process = start("export", "noon.md", "night.md", "-l", "5m", *LONG[2:])
    wait_for(lambda: (phone / ".voicemat.json").exists(), process)
    (phone / "film").write_bytes(bytes(15_600_000))
    out, err = process.communicate(timeout=120)
    assert process.returncode == 4, (out, err)
    assert "the disk is full" in err
    assert glimpse(phone) == {}
    assert not list(phone.glob(".voicemat-*.part"))
    assert (phone / "film").stat().st_size == 15_600_000


@pytest.mark.usefixtures("scripts")
def test_a_folder_that_is_read_only(run: Any, phone: Path, mounted: Callable[..., None]) -> None:
    mounted("-t", "tmpfs", "-o", "ro,size=4m", "tmpfs")
    said = run("export", "noon.md", "night.md", *QUICK, "-o", "phone")
    assert (said.returncode, said.stdout) == (4, "")
    assert "phone is read-only" in said.stderr


@pytest.mark.slow
@needs_posix
@pytest.mark.usefixtures("scripts")
def test_two_exports_into_one_folder(start: Any, run: Any, phone: Path) -> None:
    first = start("export", "noon.md", "night.md", *LONG)
    wait_for(lambda: parts(phone), first)
    first.send_signal(signal.SIGSTOP)  # however long the other takes
    said = run("export", "night.md", "noon.md", *QUICK, "-o", "phone")
    assert (said.returncode, said.stdout) == (4, "")
    assert said.stderr == (
        "voicemat: phone is being written by another export\n"
        "  wait until it has ended, or choose another name\n"
    )
    first.send_signal(signal.SIGCONT)
    first.terminate()
    first.communicate(timeout=60)


# -- questions -----------------------------------------------------------------------------------


@needs_posix
@pytest.mark.parametrize(
    ("answer", "there"),
    [("k", {"Noon.mp3", "Noon (2).mp3"}), ("o", {"Noon.mp3"}), ("s", {"Noon.mp3"})],
)
@pytest.mark.usefixtures("scripts")
def test_at_a_terminal_it_asks(
    environment: Any, folder: Path, answer: str, there: set[str]
) -> None:
    import pty

    (folder / "Noon.mp3").write_bytes(b"own")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "voicemat", "export", "noon.md", *QUICK],
        cwd=folder,
        env=environment,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        asked = b""
        while b"for all" not in asked:
            asked += os.read(ours, 1000)
        assert b"Noon.mp3 is there already" in asked
        os.write(ours, f"{answer}\n".encode())
        process.communicate(timeout=60)
    os.close(ours)
    assert process.returncode == 0
    assert {path.name for path in folder.glob("*.mp3")} == there
    assert ((folder / "Noon.mp3").read_bytes() == b"own") == (answer != "o")


@pytest.mark.slow
@pytest.mark.usefixtures("scripts")
def test_a_damaged_ledger_costs_a_question_and_nothing_else(run: Any, phone: Path) -> None:
    command = ("export", "noon.md", "night.md", *QUICK, "-o", "phone")
    assert run(*command).returncode == 0
    ledger = phone / ".voicemat.json"
    assert set(json.loads(ledger.read_text())["entries"]) == {
        "01 Noon.mp3", "02 Night rest.mp3", "voicemat.m3u8",
    }  # fmt: skip
    ledger.write_bytes(ledger.read_bytes()[:100])
    assert run(*command).returncode == 4
    assert run(*command, "--overwrite").returncode == 0
