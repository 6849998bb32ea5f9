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
import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from voicemat.errors import FileError, MissingError
from voicemat.speech.cache import RecordingCache, RecordingInfo
from voicemat.speech.edges import faded
from voicemat.speech.recording import RECORDING_VERSION, BadTakeError, Recording, record, record_own
from voicemat.speech.registry import Registry
from voicemat.speech.takes import TakeDigests, read_take
from voicemat.speech.text import FRONT_END_VERSION, speakable
from voicemat.timeline.model import Clip
from voicemat.timeline.utterance import Utterance
from voicemat.units import RATE

Samples = NDArray[np.float32]
Progress = Callable[[int, int], None]
"""Told how many recordings are done, of how many that have to be made."""

SEED = 1
"""The seed of every first take."""

ATTEMPTS = 2
"""Takes that are tried, each with its own seed, before a sentence is given up."""

TAKE = "own recording"
"""What stands for an engine where a person spoke herself."""

MEMORY = 32 << 20
"""Bytes of samples kept in memory: three minutes of speech."""


class SpeechError(MissingError):
    """A voice could not say a sentence. `utterance` tells which, to find its place by."""

    def __init__(self, utterance: Utterance, reason: str) -> None:
        super().__init__(
            f'the voice "{utterance.voice}" could not say "{utterance.text}": the take was thrown '
            f"away because {reason}",
            advice="write the sentence another way, or choose another voice",
        )
        self.utterance = utterance


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

    def __init__(self, registry: Registry, cache: RecordingCache) -> None:
        self._registry = registry
        self._cache = cache
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
            engine = self._registry.find(utterance.voice)
            parts = (
                FRONT_END_VERSION,
                RECORDING_VERSION,
                engine.name,
                engine.version,
                utterance.voice,
                utterance.language,
                speakable(utterance.text),
                utterance.pace,
                utterance.phonemes,
                SEED,
            )
        key = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
        self._utterances.setdefault(key, utterance)
        return key

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
        if not utterance.take and not speakable(utterance.text):
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
        if progress:
            progress(0, len(keys))
        executor = ThreadPoolExecutor(min(_cores(), len(keys)), thread_name_prefix="speech")
        try:
            for done, future in enumerate(
                as_completed([executor.submit(self._make, key) for key in keys]),
                start=1,
            ):
                future.result()
                if progress:
                    progress(done, len(keys))
        finally:
            # After an error or Ctrl-C only what is under way is finished.
            executor.shutdown(cancel_futures=True)

    def _make(self, key: str) -> Recording:
        """Synthesise recording `key`, put it into the cache and note its length."""
        utterance = self._utterances[key]
        if utterance.take:
            maker, recording = TAKE, self._record_take(utterance)
        else:
            engine = self._registry.find(utterance.voice)
            maker, recording = f"{engine.name} {engine.version}", self._record(utterance)
        frames = self._frames.setdefault(key, len(recording.samples))
        recording = replace(recording, samples=_fitted(recording.samples, frames))
        info = RecordingInfo(
            frames=frames,
            lufs=recording.lufs,
            true_peak=recording.true_peak,
            engine=maker,
            text=utterance.text,
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

    def _record(self, utterance: Utterance) -> Recording:
        engine = self._registry.find(utterance.voice)
        spoken = replace(utterance, text=speakable(utterance.text))
        reason = ""
        for attempt in range(ATTEMPTS):
            take = engine.synthesise(spoken, SEED + attempt)
            try:
                return record(take, text=spoken.text, pace=spoken.pace, audible=engine.audible)
            except BadTakeError as bad:
                reason = str(bad)
        raise SpeechError(utterance, reason)

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


def _cores() -> int:
    """The processor cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows
        return os.cpu_count() or 1


def _fitted(samples: Samples, frames: int) -> Samples:
    """`samples` with exactly `frames` frames: silence at the end, or cut there with a fade."""
    if len(samples) == frames:
        return samples
    if len(samples) > frames:
        return faded(samples[:frames], RATE)
    return np.concatenate([samples, np.zeros(frames - len(samples), np.float32)])
