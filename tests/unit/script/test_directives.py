"""What stands in brackets: every form of the core language, and what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.fakes.parsing import Parsed, parse_node, parse_text
from voicemat.script.model import (
    AtTime,
    Breathe,
    BreathPhase,
    BreathStyle,
    Course,
    CueCall,
    FadeDirection,
    Include,
    IntervalStart,
    IntervalStop,
    Layer,
    MatChange,
    MatSide,
    MusicFade,
    MusicLevel,
    MusicMix,
    Node,
    Paragraph,
    Pause,
    Stretch,
    Strike,
    Tempo,
    ToneKind,
    ToneRamp,
    ToneStart,
    ToneStop,
    VoiceChange,
)
from voicemat.source import Span

IN, HOLD, OUT = BreathPhase.IN, BreathPhase.HOLD, BreathPhase.OUT


def in_brackets(typed: str) -> tuple[Node, Span]:
    """What stands in brackets in the midst of speech, and the place that it must have."""
    parsed = parse_text(f"Hello.\n [{typed}] Good.").sound
    _, node, _ = parsed.nodes
    assert parsed.spoken == ["Hello.", "Good."]
    return node, Span(source="evening.md", line=2, column=2, length=len(typed) + 2)


# -- durations -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("5 s", "5"),
        ("5s", "5"),
        ("1.5 s", "1.5"),
        ("0.000001 s", "0.000001"),
        ("2 min", "120"),
        ("90 sec", "90"),
        ("1:30", "90"),
        ("01:05", "65"),
        ("90:00", "5400"),
        ("1:02:03", "3723"),
        ("1 h 20 min", "4800"),
        ("1h20min", "4800"),
        ("1 h, 20 min, 5 s", "4805"),
        ("5 seconds", "5"),
        ("1 second", "1"),
        ("2 secs", "2"),
        ("1 minute", "60"),
        ("2 minutes", "120"),
        ("3 mins", "180"),
        ("3 m", "180"),
        ("1 hour", "3600"),
        ("2 hours", "7200"),
        ("2 hrs", "7200"),
        ("24 h", "86400"),
        ("5 S", "5"),
        ("2 Min", "120"),
        ("5\N{NO-BREAK SPACE}s", "5"),
        ("\t5   s\t", "5"),
    ],
)
def test_an_exact_duration(typed: str, seconds: str) -> None:
    pause = parse_node(f"[pause {typed}]")
    assert isinstance(pause, Pause)
    assert pause.stretch == Stretch(least=Decimal(seconds), most=Decimal(seconds))


@pytest.mark.parametrize(
    ("typed", "least", "most"),
    [
        ("20-60 s", "20", "60"),
        ("20 - 60 s", "20", "60"),
        ("20–60 s", "20", "60"),  # the dash is the point
        ("20 \N{EN DASH} 60 s", "20", "60"),
        ("20\N{EM DASH}60 s", "20", "60"),
        ("20 to 60 s", "20", "60"),
        ("1-2 min", "60", "120"),
        ("1.5-2.5 min", "90", "150"),
        ("30 s - 2 min", "30", "120"),
        ("30 s to 1 h", "30", "3600"),
        ("0:30-1:30", "30", "90"),
        ("1 min 30 s - 2 min 30 s", "90", "150"),
        ("1-2 h", "3600", "7200"),
        ("5-5 s", "5", "5"),
        ("20-60s", "20", "60"),
    ],
)
def test_a_range(typed: str, least: str, most: str) -> None:
    pause = parse_node(f"[pause {typed}]")
    assert isinstance(pause, Pause)
    assert pause.stretch == Stretch(least=Decimal(least), most=Decimal(most))


@pytest.mark.parametrize(
    ("typed", "kind", "covered"),
    [
        ("", "missing-part", " "),
        ("5", "missing-unit", "5"),
        ("20-60", "missing-unit", "20-60"),
        ("five s", "bad-duration", "five s"),
        ("5 x", "bad-duration", "5 x"),
        (".5 s", "bad-duration", ".5 s"),
        ("1:75", "bad-duration", "1:75"),
        ("1:2:3:4", "bad-duration", "1:2:3:4"),
        ("5 ms", "bad-duration", "5 ms"),
        ("-5 s", "bad-duration", "-5 s"),
        ("0.0000001 s", "bad-duration", "0.0000001 s"),
        ("20-", "bad-duration", "20-"),
        ("20 s -", "bad-duration", "20 s -"),
        ("20-x s", "bad-duration", "20-x s"),
        ("0 s", "out-of-range", "0 s"),
        ("0-5 s", "out-of-range", "0-5 s"),
        ("25 h", "out-of-range", "25 h"),
        ("999999999 h", "out-of-range", "999999999 h"),
        ("60-20 s", "backward-range", "60-20 s"),
        ("2 min - 30 s", "backward-range", "2 min - 30 s"),
        ("5 s please", "unexpected-words", "please"),
        ("5 s 10 s", "unexpected-words", "10 s"),
        ("5 s 1 min", "unexpected-words", "1 min"),
        ("1 h 20 min 5", "unexpected-words", "5"),
        ("20-60 s or so", "unexpected-words", "or so"),
        ("1:30 min", "unexpected-words", "min"),
    ],
)
def test_what_is_no_duration(typed: str, kind: str, covered: str) -> None:
    parsed = parse_text(f"Hello. [pause {typed}]")
    (finding,) = parsed.findings
    assert finding.kind.value == kind
    assert parsed.covered(finding.span) == covered
    assert not [node for node in parsed.nodes if isinstance(node, Pause)]


def test_a_rest_has_no_upper_bound() -> None:
    rest = parse_node("  [Rest]  ")
    assert isinstance(rest, Pause)
    assert rest.stretch.most is None
    assert (rest.span.column, rest.span.length) == (3, 6)


def test_the_place_of_a_directive_is_its_brackets() -> None:
    parsed = parse_text("Hello. \t[ pause  5 s ] Good.").sound
    (pause,) = [node for node in parsed.nodes if isinstance(node, Pause)]
    assert parsed.covered(pause.span) == "[ pause  5 s ]"


# -- breathe ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "pattern", "cycles", "fill"),
    [
        ("in 4, hold 7, out 8, 4 times", [(IN, 4), (HOLD, 7), (OUT, 8)], 4, None),
        ("in 4 hold 7 out 8 4 times", [(IN, 4), (HOLD, 7), (OUT, 8)], 4, None),
        ("in 4, out 6, for 2 min", [(IN, 4), (OUT, 6)], None, 120),
        ("in 4, out 6, 1 time", [(IN, 4), (OUT, 6)], 1, None),
        ("in 4 s, out 6.5 s, for 1:30", [(IN, 4), (OUT, "6.5")], None, 90),
        ("in 4, out 6, hold 2, 3 times", [(IN, 4), (OUT, 6), (HOLD, 2)], 3, None),
        ("box 4, for 1 min", [(IN, 4), (HOLD, 4), (OUT, 4), (HOLD, 4)], None, 60),
        ("Box 4.5, 4 Times", [(IN, "4.5"), (HOLD, "4.5"), (OUT, "4.5"), (HOLD, "4.5")], 4, None),
        ("4-7-8, 4 times", [(IN, 4), (HOLD, 7), (OUT, 8)], 4, None),
        ("4–7–8, 4 times", [(IN, 4), (HOLD, 7), (OUT, 8)], 4, None),
        ("4-6, for 1 min", [(IN, 4), (OUT, 6)], None, 60),
        ("4-4-4-4 3 times", [(IN, 4), (HOLD, 4), (OUT, 4), (HOLD, 4)], 3, None),
    ],
)
def test_a_guided_breath(
    typed: str, pattern: list[tuple[BreathPhase, int | str]], cycles: int | None, fill: int | None
) -> None:
    breath = parse_node(f"[breathe {typed}]")
    assert isinstance(breath, Breathe)
    assert breath.pattern == tuple((phase, Decimal(value)) for phase, value in pattern)
    assert breath.cycles == cycles
    assert breath.fill == (None if fill is None else Decimal(fill))
    assert breath.style is BreathStyle.SPOKEN_FIRST


@pytest.mark.parametrize(
    ("ending", "style"), [("words", BreathStyle.WORDS), ("Tones", BreathStyle.TONES)]
)
@pytest.mark.parametrize("typed", ["box 4, 4 times", "4-6, for 1 min", "in 4, out 6, 2 times,"])
def test_the_end_chooses_what_leads(typed: str, ending: str, style: BreathStyle) -> None:
    breath = parse_node(f"[breathe {typed} {ending}]")
    assert isinstance(breath, Breathe)
    assert breath.style is style


@pytest.mark.parametrize(
    ("typed", "kind", "covered"),
    [
        ("", "missing-part", " "),
        ("in 4", "missing-part", "4"),
        ("in 4, out 6", "missing-part", "6"),
        ("in, out 6, 2 times", "unexpected-words", "out 6, 2 times"),
        ("out 6, in 4, 2 times", "unexpected-words", "out 6, in 4, 2 times"),
        ("in 4, out 6, 0 times", "out-of-range", "0"),
        ("in 4, out 6, 1001 times", "out-of-range", "1001"),
        ("in 4, out 6, 2.5 times", "unexpected-words", "2.5 times"),
        ("in 4, out 6, 4", "missing-part", "4"),
        ("in 0.5, out 6, 4 times", "out-of-range", "0.5"),
        ("in 31, out 6, 4 times", "out-of-range", "31"),
        ("in 1 min, out 6, 4 times", "out-of-range", "1 min"),
        ("4-7-80, 4 times", "out-of-range", "4-7-80"),
        ("4-0-8, 4 times", "out-of-range", "4-0-8"),
        ("4-7-8-9-10, 4 times", "unexpected-words", "4-7-8-9-10, 4 times"),
        ("box 4, for", "missing-part", "r"),
        ("box 4, for 1", "missing-unit", "1"),
        ("box 4, words, 4 times", "unexpected-words", "words, 4 times"),
        ("box 4, 4 times words tones", "unexpected-words", "tones"),
        ("slowly", "unexpected-words", "slowly"),
    ],
)
def test_what_is_no_breath(typed: str, kind: str, covered: str) -> None:
    parsed = parse_text(f"Hello. [breathe {typed}]")
    (finding,) = parsed.findings
    assert finding.kind.value == kind
    assert parsed.covered(finding.span) == covered


# -- cues ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name", "strike", "times", "every"),
    [
        ("bell", "bell", Strike.NORMAL, 1, None),
        ("Bowl-low", "bowl-low", Strike.NORMAL, 1, None),
        ("bowl, soft", "bowl", Strike.SOFT, 1, None),
        ("bowl softly", "bowl", Strike.SOFT, 1, None),
        ("bowl once", "bowl", Strike.NORMAL, 1, None),
        ("bowl, twice", "bowl", Strike.NORMAL, 2, None),
        ("bowl 3 times", "bowl", Strike.NORMAL, 3, None),
        ("bowl, soft, 3 times, every 6 s", "bowl", Strike.SOFT, 3, 6),
        ("bowl every 1 min 5 times soft", "bowl", Strike.SOFT, 5, 60),
    ],
)
def test_a_cue(typed: str, name: str, strike: Strike, times: int, every: int | None) -> None:
    parsed = parse_text(f"[{typed}]").sound
    (cue,) = parsed.nodes
    assert isinstance(cue, CueCall)
    assert (cue.name, cue.strike, cue.times) == (name, strike, times)
    assert cue.every == (None if every is None else Decimal(every))
    assert parsed.covered(cue.name_span).casefold() == name
    assert parsed.covered(cue.span) == f"[{typed}]"


@pytest.mark.parametrize(
    ("typed", "strike", "every"),
    [
        ("bell every 5 min", Strike.NORMAL, 300),
        ("bell, every 6 s", Strike.NORMAL, 6),
        ("Bell, soft, every 1:30", Strike.SOFT, 90),
        ("bell every 5 min softly", Strike.SOFT, 300),
    ],
)
def test_a_cue_at_intervals(typed: str, strike: Strike, every: int) -> None:
    parsed = parse_text(f"Hello.\n [{typed}]").sound
    node = parsed.nodes[1]
    assert isinstance(node, IntervalStart)
    assert (node.name, node.strike, node.every) == ("bell", strike, Decimal(every))
    assert parsed.covered(node.span) == f"[{typed}]"
    assert parsed.covered(node.name_span) == typed[:4]


def test_the_end_of_a_cue_at_intervals() -> None:
    parsed = parse_text("Hello.\n [Bell Stops] Good.").sound
    node = parsed.nodes[1]
    assert isinstance(node, IntervalStop)
    assert node.name == "bell"
    assert parsed.covered(node.span) == "[Bell Stops]"
    assert parsed.covered(node.name_span) == "Bell"


@pytest.mark.parametrize(
    ("typed", "at", "cue"),
    [
        ("10:00 bell", 600, (Strike.NORMAL, 1, None)),
        ("10:00, bell, soft", 600, (Strike.SOFT, 1, None)),
        ("1 h 5 min bell, 3 times, every 6 s", 3900, (Strike.NORMAL, 3, 6)),
        ("90 s bell twice", 90, (Strike.NORMAL, 2, None)),
    ],
)
def test_a_cue_at_a_time(typed: str, at: int, cue: tuple[Strike, int, int | None]) -> None:
    parsed = parse_text(f"Hello. [at {typed}]").sound
    node = parsed.nodes[1]
    assert isinstance(node, AtTime)
    assert node.at == Decimal(at)
    assert node.cue.name == "bell"
    assert (node.cue.strike, node.cue.times, node.cue.every) == cue
    assert parsed.covered(node.span) == f"[at {typed}]"
    assert parsed.covered(node.cue.name_span) == "bell"


@pytest.mark.parametrize(
    ("typed", "kind", "covered"),
    [
        ("bowl, sof", "unexpected-words", "sof"),
        ("bowl loud", "unexpected-words", "loud"),
        ("Note to self: slower here", "unexpected-words", "to self: slower here"),
        ("bowl, 3", "missing-part", "3"),
        ("bowl, 3 bells", "unexpected-words", "bells"),
        ("bowl, 0 times", "out-of-range", "0"),
        ("bowl, 300 times", "out-of-range", "300"),
        ("bowl, 2.5 times", "unexpected-words", "2.5 times"),
        ("bowl, 3 times, every", "missing-part", "y"),
        ("bowl every 6", "missing-unit", "6"),
        ("bowl every now and then", "bad-duration", "now and then"),
        ("bowl every 0 s", "out-of-range", "0 s"),
        ("bowl stops now", "unexpected-words", "now"),
        ("at 10:00", "missing-part", "0"),
        ("at bell", "bad-duration", "bell"),
        ("at 10:00 bell, sof", "unexpected-words", "sof"),
        ("at 10:00 bell every 6 s", "missing-part", "s"),
        ("at 10:00 bell stops", "missing-part", "s"),
    ],
)
def test_what_is_no_cue(typed: str, kind: str, covered: str) -> None:
    parsed = parse_text(f"Hello. [{typed}] Good.")
    (finding,) = parsed.findings
    assert finding.kind.value == kind
    assert parsed.covered(finding.span) == covered
    assert parsed.spoken == ["Hello.", "Good."]
    assert not [node for node in parsed.nodes if not isinstance(node, Paragraph)]


# -- voices, tones, the mat, other scripts ----------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name", "tempo"),
    [
        ("voice emma, slower", "emma", Tempo.SLOWER),
        ("voice emma faster", "emma", Tempo.FASTER),
        ("Voice Emma", "Emma", None),
        ("voice kokoro:am_michael", "kokoro:am_michael", None),
        ("voice system:english-america, slower", "system:english-america", Tempo.SLOWER),
        ("voice piper:de_DE-anna-low#x7 faster", "piper:de_DE-anna-low#x7", Tempo.FASTER),
        ("voice http:tts-1/nova:2", "http:tts-1/nova:2", None),
        ("voice system", "system", None),
        ("voice slower", None, Tempo.SLOWER),
        ("voice", None, None),
    ],
)
def test_another_voice(typed: str, name: str | None, tempo: Tempo | None) -> None:
    node, span = in_brackets(typed)
    assert node == VoiceChange(name=name, tempo=tempo, span=span)


@pytest.mark.parametrize(
    ("typed", "kind", "carrier", "beat"),
    [
        ("tone binaural 200 Hz 4 Hz", ToneKind.BINAURAL, "200", "4"),
        ("Tone Isochronic, 180.5 hz, 0.5Hz", ToneKind.ISOCHRONIC, "180.5", "0.5"),
        ("tone isochronic 60 Hz 40 Hz", ToneKind.ISOCHRONIC, "60", "40"),
    ],
)
def test_a_tone(typed: str, kind: ToneKind, carrier: str, beat: str) -> None:
    node, span = in_brackets(typed)
    assert node == ToneStart(
        kind=kind, carrier=Decimal(carrier), beat=Decimal(beat), ramp=None, span=span
    )


@pytest.mark.parametrize(
    ("typed", "carrier", "beat", "over"),
    [
        ("tone binaural 200 Hz 10 to 4 Hz over 20 min", "200", "4", "1200"),
        ("tone binaural 200 TO 150 Hz, 10 Hz, over 90 s", "150", "10", "90"),
        ("tone binaural 200 to 150.5Hz 10 to 0.5 Hz over 1:30", "150.5", "0.5", "90"),
    ],
)
def test_a_tone_that_goes_somewhere(typed: str, carrier: str, beat: str, over: str) -> None:
    node, span = in_brackets(typed)
    assert node == ToneStart(
        kind=ToneKind.BINAURAL,
        carrier=Decimal(200),
        beat=Decimal(10),
        ramp=ToneRamp(carrier=Decimal(carrier), beat=Decimal(beat), over=Decimal(over)),
        span=span,
    )


@pytest.mark.parametrize("typed", ["rain, endless", "rain + drift -6 dB, endless, over 10 s"])
def test_beds_that_never_repeat(typed: str) -> None:
    node, _ = in_brackets(f"music {typed}")
    assert isinstance(node, MusicMix)
    assert all(layer.course is Course.ENDLESS for layer in node.layers)
    assert not any("endless" in layer.name for layer in node.layers)
    assert (node.over is not None) == ("over" in typed)


def test_the_end_of_a_tone() -> None:
    node, span = in_brackets("tone stops")
    assert node == ToneStop(span=span)


@pytest.mark.parametrize(
    ("typed", "side"),
    [("on the mat", MatSide.ON), ("off the mat", MatSide.OFF), ("Off The Mat", MatSide.OFF)],
)
def test_the_mat(typed: str, side: MatSide) -> None:
    node, span = in_brackets(typed)
    assert node == MatChange(side=side, span=span)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("include safety", "safety"),
        ("Include parts/Lie-down.md", "parts/Lie-down.md"),
        ('include "my own part.md"', "my own part.md"),
    ],
)
def test_another_script(typed: str, name: str) -> None:
    node, span = in_brackets(typed)
    assert node == Include(name=name, span=span)


@pytest.mark.parametrize(
    ("typed", "kind", "covered"),
    [
        ("voice emma, soft", "unexpected-words", "soft"),
        ("tone", "missing-part", "]"),
        ("tone low", "unexpected-words", "low"),
        ("tone binaural", "missing-part", "l"),
        ("tone binaural 200", "unexpected-words", "200"),
        ("tone binaural 200 Hz", "missing-part", "z"),
        ("tone binaural 59 Hz 4 Hz", "out-of-range", "59 Hz"),
        ("tone binaural 501 Hz 4 Hz", "out-of-range", "501 Hz"),
        ("tone binaural 200 Hz 0.4 Hz", "out-of-range", "0.4 Hz"),
        ("tone binaural 200 Hz 10 to 41 Hz over 1 min", "out-of-range", "10 to 41 Hz"),
        ("tone binaural 200 Hz 10 to 4 Hz", "missing-part", "z"),
        ("tone binaural 200 Hz 4 Hz over 20 min", "unexpected-words", "over 20 min"),
        ("tone binaural 200 Hz 41 Hz", "out-of-range", "41 Hz"),
        ("tone binaural 200 Hz 4 Hz 4 Hz", "unexpected-words", "4 Hz"),
        ("tone stops now", "unexpected-words", "now"),
        ("on", "missing-part", "]"),
        ("on the", "missing-part", "e"),
        ("on my mat", "unexpected-words", "my mat"),
        ("off the mat now", "unexpected-words", "now"),
        ("include", "missing-part", "]"),
        ("include one two", "unexpected-words", "two"),
        ("when", "missing-part", "]"),
        ("when a b", "unexpected-words", "b"),
        ("when from 25", "missing-unit", "25"),
        ("when from", "missing-part", "m"),
        ("when under soon", "bad-duration", "soon"),
        ("repeat", "missing-part", "]"),
        ("repeat 3", "missing-part", "3"),
        ("repeat 0 times", "out-of-range", "0"),
        ("repeat 101 times", "out-of-range", "101"),
        ("repeat often", "unexpected-words", "often"),
        ("end now", "unexpected-words", "now"),
    ],
)
def test_what_is_none_of_these(typed: str, kind: str, covered: str) -> None:
    parsed = parse_text(f"Hello. [{typed}] Good.")
    (finding,) = parsed.findings
    assert finding.kind.value == kind
    assert parsed.covered(finding.span) == covered
    assert parsed.spoken == ["Hello.", "Good."]
    assert not [node for node in parsed.nodes if not isinstance(node, Paragraph)]


# -- what is not known -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "directive",
    [
        "[5 s]",
        "[10 second pause]",
        "[...]",
        "[-]",
        "[...; 3]",
        "[puase 5 s]",
        "[includes safety now]",
        "[repeats 3]",
        "[voices emma]",
    ],
)
def test_what_is_not_known_is_an_error_and_never_spoken(directive: str) -> None:
    parsed = parse_text(f"Hello.\n{directive}\nGood.")
    assert parsed.kinds == ["unknown-directive"]
    finding = parsed.findings[0].span
    assert finding is not None
    assert (finding.line, finding.column) == (2, 2)
    assert parsed.spoken == ["Hello.", "Good."]
    assert not [node for node in parsed.nodes if isinstance(node, CueCall)]


@pytest.mark.parametrize(
    ("directive", "suggestion"),
    [
        ("[pase 5 s]", "pause"),
        ("[PAUSES 5 s]", "pause"),
        ("[breath in 4, out 6]", "breathe"),
        ("[musik fades out]", "music"),
        ("[tones binaural 200 Hz 4 Hz]", "tone"),
        ("[included a b]", "include"),
        ("[whem beginner]", "when"),
        ("[5 s]", None),
    ],
)
def test_a_directive_is_suggested_when_one_is_near(directive: str, suggestion: str | None) -> None:
    (finding,) = parse_text(directive).findings
    assert finding.suggestion == suggestion


# -- music -----------------------------------------------------------------------------------


def layers(directive: str) -> list[tuple[str, Decimal, str]]:
    """Name, level and covered text of each layer."""
    parsed = parse_text(directive).sound
    (mix,) = parsed.nodes
    assert isinstance(mix, MusicMix)
    return [(layer.name, layer.gain, parsed.covered(layer.span)) for layer in mix.layers]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("rain", [("rain", 0, "rain")]),
        ("Night-Rain", [("Night-Rain", 0, "Night-Rain")]),
        ("rain -6 dB", [("rain", -6, "rain")]),
        ("rain -6dB", [("rain", -6, "rain")]),
        ("rain \N{MINUS SIGN}6 dB", [("rain", -6, "rain")]),
        ("rain +1.5 dB", [("rain", "1.5", "rain")]),
        ("rain + pads -6 dB", [("rain", 0, "rain"), ("pads", -6, "pads")]),
        ("rain -3 dB + pads + d", [("rain", -3, "rain"), ("pads", 0, "pads"), ("d", 0, "d")]),
        ("songs/my song.mp3", [("songs/my song.mp3", 0, "songs/my song.mp3")]),
        ("C:\\music\\rain.mp3", [("C:\\music\\rain.mp3", 0, "C:\\music\\rain.mp3")]),
        ("a+b.mp3", [("a+b.mp3", 0, "a+b.mp3")]),
        ("over the sea.mp3", [("over the sea.mp3", 0, "over the sea.mp3")]),
        ('"a, b + c.mp3" + rain', [("a, b + c.mp3", 0, '"a, b + c.mp3"'), ("rain", 0, "rain")]),
        (r"take \[2\].mp3", [("take [2].mp3", 0, r"take \[2\].mp3")]),
    ],
)  # fmt: skip
def test_a_mix(typed: str, expected: list[tuple[str, float | str, str]]) -> None:
    wanted = [(name, Decimal(gain), covered) for name, gain, covered in expected]
    assert layers(f"[music {typed}]") == wanted


@pytest.mark.parametrize(
    ("typed", "over"),
    [
        ("rain", None),
        ("rain over 10 s", 10),
        ("rain, over 10 s", 10),
        ("rain + pads -6 dB, over 1 min", 60),
        ("rain -6 dB over 10 s", 10),
    ],
)
def test_a_crossfade_s_length(typed: str, over: int | None) -> None:
    mix = parse_node(f"[music {typed}]")
    assert isinstance(mix, MusicMix)
    assert mix.over == (None if over is None else Decimal(over))
    assert all(isinstance(layer, Layer) for layer in mix.layers)


@pytest.mark.parametrize(
    ("typed", "direction", "over"),
    [
        ("fades in over 15 s", FadeDirection.IN, 15),
        ("fades in", FadeDirection.IN, None),
        ("Fade In, over 15 s", FadeDirection.IN, 15),
        ("fades out over 4 min", FadeDirection.OUT, 240),
        ("fades out", FadeDirection.OUT, None),
    ],
)
def test_a_fade(typed: str, direction: FadeDirection, over: int | None) -> None:
    fade = parse_node(f"[music {typed}]")
    assert isinstance(fade, MusicFade)
    assert fade.direction is direction
    assert fade.over == (None if over is None else Decimal(over))


@pytest.mark.parametrize(
    ("typed", "change", "over"),
    [
        ("quieter", "-4", None),
        ("louder", "4", None),
        ("quieter, over 20 s", "-4", 20),
        ("-3 dB over 10 s", "-3", 10),
        ("+2.5 dB", "2.5", None),
        ("\N{MINUS SIGN}3dB", "-3", None),
    ],
)
def test_a_level(typed: str, change: str, over: int | None) -> None:
    level = parse_node(f"[music {typed}]")
    assert isinstance(level, MusicLevel)
    assert level.change == Decimal(change)
    assert level.over == (None if over is None else Decimal(over))


@pytest.mark.parametrize(
    ("typed", "kind", "covered"),
    [
        ("", "missing-part", " "),
        ("fades", "missing-part", "s"),
        ("fades away", "unexpected-words", "away"),
        ("fades in 15 s", "unexpected-words", "15 s"),
        ("fades in over", "missing-part", "r"),
        ("fades in over 15", "missing-unit", "15"),
        ("quieter please", "unexpected-words", "please"),
        ("-3 dB now", "unexpected-words", "now"),
        ("-61 dB", "out-of-range", "-61 dB"),
        ("+13 dB", "out-of-range", "+13 dB"),
        ("rain +13 dB", "out-of-range", "+13 dB"),
        ("rain, drift", "unexpected-words", "drift"),
        ("rain, over", "missing-part", "r"),
        ("rain over 0 s", "out-of-range", "0 s"),
        ("rain +", "missing-part", "+"),
        ("rain + , over 5 s", "missing-part", " "),
        ("rain -3 dB -3 dB", "unexpected-words", "-3 dB"),
    ],
)
def test_what_is_no_music(typed: str, kind: str, covered: str) -> None:
    parsed = parse_text(f"Hello. [music {typed}]")
    (finding,) = parsed.findings
    assert finding.kind.value == kind
    assert parsed.covered(finding.span) == covered


# -- together --------------------------------------------------------------------------------


def test_all_mistakes_of_a_file_come_at_once_in_order(parsed: Parsed) -> None:
    """
    ---
    pace: 9
    lenght: 20 min
    ---
    #Arrive
    Hello [puase 5 s] there [pause 5], you ] see [bell, [rest now] so.
    [music rain over 3]
    <!-- end
    """
    found = [
        (found.kind.value, found.span.line, found.span.column)
        for found in parsed.findings
        if found.span
    ]
    assert found == [
        ("bad-value", 2, 7),
        ("unknown-key", 3, 1),
        ("heading-space", 5, 1),
        ("unknown-directive", 6, 8),
        ("missing-unit", 6, 32),
        ("stray-bracket", 6, 40),
        ("unclosed-bracket", 6, 46),
        ("unexpected-words", 6, 59),
        ("missing-unit", 7, 18),
        ("unclosed-comment", 8, 1),
    ]
    assert parsed.spoken == ["Hello", "there", ", you", "see", "so."]
