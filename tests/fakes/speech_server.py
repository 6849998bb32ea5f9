"""A speech server on this computer, as good or as bad as a test wants it."""

from __future__ import annotations

import io
import json
import threading
import time
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import numpy as np

RATE = 24_000


def tone(text: str, speed: float = 1.0) -> bytes:
    """Something like speech for a text, as WAV."""
    seconds = (0.4 + 0.06 * len(text)) / speed
    time = np.arange(round(seconds * RATE)) / RATE
    samples = 0.3 * np.sin(np.pi * time / seconds) * np.sin(2 * np.pi * 220 * time)
    steps = (samples * 32767).astype("<i2")
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(steps.tobytes())
    return out.getvalue()


@dataclass
class Answer:
    """What the server does with one request."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    """None for the sound of the text that was asked for."""
    kind: str = "audio/wav"
    before: float = 0.0
    """Seconds before the status."""
    pause: float = 0.0
    """Seconds after each tenth of the body."""
    cut: bool = False
    """Whether the connection breaks off in the middle of the body."""
    endless: bool = False
    sized: bool = True
    """Whether the length is told."""


@dataclass
class Asked:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    at: float


class SpeechServer:
    """Answers by `answer`, which is given the number of the request, from 1 on, and the request.

    To be used as a context. After `stop`, no connection is taken any more.
    """

    def __init__(
        self, answer: Callable[[int, Asked], Answer] = lambda *_: Answer(), port: int = 0
    ) -> None:
        self.asked: list[Asked] = []
        self._answer = answer
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                server._serve(self)

            def do_GET(self) -> None:
                server._serve(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    @property
    def host(self) -> str:
        """Its address and port."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Its address as it stands in the settings."""
        return f"http://{self.host}/v1"

    def stop(self) -> None:
        """Pull the plug."""
        if not self._stopping.is_set():
            self._stopping.set()
            self._server.shutdown()
            self._server.server_close()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("Content-Length", 0))
        asked = Asked(
            path=handler.path,
            headers={name.lower(): value for name, value in handler.headers.items()},
            body=json.loads(handler.rfile.read(length) or b"{}"),
            at=time.monotonic(),
        )
        with self._lock:
            self.asked.append(asked)
            number = len(self.asked)
        if self._stopping.is_set():
            handler.close_connection = True
            return
        try:
            self._send(handler, self._answer(number, asked), asked)
        except OSError:  # the other side had enough
            handler.close_connection = True

    def _send(self, handler: BaseHTTPRequestHandler, answer: Answer, asked: Asked) -> None:
        self._wait(answer.before)
        body = answer.body
        if body is None:
            body = tone(asked.body.get("input", ""), asked.body.get("speed", 1.0))
        handler.send_response(answer.status)
        headers = {"Content-Type": answer.kind, **answer.headers}
        if answer.sized and not answer.endless:
            headers.setdefault("Content-Length", str(len(body)))
        else:
            headers["Connection"] = "close"
            handler.close_connection = True
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        if answer.cut:
            handler.wfile.write(body[: len(body) // 2])
            handler.wfile.flush()
            handler.close_connection = True
            return
        step = max(len(body) // 10, 1)
        while True:
            for start in range(0, len(body), step):
                handler.wfile.write(body[start : start + step])
                self._wait(answer.pause)
            if not answer.endless or self._stopping.is_set():
                return

    def _wait(self, seconds: float) -> None:
        if seconds:
            self._stopping.wait(seconds)
