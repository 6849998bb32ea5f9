"""A session that is heard while its narration is made, with a voice as fast or slow as told."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from voicemat import config, unfolding
from voicemat.compiler.night import Night, for_night
from voicemat.errors import MissingError
from voicemat.pipeline import Routine, ScriptError, load_with
from voicemat.player.desk import Desk
from voicemat.player.editing import Editing
from voicemat.player.marks import Marks
from voicemat.player.programme import Programme
from voicemat.player.readers import DirectReader
from voicemat.player.transport import State, Transport
from voicemat.speech.cache import RecordingCache
from voicemat.speech.narrator import Narrator
from voicemat.speech.registry import Registry
from voicemat.studio import Studio
from voicemat.timeline.comparison import spoken
from voicemat.timeline.model import Clip, Timeline
from voicemat.timeline.utterance import Utterance
from voicemat.unfolding import GROUP, WAITING, Unfolding
from voicemat.units import RATE

STEP = RATE // 4
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth last"
)
SENTENCES = [
    f"This is the {word} of the sentences, and it is said slowly, with time."
    for word in ORDINALS.split()
]
TEXT = """\
---
title: Evening
length: 6 min (3-20)
music: rain
ending: sleep
---
# One

[pause 2-20 s]
{}

# Two

[bowl]
{}
[breathe in 4, out 6, 3 times]
[pause 5-60 s]
{}
"""


class PacedNarrator(Narrator):
    """A narrator that makes as many sentences as it is allowed to."""

    allowed = 0
    made = 0

    def __init__(self, registry: Registry, cache: RecordingCache) -> None:
        super().__init__(registry, cache)
        self.change = threading.Condition()
        self.waiting = False

    def durations(self, utterances: Iterable[Utterance], progress=None) -> Mapping[Utterance, int]:
        group = tuple(utterances)
        with self.change:
            while self.made + len(group) > self.allowed:
                self.waiting = True
                self.change.notify_all()
                self.change.wait()
            self.waiting = False
            self.made += len(group)
        return super().durations(group, progress)

    def allow(self, count: int) -> None:
        """Allow so many sentences in all, and wait until they are made."""
        with self.change:
            self.allowed, self.waiting = count, False
            self.change.notify_all()
            until = time.monotonic() + 5
            while not self.waiting and self.made < TOTAL:
                self.change.wait(0.05)
                assert time.monotonic() < until


def silence(timeline: Timeline):
    def render(start: int, frames: int) -> NDArray[np.float32]:
        return np.zeros((max(min(frames, timeline.frames - start), 0), 3, 2), np.float32)

    return render


@pytest.fixture
def routine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Routine:
    # The voice is paced here, so it must not run elsewhere.
    monkeypatch.setattr(unfolding, "narrate", lambda *_: iter(()))

    def part(first: int, last: int) -> str:
        return "\n...\n".join(SENTENCES[first:last])

    path = tmp_path / "evening.md"
    path.write_text(TEXT.format(part(0, 8), part(8, 12), part(12, 17)))
    flags = {"voice": "silent", "cache": str(tmp_path / "cache")}
    studio = Studio(config.load(flags, environment={}, folder=tmp_path), lambda _: None)
    cache = RecordingCache(tmp_path / "cache" / "speech", limit=10**8, notice=lambda _: None)
    studio.__dict__["narrator"] = PacedNarrator(Registry.installed(), cache)
    return load_with(studio, str(path))


@pytest.fixture
def exported(tmp_path: Path, routine: Routine) -> Timeline:
    """What an export writes."""
    studio = Studio(routine.studio.config, lambda _: None)
    return load_with(studio, str(tmp_path / "evening.md")).compile().timeline


TOTAL = len(SENTENCES) + 2
"""Distinct utterances: the sentences, and the prompts of a breath."""


class Evening:
    """A session played on a clock of its own, at `pace` sentences a second."""

    def __init__(self, routine: Routine, pace: float, night: Night | None = None) -> None:
        self.night = night or Night()
        self.unfolding = Unfolding(routine, routine.outline())
        assert self.unfolding.timeline is not None
        self.narrator = routine.studio.narrator
        self.pace = pace
        base = self.unfolding.timeline
        heard = for_night(base, self.night)
        self.programme = Programme(heard, silence(heard))
        self.reader = DirectReader(self.programme.render, heard.frames)
        self.transport = Transport(Desk(self.reader), Marks.of(heard))
        self.editing = Editing(
            base,
            self.night,
            silence,
            self.programme,
            self.transport,
            self.reader.renew,
            self.unfolding.updates,
        )
        self.remarks: list[str] = []
        self.begun: list[Clip] = []

    def step(self) -> None:
        """A quarter of a second, longer than a player takes from look to look."""
        if self.editing.remark not in self.remarks:
            self.remarks.append(self.editing.remark)
        self.editing.look()
        seconds = self.transport.status.position / RATE
        if self.unfolding._thread is not None and self.pace:
            self.narrator.allow(min(int(seconds * self.pace) // GROUP * GROUP, TOTAL))
        self.transport.pull(STEP)
        position = self.transport.status.position
        now = [clip for clip in spoken(self.editing.timeline) if clip.start < position]
        assert now[: len(self.begun)] == self.begun, "what had begun was moved"
        known = self.narrator.measured(routine_utterances(self.unfolding)).values()
        lengths = set(known)
        for clip in now[len(self.begun) :]:
            assert clip.duration in lengths, f"{clip.text} began before it was there"
        self.begun = now

    def play(self, until: int | None = None) -> Timeline:
        while self.transport.status.state is not State.ENDED:
            self.step()
            if until is not None and self.transport.status.position >= until:
                break
        return self.editing.timeline


def routine_utterances(unfolding: Unfolding) -> tuple[Utterance, ...]:
    return unfolding._outline.score.utterances


def test_a_voice_that_is_ready_before_the_first_word_gives_the_export(routine, exported):
    evening = Evening(routine, pace=1000)
    assert evening.unfolding.timeline != exported
    assert evening.play(20 * RATE) == exported
    assert evening.unfolding.session is not None
    assert evening.unfolding.session.timeline == exported


def test_a_voice_that_is_there_already_gives_the_export_at_once(routine, exported):
    Narrator.durations(routine.studio.narrator, routine.outline().score.utterances)
    unfolding = Unfolding(routine, routine.outline())
    assert unfolding.session is not None
    assert unfolding.timeline == exported
    assert unfolding.updates(0) is None


@pytest.mark.parametrize("pace", [2, 0.16, 0.04])
def test_a_slow_voice_moves_silences_and_never_a_word(routine, exported, pace):
    evening = Evening(routine, pace)
    timeline = evening.play()
    assert [clip.text for clip in spoken(timeline)] == [clip.text for clip in spoken(exported)]
    assert [clip.duration for clip in spoken(timeline)] == [
        clip.duration for clip in spoken(exported)
    ]
    # Where the voice keeps up with what the silences can give, the length is what was asked for.
    if pace > 0.04:
        assert timeline.frames == exported.frames
    else:
        assert timeline.frames > exported.frames
    assert (WAITING in evening.remarks) == (pace < 2)


def test_a_delay_is_time_for_the_voice(routine, exported):
    evening = Evening(routine, pace=0.4, night=Night(delay=60 * RATE))
    evening.play(80 * RATE)
    assert WAITING not in evening.remarks
    starts = [clip.start - 60 * RATE for clip in spoken(evening.editing.timeline)]
    assert starts == [clip.start for clip in spoken(exported)]


def test_a_failing_voice_is_told(routine):
    evening = Evening(routine, pace=0)

    def fail(*_: object) -> Mapping[Utterance, int]:
        raise MissingError("the voice is gone")

    evening.narrator.durations = fail
    with pytest.raises(MissingError, match="the voice is gone"):
        evening.play(5 * RATE)


def test_a_length_that_only_the_voice_can_tell_is_not_begun(routine):
    unfolding = Unfolding(routine, routine.outline(60 * RATE))
    assert unfolding.timeline is None
    routine.studio.narrator.allowed = TOTAL
    with pytest.raises(ScriptError, match="is too short"):
        routine.compile(60 * RATE)


def test_what_is_not_there_yet_is_never_asked_for(routine):
    """The renderer works seconds ahead: it would wait for the voice."""
    evening = Evening(routine, pace=0.16)
    while evening.transport.status.state is not State.ENDED:
        evening.step()
        media = {clip.media.name for clip in spoken(evening.programme.timeline)}
        known = evening.narrator.measured(routine_utterances(evening.unfolding))
        assert media <= {evening.narrator.key(utterance) for utterance in known}


def test_a_seek_into_what_is_not_made_yet_hears_the_music_until_it_is(routine, exported):
    evening = Evening(routine, pace=0.5)
    evening.play(3 * RATE)
    evening.begun = []
    evening.transport.go(4 * 60 * RATE)
    while evening.unfolding.session is None:
        evening.editing.look()
        evening.narrator.allow(TOTAL)
        evening.transport.pull(STEP)
    rest = [clip.text for clip in spoken(evening.editing.timeline)][-2:]
    assert rest == [clip.text for clip in spoken(exported)][-2:]
