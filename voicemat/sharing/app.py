"""The answers of the server, as an ASGI application.

Whoever does not know the secret learns nothing, not even what there is: everything but a right
request gets the same refusal. Sources: RFC 9110 (HTTP), RFC 9111 (what may be kept).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from secrets import compare_digest

import anyio.to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse, Response
from starlette.types import Message, Receive, Scope, Send

from voicemat.sharing.ranges import plain_range
from voicemat.sharing.shelf import Shelf, Sound, Text

METHODS = frozenset({"GET", "HEAD"})

ALWAYS = {
    # Nothing but what this server gives: no other place, nothing written into the page.
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",  # the address holds the secret
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}

NOT_KEPT = "no-store"
"""For what tells what there is: a phone keeps no copy of it."""

ASKED_AGAIN = "private, no-cache"
"""For sounds and pictures: a player may keep what it has, and asks whether that still holds."""


class App:
    """Answers from shelves.

    `shelves` are found by the ``Host`` that a request names, so that a page from elsewhere that has
    made a name of its own lead here (DNS rebinding) is refused. `used` is called whenever something
    was given.
    """

    def __init__(self, shelves: Mapping[str, Shelf], secret: str, used: Callable[[], None]) -> None:
        self._shelves = shelves
        self._secret = secret.encode()
        self._used = used

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = Headers(scope=scope)
        found = self._find(scope, headers)
        response = None
        if isinstance(found, Text):
            response = _text(found, headers)
        elif isinstance(found, Sound):
            response = await _sound(found, headers, scope)
        if response is None:
            await _refusal()(scope, receive, send)
            return

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                # Here, as the library answers some requests (416) without our headers.
                sent = MutableHeaders(scope=message)
                sent.update(ALWAYS)
                sent.setdefault("cache-control", NOT_KEPT)
            await send(message)
            self._used()

        await response(scope, receive, send_on)

    def _find(self, scope: Scope, headers: Headers) -> Text | Sound | None:
        """What is asked for; None for whatever is not right."""
        # The bytes as they came: what is written otherwise (%2e) is another name.
        secret, _, name = scope["raw_path"].removeprefix(b"/").partition(b"/")
        known = compare_digest(secret, self._secret)
        hosts = headers.getlist("host")
        if not known or len(hosts) != 1 or scope["method"] not in METHODS:
            return None
        return self._shelves.get(hosts[0].lower(), {}).get(name.decode("ascii", "replace"))


def _text(text: Text, headers: Headers) -> Response:
    keep = ASKED_AGAIN if text.media_type.startswith("image/") else NOT_KEPT
    answer = {"etag": text.etag, "cache-control": keep}
    if _is_known(text.etag, headers):
        return Response(status_code=304, headers=answer)
    return Response(text.body, media_type=text.media_type, headers=answer)


async def _sound(sound: Sound, headers: Headers, scope: Scope) -> Response | None:
    """The answer for a sound; None where its file is gone, or is another one by now."""
    answer = {"etag": sound.etag, "cache-control": ASKED_AGAIN}
    if _is_known(sound.etag, headers):
        return Response(status_code=304, headers=answer)
    try:
        status = await anyio.to_thread.run_sync(os.stat, sound.path)
    except OSError:
        return None
    if not sound.is_same(status):
        return None
    _settle_range(scope, headers, status.st_size)
    return FileResponse(
        sound.path,
        headers=answer,
        media_type=sound.media_type,
        filename=sound.save_as,
        stat_result=status,
    )


def _settle_range(scope: Scope, headers: Headers, size: int) -> None:
    """Leave in a request what of its ``Range`` there is to give: only GET has any (RFC 9110,
    section 14.2).
    """
    asked = headers.getlist("range")
    plain = plain_range(asked[0], size) if len(asked) == 1 and scope["method"] == "GET" else None
    others = [(name, value) for name, value in scope["headers"] if name != b"range"]
    scope["headers"] = others + ([(b"range", plain.encode())] if plain else [])


def _is_known(etag: str, headers: Headers) -> bool:
    """Whether a player has this very content already (RFC 9110, section 13.1.2)."""
    known = (one.strip().removeprefix("W/") for one in headers.get("if-none-match", "").split(","))
    return any(one in (etag, "*") for one in known)


def _refusal() -> Response:
    return Response(
        b"There is nothing here.\n",
        status_code=404,
        media_type="text/plain",
        headers={**ALWAYS, "cache-control": NOT_KEPT, "connection": "close"},
    )
