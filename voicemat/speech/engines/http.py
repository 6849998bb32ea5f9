"""Voices of a speech server that speaks the OpenAI convention: ``POST {base}/audio/speech``.

A cloud service, or a server at home (Kokoro-FastAPI, LocalAI, openedai-speech and others). Nothing
is sent anywhere unless a person configured an address; what she configured is sent nowhere else:
redirections are not followed. The key stands in the request's header and in no message.
"""

from __future__ import annotations

import ipaddress
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from voicemat.config import Config, Secret
from voicemat.errors import FileError, MissingError
from voicemat.sound.codec import FULL_SCALE
from voicemat.sound.decoding import decode_whole
from voicemat.speech.engine import Take, Voice
from voicemat.speech.passages import parts, spoken
from voicemat.speech.retries import may_pass, retry_after
from voicemat.timeline.utterance import Utterance
from voicemat.units import RATE

if TYPE_CHECKING:
    import httpx2

Samples = NDArray[np.float32]

VERSION = "1"
"""Raised whenever the same answer could become a different take by this module's own doing."""

LONGEST_CALL = 4000
"""Characters in one request; OpenAI's documented limit is 4096."""

PCM_RATE = 24_000
"""Hz of headerless ``pcm``, which is mono, 16 bits, little-endian (OpenAI's documentation)."""

CONTAINERS = (b"RIFF", b"fLaC", b"OggS", b"ID3")
"""What begins the sound of a server that takes no notice of a wish for ``pcm``."""

HOME = (".local", ".lan", ".home", ".internal", ".home.arpa", ".localhost")
"""Ends of names that no public server has (RFC 6762, RFC 8375, RFC 6761, and custom)."""

LONGEST_REFUSAL = 1 << 16
"""Bytes that are read of an answer that is no sound."""

DOUBT = "check http_url, http_model, http_voices and http_format: voicemat config"

SHOWN = 200
"""Characters of a server's own words that a message repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a request may take: seconds to connect, seconds without a byte, seconds for a sentence
    with all its retries; bytes of an answer; tries; seconds of the first pause between them, which
    doubles, and of the longest, beyond which a server's wish to wait is not obeyed.
    """

    connect: float = 10.0
    idle: float = 20.0
    sentence: float = 120.0
    size: int = 32 << 20
    tries: int = 4
    pause: float = 0.5
    longest_pause: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A speech server as a person configured it; without a `url` there is none."""

    url: str = ""
    key: Secret = field(default_factory=Secret)
    model: str = ""
    voices: tuple[str, ...] = ()
    format: str = "wav"
    without_tls: bool = False

    @property
    def host(self) -> str:
        """The name or address, with the port where one is given."""
        return urlsplit(self.url).netloc

    @property
    def is_this_computer(self) -> bool:
        """Whether what is sent to it stays on this computer."""
        name = urlsplit(self.url).hostname or ""
        address = _address(name)
        return address.is_loopback if address else name == "localhost"

    @property
    def is_at_home(self) -> bool:
        """Whether it is on this computer or in a private network."""
        name = urlsplit(self.url).hostname or ""
        address = _address(name)
        if address:
            return address.is_private or address.is_link_local
        return name == "localhost" or "." not in name or name.endswith(HOME)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


class _PassingError(Exception):
    """A trouble that may be over at the next try, in words; `wait` is the server's own wish in
    seconds.
    """

    def __init__(self, message: str, wait: float = 0.0) -> None:
        super().__init__(message)
        self.wait = wait


class HttpEngine:
    """The engine of the voices of one speech server."""

    name = "http"
    audible = True
    reads_ipa = False

    def __init__(self, server: Server | None = None, limits: Limits | None = None) -> None:
        self._server = server or Server()
        self._limits = limits or Limits()

    @classmethod
    def configured(cls, settings: Config) -> Self:
        """The engine for the server of the settings."""
        return cls(
            Server(
                url=settings.http_url.value,
                key=settings.http_key.value,
                model=settings.http_model.value,
                voices=settings.http_voices.value,
                format=settings.http_format.value,
                without_tls=settings.http_without_tls.value,
            )
        )

    @property
    def destination(self) -> str:
        """The server's host; empty where that is this computer."""
        return "" if self._server.is_this_computer else self._server.host

    def voices(self) -> tuple[Voice, ...]:
        """The voices that the person named; none without a server. The server is not asked."""
        if not self._server.url:
            return ()
        return tuple(
            Voice(
                name=name,
                language="mul",
                description=f"{self._server.model} at {self._server.host}",
            )
            for name in self._server.voices
        )

    @property
    def version(self) -> str:
        """That of this module, and what speaks: host, model and form of the sound."""
        server = self._server
        if not server.url:
            raise MissingError(
                "no speech server is configured",
                advice='write http_url = "https://..." and http_voices = "..." into your settings '
                "file, which voicemat config names",
            )
        if not server.voices:
            raise MissingError(
                f"no voice of the server at {server.host} is named",
                advice='write http_voices = "one, another" into your settings file',
            )
        if server.url.lower().startswith("http:") and not (server.is_at_home or server.without_tls):
            raise MissingError(
                f"{server.host} is not at home, and without https everybody on the way could read "
                "what is said, and the key",
                advice="write https:// in http_url; if you mean it: http_without_tls = true",
            )
        return f"{VERSION}-{server.host}-{server.model}-{server.format}"

    def synthesise(self, utterance: Utterance, seed: int) -> Take:  # noqa: ARG002 - none is taken
        """Have `utterance` spoken. The samples come at `RATE`.

        Raises MissingError when the server cannot be reached, refuses, or sends no sound.
        """
        _ = self.version
        return spoken(
            parts(utterance.text, LONGEST_CALL),
            lambda part: self._decoded(self._fetch(part, utterance)),
            RATE,
        )

    # -- asking --------------------------------------------------------------------------

    def _fetch(self, text: str, utterance: Utterance) -> bytes:
        """The server's sound for a text. Tries again after what may pass."""
        limits = self._limits
        until = time.monotonic() + limits.sentence
        pause = limits.pause
        for attempt in range(1, limits.tries + 1):
            try:
                return self._ask(text, utterance, until)
            except _PassingError as trouble:
                # The jitter keeps many sentences from coming back all at once.
                wait = max(pause * random.uniform(0.5, 1.0), trouble.wait)
                if wait > limits.longest_pause:
                    raise self._failure(
                        str(trouble), f"it asks to wait for {wait:.0f} s; what was made is kept"
                    ) from trouble
                if attempt == limits.tries or time.monotonic() + wait > until:
                    tries = f" (tried {attempt} times)" if attempt > 1 else ""
                    raise self._failure(
                        f"{trouble}{tries}", "try again later; what was made is kept"
                    ) from trouble
            time.sleep(wait)
            pause *= 2
        raise AssertionError

    def _ask(self, text: str, utterance: Utterance, until: float) -> bytes:
        import httpx2

        request = {
            "model": self._server.model,
            "input": text,
            "voice": utterance.voice,
            "speed": float(utterance.pace),
            "response_format": self._server.format,
        }
        try:
            with self._client.stream(
                "POST", f"{self._server.url}/audio/speech", json=request
            ) as response:
                if not response.is_success:
                    raise self._refusal(response, until)
                return self._sound(response, until)
        except httpx2.TimeoutException as error:
            raise _PassingError("it did not answer in time") from error
        except httpx2.ConnectError as error:
            raise _PassingError(f"it cannot be reached ({_said(str(error))})") from error
        except httpx2.TransportError as error:
            raise _PassingError("the connection broke off") from error
        except httpx2.HTTPError as error:
            raise self._failure(
                f"its answer cannot be understood ({type(error).__name__})"
            ) from error

    def _sound(self, response: httpx2.Response, until: float) -> bytes:
        """The body of an answer that should be sound."""
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind.startswith("text/") or kind.endswith(("json", "xml")):
            raise self._failure(f"it sent {kind} and no sound")
        body = self._read(response, until, self._limits.size)
        if body is None:
            raise self._failure(f"it sent more than {self._limits.size >> 20} MiB for one sentence")
        if not body:
            raise _PassingError("it sent nothing")
        return body

    @staticmethod
    def _read(response: httpx2.Response, until: float, most: int) -> bytes | None:
        """A body of at most `most` bytes; None for a longer one, of which no more is read."""
        body = bytearray()
        for piece in response.iter_bytes():
            body += piece
            if len(body) > most:
                return None
            if time.monotonic() > until:
                raise _PassingError("it sends too slowly")
        return bytes(body)

    def _refusal(self, response: httpx2.Response, until: float) -> Exception:
        """What to raise for an answer that is none."""
        status = response.status_code
        if may_pass(status):
            words = "it has too many requests" if status == 429 else f"it failed with {status}"
            return _PassingError(words, retry_after(response.headers.get("retry-after", "")))
        if response.is_redirect:
            target = _said(urlsplit(response.headers.get("location", "")).netloc)
            return self._failure(
                f"it sends us on{' to ' if target else ''}{target}, and words and key go only "
                "where you said",
                "if that is right, write the new address into http_url",
            )
        if status in (401, 403):
            problem = "it does not accept the key" if self._server.key.text else "it wants a key"
            return self._failure(problem, "set VOICEMAT_HTTP_KEY, or http_key in your settings")
        body = self._read(response, until, LONGEST_REFUSAL) or b""
        words = _said(self._hidden(body.decode("utf-8", errors="replace")))
        reason = f": {words}" if words else ""
        if status == 404:
            return self._failure(
                f"it knows no such address or model{reason}",
                "check http_url, which often ends in /v1, and http_model",
            )
        return self._failure(f"it refused with {status}{reason}")

    def _failure(self, problem: str, advice: str = DOUBT) -> MissingError:
        return MissingError(f"the speech server at {self._server.host}: {problem}", advice=advice)

    def _hidden(self, words: str) -> str:
        """A server's words without the key, which some repeat."""
        key = self._server.key.text
        return words.replace(key, "(hidden)") if key else words

    @cached_property
    def _client(self) -> httpx2.Client:
        """One for all threads. Connections stay open from sentence to sentence."""
        import httpx2

        key = self._server.key.text
        limits = self._limits
        return httpx2.Client(
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx2.Timeout(limits.idle, connect=limits.connect),
            follow_redirects=False,
            # A proxy of the system is not asked for what is at home.
            trust_env=not self._server.is_at_home,
        )

    # -- understanding -------------------------------------------------------------------

    def _decoded(self, body: bytes) -> Samples:
        """The sound of an answer, mono at `RATE`."""
        if self._server.format == "pcm" and not body.startswith(CONTAINERS):
            return _of_pcm(body)
        with _file(body, f".{self._server.format}") as path:
            try:
                samples = decode_whole(path)
            except FileError as error:
                raise self._failure("what it sent cannot be read as sound") from error
        return np.ascontiguousarray(samples.mean(axis=1, dtype=np.float32))


def _of_pcm(body: bytes) -> Samples:
    from voicemat.sound.resampler import resampled

    steps = np.frombuffer(body[: len(body) & ~1], "<i2")
    samples: Samples = (steps / np.float32(FULL_SCALE)).astype(np.float32)
    blocks = resampled([samples[:, None]], rate=PCM_RATE, to=RATE, channels=1)
    return np.concatenate([block[:, 0] for block in blocks])


@contextmanager
def _file(body: bytes, suffix: str) -> Iterator[Path]:
    """A file with this content, for the time of the context."""
    try:
        with tempfile.TemporaryDirectory(prefix="voicemat-", ignore_cleanup_errors=True) as folder:
            path = Path(folder) / f"speech{suffix}"
            path.write_bytes(body)
            yield path
    except OSError as error:
        raise FileError(
            f"there is no temporary folder to write speech to: {error.strerror or error}",
            advice="set TMPDIR to a folder that can be written and has room",
        ) from error


def _said(text: str) -> str:
    """The beginning of foreign words, on one line, with nothing that a terminal would act on."""
    plain = "".join(mark if mark.isprintable() else " " for mark in text)
    return " ".join(plain.split())[:SHOWN]
