"""How long a server runs, whom it waits for, and where it listens."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from tests.unit.sharing.conftest import Client, running
from voicemat.errors import FileError, MissingError, UsageError
from voicemat.sharing import Episode, Reach, addresses, http, open_server
from voicemat.sharing import addresses as room  # the function stands for the module's name
from voicemat.sharing.addresses import PORT, listen, local_addresses


def test_it_stops_when_nobody_has_used_it_and_closes_its_port(
    episodes: tuple[Episode, ...],
) -> None:
    with open_server(episodes, reach=Reach.COMPUTER, idle=0.4) as server:
        begun = time.monotonic()
        thread = threading.Thread(target=server.run)  # this one may have an event loop already
        thread.start()
        thread.join(10)
        assert 0.4 <= time.monotonic() - begun < 3
        port = int(server.pages[0].split("/")[2].partition(":")[2])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_use_keeps_it_open_and_wrong_guesses_do_not(episodes: tuple[Episode, ...]) -> None:
    with open_server(episodes[1:], reach=Reach.COMPUTER, idle=0.8) as server:
        client = Client(server.pages[0])
        ended: list[float] = []

        def run() -> None:
            server.run()
            ended.append(time.monotonic())

        thread = threading.Thread(target=run)
        thread.start()
        for _ in range(6):
            time.sleep(0.3)
            assert client.ask("page.css")[0].status == 200
        last = time.monotonic()
        try:
            while not ended and time.monotonic() - last < 5:
                client.ask_for("/wrong/")
                time.sleep(0.1)
        except OSError:
            pass  # it has closed
        thread.join(5)
        assert 0.7 < ended[0] - last < 2.5


def test_a_transfer_that_goes_on_counts_as_use(episodes: tuple[Episode, ...]) -> None:
    """A player fetches a long session bit by bit over one connection."""
    with open_server(episodes[:1], reach=Reach.COMPUTER, idle=1) as server:
        thread = threading.Thread(target=server.run)
        thread.start()
        client = Client(server.pages[0])
        sound = client.ask("sessions.json")[1].decode().partition('"sound":"')[2].partition('"')[0]
        host, _, port = client.host.partition(":")
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect((host, int(port)))
        target = f"GET {client.base}{sound} HTTP/1.1\r\nHost: {client.host}\r\n\r\n"
        connection.sendall(target.encode())
        got = 0
        until = time.monotonic() + 2.5
        while time.monotonic() < until:
            got += len(connection.recv(65536))
            time.sleep(0.01)
        assert thread.is_alive()
        assert got < episodes[0].path.stat().st_size
        # One that takes nothing any more does not, and is cut off.
        thread.join(6)
        assert not thread.is_alive()
        connection.close()


def cut_off(connection: socket.socket, trickle: bytes) -> bool:
    """Whether the server closes a connection on which `trickle` comes now and then."""
    until = time.monotonic() + 4
    connection.settimeout(0.1)
    while time.monotonic() < until:
        try:
            connection.sendall(trickle)
            if not connection.recv(1):
                return True
        except TimeoutError:
            continue
        except OSError:
            return True
    return False


def test_a_slow_request_is_cut_off(
    episodes: tuple[Episode, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "PATIENCE", 0.6)
    with running(episodes[1:]) as server:
        client = Client(server.pages[0])
        host, _, port = client.host.partition(":")
        for beginning in (b"", b"GET / HTTP/1.1\r\nHost: x\r\n"):
            with socket.create_connection((host, int(port)), timeout=5) as connection:
                connection.sendall(beginning)
                begun = time.monotonic()
                assert cut_off(connection, b"X-Slow: 1\r\n" if beginning else b"")
                assert time.monotonic() - begun < 2.5
        assert client.ask("page.css")[0].status == 200


def test_a_slow_second_request_is_cut_off_too(
    episodes: tuple[Episode, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "PATIENCE", 0.6)
    with running(episodes[1:]) as server:
        client = Client(server.pages[0])
        host, _, port = client.host.partition(":")
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            head = f"GET {client.base}page.js HTTP/1.1\r\nHost: {client.host}\r\n"
            connection.sendall(f"{head}\r\n".encode())
            assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
            begun = time.monotonic()
            assert cut_off(connection, b"G")
            assert time.monotonic() - begun < 2.5


def test_more_connections_than_allowed_are_sent_away(
    episodes: tuple[Episode, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "CONNECTIONS", 5)
    with running(episodes[1:]) as server:
        client = Client(server.pages[0])
        host, _, port = client.host.partition(":")
        waiting = [socket.create_connection((host, int(port)), timeout=5) for _ in range(6)]
        time.sleep(0.2)
        assert client.ask("")[0].status == 503
        for connection in waiting:
            connection.close()
        time.sleep(0.2)
        assert client.ask("")[0].status == 200


def test_a_file_that_has_gone_or_changed_is_not_there(
    episodes: tuple[Episode, ...], tmp_path: Path
) -> None:
    from dataclasses import replace

    copy = tmp_path / "copy.wav"
    shutil.copy(episodes[1].path, copy)
    with running([replace(episodes[1], path=copy)]) as server:
        client = Client(server.pages[0])
        sound = client.ask("sessions.json")[1].decode().partition('"sound":"')[2].partition('"')[0]
        assert client.ask(sound)[0].status == 200
        os.utime(copy, (1, 1))
        assert client.ask(sound)[0].status == 200
        other = tmp_path / "other.wav"
        shutil.copy(copy, other)
        other.replace(copy)
        assert client.ask(sound)[0].status == 404
        copy.unlink()
        answer, body = client.ask(sound)
        assert (answer.status, body) == (404, b"There is nothing here.\n")


def test_each_time_has_a_secret_of_its_own(episodes: tuple[Episode, ...]) -> None:
    secrets = set()
    for _ in range(3):
        with open_server(episodes[1:], reach=Reach.COMPUTER, idle=1) as server:
            secret = server.pages[0].split("/")[3]
            assert len(secret) >= 22
            secrets.add(secret)
    assert len(secrets) == 3


def test_the_same_file_twice_is_one_session(episodes: tuple[Episode, ...]) -> None:
    import json

    with running([episodes[1], episodes[1]]) as server:
        assert len(json.loads(Client(server.pages[0]).ask("sessions.json")[1])) == 1


def test_alone_it_listens_on_loopback_only(episodes: tuple[Episode, ...]) -> None:
    assert addresses(Reach.COMPUTER) == ("127.0.0.1",)
    with open_server(episodes[1:], reach=Reach.COMPUTER, idle=1) as server:
        assert [sock.getsockname()[0] for sock in server._sockets] == ["127.0.0.1"]


def test_on_the_network_it_listens_at_private_addresses_and_never_everywhere() -> None:
    if not local_addresses():
        pytest.skip("this computer is on no local network")
    *others, loopback = addresses(Reach.NETWORK)
    assert loopback == "127.0.0.1"
    assert others
    assert all(ip_address(place).is_private for place in others)
    assert not any(ip_address(place).is_unspecified for place in others)


def test_without_a_network_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setattr(sys.modules["voicemat.sharing.addresses"], "local_addresses", lambda: ())
    with pytest.raises(MissingError, match="no local network"):
        room(Reach.NETWORK)


@pytest.mark.parametrize("address", ["8.8.8.8", "127.0.0.2", "169.254.3.4", "0.0.0.0"])
def test_addresses_that_no_phone_at_home_has(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "getsockname", lambda _: (address, 1))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: [(0, 0, 0, "", ("10.1.2.3", 0))])
    assert local_addresses() == ("10.1.2.3",)


def test_a_port_that_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"--port {port} cannot be had"):
            listen(("127.0.0.1",), port)


def test_the_usual_port_or_any() -> None:
    first = listen(("127.0.0.1",), None)
    second = listen(("127.0.0.1",), None)
    ports = [sock.getsockname()[1] for sock in (*first, *second)]
    for sock in (*first, *second):
        sock.close()
    assert ports[0] != ports[1]
    assert PORT not in ports[1:]


def test_what_is_no_sound_file_is_not_shared(episodes: tuple[Episode, ...], tmp_path: Path) -> None:
    from dataclasses import replace

    secret = tmp_path / "passwords.txt"
    secret.write_text("hunter2")
    with (
        pytest.raises(UsageError, match=r"passwords\.txt cannot be shared"),
        open_server([replace(episodes[0], path=secret)], reach=Reach.COMPUTER, idle=1),
    ):
        pass
    gone: Any = replace(episodes[0], path=tmp_path / "gone.mp3")
    with (
        pytest.raises(FileError, match=r"gone\.mp3"),
        open_server([gone], reach=Reach.COMPUTER, idle=1),
    ):
        pass
