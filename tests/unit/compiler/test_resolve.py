"""Script to score: names looked up, options filled in, sentences, the breath between."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.fakes.catalog import CATALOG
from tests.fakes.compiling import Compiled, compile_text
from tests.fakes.sentences import split
from voicemat.compiler import Score, Wishes, resolve
from voicemat.compiler.languages import speaks
from voicemat.compiler.levels import LEVELS, SOFT
from voicemat.compiler.score import (
    NO_MUSIC,
    Breath,
    ChapterStart,
    CueStrike,
    Event,
    Gap,
    LevelChange,
    MixChange,
    MusicFadeEvent,
    Silence,
    Speak,
)
from voicemat.diagnostics import Diagnostic, Severity
from voicemat.script import parse
from voicemat.script.model import BreathPhase, Ending, FadeDirection
from voicemat.source import Source
from voicemat.timeline.model import Tags
from voicemat.units import RATE, frames

VOICE = LEVELS[Ending.QUIET].voice


def score_of(text: str, wishes: Wishes | None = None) -> tuple[Score, tuple[Diagnostic, ...]]:
    script, findings = parse(Source(name="evening.md", text=text))
    assert not findings
    return resolve(script, CATALOG, wishes or Wishes(), split)


def events(text: str, wishes: Wishes | None = None) -> tuple[Event, ...]:
    score, findings = score_of(text, wishes)
    assert not findings
    return score.events


def said(text: str, wishes: Wishes | None = None) -> list[str]:
    return [event.text for event in events(text, wishes) if isinstance(event, Speak)]


def with_header(*lines: str, body: str = "Hello.") -> str:
    return "\n".join(["---", *lines, "---", body])


# -- sentences -------------------------------------------------------------------------------


def test_sentences_in_order_each_with_its_place() -> None:
    compiled = compile_text("# One\nHello there. How\nare you?\n\nGood.")
    spoken = [event for event in compiled.score.events if isinstance(event, Speak)]
    assert [event.text for event in spoken] == ["Hello there.", "How are you?", "Good."]
    assert [(event.origin.line, event.origin.column) for event in spoken] == [
        (2, 1),
        (2, 14),
        (5, 1),
    ]


def test_what_is_said_may_differ_from_what_is_written() -> None:
    (speak,) = [
        event
        for event in events(with_header("say: {qi: chee}", body="*Qi* flows."))
        if isinstance(event, Speak)
    ]
    assert speak.text == "Qi flows."
    assert speak.utterance.text == "Qi flows."
    assert speak.utterance.respellings == (("Qi", "chee"),)


def test_equal_sentences_share_an_utterance() -> None:
    score, _ = score_of("Breathe. Rest.\n\nBreathe.")
    assert [utterance.text for utterance in score.utterances] == ["Breathe.", "Rest."]


@pytest.mark.parametrize(
    ("header", "wishes", "voice", "pace"),
    [
        ([], Wishes(), "heart", "0.9"),
        ([], Wishes(default_voice="emma", default_pace=Decimal("0.80")), "emma", "0.8"),
        (["voice: ana", "pace: 1.10"], Wishes(default_voice="emma"), "ana", "1.1"),
        (["voice: ana", "pace: 1.1"], Wishes(voice="bo", pace=Decimal(1)), "bo", "1"),
    ],
)
def test_whose_voice_and_pace(header: list[str], wishes: Wishes, voice: str, pace: str) -> None:
    score, _ = score_of(with_header("language: de", *header), wishes)
    (utterance,) = score.utterances
    assert (utterance.voice, utterance.pace, utterance.language) == (voice, pace, "de")
    assert score.tags.voice == voice


@pytest.mark.parametrize(
    ("wishes", "wrong"),
    [
        (Wishes(), True),
        (Wishes(default_voice="emma"), True),
        (Wishes(voice="emma"), False),
        (Wishes(voice="nobody"), False),
    ],
)
def test_a_voice_of_the_header_that_there_is_not(wishes: Wishes, wrong: bool) -> None:
    """What the listener chose wins over it, and is not the script's to answer for."""
    _, findings = score_of(with_header("voice: nobody"), wishes)
    assert [found.kind.value for found in findings] == ["unknown-voice"] * wrong


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (with_header("language: en-AU"), []),
        (with_header("language: de"), [None]),
        (with_header("language: de", "voice: emma"), [1]),
        (with_header("language: de", body="[voice anna]\nHallo."), []),
        (with_header("language: de", body="[voice anna]\nHallo.\n[voice]\nHello."), [None]),
        (with_header(body="Hello.\n[voice anna]\nHallo.\n[voice]\nHello.\n[voice anna]\nJa."), [4]),
        (with_header(body="Hello.\n[voice anna]\n[voice]\nHello."), []),
        (with_header(body="Hello.\n[voice any]\nHallo."), []),
        (with_header("language: de", body="[recording ja.wav: Hallo.]"), []),
        (with_header("language: de", body="[breathe in 4, out 6, 2 times]"), []),
    ],
)
def test_a_voice_that_speaks_another_language_than_the_script(
    text: str, places: list[int | None]
) -> None:
    script, _ = parse(Source(name="evening.md", text=text))
    catalog = replace(
        CATALOG,
        voices={"heart": "en-US", "emma": "en-GB", "anna": "de-DE", "any": "mul"},
        recordings={("evening.md", "ja.wav"): "/ja.wav"},
    )
    _, findings = resolve(script, catalog, Wishes(), split)
    assert {found.kind.value for found in findings} <= {"voice-language"}
    assert {found.severity for found in findings} <= {Severity.WARNING}
    assert [found.span and found.span.line for found in findings] == places


def test_a_voice_that_the_listener_chose_is_warned_of_without_a_place() -> None:
    _, (found,) = score_of(with_header("language: de"), Wishes(voice="emma"))
    assert (found.kind.value, found.span) == ("voice-language", None)
    assert dict(found.values) == {"voice": "emma", "spoken": "en-GB", "written": "de"}


@pytest.mark.parametrize(
    ("voice", "script", "able"),
    [
        ("en-US", "en", True),
        ("en-GB", "en-US", True),
        ("EN_gb", "en", True),
        ("de-DE", "en", False),
        ("mul", "de", True),
        ("cmn", "zh", True),
        ("zh-CN", "cmn-Hans", True),
        ("nb", "no", True),
        ("nn", "nb", True),
        ("iw", "he", True),
        ("es-419", "es-ES", True),
        ("pt", "es", False),
    ],
)
def test_which_languages_are_one(voice: str, script: str, able: bool) -> None:
    assert speaks(voice, script) is able


@pytest.mark.parametrize("line", ["...!", "- -", "\N{PERSON IN LOTUS POSITION}", "(?)", "---?"])
def test_a_line_with_nothing_to_say_is_an_error(line: str) -> None:
    compiled = compile_text(f"Hello.\n\n{line}")
    assert compiled.kinds == ["nothing-to-say"]
    assert compiled.findings[0].span is not None
    assert compiled.findings[0].span.line == 3


def test_what_is_left_of_a_sentence_is_not_said() -> None:
    assert said("Hello. \N{PERSON IN LOTUS POSITION}") == ["Hello."]


# -- options and names -----------------------------------------------------------------------

OPTIONS = with_header(
    "options:", "  level: beginner, advanced", "  name: friend", body="{name}: {level}."
)


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ((), "friend: beginner."),
        ((("level", "advanced"),), "friend: advanced."),
        ((("name", "Ana"),), "Ana: beginner."),
        ((("name", "{level}"),), "{level}: beginner."),
    ],
)
def test_options(settings: tuple[tuple[str, str], ...], text: str) -> None:
    assert said(OPTIONS, Wishes(settings=settings)) == [text]


@pytest.mark.parametrize(
    ("setting", "kind", "suggestion"),
    [
        (("levle", "x"), "unknown-option", "level"),
        (("mood", "x"), "unknown-option", None),
        (("level", "advnaced"), "unknown-choice", "advanced"),
        (("level", "expert"), "unknown-choice", None),
    ],
)
def test_a_setting_that_there_is_not(
    setting: tuple[str, str], kind: str, suggestion: str | None
) -> None:
    (finding,) = compile_text(OPTIONS, settings=(setting,)).findings
    assert (finding.kind.value, finding.suggestion) == (kind, suggestion)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (20, "less than a minute"),
        (60, "1 minute"),
        (1200, "20 minutes"),
        (1229, "20 minutes"),
        (3600, "1 hour"),
        (5400, "1 hour and 30 minutes"),
        (7260, "2 hours and 1 minute"),
    ],
)
def test_the_length_in_words(seconds: int, words: str) -> None:
    assert said("We have {length}.", Wishes(length=seconds * RATE)) == [f"We have {words}."]


def test_the_length_of_the_header_is_the_one_where_none_is_asked() -> None:
    assert said(with_header("length: 20 min", body="We have {length}.")) == ["We have 20 minutes."]
    score, _ = score_of(with_header("length: 20 min"))
    assert score.asked == 1200 * RATE
    score, _ = score_of(with_header("length: 20 min"), Wishes(length=RATE))
    assert score.asked == RATE
    score, _ = score_of("Hello.")
    assert score.asked is None


@pytest.mark.parametrize(
    ("seconds", "warned"), [(None, False), (719, True), (720, False), (2700, False), (2701, True)]
)
def test_a_length_outside_the_author_s_range_warns(seconds: int | None, warned: bool) -> None:
    wishes = Wishes(length=None if seconds is None else seconds * RATE)
    _, findings = score_of(with_header("length: 20 min (12-45)"), wishes)
    assert [found.kind.value for found in findings] == ["length-outside-range"] * warned


def test_a_header_that_contradicts_itself_warns() -> None:
    _, findings = score_of(with_header("length: 10 min (12-45)"))
    assert [found.kind.value for found in findings] == ["length-outside-range"]


@pytest.mark.parametrize(
    ("name", "suggestion"), [("nmae", "name"), ("Name", "name"), ("lenght", "length"), ("", None)]
)
def test_a_name_that_no_option_gives(name: str, suggestion: str | None) -> None:
    compiled = compile_text(
        with_header("options: {name: friend}", body=f"Hello, {{ {name} }}, there.")
    )
    (finding,) = compiled.findings
    assert (finding.kind.value, finding.suggestion) == ("unknown-name", suggestion)
    assert finding.span is not None
    assert (finding.span.line, finding.span.column, finding.span.length) == (4, 8, 4 + len(name))


def test_titles_take_names_and_lose_their_marks() -> None:
    starts = [
        event
        for event in events(
            with_header("options: {name: Ana}", body="# *Rest*, {name} \\[again\\]\nHello.")
        )
        if isinstance(event, ChapterStart)
    ]
    assert [start.title for start in starts] == ["Rest, Ana [again]"]


# -- silences --------------------------------------------------------------------------------


def silences(text: str) -> list[Silence]:
    return [event for event in events(text) if isinstance(event, Silence)]


def test_dots_add_their_bounds_and_their_natural_sizes() -> None:
    one, three = silences("...\nHello.\n...\n...\n...")
    natural = 303_578  # sqrt(2 s x 20 s) in frames, rounded down
    assert (one.least, one.most, one.natural) == (2 * RATE, 20 * RATE, natural)
    assert (three.least, three.most, three.natural) == (6 * RATE, 60 * RATE, 3 * natural)
    assert (three.origin.line, three.origin.column) == (3, 1)


def test_the_header_bounds_the_dots() -> None:
    (dots,) = silences(with_header("dots: 4-9 s", body="..."))
    assert (dots.least, dots.most, dots.natural) == (4 * RATE, 9 * RATE, 6 * RATE)


def test_pauses_and_rests() -> None:
    exact, wide, rest = silences("[pause 1.5 s]\n[pause 20-45 s]\n[rest]")
    assert (exact.least, exact.most, exact.natural) == (72_000, 72_000, 72_000)
    assert (wide.least, wide.most, wide.natural) == (20 * RATE, 45 * RATE, 30 * RATE)
    assert rest.most is None
    assert rest.least <= rest.natural


def test_a_written_silence_is_exact_and_no_breath_is_added_to_it() -> None:
    made = events("Hello.\n[pause 5 s]\n# Next\nGood.")
    kinds = [type(event) for event in made]
    assert kinds == [Gap, Speak, Silence, ChapterStart, Speak, Gap]


def test_the_breath_between_grows_with_what_it_parts() -> None:
    gaps = [
        event.frames
        for event in events("One. Two.\nThree.\n# Next\nFour.")
        if isinstance(event, Gap)
    ]
    lead, sentence, line, chapter, _ending = gaps
    assert 0 < sentence < line < chapter
    assert lead >= 2 * RATE


def test_the_same_breath_before_a_line_that_begins_with_a_mark() -> None:
    def between(second: str) -> list[int]:
        return [event.frames for event in events(f"One.\n{second}") if isinstance(event, Gap)]

    assert between("Two.") == between("*Two.*") == between("- Two.") == between("<!-- x --> Two.")


# -- breath and cues -------------------------------------------------------------------------


def breath(text: str) -> Breath:
    (made,) = [event for event in events(text) if isinstance(event, Breath)]
    return made


def test_a_breath_fills_a_time_with_whole_cycles() -> None:
    assert breath("[breathe in 4, out 6, for 2 min]").cycles == 12
    assert breath("[breathe 4-7-8, for 1 min]").cycles == 3
    assert breath("[breathe in 4, out 6, for 9 s]").cycles == 1
    made = breath("[breathe in 4, hold 2.5, out 6, 4 times]")
    assert made.cycles == 4
    assert made.phases == (
        (BreathPhase.IN, 4 * RATE),
        (BreathPhase.HOLD, 120_000),
        (BreathPhase.OUT, 6 * RATE),
    )


def test_words_lead_at_first_and_tones_go_on() -> None:
    made = breath("[breathe in 4, out 6, 5 times]")
    assert 0 < made.spoken_cycles < 5
    assert [prompt.phase for prompt in made.prompts] == [BreathPhase.IN, BreathPhase.OUT]
    assert breath("[breathe in 4, out 6, 1 time]").spoken_cycles == 1
    assert breath("[breathe in 4, out 6, 5 times, words]").spoken_cycles == 5
    assert breath("[breathe in 4, out 6, 5 times, tones]").spoken_cycles == 0


def test_a_language_without_prompts_is_led_by_tones() -> None:
    text = "[breathe in 4, out 6, 5 times, words]"
    assert breath(with_header("language: xx", body=text)).spoken_cycles == 0
    assert breath(with_header("language: en-GB", body=text)).spoken_cycles == 5


def test_only_what_will_be_heard_is_synthesised() -> None:
    score, _ = score_of("[breathe in 4, out 6, 5 times, tones]")
    assert score.utterances == ()
    score, _ = score_of("[breathe in 4, out 6, 5 times]")
    assert [utterance.text for utterance in score.utterances] == ["Breathe in.", "Breathe out."]


def strike(text: str) -> CueStrike:
    (made,) = [event for event in events(text) if isinstance(event, CueStrike)]
    return made


def test_a_cue_is_brought_to_its_level() -> None:
    made = strike("[bell]")
    cue = CATALOG.cues["bell"]
    assert (made.media, made.frames, made.clear, made.times) == ("bell", cue.frames, cue.clear, 1)
    assert made.gain + cue.momentary == pytest.approx(VOICE - LEVELS[Ending.QUIET].cue)
    assert strike("[bell, soft]").gain == pytest.approx(made.gain - SOFT)
    assert strike("[bell, 3 times, every 7 s]").every == 7 * RATE


def test_a_repeated_cue_rings_out_before_the_next_unless_the_script_says() -> None:
    assert strike("[bowl, 3 times]").every >= CATALOG.cues["bowl"].clear


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [("bel", "bell"), ("chimes", "chime"), ("pauze", "pause"), ("gong", None)],
)
def test_a_cue_that_there_is_not(name: str, suggestion: str | None) -> None:
    (finding,) = compile_text(f"Hello. [{name}]").findings
    assert (finding.kind.value, finding.suggestion) == ("unknown-cue", suggestion)
    assert finding.span is not None
    assert (finding.span.column, finding.span.length) == (9, len(name))


def test_ending_bell_adds_soft_strikes_after_everything() -> None:
    made = events(with_header("ending: bell"))
    assert isinstance(made[-1], CueStrike)
    assert made[-1].gain < strike("[bowl]").gain
    assert not any(isinstance(event, CueStrike) for event in events("Hello."))


# -- music -----------------------------------------------------------------------------------


def music(text: str) -> list[MixChange | MusicFadeEvent | LevelChange]:
    return [
        event
        for event in events(text)
        if isinstance(event, MixChange | MusicFadeEvent | LevelChange)
    ]


def test_the_header_s_music_begins_with_the_session() -> None:
    made = events(with_header("music: rain"))
    assert isinstance(made[0], MixChange)
    assert [layer.media for layer in made[0].layers] == ["rain"]


def test_or_with_the_first_fade_in() -> None:
    (fade,) = music(with_header("music: rain", body="Hello.\n[music fades in over 15 s]"))
    assert isinstance(fade, MusicFadeEvent)
    assert (fade.direction, fade.over) == (FadeDirection.IN, 15 * RATE)


MIXES = "Hello.\n[music night-rain]\n[rest]\n[music quieter]\n[music fades out]\n"


def beds(score: Score) -> set[str]:
    mixes = [event.layers for event in score.events if isinstance(event, MixChange)]
    return {layer.media for layers in (*mixes, score.opening_mix) for layer in layers}


def test_the_listener_s_bed_stands_for_every_bed_of_the_script() -> None:
    text = with_header("music: rain", body=MIXES)
    assert beds(score_of(text)[0]) == {"rain", "night-rain"}
    score, findings = score_of(text, Wishes(music="drift"))
    assert (beds(score), findings) == ({"drift"}, ())
    assert len(score.events) == len(score_of(text)[0].events)


def test_a_listener_who_wants_no_music_gets_none() -> None:
    text = with_header("music: rain", body=MIXES)
    score, findings = score_of(text, Wishes(music=NO_MUSIC))
    assert (beds(score), findings) == (set(), ())
    assert not any(isinstance(event, MusicFadeEvent | LevelChange) for event in score.events)


def test_a_script_without_music_gets_the_listener_s() -> None:
    assert beds(score_of("Hello.", Wishes(music="drift"))[0]) == {"drift"}


@pytest.mark.parametrize("first", ["[music drift]", "[music quieter]", "[music fades out]"])
def test_but_a_later_fade_in_does_not_hold_it_back(first: str) -> None:
    score, _ = score_of(with_header("music: rain", body=f"Hello.\n{first}\n[music fades in]"))
    assert isinstance(score.events[0], MixChange)
    assert score.events[0].origin is None


def test_a_bed_is_brought_to_its_level() -> None:
    (mix,) = music("[music drift -2 dB]\nHello.")
    assert isinstance(mix, MixChange)
    (layer,) = mix.layers
    target = VOICE - LEVELS[Ending.QUIET].bed_in_silence
    assert layer.gain + CATALOG.beds["drift"].lufs == pytest.approx(target - 2)


def test_two_beds_together_are_as_loud_as_one() -> None:
    (mix,) = music("[music drift + Rain]\nHello.")
    assert isinstance(mix, MixChange)
    assert [layer.media for layer in mix.layers] == ["drift", "rain"]
    target = VOICE - LEVELS[Ending.QUIET].bed_in_silence
    loudness = [layer.gain + CATALOG.beds[layer.media].lufs for layer in mix.layers]
    assert loudness == pytest.approx([target - 3.0103] * 2, abs=1e-4)


def test_a_faint_file_is_raised_by_twelve_decibels_at_most() -> None:
    (mix,) = music("[music songs/faint.mp3 -1 dB]\nHello.")
    assert isinstance(mix, MixChange)
    assert [(layer.media, layer.gain) for layer in mix.layers] == [("/songs/faint.mp3", 11.0)]


@pytest.mark.parametrize(
    ("line", "suggestion"),
    [("[music rian]", "rain"), ("[music rain + nihgt-rain]", "night-rain"), ("[music sea]", None)],
)
def test_a_bed_that_there_is_not(line: str, suggestion: str | None) -> None:
    (finding,) = compile_text(f"Hello.\n{line}").findings
    assert (finding.kind.value, finding.suggestion) == ("unknown-bed", suggestion)


def test_a_bed_of_the_header_that_there_is_not() -> None:
    (finding,) = compile_text(with_header("music: rian")).findings
    assert finding.span is not None
    assert (finding.kind.value, finding.span.line, finding.span.column) == ("unknown-bed", 2, 8)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ("[music quieter]", True),
        ("[music -3 dB]", True),
        ("[music fades out]", True),
        ("[music fades in]", True),
        ("[music rain]\n[music quieter]", False),
        ("[music rain]\n[music fades out]\n[music louder]", True),
        ("[music rain]\n[music fades out]\n[music fades out]", True),
        ("[music rain]\n[music fades out]\n[music fades in]\n[music louder]", False),
        ("[music rain]\n[music fades out]\n[music drift]\n[music louder]", False),
    ],
)
def test_music_can_only_change_where_it_plays(body: str, wrong: bool) -> None:
    _, findings = score_of(f"Hello.\n{body}")
    assert [found.kind.value for found in findings] == ["no-music-yet"] * wrong


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ("[music fades in]\nHello.\n[music quieter]", []),
        ("Hello.\n[music fades in]", []),
        ("[music fades in]\nHello.\n[music fades in over 9 s]", [6]),
        ("[music quieter]\nHello.\n[music fades in]", [6]),
        ("[music drift]\n[music fades in]\n[music fades in]\nHello.", [5, 6]),
        ("[music fades out]\nHello.\n[music fades in]\n[music fades in]", [7]),
    ],
)
def test_music_that_plays_cannot_fade_in(body: str, places: list[int]) -> None:
    compiled = compile_text(with_header("music: rain", body=body))
    assert compiled.kinds == ["music-plays-already"] * len(places)
    assert [found.span and found.span.line for found in compiled.findings] == places
    assert all(found.severity is Severity.WARNING for found in compiled.findings)
    assert compiled.timeline is not None


@pytest.mark.parametrize(
    "change", ["[music drift, over {} s]", "[music fades out over {} s]", "[music +1 dB over {} s]"]
)
def test_no_change_of_the_music_is_a_click(change: str) -> None:
    def over(seconds: str) -> int:
        _, event = music(with_header("music: rain", body=f"Hello.\n{change.format(seconds)}"))
        return event.over

    assert over("0.00001") == over("0.05") == frames(Decimal("0.05"))
    assert over("0.06") == frames(Decimal("0.06"))


def test_quieter_and_louder_cancel_each_other() -> None:
    first, second = music(
        with_header("music: rain", body="[music quieter]\n[music louder, over 2 s]\n...")
    )[1:]
    assert isinstance(first, LevelChange)
    assert isinstance(second, LevelChange)
    assert first.change == -second.change < 0
    assert second.over == 2 * RATE


# -- the whole -------------------------------------------------------------------------------


def test_the_tags() -> None:
    score, _ = score_of(
        with_header(
            "title: Rest",
            "summary: Slow.",
            "author: Ana",
            "license: CC0-1.0",
            "year: 2026",
            "language: en-GB",
            "voice: emma",
            "tags: a, b",
        )
    )
    assert score.tags == Tags(
        title="Rest",
        summary="Slow.",
        author="Ana",
        license="CC0-1.0",
        year="2026",
        language="en-GB",
        voice="emma",
        keywords=("a", "b"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "> Only a note.",
        "<!-- or a comment -->",
        "# Only a heading",
        "[music rain]",
        "---\nmusic: rain\n---\n[music fades in over 5 s]\n[music quieter]\n# End",
        "---\ntitle: Rest\n---\n",
    ],
)
def test_a_script_that_takes_no_time(text: str) -> None:
    compiled = compile_text(text)
    assert compiled.kinds == ["empty-script"]


@pytest.mark.parametrize("text", ["Hello.", "...", "[rest]", "[bell]", "[breathe box 4, 1 time]"])
def test_one_thing_that_takes_time_is_a_script(text: str) -> None:
    assert compile_text(text).session.frames > 0


def test_all_mistakes_of_a_script_come_at_once() -> None:
    compiled: Compiled = compile_text(
        "---\npace: 9\nmusic: rian\n---\nHello, {nobody}. [bel]\n[music nothing]\n[pause 5]\n...!"
    )
    assert sorted(compiled.kinds) == [
        "bad-value",
        "missing-unit",
        "nothing-to-say",
        "unknown-bed",
        "unknown-bed",
        "unknown-cue",
        "unknown-name",
    ]


def test_frames_are_made_of_decimals_once() -> None:
    (silence,) = silences("[pause 0.3 s]")
    assert silence.least == frames(Decimal("0.3")) == 14_400
