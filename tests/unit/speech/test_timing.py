"""When each word is said: by the model's own lengths, and as a recogniser hears it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from voicemat.speech.engine import Take
from voicemat.speech.engines.heart import HeartEngine
from voicemat.speech.narrator import Narrator
from voicemat.speech.passages import GAP, LONGEST_CALL, joined
from voicemat.speech.text import Piece
from voicemat.speech.timing import timed, within, written
from voicemat.timeline.utterance import Utterance, Word
from voicemat.units import RATE

OpenNarrator = Callable[..., Narrator]
Say = Callable[..., Utterance]


def heard(text: str, words: tuple[Word, ...]) -> list[tuple[str, int, int]]:
    return [(text[word.start : word.end], word.begin, word.finish) for word in words]


def test_words_and_groups_of_phonemes_belong_together_in_order() -> None:
    # A silence of 4, then each phoneme, then a silence of 3; the comma is a pause of 5.
    words = timed("Rest, now.", "ɹˈɛst, nˈW.", [4, 1, 1, 1, 1, 1, 5, 1, 2, 1, 2, 1, 3], 2400)
    assert heard("Rest, now.", words) == [("Rest,", 400, 900), ("now.", 1500, 2000)]


def test_where_the_counts_differ_the_time_is_shared_by_letters() -> None:
    words = timed("a 7 of hearts", "ɐ sˈɛvᵊn hˈɑɹts", [1] * (len("ɐ sˈɛvᵊn hˈɑɹts") + 2), 1700)
    assert [text for text, *_ in heard("a 7 of hearts", words)] == ["a", "7", "of", "hearts"]
    assert words[0].begin == 100
    assert words[-1].finish == 1600
    assert all(before.finish == after.begin for before, after in pairwise(words))


@pytest.mark.parametrize(("text", "phonemes"), [("", ""), ("One.", ""), ("...", "."), ("", "wˈʌn")])
def test_nothing_breaks_it(text: str, phonemes: str) -> None:
    for word in timed(text, phonemes, [1] * (len(phonemes) + 2), 100):
        assert 0 <= word.begin <= word.finish <= 100


def test_only_what_is_heard_has_a_time() -> None:
    word = Word(start=0, end=1, begin=90, finish=250)
    assert within([word], 100, 200, at=1000) == (replace(word, begin=1000, finish=1100),)


def piece(start: int, end: int, written_start: int, written_end: int) -> Piece:
    return Piece(
        start=start,
        end=end,
        written_start=written_start,
        written_end=written_end,
        ipa="",
        authority=None,
    )


def test_words_are_those_that_were_written() -> None:
    """ "30s rest" is said as "thirty seconds rest"."""
    said = (
        Word(start=0, end=6, begin=0, finish=10),
        Word(start=7, end=14, begin=11, finish=30),
        Word(start=15, end=19, begin=40, finish=50),
    )
    pieces = (piece(0, 6, 0, 3), piece(7, 14, 0, 3), piece(15, 19, 4, 8))
    assert heard("30s rest", written(said, pieces)) == [("30s", 0, 30), ("rest", 40, 50)]


def test_parts_that_are_joined_keep_their_places() -> None:
    rate = 24_000
    tone = np.sin(np.arange(rate) * 0.1).astype(np.float32)
    quiet = np.zeros(rate // 2, np.float32)
    sound = np.concatenate([quiet, tone, quiet])
    first = Take(
        samples=sound,
        rate=rate,
        words=(Word(start=0, end=3, begin=rate // 2, finish=rate * 3 // 2),),
    )
    second = replace(first, words=(replace(first.words[0], start=4, end=7),))
    whole = joined([first, second])
    before, after = whole.words
    assert (before.start, after.start) == (0, 4)
    assert after.begin - before.finish == pytest.approx(rate * GAP, abs=rate * 0.12)
    assert np.abs(whole.samples[before.begin + 50 : before.finish - 50]).max() > 0.9
    assert not whole.samples[before.finish + rate // 10 : after.begin - rate // 20].any()


# -- the embedded voice ----------------------------------------------------------------------

SENTENCE = "Close your eyes, and let the whole weight of your body sink into the mat."


def test_asking_for_the_lengths_changes_no_sample(heart: HeartEngine, say: Say) -> None:
    from hibari import Hibari

    plain = Hibari(voice="heart", threads=1)
    for text in (SENTENCE, "Let go. Rest now."):
        take = heart.synthesise(say(text, "heart", "0.9"), 3)
        assert np.array_equal(take.samples, plain(text, speed=0.9, seed=3))


def test_every_word_has_its_time(heart: HeartEngine, say: Say) -> None:
    long = " ".join([SENTENCE] * 6)
    assert len(long) > LONGEST_CALL
    for text in (SENTENCE, long, "You are well-loved, and it's enough."):
        take = heart.synthesise(say(text, "heart", "0.9"), 1)
        assert [text[word.start : word.end] for word in take.words] == text.split()
        for word in take.words:
            assert 0 <= word.begin < word.finish <= len(take.samples)
        assert all(one.finish <= other.begin for one, other in pairwise(take.words))


def test_the_times_come_with_the_recording_and_from_the_cache(
    open_narrator: OpenNarrator, say: Say
) -> None:
    utterance = say("Breathe out for 30s, then rest.", "heart", "0.9")
    words = ["Breathe", "out", "for", "30s", "then", "rest"]
    for narrator in (open_narrator(), open_narrator()):
        assert narrator.words(utterance) == ()  # nothing is known before it is made
        frames = narrator.durations([utterance])[utterance]
        found = narrator.words(utterance)
        assert [utterance.text[word.start : word.end] for word in found] == words
        assert found[-1].finish <= frames
    assert narrator.statistics.cached == 1


def test_a_voice_that_does_not_tell_has_none(open_narrator: OpenNarrator, say: Say) -> None:
    narrator = open_narrator()
    narrator.durations([say("Good evening.")])
    assert narrator.words(say("Good evening.")) == ()


def test_a_recogniser_hears_the_words_at_those_times(
    ear: Any, open_narrator: OpenNarrator, say: Say
) -> None:
    narrator = open_narrator()
    utterance = say(SENTENCE, "heart", "0.9")
    narrator.durations([utterance])
    told = {
        SENTENCE[word.start : word.end].strip(".,").lower(): (word.begin + word.finish) / 2 / RATE
        for word in narrator.words(utterance)
    }
    by_ear = dict(ear.times(narrator.samples(utterance)))
    common = sorted(set(told) & set(by_ear) - {"your", "the"})  # these stand there twice
    assert len(common) >= 10
    errors = [abs(told[word] - by_ear[word]) for word in common]
    # The recogniser's own times are steps of a fiftieth, early by some of them.
    assert np.median(errors) < 0.1
    assert max(errors) < 0.35


def test_a_word_after_a_pause_begins_when_it_is_heard(heart: HeartEngine, say: Say) -> None:
    text = "Lie down, and rest, and wait, and breathe."
    take = heart.synthesise(say(text, "heart", "0.9"), 1)
    power = np.convolve(take.samples**2, np.ones(240) / 240, "same")
    sounding = power > power.max() * 1e-3
    for before, word in pairwise(take.words):
        if text[word.start : word.end] == "and":
            silent = np.flatnonzero(~sounding[before.begin : word.finish])
            onset = before.begin + int(silent[-1]) + 1
            assert abs(word.begin - onset) / take.rate < 0.03
