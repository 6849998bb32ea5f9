"""The stream of an Opus file, page by page."""

# mypy: allow-untyped-calls
# mutagen has types for some of its functions only.

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from mutagen.ogg import OggPage
from numpy.typing import NDArray

from voicemat.exporter import Mix, describe, export
from voicemat.timeline.model import Timeline

Samples = NDArray[np.float32]
Session = Callable[..., Timeline]
Sound = Callable[[int], Samples]
Mixed = Callable[..., Mix]


def pages(path: Path) -> list[OggPage]:
    """All pages, whose checksums must be right."""
    data = path.read_bytes()
    found = []
    with path.open("rb") as file:
        while file.tell() < len(data):
            start = file.tell()
            page = OggPage(file)
            assert page.write() == data[start : file.tell()]
            found.append(page)
    return found


# A page of sound holds a second; 47 688 + 312 frames fill one to the last.
@pytest.mark.parametrize("frames", [1, 960, 47_688, 47_689, 100_003])
def test_the_stream_follows_the_standard(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed, frames: int
) -> None:
    timeline = session(frames)
    cover = bytes(150_000)  # the comment header goes over several pages
    metadata = describe(timeline, cover=cover)
    path = export(mixed(timeline, sound(frames)), tmp_path / "a.opus", metadata=metadata)
    found = pages(path)
    assert [page.sequence for page in found] == list(range(len(found)))
    assert len({page.serial for page in found}) == 1
    assert [page.first for page in found] == [True] + [False] * (len(found) - 1)
    assert [page.last for page in found] == [False] * (len(found) - 1) + [True]

    head = found[0].packets[0]
    assert head[:8] == b"OpusHead"
    pre_skip = int.from_bytes(head[10:12], "little")
    assert found[-1].position == pre_skip + frames
    headers = [page for page in found if page.position in (0, -1)]
    assert len(headers) > 3
    # The comment header is alone on its pages; RFC 7845, 3.
    head_packet, tags = OggPage.to_packets(headers)
    assert head_packet == head
    assert tags[:8] == b"OpusTags"


def test_other_sessions_have_other_serial_numbers(
    tmp_path: Path, session: Session, sound: Sound, mixed: Mixed
) -> None:
    serials = set()
    for title in ("One", "Two"):
        path = export(mixed(session(4_800, title=title), sound(4_800)), tmp_path / f"{title}.opus")
        serials.add(pages(path)[0].serial)
    assert len(serials) == 2
