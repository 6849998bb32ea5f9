"""The server itself: it listens, and stops by itself when nobody uses it any more."""

from __future__ import annotations

import asyncio
import secrets
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import uvicorn

from voicemat.sharing.addresses import Reach, addresses, listen
from voicemat.sharing.app import App
from voicemat.sharing.connection import Connection
from voicemat.sharing.episode import Episode
from voicemat.sharing.shelf import FEED, stock

SECRET_BYTES = 16
"""128 bits: nobody guesses them."""

CONNECTIONS = 200
"""Connections at once, beyond which a request is sent away (503)."""

HEADER_BYTES = 16_384
"""Bytes of a request's line and headers; no player needs a tenth."""

KEEP_ALIVE = 15
"""Seconds that a connection may wait for its next request."""

PARTING = 1
"""Seconds that transfers have at the end: a paused player holds its own open for ever."""

LOOK = 0.5
"""Seconds between two looks whether it is time to stop."""


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
        server = uvicorn.Server(
            uvicorn.Config(
                self._app,
                http=Connection,
                ws="none",
                lifespan="off",
                interface="asgi3",
                log_config=None,
                log_level="critical",
                access_log=False,  # it would hold the secret
                proxy_headers=False,  # nobody stands before it whose word counts
                server_header=False,
                limit_concurrency=CONNECTIONS,
                h11_max_incomplete_event_size=HEADER_BYTES,
                timeout_keep_alive=KEEP_ALIVE,
                timeout_graceful_shutdown=PARTING,
            )
        )
        self._use()
        asyncio.run(self._serve(server))

    async def _serve(self, server: uvicorn.Server) -> None:
        watch = asyncio.create_task(self._watch(server))
        try:
            await server.serve(sockets=list(self._sockets))
        finally:
            watch.cancel()

    async def _watch(self, server: uvicorn.Server) -> None:
        while (left := self._used + self._idle - time.monotonic()) > 0:
            await asyncio.sleep(min(left, LOOK))
        server.should_exit = True

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
