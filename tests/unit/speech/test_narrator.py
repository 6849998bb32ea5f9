from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voicemat.errors import MissingError, UsageError
from voicemat.speech import narrator as narrator_module
from voicemat.speech.cache import RecordingCache
from voicemat.speech.engine import Take
from voicemat.speech.engines.heart import HeartEngine
from voicemat.speech.narrator import SEED, Narrator, SpeechError
from voicemat.speech.text import Authority, FrontEnd
from voicemat.speech.text.lexicon import parse
from voicemat.timeline.model import Clip, Media, MediaKind
from voicemat.timeline.utterance import Utterance
from voicemat.units import RATE

Say = Callable[..., Utterance]
OpenNarrator = Callable[..., Narrator]
OpenCache = Callable[..., RecordingCache]

TEXTS = [f"Breathe in, number {word}." for word in ("one", "two", "three", "four", "five", "six")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "recordings"


def entry(folder: Path, narrator: Narrator, utterance: Utterance) -> Path:
    return folder / f"{narrator.key(utterance)}.recording"


def clip(name: str, offset: int = 0) -> Clip:
    return Clip(
        start=1000,
        duration=48_000,
        media=Media(kind=MediaKind.RECORDING, name=name),
        offset=offset,
    )


# -- what is made, and when ------------------------------------------------------------------


def test_each_distinct_sentence_is_synthesised_once(
    open_narrator: OpenNarrator, say: Say, tone: Any
) -> None:
    narrator = open_narrator()
    utterances = [say(text) for text in TEXTS * 5]
    durations = narrator.durations(utterances)
    assert len(durations) == len(TEXTS)
    assert set(tone.calls.values()) == {1}
    assert narrator.statistics.synthesised == len(TEXTS)
    assert narrator.statistics.cached == 0
    for utterance in utterances:
        assert len(narrator.samples(utterance)) == durations[utterance] > RATE // 4
    assert narrator.statistics.synthesised == len(TEXTS)


def test_sentences_that_sound_the_same_share_a_recording(
    open_narrator: OpenNarrator, say: Say, tone: Any
) -> None:
    narrator = open_narrator()
    same = [say("Let go... now."), say("Let  go…\nnow."), say("Let go — now 😊.")]
    assert len(set(narrator.durations(same).values())) == 1
    assert len({narrator.key(utterance) for utterance in same}) == 1
    assert sum(tone.calls.values()) == 1


def test_an_edited_sentence_alone_is_synthesised_again(
    open_narrator: OpenNarrator, say: Say, tone: Any
) -> None:
    before = open_narrator().durations(map(say, TEXTS))
    tone.calls.clear()
    edited = [*TEXTS[:3], "Breathe in, number four, and rest.", *TEXTS[4:]]
    narrator = open_narrator()
    after = narrator.durations(map(say, edited))
    assert [text for text, _ in tone.calls] == ["Breathe in, number four, and rest."]
    assert narrator.statistics.synthesised == 1
    assert narrator.statistics.cached == len(TEXTS) - 1
    assert all(after[say(text)] == before[say(text)] for text in TEXTS if text != TEXTS[3])


def test_an_edited_word_of_ones_own_concerns_its_sentences_alone(
    open_narrator: OpenNarrator, say: Say, tone: Any
) -> None:
    def front_end(words: str) -> FrontEnd:
        return FrontEnd(parse(words, "words.txt", Authority.PERSON))

    texts = ["Breathe in 30s.", "Breathe in thirty seconds.", "Feel the metta.", "Rest."]
    first = open_narrator(front_end=front_end("metta: mettah\nnowhere: now"))
    first.durations(map(say, texts))
    assert {text for text, _ in tone.calls} == {
        "Breathe in thirty seconds.",
        "Feel the mettah.",
        "Rest.",
    }
    tone.calls.clear()
    later = open_narrator(front_end=front_end("metta: met-tah"))
    later.durations(map(say, texts))
    assert [text for text, _ in tone.calls] == ["Feel the met-tah."]


def test_a_voice_that_reads_ipa_gets_it_and_another_one_letters(
    open_narrator: OpenNarrator, say: Say, tone: Any
) -> None:
    narrator = open_narrator()
    assert narrator.spoken(say("Chi.", "heart")).phonemes == (("Chi", "ˈtʃiː"),)
    assert narrator.spoken(say("Chi.")).text == "chee."
    assert narrator.phonemes(say("Chi.", "heart")) == "ʧˈi."
    assert narrator.phonemes(say("Chi.")) == ""


def test_the_ipa_is_part_of_the_key(open_narrator: OpenNarrator, say: Say) -> None:
    narrator = open_narrator()
    plain = say("Feel the qin.", "heart")
    told = replace(plain, phonemes=(("qin", "tʃɪn"),))
    elsewhere = replace(plain, phonemes=(("tao", "tʃɪn"),))
    assert narrator.key(plain) != narrator.key(told)
    assert narrator.key(plain) == narrator.key(elsewhere)


def test_a_first_run_and_a_later_one_sound_the_same(open_narrator: OpenNarrator, say: Say) -> None:
    first, later = open_narrator(), open_narrator()
    first.durations(map(say, TEXTS))
    later.durations(map(say, TEXTS))
    for text in TEXTS:
        np.testing.assert_array_equal(first.samples(say(text)), later.samples(say(text)))


def test_progress_counts_the_words_that_have_to_be_spoken(
    open_narrator: OpenNarrator, say: Say
) -> None:
    seen: list[tuple[int, int]] = []
    narrator = open_narrator()
    narrator.durations(map(say, TEXTS[:2]))
    narrator.durations(map(say, TEXTS), lambda done, total: seen.append((done, total)))
    assert seen == [(done, 16) for done in (0, 4, 8, 12, 16)]  # four sentences of four words
    seen.clear()
    narrator.durations(map(say, TEXTS), lambda done, total: seen.append((done, total)))
    assert seen == []


def test_the_key_holds_all_that_shapes_the_sound(
    open_narrator: OpenNarrator, say: Say, tone: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrator = open_narrator()
    plain = say("Rest now.")
    others = [
        say("Rest now, softly."),
        say("Rest now.", voice="silent"),
        say("Rest now.", pace="0.9"),
        replace(plain, language="de"),
    ]
    keys = {narrator.key(utterance) for utterance in (plain, *others)}
    assert len(keys) == 5
    tone.version = "2"
    assert narrator.key(plain) not in keys
    tone.version = "1"
    for version in ("FRONT_END_VERSION", "RECORDING_VERSION"):
        with monkeypatch.context() as patch:
            patch.setattr(narrator_module, version, "other")
            assert narrator.key(plain) not in keys
    assert narrator.key(plain) in keys


def test_nothing_to_say_takes_no_time(
    open_narrator: OpenNarrator, say: Say, tone: Any, folder: Path
) -> None:
    narrator = open_narrator()
    for text in ("", "...", "😊", "—"):
        assert narrator.durations([say(text)]) == {say(text): 0}
        assert len(narrator.samples(say(text))) == 0
        assert not narrator.read(clip(narrator.key(say(text))), 0, 10).any()
    assert not tone.calls
    assert not folder.exists()


def test_the_silent_voice_goes_the_same_way(open_narrator: OpenNarrator, say: Say) -> None:
    narrator = open_narrator()
    utterance = say("Let your weight spread evenly.", "silent", "0.9")
    frames = narrator.durations([utterance])[utterance]
    assert 1.4 < frames / RATE < 2.2
    assert not narrator.samples(utterance).any()
    assert open_narrator().durations([utterance])[utterance] == frames


def test_an_unknown_voice_is_told_before_anything_is_made(
    open_narrator: OpenNarrator, say: Say, tone: Any
) -> None:
    with pytest.raises(UsageError, match='there is no voice named "hart"'):
        open_narrator().durations([say("Rest."), say("Rest.", "hart")])
    assert not tone.calls


# -- takes that are bad ----------------------------------------------------------------------


def bad(text: str, seed: int) -> Take:
    return Take(samples=np.zeros(24_000, np.float32), rate=24_000)


def test_a_bad_take_is_tried_again_with_another_seed(
    open_narrator: OpenNarrator, say: Say, tone: Any
) -> None:
    tone.faulty = lambda text, seed: bad(text, seed) if seed == SEED else None
    narrator = open_narrator()
    assert narrator.durations([say("Rest.")])[say("Rest.")] > 0
    assert dict(tone.calls) == {("Rest.", SEED): 1, ("Rest.", SEED + 1): 1}
    assert narrator.statistics.synthesised == 1


def test_a_take_that_stays_bad_is_an_error_that_names_the_sentence(
    open_narrator: OpenNarrator, say: Say, tone: Any
) -> None:
    tone.faulty = lambda text, seed: bad(text, seed) if "four" in text else None
    with pytest.raises(SpeechError) as caught:
        open_narrator().durations(map(say, TEXTS))
    assert caught.value.utterance == say(TEXTS[3])
    assert f'could not say "{TEXTS[3]}"' in caught.value.message
    assert "nothing can be heard" in caught.value.message
    assert caught.value.exit_code == 3
    tone.faulty = lambda text, seed: None
    tone.calls.clear()
    narrator = open_narrator()
    narrator.durations(map(say, TEXTS))
    # What was made before the error is kept.
    assert narrator.statistics.cached > 0
    assert sum(tone.calls.values()) < len(TEXTS)


# -- entries that vanish or are damaged ------------------------------------------------------


@pytest.mark.parametrize("late", [False, True], ids=["before", "after the lengths were told"])
@pytest.mark.parametrize("damage", ["vanished", "truncated", "flipped"])
def test_an_entry_is_made_again(
    open_narrator: OpenNarrator, say: Say, tone: Any, folder: Path, damage: str, late: bool
) -> None:
    first = open_narrator()
    utterance = say(TEXTS[0])
    frames = first.durations([utterance])[utterance]
    sound = first.samples(utterance)
    narrator = open_narrator()
    if late:
        assert narrator.durations([utterance])[utterance] == frames
    path = entry(folder, first, utterance)
    whole = path.read_bytes()
    if damage == "vanished":
        path.unlink()
    elif damage == "truncated":
        path.write_bytes(whole[:-1])
    else:
        path.write_bytes(whole[:-500] + bytes([whole[-500] ^ 1]) + whole[-499:])
    assert narrator.durations([utterance])[utterance] == frames
    np.testing.assert_array_equal(narrator.samples(utterance), sound)
    assert tone.calls[TEXTS[0], SEED] == 2
    assert path.read_bytes() == whole


@pytest.mark.parametrize("stretch", [0.8, 1.25])
def test_a_take_of_another_length_does_not_move_the_timeline(
    open_narrator: OpenNarrator, say: Say, tone: Any, folder: Path, stretch: float
) -> None:
    """As from an engine that never says the same thing twice in the same way."""
    narrator = open_narrator()
    utterance = say("Let your weight spread evenly.")
    frames = narrator.durations([utterance])[utterance]
    entry(folder, narrator, utterance).unlink()
    take = tone.synthesise(say("Let your weight spread evenly.", pace=str(1 / stretch)), SEED)
    tone.faulty = lambda text, seed: take
    samples = narrator.samples(utterance)
    assert len(samples) == frames
    assert samples[-1] == 0
    assert np.abs(np.diff(samples)).max() < 0.1
    assert open_narrator().durations([utterance])[utterance] == frames


def test_a_folder_that_cannot_be_used_costs_time_only(
    open_narrator: OpenNarrator, say: Say, tone: Any, folder: Path, notices: list[str]
) -> None:
    folder.write_text("not a folder")
    narrator = open_narrator()
    durations = narrator.durations(map(say, TEXTS))
    for text in TEXTS:
        assert len(narrator.samples(say(text))) == durations[say(text)]
    assert sum(tone.calls.values()) == len(TEXTS)
    assert len(notices) == 1


# -- reading ---------------------------------------------------------------------------------


def test_a_clip_is_read_from_any_place(open_narrator: OpenNarrator, say: Say) -> None:
    narrator = open_narrator()
    whole = narrator.samples(say(TEXTS[0]))
    name = narrator.key(say(TEXTS[0]))
    read = narrator.read(clip(name), 0, len(whole))
    assert read.shape == (len(whole), 1)
    assert read.dtype == np.float32
    np.testing.assert_array_equal(read[:, 0], whole)
    parts = [narrator.read(clip(name), start, 997) for start in range(0, len(whole), 997)]
    joined = np.concatenate(parts)[:, 0]
    np.testing.assert_array_equal(joined[: len(whole)], whole)
    assert not joined[len(whole) :].any()
    moved = narrator.read(clip(name, offset=300), 200, 1000)
    np.testing.assert_array_equal(moved[:, 0], whole[500:1500])
    assert not narrator.read(clip(name), len(whole) + 5, 100).any()


def test_a_timeline_of_an_earlier_run_is_read_from_the_cache(
    open_narrator: OpenNarrator, say: Say
) -> None:
    earlier = open_narrator()
    name, whole = earlier.key(say(TEXTS[0])), earlier.samples(say(TEXTS[0]))
    read = open_narrator().read(clip(name), 0, len(whole))
    np.testing.assert_array_equal(read[:, 0], whole)


def test_a_recording_that_nobody_knows_is_an_error(open_narrator: OpenNarrator) -> None:
    with pytest.raises(MissingError, match="is not in the cache any more"):
        open_narrator().read(clip("0" * 64), 0, 10)


def test_samples_are_shared_and_cannot_be_written_to(open_narrator: OpenNarrator, say: Say) -> None:
    narrator = open_narrator()
    samples = narrator.samples(say(TEXTS[0]))
    assert narrator.samples(say(TEXTS[0])) is samples
    with pytest.raises(ValueError, match="read-only"):
        samples[0] = 1
    narrator.read(clip(narrator.key(say(TEXTS[0]))), 0, 10)[:] = 1


def test_memory_is_bounded(
    open_narrator: OpenNarrator, say: Say, tone: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrator = open_narrator()
    first = narrator.samples(say(TEXTS[0]))
    monkeypatch.setattr(narrator_module, "MEMORY", 3 * first.nbytes)
    narrator.samples(say(TEXTS[1]))
    assert narrator.samples(say(TEXTS[0])) is first
    for text in TEXTS[1:]:
        narrator.samples(say(text))
    again = narrator.samples(say(TEXTS[0]))
    assert again is not first
    np.testing.assert_array_equal(again, first)
    assert set(tone.calls.values()) == {1}


# -- the real voice --------------------------------------------------------------------------


def test_the_real_voice_is_the_same_in_every_run(
    open_narrator: OpenNarrator, open_cache: OpenCache, say: Say, tmp_path: Path
) -> None:
    utterances = [say(text, "heart", "0.9") for text in ("Rest.", "Let the breath go.")]
    narrators = [open_narrator(open_cache(folder=tmp_path / name)) for name in ("a", "b")]
    told = [narrator.durations(utterances) for narrator in narrators]
    assert told[0] == told[1]
    for utterance in utterances:
        np.testing.assert_array_equal(*(narrator.samples(utterance) for narrator in narrators))


def test_a_sentence_beyond_the_model_s_limit_is_one_recording(
    open_narrator: OpenNarrator, say: Say
) -> None:
    text = "Let it go, " + ", ".join(["and let it go"] * 25) + "."
    assert len(text) > 300
    utterance = say(text, "heart", "1")
    narrator = open_narrator()
    frames = narrator.durations([utterance])[utterance]
    assert 12 < frames / RATE < 30
    assert narrator.statistics.synthesised == 1


def test_a_warm_cache_needs_no_model(
    open_narrator: OpenNarrator, say: Say, heart: HeartEngine, folder: Path
) -> None:
    assert heart.version
    open_narrator().durations([say("Rest.", "heart", "0.9")])
    code = f"""
import sys
from pathlib import Path
from voicemat.speech.cache import RecordingCache
from voicemat.speech.narrator import Narrator, Statistics
from voicemat.speech.registry import Registry
from voicemat.timeline.utterance import Utterance
cache = RecordingCache(Path({str(folder)!r}), limit=1 << 30, notice=print)
narrator = Narrator(Registry.installed(), cache)
utterance = Utterance(text="Rest.", voice="heart", language="en", pace="0.9")
assert narrator.durations([utterance])[utterance] > 0
assert narrator.statistics == Statistics(synthesised=0, cached=1)
heavy = {{"hibari", "onnxruntime", "scipy", "soundfile", "soxr"}} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", code], check=True)
