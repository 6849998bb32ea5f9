"""A real HTTP server on this machine, in the place of those that publish voices."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

Trouble = Callable[["Answer"], None]
"""Answers one request in another way than it should be."""


class Answer(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    publisher: Publisher

    def do_GET(self) -> None:
        self.publisher.requests.append((self.path, self.headers.get("Range", "")))
        troubles = self.publisher.troubles[self.path]
        if troubles:
            troubles.popleft()(self)
        else:
            self.serve()

    @property
    def content(self) -> bytes:
        return self.publisher.files[self.path]

    def serve(self, *, upto: int | None = None) -> None:
        """The file, or the part that was asked for; with `upto` the connection breaks at that
        byte of the file.
        """
        if self.path not in self.publisher.files:
            self.refuse(404)
            return
        content, start = self.content, 0
        asked = self.headers.get("Range", "")
        if asked:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            if start >= len(content):
                self.refuse(416)
                return
        self.send_response(206 if asked else 200)
        if asked:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        self.wfile.write(content[start:upto])
        if upto is not None:
            self.close_connection = True

    def send_whole(self, content: bytes) -> None:
        """`content` as if nothing but all of it had been asked for."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def refuse(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


class Publisher:
    """Serves `files`, by path. `troubles` are met first, one for each request of a path."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.files: dict[str, bytes] = {}
        self.troubles: defaultdict[str, deque[Trouble]] = defaultdict(deque)
        self.requests: list[tuple[str, str]] = []
        self.over = Event()
        """Set in the end: what hangs may go."""

    def hang(self, answer: Answer) -> None:
        """Take the request and never answer it."""
        self.over.wait(60)
        answer.close_connection = True

    def publish_piper(self, voices: Mapping[str, Mapping[str, bytes]]) -> None:
        """Serve Piper voices, each with its files by name, in the way of the public catalogue."""
        index = {}
        for key, files in voices.items():
            code, name, quality = key.split("-")
            family = code.partition("_")[0]
            entries = {}
            for file, content in files.items():
                path = f"{family}/{code}/{name}/{quality}/{file}"
                self.files[f"/{path}"] = content
                digest = hashlib.md5(content).hexdigest()
                entries[path] = {"size_bytes": len(content), "md5_digest": digest}
            index[key] = {
                "key": key,
                "name": name,
                "language": {
                    "code": code,
                    "family": family,
                    "region": code.partition("_")[2],
                    "name_native": {"de": "Deutsch"}.get(family, "English"),
                    "name_english": {"de": "German"}.get(family, "English"),
                    "country_english": "Germany",
                },
                "quality": quality,
                "num_speakers": 1,
                "speaker_id_map": {},
                "files": entries,
                "aliases": [],
            }
        self.files["/voices.json"] = json.dumps(index).encode()


@contextmanager
def publishing() -> Iterator[Publisher]:
    """A publisher, on a free port, that is gone in the end."""
    handler = type("BoundAnswer", (Answer,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        publisher = Publisher(f"http://127.0.0.1:{server.server_port}")
        handler.publisher = publisher  # type: ignore[attr-defined]
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield publisher
        finally:
            publisher.over.set()
            server.shutdown()
            thread.join()
