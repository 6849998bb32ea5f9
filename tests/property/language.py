"""Whole scripts, written in every manner that the language allows."""

from __future__ import annotations

from hypothesis import strategies as st

Text = st.SearchStrategy[str]

LINES = st.sampled_from(
    (
        "Breathe.",
        "  Let your weight   spread evenly. ",
        "*Softly* now, {name}. Good.",
        "I will wait... and wait. <!-- slowly --> You too.",
        r"A \[bracket\], a \{brace\}, and a backslash \\",
        "- first one thing",
        "#1 in the list",
        "<!-- a note -->",
        "<!-- a note\n\n   that goes on  \n and on --> and text behind it ",
        "<!-- a note\nthat ends in front of --> [pause 5s]",
        "> a note to myself  ",
        ">another",
        "瞑想 \N{PERSON IN LOTUS POSITION}",
    )
)

STRUCTURE = st.sampled_from(
    (
        *("", "", "   ", "\n\n\n", "...", "... ...", "\N{HORIZONTAL ELLIPSIS}", "  ...  "),
        *("# Arrive", "##  Rest ( 8 - 12 min ) ", "# Drift (Optional)  ##", "# A # B #", "# 1-2"),
        *("# Note (of care)", "# Long (90 sec–2 min)", "# With <!-- a note --> in it"),
        *("***", " ---", "_____ ", "\ufeff"),
    )
)

_UNITS = st.sampled_from(("s", " s", " sec", " SECONDS", " min", "m", " minutes", " h", " hrs"))
_DASHES = st.sampled_from(("-", " - ", "\N{EN DASH}", "\N{EM DASH}", " to ", " TO "))
_GAPS = st.sampled_from((" ", ", ", "  ", " , ", ",\t"))


def durations() -> Text:
    """Durations in every notation, of two hours at most."""
    amount = st.builds("{}{}".format, st.sampled_from(("1", "1.5", "02", "2")), _UNITS)
    clock = st.sampled_from(("1:30", "0:05", "1:00:00", "10:00"))
    compound = st.builds("1{}{}2{}".format, st.sampled_from(("h", " hour")), _GAPS, st.just(" min"))
    return st.one_of(amount, clock, compound)


def ranges() -> Text:
    """Ranges whose ends share a unit or have their own."""
    shared = st.builds("1{}2{}".format, _DASHES, _UNITS)
    own = st.builds("1 s{}{}".format, _DASHES, st.sampled_from(("5 s", "1 min 5 s", "2:00")))
    return st.one_of(shared, own)


def _join(*parts: Text) -> Text:
    """Parts with a gap between them, those that are empty left out."""

    @st.composite
    def joined(draw: st.DrawFn) -> str:
        found = ""
        for part in parts:
            text = draw(part)
            found += draw(_GAPS) + text if found and text else text
        return found

    return joined()


def _maybe(*texts: str) -> Text:
    return st.sampled_from(("", *texts))


def _every() -> Text:
    return st.one_of(st.just(""), durations().map("every {}".format))


def _over() -> Text:
    return st.one_of(st.just(""), durations().map("over {}".format))


def _layers() -> Text:
    name = st.sampled_from(
        ("rain", "night-rain", '"rain, far.flac"', "songs/a b.mp3", "a-5", "x +", "Over")
    )
    gain = _maybe("-4 dB", "+3dB", "\N{MINUS SIGN}6 db", "- 2 dB", "+0 dB")
    layer = st.builds("{} {}".format, name, gain)
    return st.lists(layer, min_size=1, max_size=3).map(" + ".join)


def directives() -> Text:
    """The insides of brackets."""
    style = _maybe("words", "TONES")
    amount = st.one_of(
        st.sampled_from(("4 times", "1 time", "2 TIMES")), durations().map("for {}".format)
    )
    pattern = st.sampled_from(
        ("in 4, out 6", "IN 4 hold 7 s out 8", "box 4", "Box 3.5 s", "4-7-8", "4\N{EN DASH}6")
    )
    cue = st.sampled_from(("bell", "BOWL", "chime"))
    strike, times = (
        _maybe("soft", "softly"),
        _maybe("once", "twice", "3 times", "2 times", "1 time"),
    )
    return st.one_of(
        _join(st.just("pause"), st.one_of(durations(), ranges())),
        st.sampled_from(("rest", "Rest ,", "tone stops", "voice", "bell stops", "Bowl STOPS")),
        _join(st.just("breathe"), pattern, amount, style),
        _join(cue, strike, times, _every()),
        _join(cue, _every(), strike),
        _join(st.just("at"), durations(), cue, strike),
        _join(st.sampled_from(("music fades in", "Music fade OUT")), _over()),
        _join(
            st.sampled_from(("music quieter", "music Louder", "music -3dB", "music +4 dB")), _over()
        ),
        _join(st.just("music"), _layers(), _over()),
        st.sampled_from(
            ("tone binaural 200Hz 4 hz", "tone ISOCHRONIC 200.50 Hz, 10 to 4 Hz over 2 min")
        ),
        st.sampled_from(
            ("voice emma", "Voice Emma slower", "voice FASTER", "voice emma , slower", "voice a:B")
        ),
        st.sampled_from(("on the mat", "Off The Mat", "include safety", 'include "by the fire"')),
        st.sampled_from(('include "safety"', "include winter/fire.md")),
    )


def _brackets() -> Text:
    gap = _maybe(" ", "  ")
    return st.builds("[{}{}{}]".format, gap, directives(), gap)


def _conditions() -> Text:
    length = st.builds("{} {}".format, st.sampled_from(("from", "UNDER")), durations())
    return st.one_of(st.sampled_from(("beginner", "Advanced")), length)


def _texts(inner: Text) -> Text:
    """Variants and takes."""
    opening = st.one_of(_conditions(), st.sampled_from(("recording a.wav", 'Recording  "b c.wav"')))
    body = st.sampled_from((" lie down. ", "lie\n  down", "{}", " first {} then\n{}\n", r"a\ "))
    return st.builds(
        lambda head, gap, text, held: f"[{gap}{head}{gap}:{text.replace('{}', held)}]",
        opening,
        _maybe(" "),
        body,
        inner,
    )


def _blocks(inner: Text) -> Text:
    opening = st.one_of(_conditions().map("when {}".format), st.just("Repeat 3 times"))
    return st.builds("[{}]\n{}\n[ END ]".format, opening, inner)


def bodies() -> Text:
    """Everything below a header, with a line for each thing or several on one."""
    happening = st.one_of(_brackets(), _texts(_brackets()))
    line = st.one_of(
        LINES, STRUCTURE, happening, st.lists(happening | LINES, max_size=3).map(" ".join)
    )
    text = st.lists(line, max_size=6).map("\n".join)
    whole = st.one_of(text, text, _blocks(st.one_of(text, _blocks(text))))
    return st.lists(whole, max_size=3).map("\n".join)


KEYS = (
    *("title:   A quiet evening ", 'title: "Quoted: yes" # why', "title: |\n  Over\n  lines"),
    *("length: 20min ( 12 - 45 )", "length: 1:30", "length: 20 minutes (12 to 45 min)  # good"),
    *("dots: 2 to 20 seconds", "dots: 2 s-20 s", "mat: At most  5minutes", "pace: 0.9 "),
    *("music: rain+drift  -4dB", "music: night-rain - 4 dB + drift", "ending: Sleep"),
    *(
        "tags: a,b",
        "tags: [a, b]",
        "tags:\n  - a\n  - b",
        "voice: emma",
        "voice: a:b-c",
        "language: en",
    ),
    *(
        "options:\n    level:  beginner,advanced # two\n    # a note\n    name: friend",
        "say:\n b: /x/",
    ),
    *("# a note", "", "\n", "options: {level: 'a, b'}", "summary: >\n  More\n  of it"),
)


def scripts() -> Text:
    """Whole scripts, with a header or without; some of them have mistakes."""
    header = st.lists(st.sampled_from(KEYS), max_size=6).map("\n".join)
    headed = st.builds("{}---{}\n{}\n---\n{}".format, _maybe("\n"), _maybe(" "), header, bodies())
    return st.one_of(bodies(), headed)
