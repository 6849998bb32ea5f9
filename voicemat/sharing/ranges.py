"""Which part of a file a request asks for.

Starlette answers with a file's ranges; but it refuses a header that RFC 9110 says shall be ignored,
and a whole set of ranges for one that lies beyond the end. So the header is read here first, and
goes on in a plain form.
"""

from __future__ import annotations

import re

MOST = 16
"""Ranges of one request. A player asks for one; who asks for hundreds wants to keep a server busy
(RFC 9110, section 17.15), and gets the whole file."""

_RANGE = re.compile(
    r"[ \t]*(?:(?P<first>[0-9]{1,18})-(?P<last>[0-9]{0,18})|-(?P<tail>[0-9]{1,18}))[ \t]*"
)


def plain_range(header: str, size: int) -> str | None:
    """A ``Range`` header for a file of `size` bytes, with only what can be given of it.

    None where the header is to be ignored: another unit, a mistake in it, or too many ranges. Where
    nothing of it can be given, it is the range that begins at the end, which is answered by 416.
    """
    unit, equals, ranges = header.partition("=")
    if unit.strip().lower() != "bytes" or not equals or ranges.count(",") >= MOST:
        return None
    found: list[str] = []
    for part in ranges.split(","):
        match = _RANGE.fullmatch(part)
        if match is None:
            return None
        if match["tail"] is not None:
            first, last = max(size - int(match["tail"]), 0), size - 1
        else:
            first = int(match["first"])
            last = min(int(match["last"]), size - 1) if match["last"] else size - 1
            if match["last"] and int(match["last"]) < first:
                return None
        if first <= last:
            found.append(f"{first}-{last}")
    return f"bytes={','.join(found) or f'{size}-'}"
