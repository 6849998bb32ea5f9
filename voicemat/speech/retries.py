"""What a server's answer says about trying again."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_PASSING = frozenset({408, 425, 429})
"""Answers of a client's fault that may pass by themselves (RFC 9110, RFC 8470, RFC 6585)."""


def may_pass(status: int) -> bool:
    """Whether the trouble of a status code may be over at the next try."""
    return status in _PASSING or status >= 500


def retry_after(header: str) -> float:
    """The seconds of a Retry-After header, which is a number or a date (RFC 9110, 10.2.3); 0 when
    it says nothing.
    """
    text = header.strip()
    if text.isdecimal():
        return float(text)
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    return max((then - datetime.now(then.tzinfo or UTC)).total_seconds(), 0.0)
