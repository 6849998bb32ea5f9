"""The timeline as versioned JSON, and back.

The document of the schema in ``docs/timeline.schema.json`` is made from the model; a test fails
when it is stale.
"""

from __future__ import annotations

from typing import Any

import msgspec

from voicemat.errors import FileError
from voicemat.timeline.model import VERSION, Timeline


def to_json(timeline: Timeline) -> bytes:
    """The timeline as indented JSON, the same bytes for equal timelines."""
    return msgspec.json.format(msgspec.json.encode(timeline), indent=1)


def from_json(data: bytes) -> Timeline:
    """The timeline in `data`. Raises FileError for another version or a document that does not
    fit the schema.
    """
    try:
        version = msgspec.json.decode(data, type=dict[str, Any]).get("version")
        if version != VERSION:
            raise FileError(
                f"this timeline has version {version}, and version {VERSION} is understood",
                advice="export it again with this version of voicemat",
            )
        return msgspec.json.decode(data, type=Timeline)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise FileError(f"this is no timeline: {error}") from error


def schema() -> dict[str, Any]:
    """The JSON schema of the serialised timeline."""
    return msgspec.json.schema(Timeline)
