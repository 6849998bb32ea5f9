"""The filter against NumPy's own convolution, however the signal is cut."""

from __future__ import annotations

import numpy as np
import pytest

from voicemat.dsp.filtering import SIZE, Filter


@pytest.mark.parametrize("taps", [1, 255, SIZE // 4])
@pytest.mark.parametrize("cut", [100, SIZE, 40_000])
def test_it_convolves(taps: int, cut: int) -> None:
    random = np.random.default_rng(1)
    response, signal = random.standard_normal(taps), random.standard_normal((2, 40_000))
    made = Filter(response, 2)
    out = np.concatenate(
        [made.feed(signal[:, at : at + cut]) for at in range(0, signal.shape[1], cut)], axis=1
    )
    expected = [np.convolve(side, response)[: signal.shape[1]] for side in signal]
    np.testing.assert_allclose(out, expected, atol=1e-9 * taps)


def test_it_keeps_the_precision_of_its_response() -> None:
    block = np.ones((1, 10), np.float32)
    assert Filter(np.ones(3, np.float32), 1).feed(block).dtype == np.float32
    assert Filter(np.ones(3), 1).feed(block).dtype == np.float64
