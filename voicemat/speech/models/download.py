"""Files from the network, whole and as their publisher made them. The one module of the speech
that fetches models, and the one here that knows `httpx2`.

A file is written to a part file beside its target. What is there of it from an earlier try is
kept, and only the rest is asked for (RFC 9110, Range). No If-Range is needed: the digest of the
whole is known beforehand, so bytes of two versions never pass for one file; they are thrown away
and the file is fetched once more from its beginning.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from voicemat.errors import MissingError
from voicemat.speech.models.catalogue import RemoteFile
from voicemat.speech.retries import may_pass, retry_after

if TYPE_CHECKING:
    import httpx2

Progress = Callable[[int, int], None]
"""Told how many bytes are there, of how many."""

T = TypeVar("T")

TIMEOUT = 30.0
"""Seconds in which a server must answer, and then send more."""

TRIES = 4
"""Times in a row that nothing came, after which the server is given up."""

FIRST_WAIT = 1.0
"""Seconds before the second try; twice as long before each further one."""

LONGEST_WAIT = 60.0
"""Seconds that a server may ask us to wait (Retry-After) while a person looks on."""

A_STEP = 1 << 16
"""Bytes that a try must bring to count as one that got on."""

DOCUMENT_LIMIT = 16 * 1_000_000
"""Bytes of a document that is held in memory; the Piper index has under 1 MB."""

PART = ".part"

_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


class DownloadError(MissingError):
    """Something that could not be fetched."""


class _FaultError(Exception):
    """A try that failed and may be made again: why, after how many seconds at least, and whether
    it got on.
    """

    def __init__(self, reason: str, *, wait: float = 0.0, moved: bool = False) -> None:
        super().__init__(reason)
        self.wait = wait
        self.moved = moved


class Downloader:
    """Fetches over HTTP, with patience. Use as a context; not for several threads."""

    def __init__(
        self, *, timeout: float = TIMEOUT, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        import httpx2

        self._sleep = sleep
        self._client = httpx2.Client(
            timeout=timeout,
            follow_redirects=True,
            # A model is fetched as it lies there: a digest is of its own bytes.
            headers={"User-Agent": "voicemat", "Accept-Encoding": "identity"},
        )

    def __enter__(self) -> Downloader:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def read(self, url: str) -> bytes:
        """A small document. Raises DownloadError."""

        def attempt() -> bytes:
            content = bytearray()
            with self._answer(url, {}) as response:
                _check_status(url, response)
                for piece in response.iter_raw():
                    content += piece
                    if len(content) > DOCUMENT_LIMIT:
                        raise DownloadError(f"{url}: this is too large to be what it should be")
            return bytes(content)

        return self._patiently(url, attempt)

    def fetch(self, file: RemoteFile, target: Path, progress: Progress) -> None:
        """Bring `file` to `target`, going on with what an earlier call left.

        `target` is there when it is whole and has the right digest, and not before. Raises
        DownloadError when it cannot be had, and FileError when it cannot be written.
        """
        if target.is_file() and _digest(target, file.algorithm) == file.digest:
            progress(file.size, file.size)
            return
        part = target.with_name(target.name + PART)
        begun = _size(part) > 0
        while True:
            self._patiently(file.url, lambda: self._extend(file, part, progress))
            if _digest(part, file.algorithm) == file.digest:
                part.replace(target)
                return
            part.unlink()
            if not begun:
                raise DownloadError(
                    f"{file.url}: what came is not the file that was published "
                    f"(its {file.algorithm} is another)",
                    advice="try again later; if it stays so, the file was changed at its source",
                )
            begun = False  # the part of an earlier try may have been at fault

    def _extend(self, file: RemoteFile, part: Path, progress: Progress) -> None:
        """Ask for what `part` lacks, and write it."""
        there = _size(part)
        if there > file.size:
            part.unlink()
            there = 0
        progress(there, file.size)
        if there == file.size:
            part.touch()
            return
        headers = {"Range": f"bytes={there}-"} if there else {}
        with self._answer(file.url, headers) as response:
            if response.status_code == 416:  # the server has another file, or bad manners
                part.unlink()
                raise _FaultError("the server has no more of it")
            _check_status(file.url, response)
            start = _start(response, there)
            _check_size(file, response, start)
            got = start
            with part.open("r+b" if start else "wb") as out:
                out.seek(start)
                out.truncate()
                for piece in response.iter_raw():
                    out.write(piece)
                    got += len(piece)
                    if got > file.size:
                        raise _wrong_size(file, f"more than {got - 1}")
                    progress(got, file.size)
                out.flush()
                os.fsync(out.fileno())
        if got < file.size:
            raise _FaultError("the server stopped in the middle", moved=got - start >= A_STEP)

    @contextmanager
    def _answer(self, url: str, headers: dict[str, str]) -> Iterator[httpx2.Response]:
        """The answer to a request. Turns what the network does into faults."""
        import httpx2

        response: httpx2.Response | None = None
        try:
            with self._client.stream("GET", url, headers=headers) as response:
                if url.startswith("https:") and response.url.scheme != "https":
                    raise DownloadError(f"{url}: it leads to a place that is not encrypted")
                yield response
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
            raise DownloadError(f"{url}: this is no address ({error})") from error
        except httpx2.TooManyRedirects as error:
            raise DownloadError(f"{url}: it leads nowhere (too many redirects)") from error
        except httpx2.TimeoutException as error:
            raise _FaultError("the server does not answer", moved=_moved(response)) from error
        except httpx2.TransportError as error:
            reason = str(error) or "the connection broke"
            raise _FaultError(reason, moved=_moved(response)) from error

    def _patiently(self, url: str, attempt: Callable[[], T]) -> T:
        """What `attempt` gives, tried again while bytes come, and `TRIES` times when none do."""
        tries = 0
        while True:
            try:
                return attempt()
            except _FaultError as fault:
                tries = 1 if fault.moved else tries + 1
                if tries >= TRIES:
                    raise DownloadError(
                        f"{url}: {fault}",
                        advice="look at the connection and try again; it goes on where it stopped",
                    ) from fault
                if fault.wait > LONGEST_WAIT:
                    raise DownloadError(
                        f"{url}: {fault}",
                        advice=f"the server asks to try again in {fault.wait:.0f} s",
                    ) from fault
                self._sleep(max(fault.wait, FIRST_WAIT * 2.0 ** (tries - 1)))


def _moved(response: httpx2.Response | None) -> bool:
    return response is not None and response.num_bytes_downloaded >= A_STEP


def _check_status(url: str, response: httpx2.Response) -> None:
    status = response.status_code
    reason = f"{status} {response.reason_phrase}".strip()
    if may_pass(status):
        wait = retry_after(response.headers.get("Retry-After", ""))
        raise _FaultError(f"the server answers {reason}", wait=wait)
    if status not in (200, 206):
        raise DownloadError(
            f"{url}: the server answers {reason}",
            advice="it may have moved: see whether a newer voicemat knows where",
        )


def _start(response: httpx2.Response, asked: int) -> int:
    """The offset of what an answer brings: what was `asked` for, or 0 where the server sends all.

    Raises a fault for another part than that.
    """
    if response.status_code != 206:
        return 0
    match = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if match is None or int(match[1]) != asked:
        raise _FaultError("the server sends another part than the one asked for")
    return asked


def _check_size(file: RemoteFile, response: httpx2.Response, start: int) -> None:
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and start + int(length) != file.size:
        raise _wrong_size(file, str(start + int(length)))


def _wrong_size(file: RemoteFile, size: str) -> DownloadError:
    return DownloadError(
        f"{file.url}: it has {size} bytes, not {file.size} as it was published",
        advice="it may have been replaced: see whether a newer voicemat knows it",
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _digest(path: Path, algorithm: str) -> str:
    with path.open("rb") as file:
        # A published digest finds errors of the way; against malice stands the encryption.
        return hashlib.file_digest(
            file, lambda: hashlib.new(algorithm, usedforsecurity=False)
        ).hexdigest()
