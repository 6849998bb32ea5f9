"""A session that is heard while its narration is still being made.

The music needs no voice, so the first version that is played has guessed lengths of what is not
recorded yet. A guess takes its time and is not spoken: before such a sentence is reached, time is
solved again with what was measured meanwhile.

1. When all is measured before anything was heard that would have been otherwise, the session is
   the very one that an export writes.
2. What has begun to sound is never moved. Where it had to begin before all was known, the silences
   ahead take the difference, and the length is kept where that is possible.
3. A sentence whose recording is late waits in the quiet before it, never within it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from subprocess import Popen

from voicemat.compiler.arrange import lay
from voicemat.compiler.course import Course, advanced, held, starts, unanchored
from voicemat.compiler.plan import Plan, Recording, Recordings, plan
from voicemat.compiler.score import Breath, Event, Speak
from voicemat.pipeline import Outline, Routine
from voicemat.player.updates import Update
from voicemat.session import Session
from voicemat.speech.narration_process import groups, narrate
from voicemat.timeline.comparison import same_until
from voicemat.timeline.model import BusName, Timeline, Track
from voicemat.timeline.utterance import Utterance
from voicemat.units import RATE

AHEAD = 2 * RATE
"""Frames after the playhead that are left as they are: what is ready to be played, and the
crossfade into what follows."""

GUARD = AHEAD + RATE // 2
"""Frames before a sentence at which its recording must be there, or the sentence waits."""

HORIZON = 4 * RATE
"""Frames before a sentence at which time is solved again for it, with all that is known by then."""

HOLD = 2 * RATE
"""Frames by which a sentence waits at a time."""

GROUP = 4
"""Sentences that the voice is asked for at a time, in the order in which they are needed."""

ONSET, CHARACTER = 0.3, 0.06
"""Seconds that a sentence is guessed to take, and each of its characters at pace 1. Rather too
long: of 60 sentences of `sleep` none took longer, and the median was guessed a third too long."""

WAITING = "waiting for the voice"


class Unfolding:
    """A session of `routine` from the moment on when its `outline` is known.

    `timeline` is what to play first, and `updates` tells what follows; see `voicemat.player`.
    """

    def __init__(self, routine: Routine, outline: Outline) -> None:
        """Raises ScriptError and MissingError like `Routine.compile`."""
        self.session: Session | None = None
        """The session, when all of it is known and heard."""
        self._routine = routine
        self._outline = outline
        self._narrator = routine.studio.narrator
        score = outline.score
        self._known = routine.recordings(score, lambda: self._narrator.measured(score.utterances))
        self._course = Course.of(score)
        self._used = self._known
        self._asked = False
        self._failure: Exception | None = None
        self._thread: threading.Thread | None = None
        self._process: Popen[bytes] | None = None
        self._closed = False
        self._plan: Plan | None = None
        self.timeline: Timeline | None = None
        """What is heard, without the sentences that are not there yet; None where only the measured
        voice can tell whether the length is possible."""
        if len(self._known) == len(score.utterances):
            self.session = routine.arranged(outline, self._known)
            self.timeline = self.session.timeline
            return
        recordings = self._with_guesses(self._known)
        self._plan, _ = plan(score, recordings)
        if self._plan is not None:
            self.timeline = _spoken(lay(score, recordings, self._plan), self._known)

    def updates(self, position: int) -> Update | None:
        """The next version that the playhead at frame `position` needs, if any.

        Raises what making the narration raises.
        """
        if self._failure is not None:
            raise self._failure
        if self.session is not None or self._asked:
            return None
        if self._thread is None:
            self._thread = threading.Thread(target=self._speak, name="voicemat-voice", daemon=True)
            self._thread.start()
        known = self._known
        if len(known) == len(self._outline.score.utterances):
            return self._finish(position, known)
        return self._keep_ahead(position, known)

    def close(self) -> None:
        """Make no more narration."""
        self._closed = True
        if self._process is not None:
            self._process.terminate()

    def _speak(self) -> None:
        score = self._outline.score
        missing = [each for each in score.utterances if each not in self._known]
        todo = groups(missing, GROUP)
        try:
            for number in narrate(self._routine.studio.narration(todo), self._hold):
                self._learn(partial(self._narrator.measured, todo[number]))
            # What is left could not be made apart: made here, it is there or says why not.
            for group in todo:
                if self._closed:
                    return
                if any(utterance not in self._known for utterance in group):
                    self._learn(partial(self._narrator.durations, group))
        except Exception as error:  # noqa: BLE001 - `updates` raises it in its thread
            self._failure = error

    def _hold(self, process: Popen[bytes]) -> None:
        self._process = process
        if self._closed:
            process.terminate()

    def _learn(self, measure: Callable[[], Mapping[Utterance, int]]) -> None:
        made = self._routine.recordings(self._outline.score, measure)
        self._known = {**self._known, **made}

    def _keep_ahead(self, position: int, known: Recordings) -> Update | None:
        """Solve time again where the playhead comes near a guess."""
        assert self._plan is not None
        for event, start, _ in starts(self._plan):
            if _are_in(self._used, event):
                continue
            if not position + AHEAD <= start <= position + HORIZON:
                return None  # there is time; or a seek went past it
            if _are_in(known, event):
                return self._propose(
                    advanced(self._course, self._plan, position + AHEAD), known, remark=""
                )
            if start < position + GUARD:
                return self._propose(
                    held(self._course, self._plan, event, HOLD), known, remark=WAITING
                )
            return None
        return None

    def _propose(self, course: Course, known: Recordings, *, remark: str) -> Update:
        recordings = self._with_guesses(known)
        found, _ = plan(course.ahead, recordings)
        if found is None:  # a fixed time cannot be kept any more
            course = unanchored(course)
            found, _ = plan(course.ahead, recordings)
        assert found is not None, "without fixed times there is always a nearest length"
        timeline = _spoken(lay(course.ahead, recordings, found), known)
        solved = found

        def taken(heard: bool) -> None:
            self._asked = False
            if heard:
                self._course, self._plan = course, solved
                self._used, self.timeline = known, timeline

        self._asked = True
        return Update(timeline=timeline, remark=remark, taken=taken)

    def _finish(self, position: int, known: Recordings) -> Update:
        """The whole session: as an export writes it, unless it had to begin otherwise."""
        assert self._plan is not None
        assert self.timeline is not None
        session = self._routine.arranged(self._outline, known)
        begun = (event for event, start, _ in starts(self._plan) if start < position + AHEAD)
        skipped = not all(_are_in(self._used, event) for event in begun)
        # What a seek went past is nobody's loss, and the rest is as it should be.
        if not skipped and not same_until(self.timeline, session.timeline, position + AHEAD):
            course = advanced(self._course, self._plan, position + AHEAD)
            update = self._propose(course, known, remark="")
            assert update.timeline is not None
            session = replace(session, timeline=update.timeline)

        def taken(heard: bool) -> None:
            self._asked = False
            if heard:
                self.session, self.timeline = session, session.timeline

        self._asked = True
        return Update(timeline=session.timeline, remark="", taken=taken)

    def _with_guesses(self, known: Recordings) -> Recordings:
        """The recordings of all sentences; where they are not known, of a guessed length."""
        return {
            utterance: known.get(utterance)
            or Recording(media=self._narrator.key(utterance), frames=_guess(utterance))
            for utterance in self._outline.score.utterances
        }


def _spoken(timeline: Timeline, known: Recordings) -> Timeline:
    """`timeline` with those sentences alone whose recordings are there."""
    there = {recording.media for recording in known.values()}

    def track(old: Track) -> Track:
        return replace(old, clips=tuple(clip for clip in old.clips if clip.media.name in there))

    return replace(
        timeline,
        buses=tuple(
            replace(bus, tracks=tuple(track(old) for old in bus.tracks))
            if bus.name == BusName.VOICE
            else bus
            for bus in timeline.buses
        ),
    )


def _are_in(known: Recordings, event: Event) -> bool:
    """Whether all that `event` says is known."""
    match event:
        case Speak():
            return event.utterance in known
        case Breath() if event.spoken_cycles:
            return all(prompt.utterance in known for prompt in event.prompts)
        case _:
            return True


def _guess(utterance: Utterance) -> int:
    seconds = ONSET + CHARACTER * len(utterance.text) / float(utterance.pace)
    return round(seconds * RATE)
