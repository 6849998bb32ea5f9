"""HTTP itself, which uvicorn speaks, and how much of it anybody may ask for."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from starlette.types import ASGIApp

CONNECTIONS = 200
"""Connections at once, beyond which a request is sent away (503)."""

HEADER_BYTES = 16_384
"""Bytes of a request's line and headers; no player needs a tenth."""

PATIENCE = 10.0
"""Seconds that a request may take to arrive, from the connection's or its own first byte on."""

KEEP_ALIVE = 15
"""Seconds that a connection may wait for its next request."""

PARTING = 1
"""Seconds that transfers have at the end: a paused player holds its own open for ever."""

LOOK = 0.5
"""Seconds between two looks whether it is time to stop."""


class Connection(H11Protocol):
    """uvicorn's connection, closed when a request has not arrived in time.

    uvicorn gives a client as long as it likes for a request's headers, so that a few hundred slow
    ones would keep everybody else away.
    """

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client is there."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Some of a request has come; the clock runs until it is whole."""
        super().data_received(data)
        if self.cycle is None or self.cycle.response_complete:
            self._wait()
        else:
            self._wait_no_more()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(PATIENCE, self.transport.abort)

    def _wait_no_more(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


async def serve(app: ASGIApp, sockets: Sequence[socket.socket], left: Callable[[], float]) -> None:
    """Serve `app` on `sockets` until `left` says that no second is, or a signal comes; the signal's
    handler is called when all is closed.
    """
    server = uvicorn.Server(
        uvicorn.Config(
            app,
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

    async def watch() -> None:
        while (wait := left()) > 0:
            await asyncio.sleep(min(wait, LOOK))
        server.should_exit = True

    watcher = asyncio.create_task(watch())
    try:
        await server.serve(sockets=list(sockets))
    finally:
        watcher.cancel()
        with suppress(asyncio.CancelledError):
            await watcher
