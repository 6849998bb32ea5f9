"""When two files would be the same."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from voicemat import config
from voicemat.batch.fingerprint import fingerprint, text_digest
from voicemat.library import Library
from voicemat.loading import load_manuscript
from voicemat.production import Order

ORDER = Order(routine="noon", length="20m", path="a.mp3")


@pytest.fixture
def digest(library: Path) -> object:
    def digest() -> str:
        shelf = Library(library)
        return text_digest(load_manuscript(shelf.find("noon"), shelf))

    return digest


def test_the_place_does_not_matter_and_all_else_does() -> None:
    own = config.load(environment={})
    same = fingerprint(ORDER, "text", own)
    assert fingerprint(replace(ORDER, path="b/c.mp3", routine="/x/noon"), "text", own) == same
    for other in (
        replace(ORDER, length="21m"),
        replace(ORDER, voice="silent"),
        replace(ORDER, title="Other"),
        replace(ORDER, proof=True),
        replace(ORDER, routine="night"),
        replace(ORDER, track=1, tracks=2),
        replace(ORDER, settings=(("level", "advanced"),)),
        replace(ORDER, quality="high"),
        replace(ORDER, documents=("lrc",)),
    ):
        assert fingerprint(other, "text", own) != same
    assert fingerprint(ORDER, "other", own) != same
    assert fingerprint(ORDER, "text", config.load({"pace": "0.8"}, environment={})) != same
    assert fingerprint(ORDER, "text", config.load({"output": "null"}, environment={})) == same


def test_takes_music_parts_and_overlays_are_of_the_text(library: Path, digest: object) -> None:
    assert callable(digest)
    text = library / "noon.md"
    text.write_text(
        "---\nmusic: bed.wav\n---\n[recording take.wav: Good day.]\n[include part]\nBye.\n[rest]\n"
    )
    (library / "part.md").write_text("Part.\n")
    (library / "take.wav").write_bytes(b"take")
    (library / "bed.wav").write_bytes(b"bed")
    seen = {digest()}
    for change in (
        lambda: (library / "take.wav").write_bytes(b"tone"),
        lambda: (library / "bed.wav").write_bytes(b"bad"),
        lambda: (library / "part.md").write_text("Party.\n"),
        lambda: (library / "noon.overlay.md").write_text('replace "Bye."\nGood night.\n'),
    ):
        change()
        seen.add(digest())
    assert len(seen) == 5
    os.utime(text, ns=(0, 0))
    assert digest() in seen
