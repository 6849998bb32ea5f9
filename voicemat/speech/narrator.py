"""The narrator: asks engines for what is not recorded yet, and gives out what is.

Invariants:

1. Each distinct sentence is synthesised once, whatever the number of places that say it.
2. A recording keeps the length that was told of it: the timeline was arranged by it.
3. The samples given out always went through the cache's form, so a first run and a later one
   sound the same.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from voicemat.cores import usable_cores
from voicemat.errors import FileError, MissingError
from voicemat.speech.cache import RecordingCache, RecordingInfo
from voicemat.speech.edges import faded
from voicemat.speech.engine import Engine, Phonetic, Remote, fingerprint
from voicemat.speech.parallel import in_parallel
from voicemat.speech.recording import RECORDING_VERSION, BadTakeError, Recording, record, record_own
from voicemat.speech.registry import Registry, Speaker
from voicemat.speech.takes import TakeDigests, read_take
from voicemat.speech.text import FRONT_END_VERSION, FrontEnd, Spoken
from voicemat.speech.timing import written
from voicemat.timeline.model import Clip
from voicemat.timeline.utterance import Utterance, Word
from voicemat.units import RATE

Samples = NDArray[np.float32]
Progress = Callable[[int, int], None]
"""Told how many words are spoken, of how many that have to be."""

SEED = 1
"""The seed of every first take."""

ATTEMPTS = 2
"""Takes that are tried, each with its own seed, before a sentence is given up."""

TAKE = "own recording"
"""What stands for an engine where a person spoke herself."""

MEMORY = 16 << 20
"""Bytes of samples kept in memory: a minute and a half of speech."""


class SpeechError(MissingError):
    """A voice could not say a sentence. `utterance` tells which, to find its place by; `missing`
    is the number of recordings that are not made yet, this one included.
    """

    def __init__(self, utterance: Utterance, reason: str, advice: str | None) -> None:
        super().__init__(
            f'the voice "{utterance.voice}" could not say "{utterance.text}": {reason}',
            advice=advice,
        )
        self.utterance = utterance
        self.missing = 1


class OwnTakeError(FileError):
    """A person's own take cannot be used. `utterance` tells which, to find its place by."""

    def __init__(self, utterance: Utterance, problem: str) -> None:
        super().__init__(problem)
        self.utterance = utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """How many distinct recordings were synthesised, and how many were found in the cache."""

    synthesised: int
    cached: int


class Narrator:
    """Recordings of utterances, from the cache or freshly made. Safe for threads."""

    def __init__(
        self,
        registry: Registry,
        cache: RecordingCache,
        notice: Callable[[str], None] = lambda _: None,
        front_end: FrontEnd | None = None,
    ) -> None:
        """`notice` is told, once for each place, where words are sent to another computer.
        `front_end` defaults to one with the lexicon that ships and no other.
        """
        self._registry = registry
        self._front_end = front_end or FrontEnd()
        self._cache = cache
        self._notice = notice
        self._destinations: set[str] = set()
        self._lock = Lock()
        self._utterances: dict[str, Utterance] = {}
        self._frames: dict[str, int] = {}
        self._memory: OrderedDict[str, Samples] = OrderedDict()
        self._memory_size = 0
        self._synthesised = 0
        self._cached = 0
        self._takes = TakeDigests()

    @property
    def statistics(self) -> Statistics:
        """The counts so far. A recording that was made again counts again."""
        return Statistics(synthesised=self._synthesised, cached=self._cached)

    def key(self, utterance: Utterance) -> str:
        """The name of the recording of `utterance`: a digest of all that shapes its sound.

        The narrator remembers which utterance it stands for. Raises UsageError for an unknown
        voice, MissingError for an engine that is not installed, and OwnTakeError.
        """
        if utterance.take:
            digest = self._take_digest(utterance)
            parts: tuple[object, ...] = (RECORDING_VERSION, TAKE, digest)
        else:
            speaker = self._registry.find(utterance.voice)
            spoken = self.spoken(utterance)
            parts = (
                FRONT_END_VERSION,
                RECORDING_VERSION,
                speaker.engine.name,
                fingerprint(speaker.engine, speaker.voice.name),
                speaker.voice.name,
                utterance.language,
                spoken.text,
                utterance.pace,
                spoken.phonemes,
                SEED,
            )
        key = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
        self._utterances.setdefault(key, utterance)
        return key

    def spoken(self, utterance: Utterance) -> Spoken:
        """What the voice of `utterance` is given to say. Raises what `key` does for a voice."""
        engine = self._registry.find(utterance.voice).engine
        return self._front_end.spoken(utterance, reads_ipa=engine.reads_ipa)

    def phonemes(self, utterance: Utterance) -> str:
        """What its voice says, in the engine's phonetic letters; empty where it does not tell."""
        speaker = self._registry.find(utterance.voice)
        engine = speaker.engine
        if not isinstance(engine, Phonetic):
            return ""
        return engine.phonemes(self._given(utterance, speaker))

    def _given(self, utterance: Utterance, speaker: Speaker) -> Utterance:
        """The utterance as its engine is given it."""
        said = self.spoken(utterance)
        return replace(
            utterance,
            text=said.text,
            phonemes=said.phonemes,
            respellings=(),
            voice=speaker.voice.name,
        )

    def durations(
        self, utterances: Iterable[Utterance], progress: Progress | None = None
    ) -> Mapping[Utterance, int]:
        """The length of each utterance's recording in frames; 0 where there is nothing to say.

        Synthesises what is missing, on all cores. `progress` is called from this thread, first
        with 0 and only when something has to be made. Raises SpeechError when a voice cannot say
        a sentence; what was made until then is kept.
        """
        keys = {utterance: self.key(utterance) for utterance in dict.fromkeys(utterances)}
        missing = [key for key in dict.fromkeys(keys.values()) if not self._known(key)]
        if missing:
            self._make_all(missing, progress)
        return {utterance: self._frames[key] for utterance, key in keys.items()}

    def measured(self, utterances: Iterable[Utterance]) -> Mapping[Utterance, int]:
        """The lengths in frames of those utterances whose recordings are there; makes nothing."""
        keys = {utterance: self.key(utterance) for utterance in dict.fromkeys(utterances)}
        return {utterance: self._frames[key] for utterance, key in keys.items() if self._known(key)}

    def words(self, utterance: Utterance) -> tuple[Word, ...]:
        """When each word of the utterance's text is said in its recording, once that is made; none
        where the voice does not tell.
        """
        if utterance.take or not self._frames.get(key := self.key(utterance)):
            return ()
        info = self._cache.info(key)
        return written(info.words, self.spoken(utterance).pieces) if info else ()

    def samples(self, utterance: Utterance) -> Samples:
        """The recording of `utterance`: mono, shape (frames,), at `RATE`, not to be written to.

        Made when it is missing, and made again when its entry vanished or was damaged.
        """
        return self._samples(self.key(utterance))

    def read(self, clip: Clip, offset: int, frames: int) -> Samples:
        """`frames` frames of a clip's recording, from the clip's frame `offset` on.

        Shape (frames, 1); the clip's own offset into the recording is added here, and zeros
        follow where it ends. Raises MissingError when the recording is neither in the cache nor
        one that this narrator was asked for.
        """
        samples = self._samples(clip.media.name)
        start = clip.offset + offset
        out = np.zeros((frames, 1), np.float32)
        heard = samples[start : start + frames]
        out[: len(heard), 0] = heard
        return out

    def _known(self, key: str) -> bool:
        """Whether the length of recording `key` is known, looking into the cache if need be."""
        if key in self._frames:
            return True
        utterance = self._utterances[key]
        if not utterance.take and not self.spoken(utterance).text:
            self._frames[key] = 0
            return True
        info = self._cache.info(key)
        if info is None:
            return False
        self._frames[key] = info.frames
        with self._lock:
            self._cached += 1
        return True

    def _make_all(self, keys: list[str], progress: Progress | None) -> None:
        done, total = 0, sum(map(self._count, keys))
        if progress:
            progress(done, total)
        calls = [partial(self._make_counted, key) for key in keys]
        try:
            for words in in_parallel(calls, min(usable_cores(), len(keys))):
                done += words
                if progress:
                    progress(done, total)
        except SpeechError as error:
            error.missing = sum(key not in self._frames for key in keys)
            raise

    def _count(self, key: str) -> int:
        """The words of recording `key`, at least one."""
        return max(len(self._utterances[key].text.split()), 1)

    def _make_counted(self, key: str) -> int:
        self._make(key)
        return self._count(key)

    def _make(self, key: str) -> Recording:
        """Synthesise recording `key`, put it into the cache and note its length."""
        utterance = self._utterances[key]
        if utterance.take:
            maker, recording = TAKE, self._record_take(utterance)
        else:
            speaker = self._registry.find(utterance.voice)
            maker = f"{speaker.engine.name} {speaker.engine.version}"
            recording = self._record(utterance, speaker)
        frames = self._frames.setdefault(key, len(recording.samples))
        recording = replace(recording, samples=_fitted(recording.samples, frames))
        info = RecordingInfo(
            frames=frames,
            lufs=recording.lufs,
            true_peak=recording.true_peak,
            engine=maker,
            text=utterance.text,
            words=recording.words,
        )
        self._cache.put(key, info, recording.samples)
        if not utterance.take:
            with self._lock:
                self._synthesised += 1
        return recording

    def _take_digest(self, utterance: Utterance) -> str:
        try:
            return self._takes.digest(utterance.take)
        except FileError as error:
            raise OwnTakeError(utterance, error.message) from error

    def _record_take(self, utterance: Utterance) -> Recording:
        try:
            return record_own(read_take(utterance.take))
        except FileError as error:
            raise OwnTakeError(utterance, error.message) from error
        except BadTakeError as bad:
            raise OwnTakeError(utterance, f"{utterance.take}: {bad}") from bad

    def _record(self, utterance: Utterance, speaker: Speaker) -> Recording:
        engine = speaker.engine
        self._announce(engine)
        spoken = self._given(utterance, speaker)
        reason = ""
        for attempt in range(ATTEMPTS):
            try:
                take = engine.synthesise(spoken, SEED + attempt)
                return record(take, text=spoken.text, pace=spoken.pace, audible=engine.audible)
            except MissingError as error:
                raise SpeechError(utterance, error.message, error.advice) from error
            except BadTakeError as bad:
                reason = f"the take was thrown away because {bad}"
        raise SpeechError(
            utterance, reason, "write the sentence another way, or choose another voice"
        )

    def announce(self, utterances: Iterable[Utterance]) -> None:
        """Say that words will leave this computer, where making some recording sends them."""
        for utterance in utterances:
            if not utterance.take and not self._known(self.key(utterance)):
                self._announce(self._registry.find(utterance.voice).engine)

    def _announce(self, engine: Engine) -> None:
        """Say that words leave this computer, before the first one does."""
        destination = engine.destination if isinstance(engine, Remote) else ""
        with self._lock:
            known = not destination or destination in self._destinations
            self._destinations.add(destination)
        if not known:
            self._notice(f"what is said is sent to {destination}, which speaks it")

    def _samples(self, key: str) -> Samples:
        with self._lock:
            kept = self._memory.get(key)
            if kept is not None:
                self._memory.move_to_end(key)
                return kept
        samples = self._read(key)
        samples.flags.writeable = False
        with self._lock:
            if key not in self._memory:
                self._memory[key] = samples
                self._memory_size += samples.nbytes
                while self._memory_size > MEMORY and len(self._memory) > 1:
                    _, dropped = self._memory.popitem(last=False)
                    self._memory_size -= dropped.nbytes
        return samples

    def _read(self, key: str) -> Samples:
        utterance = self._utterances.get(key)
        if utterance is not None and self._known(key) and not self._frames[key]:
            return np.zeros(0, np.float32)
        samples = self._cache.samples(key)
        if samples is None:
            if utterance is None:
                raise MissingError(
                    f"the recording {key[:12]} is not in the cache any more",
                    advice="compile the session again",
                )
            made = self._make(key)
            samples = self._cache.samples(key)
            if samples is None:  # the memory of a cache without a disk is bounded
                return made.samples
        return _fitted(samples, self._frames.setdefault(key, len(samples)))


def _fitted(samples: Samples, frames: int) -> Samples:
    """`samples` with exactly `frames` frames: silence at the end, or cut there with a fade."""
    if len(samples) == frames:
        return samples
    if len(samples) > frames:
        return faded(samples[:frames], RATE)
    return np.concatenate([samples, np.zeros(frames - len(samples), np.float32)])
