"""Voices that are installed by the command, and heard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.publisher import publishing

pytestmark = pytest.mark.slow

JOE = "en_US-joe-medium"

TEXT = (
    "Lie down slowly, and let the mat take your weight. Breathe in through your nose, and out a "
    "little longer. Feel the warmth spread across your back. If a thought comes, let it pass like "
    "a cloud. Good night, and thank you for this time."
)

ERRORS = 0.05
"""Word error rate that is allowed. Measured: 0 for Kokoro's voices; 0.044 for joe, of whom "in
through" is heard as "into"."""


@pytest.fixture(scope="module")
def installed(
    environment: Mapping[str, str],
    kokoro_files: Path,
    piper_files: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, str]]:
    """An environment in which Kokoro and a Piper voice were installed by the command."""
    from tests.session.conftest import run_python

    folder = tmp_path_factory.mktemp("installing")
    with publishing() as publisher:
        for file in kokoro_files.iterdir():
            publisher.files[f"/{file.name}"] = file.read_bytes()
        names = (f"{JOE}.onnx", f"{JOE}.onnx.json", "MODEL_CARD")
        publisher.publish_piper({JOE: {name: (piper_files / name).read_bytes() for name in names}})
        told = dict(environment)
        told["VOICEMAT_KOKORO_URL"] = told["VOICEMAT_PIPER_URL"] = publisher.base
        for name in ("kokoro", JOE):
            run_python(["-m", "voicemat", "voices", "install", name, "--yes"], told, folder)
    yield dict(environment)
    for name in ("kokoro", JOE):
        run_python(["-m", "voicemat", "voices", "remove", name], environment, folder)


@pytest.mark.parametrize("voice", ["am_michael", "bf_emma", JOE])
def test_a_recogniser_hears_what_an_installed_voice_says(
    installed: dict[str, str],
    python: Callable[..., Any],
    ear: Any,
    tmp_path: Path,
    voice: str,
    record_property: Callable[[str, object], None],
) -> None:
    import soundfile

    python("-m", "voicemat", "voices", "try", voice, TEXT, "-o", "said.wav")
    samples, rate = soundfile.read(tmp_path / "said.wav", dtype="float32", always_2d=True)
    heard = ear.hear(samples.mean(axis=1), rate)
    wrong = ear.error_rate(TEXT, heard)
    record_property("word_error_rate", wrong)
    assert wrong <= ERRORS, heard


def test_a_session_is_spoken_by_a_man_and_is_as_long_as_asked(
    installed: dict[str, str], python: Callable[..., Any], tmp_path: Path
) -> None:
    import soundfile

    (tmp_path / "evening.md").write_text(
        "---\nlength: 1 min\nvoice: am_michael\n---\nGood evening.\n[rest]\n"
        f"[voice {JOE}]\nGood night.\n[rest]\n"
    )
    python("-m", "voicemat", "export", "evening.md", "-o", "evening.wav")
    assert soundfile.info(tmp_path / "evening.wav").frames == 60 * 48_000
