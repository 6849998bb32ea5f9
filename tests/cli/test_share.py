"""``voicemat share`` and ``export --to-phone``, as processes, met over the network."""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import numpy as np
import pytest

from tests.tmux import Tmux, python
from voicemat.sharing import Reach, addresses
from voicemat.sharing.addresses import local_addresses

pytestmark = pytest.mark.slow

SCRIPT = """\
---
title: Noon
voice: silent
---
# One
Good day.
[rest]
# Two
So it is.
"""

on_a_network = pytest.mark.skipif(
    not local_addresses(), reason="this computer is on no local network"
)

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def folder(folder: Path) -> Path:
    """The folder in which the command line runs, with a script."""
    (folder / "noon.md").write_text(SCRIPT)
    return folder


@pytest.fixture
def sharing(start: Start, folder: Path) -> Iterator[Callable[..., tuple[Any, list[str]]]]:
    """Starts a command, waits until it shares, and gives the process and what it has said."""
    running: list[subprocess.Popen[str]] = []

    def sharing(*arguments: str) -> tuple[subprocess.Popen[str], list[str]]:
        process = start(*arguments)
        running.append(process)
        assert process.stdout is not None
        said: list[str] = []
        while not said or not said[-1].startswith("It stops"):
            line = process.stdout.readline()
            assert line, process.stderr and process.stderr.read()
            said.append(line.rstrip("\n"))
        return process, said

    yield sharing
    for process in running:
        process.kill()
        process.communicate()


def address(said: list[str], what: str) -> str:
    (line,) = (line for line in said if line.startswith(what))
    return line.split()[-1]


def fetch(place: str) -> bytes:
    with urlopen(place, timeout=5) as answer:
        body: bytes = answer.read()
        return body


def closed(place: str) -> bool:
    host, port = re.findall(r"//([^:]+):(\d+)/", place)[0]
    try:
        socket.create_connection((host, int(port)), timeout=2).close()
    except ConnectionRefusedError:
        return True
    return False


def test_it_makes_the_file_serves_it_and_stops_by_itself(sharing: Any, folder: Path) -> None:
    process, said = sharing("share", "noon.md", "-l", "20s", "--for", "2s")
    page = address(said, "on this computer")
    assert page.startswith("http://127.0.0.1:")
    assert b"<title>voicemat</title>" in fetch(page)
    (told,) = json.loads(fetch(f"{page}sessions.json"))
    assert (told["title"], told["seconds"]) == ("Noon", 20)
    assert [chapter["title"] for chapter in told["chapters"]] == ["One", "Two"]
    assert fetch(page + told["sound"])[:3] == b"ID3"
    assert b"<title>Noon</title>" in fetch(address(said, "podcast feed"))
    out, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert out == "stopped: nobody has used it for 2 s\n"
    assert err == (
        "note: only this computer can reach it; --lan opens it to phones on the network\n"
    )
    assert closed(page)
    # Nothing is left where it was called.
    assert [path.name for path in folder.iterdir()] == ["noon.md"]


def test_the_second_time_nothing_is_made(sharing: Any, folder: Path, cache: Path) -> None:
    def share() -> dict[Path, int]:
        process, _ = sharing("share", "twice.md", "-l", "25s", "--for", "1s")
        process.communicate(timeout=20)
        return {path: path.stat().st_ino for path in (cache / "files").glob("*.mp3")}

    (folder / "twice.md").write_text(SCRIPT.replace("Noon", "Twice"))
    first = share()
    assert share() == first
    # An edited script is another file.
    (folder / "twice.md").write_text(SCRIPT.replace("Noon", "Twice").replace("So", "Thus"))
    assert len(share()) == len(first) + 1


def test_several_routines_and_files_that_are_there(sharing: Any, run: Any, folder: Path) -> None:
    assert run("export", "noon.md", "-l", "20s", "-o", "mine.mp3").returncode == 0
    _, said = sharing("share", "noon.md", "mine.mp3", "-l", "30s", "--for", "1m")
    told = json.loads(fetch(f"{address(said, 'on this computer')}sessions.json"))
    assert [(one["title"], round(one["seconds"])) for one in told] == [("Noon", 30), ("Noon", 20)]
    assert [chapter["title"] for chapter in told[1]["chapters"]] == ["One", "Two"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals to one process")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_closes_everything(sharing: Any, number: int, code: int) -> None:
    process, said = sharing("share", "noon.md", "-l", "20s")
    page = address(said, "on this computer")
    (told,) = json.loads(fetch(f"{page}sessions.json"))
    # One that is listening must not hold it up.
    host, port = re.findall(r"//([^:]+):(\d+)/", page)[0]
    with socket.create_connection((host, int(port))) as held:
        path = f"/{page.split('/', 3)[3]}{told['sound']}"
        held.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
        held.recv(1000)
        begun = time.monotonic()
        process.send_signal(number)
        process.wait(10)
        assert time.monotonic() - begun < 5
    assert process.returncode == code
    assert "Traceback" not in process.stderr.read()
    assert closed(page)


@on_a_network
def test_with_lan_the_network_can_reach_it(sharing: Any) -> None:
    _, said = sharing("share", "noon.md", "-l", "20s", "--lan", "--for", "1m")
    phone, computer = address(said, "on the phone"), address(said, "on this computer")
    assert phone.split("/")[2].partition(":")[0] == addresses(Reach.NETWORK)[0]
    assert phone.split("/")[3] == computer.split("/")[3]
    assert fetch(f"{phone}sessions.json") == fetch(f"{computer}sessions.json")
    assert address(said, "podcast feed") == f"{phone}feed.xml"


@on_a_network
def test_without_an_answer_the_network_cannot_reach_it(sharing: Any) -> None:
    _, said = sharing("share", "noon.md", "-l", "20s", "--for", "1m")
    place = address(said, "on this computer").replace("127.0.0.1", addresses(Reach.NETWORK)[0])
    with pytest.raises(URLError):
        fetch(place)


@on_a_network
def test_an_export_goes_to_the_phone(sharing: Any, folder: Path) -> None:
    process, said = sharing("export", "noon.md", "-l", "20s", "--to-phone")
    assert said[0] == "Noon.mp3  0:20, 0.3 MB"
    phone = address(said, "on the phone")
    (told,) = json.loads(fetch(f"{phone}sessions.json"))
    assert fetch(phone + told["sound"]) == (folder / "Noon.mp3").read_bytes()
    assert said[-1] == "It stops 30 min after it was last used; Ctrl-C stops it now."
    process.kill()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("share",), 2, "Missing argument"),
        (("share", "nothing-like-it"), 2, "nothing-like-it"),
        (("share", "gone.mp3"), 4, "gone.mp3"),
        (("share", "noon.md", "--for", "soon"), 2, "soon"),
        (("share", "noon.md", "--for", "0.1s"), 2, "--for must be a second at least"),
        (("share", "noon.md", "--port", "80"), 2, "--port"),
        (("share", "noon.md", "--format", "tape"), 2, "tape"),
    ],
)
def test_what_cannot_be_shared(run: Any, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = run(*arguments)
    assert done.returncode == code
    assert said in done.stderr
    assert "http://" not in done.stdout


def test_a_port_that_is_taken(run: Any, folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run("share", "noon.md", "-l", "20s", "--port", port)
    assert done.returncode == 2
    assert f"--port {port} cannot be had" in done.stderr


@on_a_network
@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_the_code_on_a_terminal_leads_to_the_page(
    tmp_path: Path, environment: Mapping[str, str], folder: Path
) -> None:
    """The terminal asks, draws the code in its colours, and a camera reads it there."""
    zxing = pytest.importorskip("zxingcpp")
    kept = {name: environment[name] for name in ("HOME", "VOICEMAT_CACHE", "VOICEMAT_LIBRARY")}
    command = python("-m", "voicemat", "share", str(folder / "noon.md"), "-l", "20s", "--for", "2s")
    terminal = Tmux(tmp_path, command, size=(80, 40), **kept)
    try:
        terminal.wait_for("Open it to phones on the local network? [y/N]")
        terminal.press("y", "Enter")
        screen = terminal.wait_for("Ctrl-C stops it now")
        page = re.findall(r"on the phone +(\S+)", screen)[0]
        found = zxing.read_barcodes(picture(terminal.screen("-e", "-N")), try_invert=False)
        assert [code.text for code in found] == [page]
        assert terminal.end() == 0
        assert closed(page)
    finally:
        terminal.close()


def picture(screen: str) -> Any:
    """What a dark terminal shows, by the colours in `screen`, in grey levels."""
    grey = {"16": 0, "231": 255}
    halves = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}
    rows = []
    ink, paper = 220, 20
    for line in screen.split("\n"):
        pair: tuple[list[int], list[int]] = ([], [])
        for part in re.split(r"(\x1b\[[0-9;]*m)", line):
            if part.startswith("\x1b"):
                if re.match(r"\x1b\[(0|39|49)?[;m]", part):
                    ink, paper = 220, 20
                for kind, number in re.findall(r"(38|48);5;(\d+)", part):
                    ink = grey.get(number, 128) if kind == "38" else ink
                    paper = grey.get(number, 128) if kind == "48" else paper
                continue
            for character in part:
                for row, half in zip(pair, halves.get(character, (0, 0)), strict=True):
                    row.append(ink if half else paper)
        rows += [row + [20] * (100 - len(row)) for row in pair]
    return np.kron(np.array(rows, np.uint8), np.ones((6, 6), np.uint8))
