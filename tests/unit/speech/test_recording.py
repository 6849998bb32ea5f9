from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from voicemat.dsp.loudness import measure
from voicemat.dsp.true_peak import true_peak
from voicemat.speech.engine import Take
from voicemat.speech.engines.heart import HeartEngine
from voicemat.speech.recording import (
    CREST,
    RECORDING_LUFS,
    BadTakeError,
    Recording,
    record,
)
from voicemat.timeline.utterance import Utterance
from voicemat.units import RATE

Samples = NDArray[np.float32]

SPOKEN = (
    "In.",
    "Hold.",
    "Out.",
    "Rest.",
    "Heavy legs.",
    "She sees half of the cliff.",
    "Let your weight spread evenly.",
    "Sit down in front of it, and lower yourself back, slowly.",
)


def db(samples: NDArray[np.floating]) -> float:
    """The level of a stretch in dBFS (RMS)."""
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-20))


def voiced(seconds: float, rate: int = 24_000, peak: float = 0.3) -> Samples:
    """A tone that is there at once and gone at once."""
    time = np.arange(round(seconds * rate)) / rate
    return (peak * np.sin(2 * np.pi * 220 * time)).astype(np.float32)


def silence(seconds: float, rate: int = 24_000) -> Samples:
    return np.zeros(round(seconds * rate), np.float32)


def made(samples: Samples, rate: int = 24_000, text: str = "Let go of it all.") -> Recording:
    return record(Take(samples=samples, rate=rate), text=text, pace="1", audible=True)


@pytest.fixture(scope="module")
def spoken(heart: HeartEngine) -> dict[str, tuple[Take, Recording]]:
    """Real takes and the recordings made of them."""
    takes = {
        text: heart.synthesise(
            Utterance(text=text, voice="heart", language="en", pace="0.9"), seed=1
        )
        for text in SPOKEN
    }
    return {
        text: (take, record(take, text=text, pace="0.9", audible=True))
        for text, take in takes.items()
    }


@pytest.mark.parametrize("text", SPOKEN)
def test_speech_has_the_one_loudness_by_another_meter(
    spoken: dict[str, tuple[Take, Recording]], text: str
) -> None:
    pyloudnorm = pytest.importorskip("pyloudnorm")
    _, recording = spoken[text]
    # Whole gating blocks only: the other meter makes one of the remainder, and counts it full.
    whole = len(recording.samples) // (RATE // 10) * (RATE // 10)
    samples = recording.samples[:whole].astype(np.float64)
    assert pyloudnorm.Meter(RATE).integrated_loudness(samples) == pytest.approx(
        RECORDING_LUFS, abs=0.1
    )
    assert recording.lufs == pytest.approx(RECORDING_LUFS, abs=0.01)


@pytest.mark.parametrize("text", SPOKEN)
def test_speech_begins_and_ends_in_silence_and_without_a_click(
    spoken: dict[str, tuple[Take, Recording]], text: str
) -> None:
    _, recording = spoken[text]
    samples = recording.samples
    edge = RATE * 5 // 1000
    assert samples[0] == samples[-1] == 0.0
    assert db(samples[:edge]) < RECORDING_LUFS - 50
    assert db(samples[-edge:]) < RECORDING_LUFS - 50
    # No step at either end is larger than what speech does by itself, 80 dB under full scale.
    assert np.abs(np.diff(samples[: 2 * edge])).max() < 1e-3
    assert np.abs(np.diff(samples[-2 * edge :])).max() < 1e-3


@pytest.mark.parametrize("text", SPOKEN)
def test_speech_is_kept_whole(spoken: dict[str, tuple[Take, Recording]], text: str) -> None:
    """What was cut away holds a millionth of the energy: an h's breath and an f's end are kept."""
    take, recording = spoken[text]
    soxr = pytest.importorskip("soxr")
    whole = soxr.resample(take.samples, take.rate, RATE, quality="HQ").astype(np.float64)
    kept = recording.samples
    size = 1 << (len(whole) + len(kept)).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(whole, size) * np.fft.rfft(kept, size).conj(), size)
    start = int(np.argmax(likeness))
    cut = np.concatenate([whole[:start], whole[start + len(kept) :]])
    assert len(cut) > RATE // 5
    assert np.sum(cut**2) < 1e-6 * np.sum(whole**2)
    middle = slice(RATE // 20, -RATE // 20)
    gain = np.dot(kept, whole[start : start + len(kept)]) / np.sum(whole**2)
    np.testing.assert_allclose(
        kept[middle], gain * whole[start : start + len(kept)][middle], atol=1e-3
    )


def test_what_is_told_of_a_recording_is_measured_of_it(
    spoken: dict[str, tuple[Take, Recording]],
) -> None:
    for _, recording in spoken.values():
        assert recording.lufs == pytest.approx(measure(recording.samples), abs=0.01)
        assert recording.true_peak == pytest.approx(true_peak(recording.samples[:, None]), abs=0.01)
        assert recording.true_peak < 0


def test_a_soft_take_and_a_loud_one_become_the_same() -> None:
    loud = made(np.concatenate([silence(0.3), voiced(1.5, peak=0.9), silence(0.3)]))
    soft = made(np.concatenate([silence(0.3), voiced(1.5, peak=0.0002), silence(0.3)]))
    np.testing.assert_allclose(loud.samples, soft.samples, atol=1e-6)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100, 48_000])
def test_every_rate_becomes_one(rate: int) -> None:
    samples = np.concatenate([silence(0.5, rate), voiced(1.5, rate), silence(0.5, rate)])
    recording = made(samples, rate)
    assert recording.samples.dtype == np.float32
    # The tone and its margins: 25 ms before it, 80 ms after it, found in steps of 5 ms.
    assert len(recording.samples) / RATE == pytest.approx(1.605, abs=0.011)
    spectrum = np.abs(np.fft.rfft(recording.samples))
    assert np.argmax(spectrum) * RATE / len(recording.samples) == pytest.approx(220, abs=1)


def test_an_offset_is_taken_out() -> None:
    plain = np.concatenate([silence(0.5), voiced(1.5), silence(0.5)])
    offset = made(plain + np.float32(0.05))
    np.testing.assert_allclose(offset.samples, made(plain).samples, atol=1e-5)


def test_a_spiky_take_stays_under_the_ceiling() -> None:
    samples = np.concatenate([silence(0.3), voiced(1.5, peak=0.002), silence(0.3)])
    samples[len(samples) // 2] = 0.9
    recording = made(samples)
    assert recording.true_peak <= RECORDING_LUFS + CREST + 0.05
    assert recording.lufs == pytest.approx(RECORDING_LUFS, abs=0.1)


@pytest.mark.parametrize(
    ("samples", "text", "complaint"),
    [
        (np.zeros(0, np.float32), "Rest.", "empty"),
        (silence(1.0), "Rest.", "nothing can be heard"),
        (silence(1.0) + np.float32(1e-5), "Rest.", "nothing can be heard"),
        (np.full(24_000, np.nan, np.float32), "Rest.", "no numbers"),
        (np.clip(voiced(1.0, peak=1.5), -1, 1), "Rest.", "clipped"),
        (voiced(0.2), "Let your weight spread evenly, as snow lies on a field.", "too short"),
        (voiced(20.0), "Rest now.", "too long"),
    ],
)
def test_a_bad_take_is_refused(samples: Samples, text: str, complaint: str) -> None:
    with pytest.raises(BadTakeError, match=complaint):
        made(samples, text=text)


@pytest.mark.parametrize("peak", [0.5, 0.98, 1.0, 1.3])
def test_a_loud_take_is_not_a_clipped_one(peak: float) -> None:
    assert made(voiced(1.5, peak=peak)).lufs == pytest.approx(RECORDING_LUFS, abs=0.01)


def test_silence_that_is_meant_stays_as_long_as_it_is() -> None:
    take = Take(samples=silence(1.25), rate=24_000)
    recording = record(take, text="Let it all go.", pace="1", audible=False)
    assert len(recording.samples) == RATE * 5 // 4
    assert not recording.samples.any()
    assert recording.lufs == -70
    assert recording.true_peak == float("-inf")


def test_a_take_is_not_written_to() -> None:
    samples = np.concatenate([silence(0.3), voiced(1.5), silence(0.3)])
    before = samples.copy()
    made(samples)
    np.testing.assert_array_equal(samples, before)
