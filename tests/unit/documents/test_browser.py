"""Captions and the page as a real browser has them."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.fakes.narrated import HARD, session, spoken
from voicemat.documents import Subject, make
from voicemat.documents.captions import captions
from voicemat.documents.clock import milliseconds
from voicemat.documents.transcript import transcript
from voicemat.timeline.model import Tags, Timeline
from voicemat.units import RATE

CUES = """\
async (name) => {
  const video = document.createElement('video');
  const track = document.createElement('track');
  track.src = name;
  video.append(track);
  document.body.append(video);
  const loaded = new Promise((done, failed) => { track.onload = done; track.onerror = failed; });
  track.track.mode = 'hidden';
  await loaded;
  return [...track.track.cues].map(cue => {
    const parts = [];
    const walk = document.createTreeWalker(cue.getCueAsHTML(), NodeFilter.SHOW_ALL);
    while (walk.nextNode()) {
      const node = walk.currentNode;
      if (node.nodeType === Node.PROCESSING_INSTRUCTION_NODE) parts.push(node.data);
    }
    return {
      start: Math.round(cue.startTime * 1000), end: Math.round(cue.endTime * 1000),
      text: cue.getCueAsHTML().textContent, times: parts,
    };
  });
}
"""
"""The cues of a file, as Chromium's WebVTT parser makes them."""

CONTRAST = """\
() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[0-9.]+/g).slice(0, 3).map(value => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = light(getComputedStyle(document.body).backgroundColor);
  const ratios = [...document.querySelectorAll('h1, h2, p, time, a span')].map(element => {
    const ink = light(getComputedStyle(element).color);
    return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
  });
  return Math.min(...ratios);
}
"""
"""The least contrast of any text with the ground; WCAG 2.2, "contrast ratio"."""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    """The documents on a server: browsers take no tracks from files."""
    handler = partial(Quiet, directory=str(folder))
    (folder / "empty.html").write_text("<!DOCTYPE html><title>Empty</title><body>", "utf-8")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def cues(browser: Any, site: str) -> Iterator[Any]:
    """Reads the cues of a file."""
    page = browser.new_page()
    page.goto(f"{site}/empty.html")
    yield lambda name: page.evaluate(CUES, name)
    page.close()


def test_the_captions(cues: Any, timeline: Timeline) -> None:
    found = cues("Sleep.vtt")
    assert [(cue["start"], cue["end"], cue["text"]) for cue in found] == [
        (milliseconds(caption.start), milliseconds(caption.end), caption.text)
        for caption in captions(timeline)
    ]
    assert found[1]["text"].replace("\n", " ") == HARD


def test_the_words(cues: Any, timeline: Timeline) -> None:
    found = cues("Sleep.words.vtt")
    assert [cue["text"] for cue in found] == [caption.text for caption in captions(timeline)]
    # The first word begins with its caption, so that it needs no time.
    assert found[0]["times"] == ["00:00:02.500"]
    assert len(found[1]["times"]) == len(HARD.split()) - 1
    assert found[4]["times"] == []  # the voice that does not tell


def test_the_chapters(cues: Any) -> None:
    assert [(cue["start"], cue["end"], cue["text"]) for cue in cues("Sleep.chapters.vtt")] == [
        (0, 30_000, "Arrive & <settle>"),
        (30_000, 100_000, "Breathe"),
        (100_000, 180_000, "Drift"),
    ]


@pytest.fixture
def page(browser: Any, folder: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The page of the transcript, as it is opened from a folder, in some colour scheme."""
    page = browser.new_page(
        viewport={"width": 390, "height": 844}, color_scheme=getattr(request, "param", "dark")
    )
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("request", lambda asked: page.complaints.append(asked.url))
    page.goto((folder / "Sleep.html").as_uri())
    yield page
    page.close()


def test_the_page_needs_nothing_else_and_fits_a_phone(page: Any) -> None:
    assert page.complaints == [page.url]
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate("document.scripts.length") == 0


@pytest.mark.parametrize("page", ["dark", "light"], indirect=True)
def test_every_word_stands_out(page: Any) -> None:
    assert page.evaluate(CONTRAST) >= 7


def test_the_page_is_dark_unless_light_is_asked_for_and_white_in_print(page: Any) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(20, 17, 14)"
    page.emulate_media(media="print")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    assert page.evaluate(CONTRAST) >= 7


def test_what_a_screen_reader_is_told(page: Any, timeline: Timeline) -> None:
    titles = [section.title for section in transcript(timeline).sections]
    tree = page.locator("body").aria_snapshot()
    assert "- banner:" in tree
    assert "- main:" in tree
    assert '- navigation "Chapters":' in tree
    assert f'- heading "{timeline.tags.title}" [level=1]'.replace('"on"', r"\"on\"") in tree
    for title in titles:
        assert page.get_by_role("region", name=title, exact=True).count() == 1
        assert page.get_by_role("heading", level=2, name=title, exact=True).count() == 1
    assert page.evaluate("document.documentElement.lang") == "en"


def test_a_chapter_is_one_touch_away(page: Any) -> None:
    link = page.get_by_role("link", name="Drift")
    assert link.bounding_box()["height"] >= 44  # WCAG 2.2, criterion 2.5.5
    link.click()
    expect(page.locator("#chapter-3")).to_be_in_viewport()
    assert page.url.endswith("#chapter-3")


def test_everything_that_is_said_stands_on_the_page(page: Any, timeline: Timeline) -> None:
    text = page.locator("main").inner_text()
    for section in transcript(timeline).sections:
        for part in section.parts:
            for words in getattr(part, "sentences", None) or (f"[{part.text}]",):
                assert words in text


def test_words_that_are_markup_stay_words(browser: Any, tmp_path: Path) -> None:
    bad = '<img src=x onerror="document.title=1"></title><script>document.title=2</script>&amp;'
    timeline = session(
        [spoken(bad, RATE, RATE)],
        10,
        tags=Tags(
            title=bad, summary=bad, voice=bad, language='x"><script>document.title=3</script>'
        ),
    )
    path = tmp_path / "bad.html"
    path.write_bytes(make("html", Subject(timeline=timeline)))
    page = browser.new_page()
    page.goto(path.as_uri())
    assert page.title() == bad
    assert page.evaluate("document.scripts.length + document.images.length") == 0
    assert page.locator("main p").first.inner_text() == bad
    page.close()
