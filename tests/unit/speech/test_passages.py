from __future__ import annotations

import numpy as np
import pytest

from voicemat.speech.passages import GAP, LONGEST_CALL, parts, spoken

LONG = (
    "Let the breath come, and let it go; let the shoulders be heavy, and let the jaw be soft, "
    "and let the eyes rest, deep in their sockets, as stones rest at the bottom of a quiet lake, "
    "and let the hands lie open, and the belly rise, and fall, and rise again, without any help "
    "from you, for as long as the night is long, and the rain goes on outside, and all is well."
)


def test_a_long_text_is_cut_between_clauses() -> None:
    cut = parts(LONG)
    assert len(LONG) > LONGEST_CALL
    assert len(cut) == 2
    assert " ".join(cut) == LONG
    assert all(len(part) <= LONGEST_CALL for part in cut)
    assert cut[0][-1] in ",;"


@pytest.mark.parametrize(
    ("text", "count"), [("om " * 200, 2), ("m" * 700, 3), ("Rest.", 1), (LONG * 3, 4)]
)
def test_a_text_without_clauses_is_cut_between_words_and_then_within_them(
    text: str, count: int
) -> None:
    cut = parts(text)
    assert len(cut) == count
    assert all(0 < len(part) <= LONGEST_CALL for part in cut)
    assert "".join(cut).replace(" ", "") == text.replace(" ", "")


def test_a_shorter_limit_is_kept_too() -> None:
    cut = parts(LONG, 40)
    assert all(0 < len(part) <= 40 for part in cut)
    assert " ".join(cut) == LONG


def test_a_single_part_is_left_as_it_was_said() -> None:
    said = np.concatenate([np.zeros(500), np.full(100, 0.5), np.zeros(500)]).astype(np.float32)
    np.testing.assert_array_equal(spoken(["a"], lambda _: said, 24_000).samples, said)


def test_of_several_parts_only_the_speech_is_kept_with_gaps_between() -> None:
    rate = 1000
    said = np.concatenate([np.zeros(2000), np.full(500, 0.5), np.zeros(3000)]).astype(np.float32)
    take = spoken(["a", "b"], lambda _: said, rate)
    assert 2 * 500 + GAP * rate <= len(take.samples) <= 2 * 500 + GAP * rate + 2 * 200
