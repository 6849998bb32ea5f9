"""The server as a whole: it listens, and stops by itself when nobody uses it any more."""

from __future__ import annotations

import asyncio
import secrets
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from voicemat.sharing.addresses import Reach, addresses, listen
from voicemat.sharing.app import App
from voicemat.sharing.episode import Episode
from voicemat.sharing.http import serve
from voicemat.sharing.shelf import FEED, stock

SECRET_BYTES = 16
"""128 bits: nobody guesses them."""


class Server:
    """A server that listens. Made by `open_server`."""

    def __init__(
        self, episodes: Sequence[Episode], sockets: Sequence[socket.socket], idle: float
    ) -> None:
        self._sockets = sockets
        self._idle = idle
        self._used = time.monotonic()
        secret = secrets.token_urlsafe(SECRET_BYTES)
        hosts = tuple(map(_host, sockets))
        self.pages = tuple(f"http://{host}/{secret}/" for host in hosts)
        """The addresses of the page, the one for a phone first."""
        self.feed = self.pages[0] + FEED
        """The address of the podcast feed."""
        shelves = stock(episodes, self.pages)
        self._app = App(dict(zip(hosts, shelves, strict=True)), secret, self._use)

    def run(self) -> None:
        """Serve until nobody has used it for so long, or a signal comes, whose handler is called
        when all is closed.
        """
        self._use()
        asyncio.run(serve(self._app, self._sockets, self._left))

    def _left(self) -> float:
        return self._used + self._idle - time.monotonic()

    def _use(self) -> None:
        self._used = time.monotonic()


@contextmanager
def open_server(
    episodes: Sequence[Episode], *, reach: Reach, idle: float, port: int | None = None
) -> Iterator[Server]:
    """A server of finished files, which listens already and answers when it is run.

    It stops when nothing was asked for or taken for `idle` seconds. Raises MissingError where there
    is no local network, UsageError for a port that cannot be had or a file that no phone plays,
    FileError for one that cannot be read.
    """
    sockets = listen(addresses(reach), port)
    try:
        yield Server(episodes, sockets, idle)
    finally:
        for sock in sockets:
            sock.close()


def _host(sock: socket.socket) -> str:
    address, port = sock.getsockname()
    return f"{address}:{port}"
