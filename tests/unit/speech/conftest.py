"""Engines that behave, and a way to say something with them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from threading import Lock

import numpy as np
import pytest

from voicemat.speech.cache import RecordingCache
from voicemat.speech.engine import Take, Voice
from voicemat.speech.engines.heart import HeartEngine
from voicemat.speech.engines.silent import SilentEngine
from voicemat.speech.narrator import Narrator
from voicemat.speech.registry import Registry
from voicemat.speech.text import FrontEnd
from voicemat.timeline.utterance import Utterance


class ToneEngine:
    """Speaks at once: a swelling tone, its pitch and length from the text. Counts its calls."""

    name = "tone"
    version = "1"
    audible = True
    reads_ipa = False
    rate = 24_000

    def __init__(self) -> None:
        self.calls: Counter[tuple[str, int]] = Counter()
        self.faulty: Callable[[str, int], Take | None] = lambda text, seed: None
        """May give a bad take instead of a good one."""
        self._lock = Lock()

    def voices(self) -> tuple[Voice, ...]:
        return (Voice(name="tone", language="en", description="a tone"),)

    def synthesise(self, utterance: Utterance, seed: int) -> Take:
        with self._lock:
            self.calls[utterance.text, seed] += 1
        bad = self.faulty(utterance.text, seed)
        if bad is not None:
            return bad
        digest = hashlib.sha256(utterance.text.encode()).digest()
        seconds = 0.4 + 0.06 * len(utterance.text) / float(utterance.pace)
        time = np.arange(round(seconds * self.rate)) / self.rate
        swell = 0.3 * np.sin(np.pi * time / seconds)
        tone = swell * np.sin(2 * np.pi * (150 + digest[0]) * time)
        rest = np.zeros(self.rate // 5)
        samples = np.concatenate([rest, tone, rest]).astype(np.float32)
        return Take(samples=samples, rate=self.rate)


@pytest.fixture
def tone() -> ToneEngine:
    return ToneEngine()


@pytest.fixture(scope="session")
def heart() -> HeartEngine:
    pytest.importorskip("hibari")
    return HeartEngine()


@pytest.fixture
def say() -> Callable[..., Utterance]:
    """An utterance, by the tone unless it is told otherwise."""

    def make(text: str, voice: str = "tone", pace: str = "1") -> Utterance:
        return Utterance(text=text, voice=voice, language="en", pace=pace)

    return make


@pytest.fixture
def notices() -> list[str]:
    return []


@pytest.fixture
def open_cache(tmp_path: Path, notices: list[str]) -> Callable[..., RecordingCache]:
    """A cache as a new process would open it: always on the same folder."""

    def make(limit: int = 1 << 30, folder: Path = tmp_path / "recordings") -> RecordingCache:
        return RecordingCache(folder, limit=limit, notice=notices.append)

    return make


@pytest.fixture
def open_narrator(
    open_cache: Callable[..., RecordingCache], tone: ToneEngine, heart: HeartEngine
) -> Callable[..., Narrator]:
    """A narrator as a new process would have it, with the tone, the silent and the real voice."""

    def make(cache: RecordingCache | None = None, front_end: FrontEnd | None = None) -> Narrator:
        registry = Registry({"tone": lambda: tone, "heart": lambda: heart, "silent": SilentEngine})
        return Narrator(registry, cache or open_cache(), front_end=front_end)

    return make
