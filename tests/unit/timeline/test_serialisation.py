"""The timeline as versioned JSON, and the document of its schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # its types are a package of their own
import pytest

from tests.fakes.compiling import compile_text
from tests.golden.renew import COMMAND, SCHEMA, schema_text
from voicemat.errors import FileError
from voicemat.timeline.model import VERSION, Timeline
from voicemat.timeline.serialisation import from_json, schema, to_json

TEXT = """---
title: "Rest \N{EM DASH} ünd \\"quiet\\""
music: rain + drift -3 dB
ending: bell
tags: a, b
---
# One
Hello there. Good.
...
[music quieter]
[breathe box 2, 3 times]
# Two \N{PERSON IN LOTUS POSITION}
[bowl, twice]
[rest]
[music fades out over 9 s]
"""


@pytest.fixture
def timeline() -> Timeline:
    return compile_text(TEXT, seconds=180).session


def test_there_and_back(timeline: Timeline) -> None:
    data = to_json(timeline)
    assert from_json(data) == timeline
    assert to_json(from_json(data)) == data


def test_the_same_timeline_is_the_same_bytes(timeline: Timeline) -> None:
    assert to_json(timeline) == to_json(compile_text(TEXT, seconds=180).session)


def test_it_is_plain_json_with_its_version(timeline: Timeline) -> None:
    document = json.loads(to_json(timeline))
    assert document["version"] == VERSION
    assert document["rate"] == 48_000
    assert document["frames"] == timeline.frames
    assert [bus["name"] for bus in document["buses"]] == [
        "voice",
        "music",
        "cues",
        "tones",
        "room",
    ]
    clip = document["buses"][0]["tracks"][0]["clips"][0]
    assert clip["origin"] == {"source": "evening.md", "line": 8, "column": 1, "length": 12}


def test_it_fits_its_schema(timeline: Timeline) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(json.loads(to_json(timeline)), schema())


def test_the_schema_refuses_what_is_none(timeline: Timeline) -> None:
    document = json.loads(to_json(timeline))
    document["buses"][0]["tracks"][0]["clips"][0]["start"] = "soon"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema())


def test_the_document_of_the_schema_is_fresh() -> None:
    written = SCHEMA.read_text("utf-8") if SCHEMA.exists() else ""
    assert written == schema_text(), (
        f"{SCHEMA.name} is stale: renew it with {COMMAND}, "
        "and raise VERSION in timeline/model.py where a field's meaning has changed"
    )


def test_the_document_lies_among_the_docs() -> None:
    root = Path(__file__).parents[3]
    assert root / "docs" / "timeline.schema.json" == SCHEMA


@pytest.mark.parametrize("version", [0, VERSION + 1, "1", None, 1.5])
def test_another_version_is_refused(timeline: Timeline, version: object) -> None:
    document = json.loads(to_json(timeline))
    document["version"] = version
    with pytest.raises(FileError, match=f"version {version}, and version {VERSION} is understood"):
        from_json(json.dumps(document).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b"nothing",
        b"\xff",
        b'{"version": 1}',
        b'{"version": true}',
        b'{"version": 1, "rate": 48000.5}',
        b'{"a":' * 20_000,
        b"[" * 20_000,
    ],
)
def test_what_is_no_timeline_is_refused(data: bytes) -> None:
    with pytest.raises(FileError):
        from_json(data)


def test_a_wrong_type_within_says_where(timeline: Timeline) -> None:
    document = json.loads(to_json(timeline))
    document["buses"][1]["name"] = "drums"
    with pytest.raises(FileError, match=r"this is no timeline: .*\$\.buses"):
        from_json(json.dumps(document).encode())
