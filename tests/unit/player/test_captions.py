"""Captions: which chapter and which sentence belong to a frame."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from voicemat.player.captions import Captions, Heading
from voicemat.timeline import utterance as timing
from voicemat.timeline.model import BusName
from voicemat.timeline.sentences import Sentence, printable
from voicemat.units import RATE


@pytest.fixture
def captions(session) -> Captions:
    return Captions(session.timeline)


def test_sentences_are_the_voice_s_on_one_line(captions):
    assert captions.sentences == (
        Sentence(text="Breathe in.", start=10 * RATE, end=21 * RATE // 2),
        Sentence(text="Breathe out.", start=20 * RATE + 10, end=41 * RATE // 2 + 10),
    )


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        (10 * RATE - 1, None),
        (10 * RATE, "Breathe in."),
        (21 * RATE // 2 - 1, "Breathe in."),
        (21 * RATE // 2, None),
        (60 * RATE, None),
    ],
)
def test_the_sentence_at_a_frame(captions, frame, text):
    sentence = captions.sentence(frame)
    assert (sentence.text if sentence else None) == text


def test_the_heading_at_a_frame(captions):
    titles = [captions.heading(frame).title for frame in (0, 20 * RATE - 1, 20 * RATE, 60 * RATE)]
    assert titles == ["One", "One", "Two", "Three"]


def test_what_begins_between_two_frames_counts_each_once(captions):
    frames = (0, 1, 20 * RATE, 20 * RATE + 1, 60 * RATE)
    items = [captions.between(*pair) for pair in pairwise(frames)]
    assert [[item.start for item in begun] for begun in items] == [
        [0],
        [10 * RATE],
        [20 * RATE],
        [20 * RATE + 10, 40 * RATE],
    ]
    assert isinstance(items[0][0], Heading)


def test_nothing_that_a_terminal_obeys_gets_through():
    assert printable("a\x1b[2Jb\x07\n c\u202e\u00ad") == "a[2Jb c"
    assert printable("naïve — 温かい") == "naïve — 温かい"


def test_words_sound_where_the_clip_lies(session):
    (voice,) = (bus for bus in session.timeline.buses if bus.name is BusName.VOICE)
    first = voice.tracks[0].clips[0]
    told = (
        timing.Word(start=0, end=7, begin=100, finish=5000),
        timing.Word(start=8, end=11, begin=6000, finish=9000),
    )

    def captioned(text: str) -> Sentence:
        clip = replace(first, text=text, words=told)
        bus = replace(voice, tracks=(replace(voice.tracks[0], clips=(clip,)),))
        return Captions(replace(session.timeline, buses=(bus,))).sentences[0]

    sentence = captioned("Breathe in.")
    spoken = [(sentence.text[word.first : word.last], word.start) for word in sentence.words]
    assert spoken == [("Breathe", first.start + 100), ("in.", first.start + 6000)]
    assert sentence.word(first.start + 5500) == sentence.words[0]
    # Shown on one line the places are others: rather none than wrong ones.
    assert captioned("Breathe\nin. ").words == ()
