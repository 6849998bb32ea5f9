"""A suggestion is made when exactly one name is near."""

from __future__ import annotations

import pytest

from voicemat.diagnostics import nearest

BEDS = ("rain", "night-rain", "night", "drift", "brown")


@pytest.mark.parametrize(
    ("typed", "candidates", "meant"),
    [
        ("rian", BEDS, "rain"),
        ("RIAN", BEDS, "rain"),
        ("nigth", BEDS, "night"),
        ("night-rian", BEDS, "night-rain"),
        ("drifft", BEDS, "drift"),
        ("rain", BEDS, "rain"),
        ("ocean", BEDS, None),
        ("x", BEDS, None),
        ("", BEDS, None),
        ("rian", (), None),
        # Two are as near as one another.
        ("bowl-x", ("bowl-a", "bowl-b"), None),
        ("pane", ("pace", "pine"), None),
        ("pane", ("pace", "pace"), "pace"),
        # One is far nearer.
        ("shavasanna", ("shavasana", "savanna"), "shavasana"),
    ],
)
def test_the_name_that_was_meant(
    typed: str, candidates: tuple[str, ...], meant: str | None
) -> None:
    assert nearest(typed, candidates) == meant


def test_the_order_of_the_candidates_does_not_matter() -> None:
    assert nearest("rian", reversed(BEDS)) == nearest("rian", BEDS)


def test_a_whole_sentence_was_meant_as_no_name() -> None:
    assert nearest("night-rain" * 20, ("night-rain" * 20 + "s",)) is None
