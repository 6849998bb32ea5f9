"""Only what was edited is spoken anew."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from voicemat.library import shipped
from voicemat.timeline.model import BusName

BEFORE = "The day is over. All of it can wait until the morning."
AFTER = "The day is over. All of it may wait until tomorrow."

COMPILE = """\
import json, sys, voicemat
counts = []
for length in ("20m", "24m"):
    speech = voicemat.load(sys.argv[1]).compile(length).speech
    counts.append((speech.synthesised, speech.cached))
print(json.dumps(counts))
"""


def test_an_edited_sentence_alone_is_synthesised(
    sleep: Any, python: Any, environment: dict[str, str], tmp_path: Path
) -> None:
    """By a process that has never seen the others."""
    text = (shipped("scripts") / "sleep.md").read_text(encoding="utf-8")
    assert BEFORE in text
    edited = tmp_path / "edited.md"
    edited.write_text(text.replace(BEFORE, AFTER), encoding="utf-8")
    tracks = sleep("20m").timeline.bus(BusName.VOICE).tracks
    sentences = len({clip.media.name for track in tracks for clip in track.clips})
    recordings = tmp_path / "cache" / "recordings"
    shutil.copytree(
        Path(environment["VOICEMAT_CACHE"]) / "recordings",
        recordings,
        ignore=shutil.ignore_patterns("*.part"),  # others are at work there
    )
    before = set(recordings.glob("*.recording"))

    said = python("-c", COMPILE, str(edited), VOICEMAT_CACHE=str(tmp_path / "cache"))
    counts = json.loads(said.out)

    # "The day is over." is as it was. Another length, in which no [when from] begins to hold,
    # asks for nothing new.
    assert counts == [[1, sentences - 1], [0, sentences]]
    (new,) = set(recordings.glob("*.recording")) - before
    assert b"All of it may wait until tomorrow." in new.read_bytes()
