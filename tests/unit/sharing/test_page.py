"""The page on a phone: Chromium without a window, of a phone's size and under a finger.

What a person does every evening is tried always, the rest among the slow tests.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.unit.sharing.conftest import running
from voicemat.sharing import Episode, Server

pytestmark = pytest.mark.slow

PHONE = {"width": 390, "height": 844}

AUDIO = "document.getElementById('sound')"

RECORDED = """
window.actions = {};
const set = navigator.mediaSession.setActionHandler.bind(navigator.mediaSession);
navigator.mediaSession.setActionHandler = (name, handler) => {
  window.actions[name] = handler;
  set(name, handler);
};
const place = navigator.mediaSession.setPositionState.bind(navigator.mediaSession);
navigator.mediaSession.setPositionState = (state) => { window.placed = state; place(state); };
"""
"""Remembers what the page hands to the lock screen, and hands it on."""

STUBBORN = """
Object.defineProperty(HTMLMediaElement.prototype, 'volume', { get: () => 1, set: () => {} });
"""
"""A phone whose volume belongs to its buttons."""

VOLUMES = """
window.volumes = [];
const volume = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'volume');
Object.defineProperty(HTMLMediaElement.prototype, 'volume', {
  get: volume.get,
  set(value) { volumes.push(value); volume.set.call(this, value); },
});
"""
"""Remembers every volume that was set."""

WITHOUT_REMOTE = "delete Navigator.prototype.mediaSession;"

Open = Callable[..., Any]


@pytest.fixture
def phone(browser: Any) -> Iterator[Open]:
    """Opens an address on a phone; in the end nothing may have gone wrong there."""
    contexts: list[Any] = []
    wrong: list[str] = []

    def open_(
        address: str, *scripts: str, size: dict[str, int] = PHONE, clock: bool = False, **more: Any
    ) -> Any:
        context = browser.new_context(viewport=size, has_touch=True, is_mobile=True, **more)
        contexts.append(context)
        page = context.new_page()
        origin = re.match(r"http://[^/]+/[^/]+/", address)
        assert origin
        page.on("console", lambda message: wrong.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request",
            lambda request: (
                request.url.startswith(origin[0]) or wrong.append(f"asked for {request.url}")
            ),
        )
        page.on(
            "response",
            lambda answer: answer.status < 400 or wrong.append(f"{answer.status} {answer.url}"),
        )
        for script in scripts:
            page.add_init_script(script)
        if clock:
            page.clock.install()
        page.goto(address)
        page.wait_for_selector("main:not([hidden])")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def player(phone: Open, server: Server) -> Callable[..., Any]:
    """Opens the first session."""

    def open_(*scripts: str, **more: Any) -> Any:
        page = phone(server.pages[0], *scripts, **more)
        page.locator("#sessions a").first.tap()
        wait(page, f"{AUDIO}.readyState >= 1")
        wait(page, "document.querySelectorAll('#words button').length > 0")
        return page

    return open_


def wait(page: Any, expression: str, seconds: float = 8) -> None:
    """Waits until an expression is true. Playwright's own way is an eval, which the page's policy
    forbids, and that policy is to stand while it is tested.
    """
    until = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < until, expression
        time.sleep(0.02)


def now(page: Any) -> float:
    """Where the sound is, in seconds."""
    place: float = page.evaluate(f"{AUDIO}.currentTime")
    return place


def playing(page: Any) -> bool:
    return not page.evaluate(f"{AUDIO}.paused")


def play(page: Any) -> None:
    page.locator("#play").tap()
    wait(page, f"!{AUDIO}.paused && {AUDIO}.currentTime > 0")


def seek(page: Any, seconds: float) -> None:
    page.evaluate(f"{AUDIO}.currentTime = {seconds}")
    wait(page, f"!{AUDIO}.seeking")


def test_the_list_shows_every_session(
    phone: Open, server: Server, episodes: tuple[Episode, ...]
) -> None:
    page = phone(server.pages[0])
    entries = page.locator("#sessions li")
    assert entries.count() == 2
    for number, episode in enumerate(episodes):
        assert entries.nth(number).locator("h2").text_content() == episode.title
    size = episodes[0].path.stat().st_size / 1e6
    assert entries.nth(0).locator(".facts").text_content() == f"3 min · {size:.1f} MB"
    images = "[...document.querySelectorAll('#list img')]"
    wait(page, f"{images}.every(image => image.complete && image.naturalWidth > 0)")
    assert page.locator("#sessions img").nth(0).get_attribute("src").endswith("cover.jpg")
    assert page.locator("#sessions img").nth(1).get_attribute("src") == "icon.svg"
    assert page.locator("#feed").input_value() == server.feed


def test_it_plays_pauses_and_skips(player: Open) -> None:
    page = player()
    assert page.locator("#play").get_attribute("aria-label") == "Play"
    play(page)
    before = now(page)
    wait(page, f"{AUDIO}.currentTime > {before + 0.5}")
    wait(page, "document.getElementById('play').getAttribute('aria-label') === 'Pause'")
    page.locator("#forward").tap()
    wait(page, f"{AUDIO}.currentTime > 15")
    page.locator("#back").tap()
    wait(page, f"{AUDIO}.currentTime < 10")
    page.locator("#play").tap()
    wait(page, "document.getElementById('play').getAttribute('aria-label') === 'Play'")
    assert not playing(page)
    still = now(page)
    page.wait_for_timeout(300)
    assert now(page) == still


def test_a_chapter_is_a_tap_away(player: Open, episodes: tuple[Episode, ...]) -> None:
    page = player()
    page.locator("#show-chapters").tap()
    chapters = page.locator("#chapters button")
    assert chapters.count() == 3
    assert chapters.nth(0).locator("span").nth(0).text_content() == "Arrive & <settle>"
    chapters.nth(1).tap()
    wait(page, f"!{AUDIO}.paused && {AUDIO}.currentTime >= 30")
    assert 30 <= now(page) < 33
    assert page.locator("#chapter").text_content() == "Breathe"
    assert (
        page.locator("#chapters [aria-current]").locator("span").nth(0).text_content() == "Breathe"
    )
    page.locator("#next").tap()
    wait(page, f"{AUDIO}.currentTime >= 100")
    assert 100 <= now(page) < 103
    page.locator("#previous").tap()
    wait(page, f"{AUDIO}.currentTime < 40")
    assert page.locator("#chapter").text_content() == "Breathe"
    # From within a chapter it goes to its own beginning first.
    seek(page, 50)
    page.locator("#previous").tap()
    wait(page, f"{AUDIO}.currentTime < 40")
    assert 30 <= now(page) < 33


@pytest.mark.slow
def test_the_slider_seeks(player: Open) -> None:
    page = player()
    slider = page.locator("#position")
    slider.evaluate(
        "slider => { slider.value = 90;"
        "slider.dispatchEvent(new Event('input')); slider.dispatchEvent(new Event('change')); }"
    )
    wait(page, f"Math.abs({AUDIO}.currentTime - 90) < 0.5")
    assert slider.get_attribute("aria-valuetext") == "1:30 of 3:00"
    assert page.locator("#now").text_content() == "1:30"
    assert page.locator("#left").text_content() == "−1:30"
    slider.focus()
    page.keyboard.press("ArrowRight")
    wait(page, f"Math.abs({AUDIO}.currentTime - 91) < 0.5")


def fading(page: Any, seconds: int) -> list[float]:
    """The volume at each second."""
    volumes = []
    for _ in range(seconds):
        page.clock.run_for(1000)
        volumes.append(page.evaluate(f"{AUDIO}.volume"))
    return volumes


def test_the_timer_fades_to_nothing_and_stops(player: Open) -> None:
    page = player(clock=True)
    play(page)
    page.locator("#show-timer").tap()
    page.locator("[data-minutes='5']").tap()
    assert not page.locator("#timer").is_visible()
    assert page.locator("#show-timer").text_content() == "5 min"
    page.clock.run_for(1000)
    page.clock.fast_forward(4 * 60_000 - 5000)
    assert page.evaluate(f"{AUDIO}.volume") == 1
    assert playing(page)
    volumes = fading(page, 70)
    assert all(later <= earlier for earlier, later in pairwise(volumes))
    # Even to the ear: never more than 2 dB in a second until it cannot be heard.
    heard = [volume for volume in volumes if volume > 0]
    assert len(heard) > 50
    assert all(later / earlier > 10 ** (-2 / 20) for earlier, later in pairwise(heard))
    assert heard[-1] < 10 ** (-57 / 20)
    assert volumes[-1] == 0
    assert not playing(page)
    assert page.locator("#show-timer").text_content() == "Sleep timer"
    page.locator("#play").tap()
    wait(page, f"!{AUDIO}.paused && {AUDIO}.volume === 1")


@pytest.mark.slow
def test_a_fade_that_is_called_off_comes_back_softly(player: Open) -> None:
    page = player(VOLUMES, clock=True)
    play(page)
    page.locator("#show-timer").tap()
    page.locator("[data-minutes='5']").tap()
    page.clock.fast_forward(4 * 60_000 + 40_000)
    wait(page, f"{AUDIO}.volume < 0.1")
    wait(page, "document.body.classList.contains('dimmed')")
    page.locator("#veil").tap()
    page.locator("#show-timer").tap()
    page.evaluate("volumes.length = 0")
    page.locator("[data-off]").tap()
    page.clock.run_for(3000)
    wait(page, f"{AUDIO}.volume === 1")
    assert playing(page)
    volumes = page.evaluate("volumes")
    rising = volumes[volumes.index(min(volumes)) :]
    assert len(rising) > 15
    assert all(0 <= later - earlier < 0.25 for earlier, later in pairwise(rising))


@pytest.mark.slow
def test_the_timer_ends_with_the_chapter(player: Open) -> None:
    page = player()
    play(page)
    seek(page, 27.5)
    page.locator("#show-timer").tap()
    page.locator("[data-chapter]").tap()
    wait(page, f"{AUDIO}.volume < 0.2")
    wait(page, f"{AUDIO}.paused && {AUDIO}.volume === 0")
    assert 29.8 < now(page) < 30.6


@pytest.mark.slow
def test_a_phone_that_cannot_fade_stops_between_two_sentences(player: Open) -> None:
    page = player(STUBBORN, clock=True)
    play(page)
    seek(page, 9.5)  # a sentence goes from 9 to 17
    page.locator("#show-timer").tap()
    assert "next silence" in page.locator("#timer-words").text_content()
    page.locator("[data-minutes='5']").tap()
    page.clock.fast_forward(5 * 60_000 + 1000)
    page.clock.run_for(500)
    assert playing(page)
    assert page.locator("#show-timer").text_content() == "Ending"
    seek(page, 17.2)
    page.clock.run_for(500)
    wait(page, f"{AUDIO}.paused")


def test_the_transcript_follows(player: Open) -> None:
    page = player()
    page.locator("#show-words").tap()
    lit = page.locator("#words [aria-current]")
    seek(page, 10)
    wait(page, "document.querySelector('#words [aria-current]')")
    assert lit.text_content().startswith("Ask, too, with a heart condition")
    seek(page, 9 + 8 * 4.5 / 16)  # in the fifth of its sixteen words
    said = "document.querySelector('#words .said')?.textContent"
    wait(page, f"{said} === 'heart'")
    assert page.locator("#words .said").count() == 1
    play(page)
    wait(page, f"{said} !== 'heart' && {said} !== undefined")
    seek(page, 111)
    wait(
        page, "document.querySelector('#words [aria-current]').textContent.startsWith('Gute Nacht')"
    )
    assert lit.count() == 1
    page.wait_for_timeout(700)
    box, line = page.locator("#words").bounding_box(), lit.bounding_box()
    assert box["y"] <= line["y"] < box["y"] + box["height"] / 2
    # In the silence after it stays, and no word is lit.
    seek(page, 120)
    wait(page, "!document.querySelector('#words .said')")
    assert lit.text_content().startswith("Gute Nacht")
    # Where the voice tells no words, the sentence alone is lit.
    seek(page, 20)
    wait(
        page, "document.querySelector('#words [aria-current]').textContent.startsWith('This voice')"
    )
    assert page.locator("#words .said").count() == 0


@pytest.mark.slow
def test_a_finger_that_reads_elsewhere_is_left_alone(player: Open) -> None:
    page = player(size={"width": 320, "height": 568})
    page.locator("#show-words").tap()
    play(page)
    box = page.locator("#words")
    box.dispatch_event("wheel")
    box.evaluate("box => box.scrollTop = 0")
    seek(page, 111)
    wait(
        page,
        "document.querySelector('#words [aria-current]')?.textContent.startsWith('Gute Nacht')",
    )
    page.wait_for_timeout(700)
    assert box.evaluate("box => box.scrollTop") == 0


@pytest.mark.slow
def test_a_sentence_is_a_tap_away(player: Open) -> None:
    page = player()
    page.locator("#show-words").tap()
    page.get_by_role("button", name="Breathe in.").tap()
    wait(page, f"!{AUDIO}.paused && {AUDIO}.currentTime >= 31")
    assert now(page) < 33


@pytest.mark.slow
def test_words_are_found_by_characters(phone: Open, server: Server) -> None:
    """Beyond the first plane a character counts twice for JavaScript."""
    page = phone(server.pages[0])
    page.locator("#sessions a").nth(1).tap()
    wait(page, "document.querySelectorAll('#words button').length === 1")
    words = page.locator("#words button span").all_text_contents()
    assert words == ["Hello", "🌙", "there."]


def test_it_downloads_the_file(player: Open, episodes: tuple[Episode, ...]) -> None:
    page = player()
    with page.expect_download() as download:
        page.locator("#save").tap()
    assert download.value.suggested_filename == "Sleep on the mat.mp3"
    assert Path(download.value.path()).read_bytes() == episodes[0].path.read_bytes()


def test_the_lock_screen_knows_it_and_its_buttons_work(player: Open, server: Server) -> None:
    page = player(RECORDED)
    play(page)
    told = page.evaluate(
        "(({title, artist, album, artwork}) => ({title, artist, album, artwork: [...artwork]}))"
        "(navigator.mediaSession.metadata)"
    )
    assert told["title"] == 'Sleep "on" the mat'
    assert told["artist"] == "Arrive & <settle>"
    assert told["album"] == "voicemat"
    (picture,) = told["artwork"]
    assert picture["src"].startswith(server.pages[0])
    assert (picture["sizes"], picture["type"]) == ("1400x1400", "image/jpeg")
    assert page.evaluate("navigator.mediaSession.playbackState") == "playing"
    assert set(page.evaluate("Object.keys(window.actions)")) == {
        *("play", "pause", "stop", "seekto", "seekbackward", "seekforward"),
        *("previoustrack", "nexttrack"),
    }
    page.evaluate("actions.nexttrack({})")
    wait(page, f"{AUDIO}.currentTime >= 30 && !{AUDIO}.seeking")
    wait(page, "navigator.mediaSession.metadata.artist === 'Breathe'")
    page.evaluate("actions.seekto({seekTime: 120})")
    wait(page, f"{AUDIO}.currentTime >= 120 && !{AUDIO}.seeking")
    wait(page, "Math.abs(placed.position - 120) < 1")
    assert page.evaluate("[Math.round(placed.duration), placed.playbackRate]") == [180, 1]
    page.evaluate("actions.seekbackward({seekOffset: 20})")
    wait(page, f"{AUDIO}.currentTime < 105")
    page.evaluate("actions.seekforward({})")
    wait(page, f"{AUDIO}.currentTime > 110")
    page.evaluate("actions.previoustrack({})")
    wait(page, f"{AUDIO}.currentTime < 105")
    page.evaluate("actions.pause({})")
    wait(page, f"{AUDIO}.paused")
    assert page.evaluate("navigator.mediaSession.playbackState") == "paused"
    page.evaluate("actions.play({})")
    wait(page, f"!{AUDIO}.paused")


@pytest.mark.slow
def test_it_works_without_a_lock_screen(player: Open) -> None:
    page = player(WITHOUT_REMOTE)
    assert page.evaluate("'mediaSession' in navigator") is False
    play(page)
    page.locator("#next").tap()
    wait(page, f"{AUDIO}.currentTime >= 30")


@pytest.mark.slow
def test_it_knows_the_place_again(player: Open, server: Server) -> None:
    page = player()
    play(page)
    seek(page, 77)
    page.locator("#play").tap()
    wait(page, f"{AUDIO}.paused")
    page.reload()
    wait(page, f"{AUDIO}.readyState >= 1 && !{AUDIO}.seeking")
    assert abs(now(page) - 77) < 1
    assert page.locator("#now").text_content() in ("1:17", "1:18")
    page.locator("a[aria-label='All sessions']").tap()
    assert page.locator("#sessions .facts b").all_text_contents()[0].startswith("left at 1:1")


@pytest.mark.slow
def test_the_place_is_kept_while_it_plays(player: Open) -> None:
    """Who falls asleep pauses nothing, and a phone ends a browser when it likes."""
    page = player()
    play(page)
    seek(page, 77)
    wait(page, "Math.abs(Number(Object.values(localStorage)[0]) - 77) < 2")
    assert playing(page)
    wait(page, "Number(Object.values(localStorage)[0]) > 81", seconds=12)


@pytest.mark.slow
def test_a_session_that_ended_begins_again(player: Open) -> None:
    page = player()
    play(page)
    seek(page, 179.2)
    wait(page, f"{AUDIO}.ended")
    page.reload()
    wait(page, f"{AUDIO}.readyState >= 1")
    assert now(page) == 0


@pytest.mark.slow
def test_one_session_alone_is_opened_at_once(phone: Open, episodes: tuple[Episode, ...]) -> None:
    with running(episodes[:1]) as server:
        page = phone(server.pages[0])
        assert page.locator("#player").is_visible()
        assert page.title() == 'Sleep "on" the mat · voicemat'
        page.locator("a[aria-label='All sessions']").tap()
        assert page.locator("#list").is_visible()
        page.locator("#sessions a").tap()
        assert page.locator("#player").is_visible()
        page.close()


@pytest.mark.slow
def test_it_goes_on_playing_under_the_list(player: Open) -> None:
    page = player()
    play(page)
    page.locator("a[aria-label='All sessions']").tap()
    assert playing(page)
    assert page.locator("#sessions .facts b").all_text_contents() == ["playing"]
    page.locator("#sessions a").nth(1).tap()
    wait(page, f"{AUDIO}.paused")


@pytest.mark.slow
def test_it_grows_dark_and_the_first_touch_only_wakes_it(player: Open) -> None:
    page = player(clock=True)
    play(page)
    page.clock.run_for(10_000)
    assert "dimmed" not in (page.get_attribute("body", "class") or "")
    page.clock.run_for(25_000)
    assert "dimmed" in page.get_attribute("body", "class")
    spot = page.locator("#play").bounding_box()
    page.touchscreen.tap(spot["x"] + 20, spot["y"] + 20)
    wait(page, "!document.body.classList.contains('dimmed')")
    assert playing(page)
    page.touchscreen.tap(spot["x"] + 20, spot["y"] + 20)
    wait(page, f"{AUDIO}.paused")


@pytest.mark.slow
def test_it_says_when_the_computer_is_gone(browser: Any, episodes: tuple[Episode, ...]) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    with running(episodes) as server:
        page.goto(server.pages[0])
        page.locator("#sessions a").nth(1).wait_for()
    page.locator("#sessions a").nth(1).tap()
    wait(page, "document.getElementById('notice').textContent")
    assert "The computer has stopped sharing" in page.locator("#notice").text_content()
    context.close()


@pytest.mark.slow
def test_the_address_of_the_feed_is_copied(phone: Open, server: Server) -> None:
    """Without HTTPS a page has no clipboard of its own."""
    page = phone(server.pages[0])
    page.locator("#copy").tap()
    assert page.locator("#copy").text_content() == "Copied"
    assert page.evaluate("getSelection().toString() || document.activeElement.value") == server.feed


SIZES = {
    "phone": PHONE,
    "smallest": {"width": 320, "height": 568},
    "lying": {"width": 844, "height": 390},
    "tablet": {"width": 820, "height": 1180},
}


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_it_fits(player: Open, size: dict[str, int]) -> None:
    page = player(size=size)
    wide = "document.documentElement.scrollWidth <= innerWidth"
    for view in (None, "#show-words", "#show-chapters"):
        if view:
            page.locator(view).tap()
        assert page.evaluate(wide)
        for name in ("play", "back", "forward", "previous", "next", "save"):
            box = page.locator(f"#{name}").bounding_box()
            assert min(box["width"], box["height"]) >= 44
            assert 0 <= box["x"] <= size["width"] - box["width"]
            assert 0 <= box["y"] <= size["height"] - box["height"]
    page.locator("#show-timer").tap()
    for button in page.locator("#timer button").all():
        button.scroll_into_view_if_needed()
        assert button.bounding_box()["height"] >= 44
    assert page.evaluate(wide)
    page.locator("[data-close]").tap()
    page.locator("a[aria-label='All sessions']").tap()
    assert page.evaluate(wide)


@pytest.mark.slow
def test_nothing_jumps(player: Open) -> None:
    """What is touched stays where it is, whatever is shown, played or said."""
    page = player()
    names = ("play", "position", "show-words", "show-timer", "title")

    def places() -> list[Any]:
        return [page.locator(f"#{name}").bounding_box() for name in names]

    before = places()
    play(page)
    assert places() == before
    for view in ("#show-words", "#show-chapters", "#show-chapters"):
        page.locator(view).tap()
        assert places() == before
    page.locator("#show-timer").tap()
    page.locator("[data-minutes='90']").tap()
    assert places() == before
    page.evaluate("document.getElementById('notice').textContent = 'Something.'")
    seek(page, 150)
    assert places() == before


CONTRAST = """
() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[0-9.]+/g).slice(0, 3).map(value => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)$/.test(colour)) return light(colour);
    }
    return light('rgb(13, 16, 20)');
  };
  return [...document.querySelectorAll('h1, h2, p, button, button span, a span, .facts b, input')]
    .filter(element => element.offsetParent && !element.disabled && element.textContent.trim())
    .map(element => {
      const [high, low] = [light(getComputedStyle(element).color), ground(element)]
        .sort((a, b) => b - a);
      return [element.id || element.textContent.slice(0, 20), (high + 0.05) / (low + 0.05)];
    });
}
"""


@pytest.mark.slow
def test_it_can_be_read(player: Open) -> None:
    """Contrasts of 4.5 and more (WCAG 2.2, 1.4.3)."""
    page = player()
    seen = page.evaluate(CONTRAST)
    for view in ("#show-words", "#show-chapters", "#show-timer"):
        page.locator(view).tap()
        seen += page.evaluate(CONTRAST)
    page.locator("[data-close]").tap()
    page.locator("a[aria-label='All sessions']").tap()
    seen += page.evaluate(CONTRAST)
    assert len(seen) > 40
    assert [(name, ratio) for name, ratio in seen if ratio < 4.5] == []


@pytest.mark.slow
def test_every_control_has_a_name(player: Open) -> None:
    page = player()
    told = page.locator("#player").aria_snapshot()
    for name in (
        *('button "Play"', 'button "Previous chapter"', 'button "Next chapter"'),
        *('button "Back 15 seconds"', 'button "Forward 15 seconds"', 'slider "Position"'),
        *('button "Words"', 'button "Chapters"', 'button "Sleep timer"', 'link "All sessions"'),
        'link "Download Sleep',
    ):
        assert name in told
    assert not re.search(r"- (button|link|slider|textbox)( \[|:|$)", told, re.MULTILINE)
    page.locator("#show-timer").tap()
    assert page.locator("dialog").aria_snapshot().startswith('- dialog "Sleep timer"')


@pytest.mark.slow
def test_it_is_played_by_keys_alone(player: Open) -> None:
    page = player()
    assert page.evaluate("document.activeElement.id") == "title"
    reached = []
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))
    assert [name for name in reached if name] == [
        *("save", "position", "previous", "back", "play", "forward", "next"),
        *("show-words", "show-chapters", "show-timer"),
    ] or set(reached) >= {"save", "position", "play", "show-timer"}
    page.locator("#play").focus()
    page.keyboard.press("Enter")
    wait(page, f"!{AUDIO}.paused")
    page.locator("#show-timer").focus()
    page.keyboard.press("Enter")
    assert page.locator("#timer").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#timer").is_visible()


@pytest.mark.slow
def test_who_wants_no_motion_gets_none(player: Open) -> None:
    page = player(reduced_motion="reduce")
    durations = page.evaluate(
        "[...document.querySelectorAll('*')].map(e => getComputedStyle(e).transitionDuration)"
    )
    assert set(durations) <= {"0s"}


@pytest.mark.slow
def test_nothing_is_asked_for_before_it_is_played_but_the_beginning(
    phone: Open, server: Server
) -> None:
    """The list fetches no sound at all."""
    page = phone(server.pages[0])
    page.wait_for_timeout(300)
    fetched = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert not any("/sound" in name for name in fetched)
    assert any(name.endswith("cover.jpg") for name in fetched)
