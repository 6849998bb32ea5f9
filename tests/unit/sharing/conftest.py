"""Two finished files, a server that shares them, and a phone's browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlsplit

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.fakes.narrated import evening, session, spoken
from voicemat.cover import Subject, draw_cover
from voicemat.exporter import Mix, describe, export
from voicemat.sharing import Episode, Reach, Server, made, open_server
from voicemat.timeline.model import Tags, Timeline
from voicemat.units import RATE


def sounding(timeline: Timeline) -> Mix:
    """Soft noise for a whole timeline, the same everywhere."""

    def render(start: int, count: int) -> NDArray[np.float32]:
        noise = np.random.default_rng(start).standard_normal((count, 2)) * 0.01
        return noise.astype(np.float32)

    return Mix(timeline=timeline, render=lambda _: render)


@pytest.fixture(scope="session")
def episodes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Episode, ...]:
    """A session of three minutes with everything, as MP3, and a bare one of two seconds, as WAV."""
    folder = tmp_path_factory.mktemp("finished")
    long = evening()
    cover = draw_cover(Subject(name="sleep"))
    path = export(sounding(long), folder / "evening.mp3", metadata=describe(long, cover=cover))
    bare = session(
        [spoken("Hello 🌙 there.", RATE // 2, RATE)], 2, tags=Tags(title="Käthe's 2 seconds")
    )
    other = export(sounding(bare), folder / "bare.wav")
    return (
        made(path, long, describe(long, cover=cover)),
        made(other, bare, describe(bare)),
    )


@contextmanager
def running(episodes: Sequence[Episode]) -> Iterator[Server]:
    """A server that answers in a thread of its own."""
    with open_server(episodes, reach=Reach.COMPUTER, idle=600, port=None) as server:
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield server
        finally:
            server._idle = 0
            thread.join(10)
            assert not thread.is_alive()


@pytest.fixture(scope="session")
def server(episodes: tuple[Episode, ...]) -> Iterator[Server]:
    """A server of both files."""
    with running(episodes) as server:
        yield server


@pytest.fixture(scope="session")
def secret(server: Server) -> str:
    """The secret part of the address."""
    return urlsplit(server.pages[0]).path.strip("/")


class Client:
    """Asks a server; each request on a connection of its own."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.host = urlsplit(page).netloc
        self.base = urlsplit(page).path

    def ask(self, name: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
        """The answer for a name under the secret; ``if_range`` is the header If-Range."""
        return self.ask_for(self.base + name, method, **headers)

    def ask_for(
        self, target: str, method: str = "GET", **headers: str
    ) -> tuple[HTTPResponse, bytes]:
        """The answer for a whole target."""
        connection = HTTPConnection(self.host, timeout=10)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, headers=given)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body


@pytest.fixture(scope="session")
def client(server: Server) -> Client:
    """Asks the server."""
    return Client(server.pages[0])
