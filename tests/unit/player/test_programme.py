"""A session that is revised while it plays: no word is cut, and nothing else is lost."""

from __future__ import annotations

import time

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.fakes.stems import as_music
from voicemat.player.bridges import CROSSFADE, MARGIN, SHORTEST_CROSSFADE, find_bridges
from voicemat.player.desk import Desk
from voicemat.player.marks import Marks
from voicemat.player.programme import Programme, Revision
from voicemat.player.readers import LEAD, AheadReader
from voicemat.player.transport import Transport
from voicemat.timeline.model import (
    Bus,
    BusName,
    Chapter,
    Clip,
    Marker,
    MarkerKind,
    Media,
    MediaKind,
    Tags,
    Timeline,
    Track,
)
from voicemat.units import RATE

MUSIC = 0.01
WORD = 0.5


def session(seconds: int, *said: tuple[str, float, float], breath: tuple[int, int] | None = None):
    """A timeline of sentences (text, start and length in seconds), and its renderer: a soft
    constant for the music, and WORD more on the left where somebody speaks.
    """
    clips = tuple(
        Clip(
            start=round(at * RATE),
            duration=round(length * RATE),
            media=Media(kind=MediaKind.RECORDING, name=text),
            text=text,
        )
        for text, at, length in said
    )
    markers = ()
    if breath:
        start, end = (second * RATE for second in breath)
        markers = (Marker(kind=MarkerKind.BREATH, start=start, end=end),)
    timeline = Timeline(
        rate=RATE,
        frames=seconds * RATE,
        tags=Tags(title="Evening"),
        voice_loudness=-22.0,
        buses=(Bus(name=BusName.VOICE, tracks=(Track(name="voice", clips=clips),)),),
        chapters=(
            Chapter(title="One", start=0, end=10 * RATE),
            Chapter(title="Two", start=10 * RATE, end=seconds * RATE),
        ),
        markers=markers,
    )

    def render(start: int, frames: int) -> NDArray[np.float32]:
        numbers = np.arange(start, min(start + frames, timeline.frames))
        out = np.full((len(numbers), 2), MUSIC, np.float32)
        for number, clip in enumerate(clips):
            inside = (numbers >= clip.start) & (numbers < clip.end)
            out[inside, 0] += WORD * (1 + number / 100)
        return out

    return timeline, render


OLD = (("Lie down.", 2, 2), ("Let go.", 6, 3), ("Rest.", 12, 1), ("Sleep.", 20, 1))
NEW = (("Lie down.", 2, 2), ("Let go.", 6, 3), ("Rest well now.", 13, 4), ("Sleep.", 22, 1))


def heard(programme: Programme) -> NDArray[np.float32]:
    return np.concatenate(
        [
            programme.render(start, 5000)
            for start in range(0, programme.timeline.frames + 5000, 5000)
        ]
    )


def words(samples: NDArray[np.float32]) -> list[tuple[float, float]]:
    """Start and length in seconds of every stretch in which somebody speaks."""
    speaking = np.concatenate(([False], samples[:, 0] > WORD / 10, [False]))
    edges = np.flatnonzero(np.diff(speaking.astype(int)))
    return [
        (round(start / RATE, 3), round((end - start) / RATE, 3))
        for start, end in zip(edges[::2], edges[1::2], strict=True)
    ]


def revise(programme: Programme, timeline: Timeline, render, seconds: float) -> int | None:
    bridges = find_bridges(programme.timeline, timeline)
    return programme.switch(
        Revision(timeline=timeline, render=render), bridges, round(seconds * RATE)
    )


@pytest.mark.parametrize(
    ("now", "leave", "said"),
    [
        (0, 1, NEW),  # before the first word
        (2.5, 3.5, NEW),  # within a word that stays the very same
        (7, 8, NEW),
        (9.5, 10.5, NEW),  # in a silence: at once, with the margin
        (12.5, 13.5, (*NEW[:2], ("Rest.", 12, 1), ("Sleep.", 18, 1))),  # in the changed word
        (16, 17, (*NEW[:2], ("Rest.", 12, 1), ("Sleep.", 18, 1))),
    ],
)
def test_no_word_is_cut_wherever_the_change_comes(now, leave, said):
    programme = Programme(*session(30, *OLD))
    assert revise(programme, *session(32, *NEW), now) == leave * RATE
    samples = heard(programme)
    assert words(samples) == [(at, length) for _, at, length in said]
    assert len(samples) == programme.timeline.frames
    shown = [clip.text for clip in programme.timeline.buses[0].tracks[0].clips]
    assert shown == [text for text, _, _ in said]


def test_what_was_heard_before_stays_bit_for_bit():
    timeline, render = session(30, *OLD)
    programme = Programme(timeline, render)
    leave = revise(programme, *session(32, *NEW), 7)
    assert np.array_equal(programme.render(0, leave), render(0, leave))


def test_blocks_do_not_matter():
    programme = Programme(*session(30, *OLD))
    revise(programme, *session(32, *NEW), 7)
    whole = programme.render(0, programme.timeline.frames)
    assert np.array_equal(whole, heard(programme))


def test_the_same_music_does_not_swell_in_the_crossfade():
    programme = Programme(*session(30, *OLD))
    leave = revise(programme, *session(32, *NEW), 7)
    music = programme.render(leave, CROSSFADE)[:, 1]
    assert np.allclose(music, MUSIC, rtol=1e-5)


def test_other_music_keeps_its_power_in_the_crossfade():
    programme = Programme(*session(30, *OLD))
    leave = revise(programme, *session(32, *NEW), 12.5)
    gains = programme.render(leave, CROSSFADE)[:, 1] / MUSIC
    assert gains.max() <= np.sqrt(2) * 1.001  # two gains whose squares add up to one
    assert gains[0] == pytest.approx(1, abs=0.01)
    assert gains[-1] == pytest.approx(1, abs=0.01)


def test_a_guided_breath_is_not_cut():
    old = session(40, ("Breathe.", 2, 1), ("In.", 5, 1), ("Good.", 27, 1), breath=(5, 25))
    new = session(50, ("Breathe.", 2, 1), ("In.", 6, 1), ("Well.", 28, 2), breath=(6, 26))
    programme = Programme(*old)
    assert revise(programme, *new, 8) == 25 * RATE
    assert words(heard(programme))[-1] == (27, 2)


def test_a_guided_breath_that_stays_the_same_does_not_delay_a_change():
    old = session(40, ("Breathe.", 2, 1), ("In.", 5, 1), ("Good.", 27, 1), breath=(5, 25))
    new = session(40, ("Breathe.", 2, 1), ("In.", 5, 1), ("Well.", 27, 2), breath=(5, 25))
    programme = Programme(*old)
    assert revise(programme, *new, 8) == 9 * RATE
    assert words(heard(programme))[-1] == (27, 2)


def test_too_late_is_told():
    programme = Programme(*session(30, *OLD))
    assert revise(programme, *session(32, *NEW), 29.5) is None
    assert programme.timeline == session(30, *OLD)[0]


def test_a_second_change_before_the_first_is_heard_takes_its_place():
    programme = Programme(*session(30, *OLD))
    timeline, render = session(32, *NEW)
    assert revise(programme, timeline, lambda *place: render(*place) + 0.2, 7) == 8 * RATE
    third = (*NEW[:2], ("Rest.", 12, 2), ("Sleep.", 25, 1))
    assert revise(programme, *session(35, *third), 7) == 8 * RATE
    samples = heard(programme)
    assert words(samples) == [(at, length) for _, at, length in third]
    assert np.allclose(samples[:, 1], MUSIC, rtol=1e-5)


def test_changes_one_after_the_other():
    programme = Programme(*session(30, *OLD))
    revise(programme, *session(32, *NEW), 7)
    again = (*NEW[:3], ("Sleep.", 25, 2), ("Deeply.", 30, 1))
    revise(programme, *session(35, *again), 15)
    assert words(heard(programme)) == [(at, length) for _, at, length in again]
    assert programme.timeline.frames == 35 * RATE


def test_a_bridge_leaves_room_for_a_crossfade():
    old, _ = session(30, ("a", 2, 2), ("b", 4.2, 2), ("c", 10, 1))
    new, _ = session(30, ("a", 3, 2), ("B", 5.2, 2), ("c", 11, 1))
    bridges = find_bridges(old, new)
    assert all(
        bridge.leave(0) is None or bridge.crossfade(bridge.leave(0)) >= SHORTEST_CROSSFADE
        for bridge in bridges
    )
    assert [bridge.leave(3 * RATE) for bridge in bridges][1] is None  # 0.2 s between a and b


def test_the_chapters_are_those_that_are_heard():
    programme = Programme(*session(30, *OLD))
    revise(programme, *session(32, *NEW), 12.5)
    chapters = programme.timeline.chapters
    assert [chapter.title for chapter in chapters] == ["One", "Two"]
    assert chapters[-1].end == programme.timeline.frames


def test_a_reader_that_is_ahead_forgets_what_changed():
    programme = Programme(*session(30, *OLD))
    with AheadReader(as_music(programme.render), programme.timeline.frames) as reader:
        desk = Desk(reader)
        transport = Transport(desk, Marks.of(programme.timeline))
        timeline, render = session(32, *NEW)
        blocks = []

        def switch(position: int):
            bridges = find_bridges(programme.timeline, timeline)
            leave = programme.switch(Revision(timeline=timeline, render=render), bridges, position)
            reader.renew(leave, programme.timeline.frames)
            return Marks.of(programme.timeline)

        position = 0
        while transport.status.state != "ended":
            until = time.monotonic() + 5
            wanted = min(LEAD // 4, reader.frames - position)
            while desk.ready(position) < min(LEAD // 2, reader.frames - position):
                assert time.monotonic() < until
                time.sleep(0.001)
            if len(blocks) == 15:  # at 7.5 s: what lies ready reaches past the change at 9 s
                transport.revise(switch)
            blocks.append(transport.pull(wanted or 1))
            position = transport.status.position
    samples = np.concatenate(blocks)
    assert transport.underruns == 0
    assert np.array_equal(samples, programme.render(0, programme.timeline.frames))
    assert words(samples) == [(at, length) for _, at, length in NEW]


assert MARGIN == RATE  # the times above count on it
