"""Frames as LAME writes them, read bit by bit."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.contents import CONTENTS, lame_frames
from voicemat.exporter.encoders.mp3.frame import (
    LONG,
    SHORT,
    SIZES,
    START,
    STOP,
    StreamError,
    enlarged,
    overhead,
    side_information,
)

FOLLOWS = {LONG: {LONG, START}, START: {SHORT}, SHORT: {SHORT, STOP}, STOP: {LONG, START}}
"""Block types that may come after another; ISO/IEC 11172-3, figure C.6."""

LARGER = SIZES[SIZES.index(384) :]

frames_of = cache(lambda name: lame_frames(CONTENTS[name](48_000 * 10)))


@pytest.mark.parametrize("name", CONTENTS)
def test_what_lame_writes_holds_together(name: str) -> None:
    sides = [side_information(frame) for frame in frames_of(name)]
    assert sides[0].main_data_begin == 0
    for before, after in pairwise(sides):
        # The next frame's main data begins after the end of this one's, and in the reservoir.
        assert 0 <= after.main_data_begin <= before.free
    for channel in (0, 1):
        types = [granule[channel] for side in sides for granule in side.block_types]
        assert all(after in FOLLOWS[before] for before, after in pairwise(types))
    kinds = {kind for side in sides for granule in side.block_types for kind in granule}
    # Noise and the bed begin abruptly, so both have a short block there.
    assert kinds == ({LONG} if name == "silence" else {LONG, START, SHORT, STOP})


def test_the_fields_are_where_the_standard_has_them() -> None:
    """A side information written by hand: each field of some ones, the others zero."""
    channels = (
        # part2_3_length, then window switching with a short block, then one without.
        f"{1000:012b}" + 21 * "0" + "1" + f"{SHORT:02b}" + 20 * "0" + 3 * "0",
        f"{200:012b}" + 21 * "1" + "0" + 22 * "1" + 3 * "1",
        f"{5:012b}" + 21 * "0" + "1" + f"{START:02b}" + 20 * "1" + 3 * "0",
        f"{4095:012b}" + 21 * "0" + "0" + 22 * "0" + 3 * "0",
    )
    bits = f"{511:09b}" + "101" + "11110000" + "".join(channels)
    assert len(bits) == 32 * 8
    frame = bytes.fromhex("fffb9464") + int(bits, 2).to_bytes(32, "big") + bytes(348)
    side = side_information(frame)
    assert side.main_data_begin == 511
    assert side.free == 348 + 511 - -(-(1000 + 200 + 5 + 4095) // 8)
    assert side.block_types == ((SHORT, LONG), (START, LONG))


@settings(max_examples=60)
@given(st.sampled_from(sorted(CONTENTS)), st.integers(0, 400), st.binary(min_size=4, max_size=4))
def test_another_header_is_refused(name: str, number: int, header: bytes) -> None:
    frame = frames_of(name)[number]
    same = all(
        (mine ^ theirs) & mask == 0
        for mine, theirs, mask in zip(frame, header, b"\xff\xff\xff\xcf", strict=False)
    )
    if not same:
        with pytest.raises(StreamError):
            side_information(header + frame[4:])


@given(st.integers(4, 2 * 384).filter(lambda size: size != 384))
def test_another_size_is_refused(size: int) -> None:
    frame = (frames_of("bed")[50] + frames_of("bed")[51])[:size]
    with pytest.raises(StreamError):
        side_information(frame)


@given(
    st.sampled_from(sorted(CONTENTS)),
    st.integers(0, 400),
    st.sampled_from(SIZES[SIZES.index(384) :]),
)
def test_an_enlarged_frame_is_the_same_with_more_room(name: str, number: int, size: int) -> None:
    frame = frames_of(name)[number]
    larger = enlarged(frame, size)
    assert len(larger) == size
    assert larger[4:].startswith(frame[4:])
    before, after = side_information(frame), side_information(larger)
    assert after.free - before.free == size - 384
    assert after.block_types == before.block_types
    assert len(larger) - overhead(larger) >= after.free - after.main_data_begin
