"""A proof as versioned JSON, and back.

The document of the schema in ``docs/proof.schema.json`` is made from the model; a test fails when
it is stale.
"""

from __future__ import annotations

from typing import Any

import msgspec

from voicemat.errors import FileError
from voicemat.proof.model import VERSION, Proof


def to_json(proof: Proof) -> bytes:
    """The proof as indented JSON, with an end of line; the same bytes for equal proofs."""
    return msgspec.json.format(msgspec.json.encode(proof), indent=1) + b"\n"


def from_json(data: bytes) -> Proof:
    """The proof in `data`. Raises FileError for another version, or what is no proof."""
    try:
        version = msgspec.json.decode(data, type=dict[str, Any]).get("version")
        if version != VERSION:
            raise FileError(
                f"this proof has version {version}, and version {VERSION} is understood",
                advice="export the session again with this version of voicemat",
            )
        return msgspec.json.decode(data, type=Proof)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise FileError(f"this is no proof: {error}") from error


def schema() -> dict[str, Any]:
    """The JSON schema of the serialised proof."""
    return msgspec.json.schema(Proof)
