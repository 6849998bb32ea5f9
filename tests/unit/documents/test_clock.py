from __future__ import annotations

import pytest

from voicemat.documents.clock import centiseconds, milliseconds, timestamp
from voicemat.units import RATE


@pytest.mark.parametrize(
    ("frames", "thousandths", "hundredths"),
    [(0, 0, 0), (23, 0, 0), (24, 1, 0), (239, 5, 0), (240, 5, 1), (RATE - 24, 1000, 100)],
)
def test_times_are_rounded_half_up(frames: int, thousandths: int, hundredths: int) -> None:
    assert (milliseconds(frames), centiseconds(frames)) == (thousandths, hundredths)


@pytest.mark.parametrize(
    ("frames", "text"),
    [
        (0, "00:00:00.000"),
        (60 * RATE - 25, "00:00:59.999"),
        (60 * RATE - 24, "00:01:00.000"),
        (8 * 3600 * RATE + 48, "08:00:00.001"),
        (100 * 3600 * RATE, "100:00:00.000"),
    ],
)
def test_a_timestamp(frames: int, text: str) -> None:
    assert timestamp(frames, ".") == text
