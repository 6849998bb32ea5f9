"""The full screen, driven by Textual's own pilot: what it shows, and what keys and mouse do."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from rich.text import Text
from textual.pilot import Pilot

from tests.fakes.console import StillConsole
from voicemat.player.console import SKIP
from voicemat.player.faders import HIGHEST, LOWEST, Part
from voicemat.player.fullscreen import app as application
from voicemat.player.fullscreen.app import Player, Session
from voicemat.player.fullscreen.fader import LABEL, Fader
from voicemat.player.fullscreen.narration import NOW, REST, SPOKEN, Narration, lit
from voicemat.player.fullscreen.strip import MARGIN, Strip
from voicemat.player.screen import Light
from voicemat.player.transport import State
from voicemat.timeline.model import Bus, BusName, Clip, Marker, MarkerKind, Media, MediaKind, Track
from voicemat.timeline.sentences import Sentence, Word
from voicemat.units import RATE

LINES = (
    "Lie down, slowly.",
    "The lower back first, then the middle, and the shoulders last, as slowly as you can bear it.",
    "Breathe as you like.",
    "Sleep.",
)
STARTS = (2, 12, 25, 50)


@pytest.fixture
def console(session) -> StillConsole:
    """A minute in three chapters, with four sentences, music and some time on the mat."""
    media = Media(kind=MediaKind.RECORDING, name="words")
    clips = tuple(
        Clip(start=at * RATE, duration=5 * RATE, media=media, text=text)
        for at, text in zip(STARTS, LINES, strict=True)
    )
    bed = Clip(start=0, duration=60 * RATE, media=Media(kind=MediaKind.BED, name="rain"))
    mat = Marker(kind=MarkerKind.MAT, start=10 * RATE, end=40 * RATE)
    timeline = replace(
        session.timeline,
        buses=(
            Bus(name=BusName.VOICE, tracks=(Track(name="voice", clips=clips),)),
            Bus(name=BusName.MUSIC, tracks=(Track(name="music", clips=(bed,)),)),
        ),
        markers=(mat,),
        mat_cap=20 * 60 * RATE,
    )
    return StillConsole(timeline)


Steps = Callable[[Player, Pilot[None]], Awaitable[None]]


def on_screen(
    console: StillConsole, steps: Steps, *, size=(80, 24), light: Light = Light.FULL
) -> Player:
    """Runs the application and `steps` on it."""

    async def run() -> Player:
        app = Player(console, light)
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            await steps(app, pilot)
        return app

    return asyncio.run(run())


async def settled(pilot: Pilot[None]) -> None:
    """Until a look at the session is drawn."""
    session = pilot.app.screen_stack[0]
    assert isinstance(session, Session)
    session.look()
    await pilot.pause()


def seen(app: Player) -> str:
    """The screen as text, line by line."""
    rows = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in row).rstrip() for row in rows)


def shown(console: StillConsole, **options) -> str:
    """The screen as it is at rest."""
    texts: list[str] = []

    async def steps(app: Player, pilot: Pilot[None]) -> None:
        texts.append(seen(app))

    on_screen(console, steps, **options)
    return texts[0]


def pressed(console: StillConsole, *keys: str, **options) -> str:
    """The screen after some keys."""
    texts: list[str] = []

    async def steps(app: Player, pilot: Pilot[None]) -> None:
        await pilot.press(*keys)
        await settled(pilot)
        texts.append(seen(app))

    on_screen(console, steps, **options)
    return texts[0]


def test_everything_is_there_in_eighty_by_twenty_four(console):
    console.go(26 * RATE)
    console.move_timer(5 * 60 * RATE)
    text = shown(console)
    lines = text.splitlines()
    assert len(lines) == 24
    assert max(map(len, lines)) <= 80
    assert lines[1].split() == ["Evening", "playing"]
    assert "▸ Two" in text
    assert "  Three" in text
    for line in (LINES[0], LINES[2], LINES[3]):
        assert line in text
    assert re.search(r"^  voice +[ ▁-█]+$", text, re.M)
    assert re.search(r"^  music   █+$", text, re.M)
    assert re.search(r"^  0:26 .*●.* -0:34$", text, re.M)
    assert re.search(r"voice ━+●─+ +0 .*music ━+●─+ +0 .*cues +━+●─+ +0", text)
    assert "timer 5:34   mat 0:16 of 0:30, at most 20:00" in lines[-1]
    assert lines[-1].endswith("? help")


@pytest.mark.parametrize("size", [(200, 60), (120, 30), (64, 18), (40, 24), (40, 12), (20, 6)])
def test_any_size_shows_the_sentence_and_the_time(console, size):
    console.go(26 * RATE)
    text = shown(console, size=size)
    assert max(map(len, text.splitlines())) <= size[0]
    assert "Breathe as" in text
    assert "0:26" in text
    assert "-0:34" in text
    if size[0] < 64:
        assert "2/3" in text or size[0] < 30


def test_a_session_of_nothing_is_shown(console):
    console.revise(replace(console.timeline, buses=(), chapters=(), markers=(), frames=0))
    assert "0:00" in shown(console)


@pytest.mark.parametrize(
    ("keys", "second"),
    [
        (("right",), 26 + SKIP // RATE),
        (("left",), 26 - SKIP // RATE),
        (("down",), 40),
        (("n",), 40),
        (("up",), 20),
        (("p",), 20),
        (("full_stop",), 49.75),
        (("comma",), 24.75),
        (("r",), 0),
    ],
)
def test_a_key_goes_to(console, keys, second):
    console.go(26 * RATE)
    pressed(console, *keys)
    assert console.status.position == second * RATE


def test_keys_of_faders_timer_pause_and_end(console):
    text = pressed(console, *"vvMCC", "plus", "plus", "minus", "e", "space")
    levels = console.status.levels
    assert (levels.voice, levels.music, levels.cues) == (-4.0, 2.0, 4.0)
    assert console.status.timer == 60 * RATE + 5 * 60 * RATE
    assert (console.extended, console.quits) == (1, 0)
    assert "paused" in text.splitlines()[1]
    assert re.search(r"voice .* -4 .*music .* \+2 .*cues .* \+4", text)
    pressed(console, "q")
    assert console.quits == 1


@pytest.mark.parametrize("key", ["escape", "x", "tab", "enter", "ctrl+q", "ctrl+p", "f1", "ctrl+z"])
def test_a_key_pressed_by_mistake_changes_nothing(console, key):
    before = console.status

    async def steps(app: Player, pilot: Pilot[None]) -> None:
        await pilot.press(key)
        await settled(pilot)
        assert app.is_running
        assert "Evening" in seen(app)

    on_screen(console, steps)
    assert (console.status, console.quits) == (before, 0)


def test_a_click_on_the_picture_goes_there_and_a_drag_follows(console):
    async def steps(app: Player, pilot: Pilot[None]) -> None:
        strip = app.screen.query_one(Strip)
        columns = strip.columns
        await pilot.click(strip, offset=(MARGIN + columns // 2, 1))
        assert abs(console.status.position - 30 * RATE) <= 60 * RATE // columns
        await pilot.mouse_down(strip, offset=(MARGIN, 2))
        assert console.status.position == 0
        await pilot.hover(strip, offset=(MARGIN + columns // 4, 2))
        assert abs(console.status.position - 15 * RATE) <= 60 * RATE // columns
        await pilot.mouse_up(strip, offset=(MARGIN + columns // 4, 2))
        there = console.status.position
        await pilot.hover(strip, offset=(MARGIN + 1, 2))
        assert console.status.position == there

    on_screen(console, steps)


def test_a_click_on_a_chapter_or_a_sentence_goes_there(console):
    async def steps(app: Player, pilot: Pilot[None]) -> None:
        await pilot.click("Chapters", offset=(4, 2))
        assert console.status.position == 40 * RATE
        await settled(pilot)
        rows = seen(app).splitlines()
        narration = app.screen.query_one(Narration)
        row = next(y for y, text in enumerate(rows) if "shoulders" in text)  # its second line
        await pilot.click(narration, offset=(3, row - narration.region.y))
        assert console.status.position == 12 * RATE

    on_screen(console, steps)


def test_faders_follow_the_mouse(console):
    async def steps(app: Player, pilot: Pilot[None]) -> None:
        fader = app.screen.query_one("#fader-music", Fader)
        await pilot.click(fader, offset=(LABEL, 0))
        assert console.status.levels.music == LOWEST
        await pilot.mouse_down(fader, offset=(LABEL, 0))
        await pilot.hover(fader, offset=(fader.size.width - 1, 0))
        await pilot.mouse_up(fader, offset=(fader.size.width - 1, 0))
        assert console.status.levels == console.status.levels.put(Part.MUSIC, HIGHEST)

    on_screen(console, steps)


def test_help_is_a_page_that_any_key_leaves(console):
    async def steps(app: Player, pilot: Pilot[None]) -> None:
        await pilot.press("question_mark")
        await settled(pilot)
        page = seen(app)
        assert "15 seconds back, on" in page
        assert "fade out and leave" in page
        await pilot.press("space")  # obeyed all the same
        await settled(pilot)
        assert LINES[0] in seen(app)

    on_screen(console, steps)
    assert console.status.state is State.PAUSED


def test_at_night_almost_nothing_is_shown_until_a_key(console, monkeypatch):
    monkeypatch.setattr(application, "AWAKE", 0.5)
    console.go(26 * RATE)

    async def steps(app: Player, pilot: Pilot[None]) -> None:
        assert seen(app).strip() == "1 min"
        await pilot.press("m")
        await settled(pilot)
        assert LINES[2] in seen(app)
        await pilot.pause(0.6)
        assert seen(app).strip() == "1 min"
        await pilot.click(offset=(5, 5))
        await settled(pilot)
        assert LINES[2] in seen(app)
        await pilot.press("d")
        await pilot.pause(0.6)
        assert LINES[2] in seen(app), "it was switched off"

    on_screen(console, steps, light=Light.DIM)
    assert console.status.levels.music == -2.0


def test_at_night_a_click_wakes_and_goes_nowhere(console):
    async def steps(app: Player, pilot: Pilot[None]) -> None:
        before = console.status
        for y in range(0, 24, 2):
            app.screen._awake_until = 0.0
            await settled(pilot)
            assert seen(app).strip() == "1 min"
            await pilot.click(offset=(30, y))
        assert console.status == before

    on_screen(console, steps, light=Light.DIM)


def test_a_revised_session_is_drawn_anew(console):
    async def steps(app: Player, pilot: Pilot[None]) -> None:
        assert "music   █" in seen(app)
        voice = console.timeline.buses[0]
        clip = replace(voice.tracks[0].clips[0], text="Another sentence.")
        bus = replace(voice, tracks=(replace(voice.tracks[0], clips=(clip,)),))
        console.revise(replace(console.timeline, buses=(bus,)))
        console.remark = "your change is heard\x1b[2J from 0:12 on"
        await settled(pilot)
        text = seen(app)
        assert "Another sentence." in text
        assert "music   █" not in text
        assert "your change is heard[2J from 0:12 on" in text

    on_screen(console, steps)


def styles(text: Text) -> list[tuple[str, object]]:
    """The stretches of a text with what they are styled last."""
    spans = text.spans or []
    return [(text.plain[span.start : span.end], span.style) for span in spans]


def test_the_word_is_lit_where_its_time_is_known():
    sentence = Sentence(
        text="Let it go.",
        start=100,
        end=200,
        words=(
            Word(first=0, last=3, start=100, end=120),
            Word(first=4, last=6, start=125, end=140),
            Word(first=7, last=10, start=150, end=190),
        ),
    )
    text = lit(sentence, 145)  # between two words: the last one stays
    assert text.style == REST
    assert styles(text) == [("Let ", SPOKEN), ("it", NOW)]
    assert styles(lit(sentence, 150)) == [("Let it ", SPOKEN), ("go.", NOW)]
    assert lit(replace(sentence, words=()), 150).style == SPOKEN
    assert lit(sentence, 99).style != lit(sentence, 200).style


def test_it_never_rings_and_opens_nothing(console):
    async def steps(app: Player, pilot: Pilot[None]) -> None:
        app.bell()
        await pilot.press("ctrl+p", "ctrl+q", "escape")
        assert app.is_running
        assert len(app.screen_stack) == 1

    on_screen(console, steps)
