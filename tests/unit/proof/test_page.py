"""The page of a proof, as a browser has it."""

from __future__ import annotations

import re
from base64 import b64decode
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.unit.proof.conftest import LENGTH, RATE
from voicemat.proof.page.axes import LABELS, time_labels
from voicemat.proof.page.colours import png, shades
from voicemat.proof.page.page import page
from voicemat.proof.traces import COLUMNS, ROWS, WINDOW, Envelope, Spectrogram

VOID = {"meta", "img", "line", "path", "rect", "br"}


class Reader(HTMLParser):
    """Checks that what is opened is closed, and keeps what matters to a person who cannot see."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []
        self.pictures: list[str] = []
        self.texts: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "svg":
            assert found["role"] == "img"
            self.pictures.append(found["aria-label"] or "")
        if tag == "img":
            self.pictures.append(found["alt"] or "")
        if tag == "th":
            assert found["scope"] in {"col", "row"}
        self.addresses += [found[name] or "" for name in ("src", "href") if name in found]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture
def good(case: Any) -> Any:
    return case.proved(case.write())


@pytest.fixture
def bad(case: Any) -> Any:
    sound = case.sound()
    sound[20 * RATE] += 0.1
    sound[15 * RATE : 16 * RATE] = sound[20 * RATE : 21 * RATE]
    return case.proved(case.write(sound))


def read(proved: Any) -> Reader:
    reader = Reader()
    reader.feed(page(proved).decode())
    assert reader.open == []
    return reader


def test_the_page_reads_well_without_eyes(good: Any) -> None:
    reader = read(good)
    assert reader.headings[0] == 1
    assert set(reader.headings[1:]) == {2}
    assert len(reader.pictures) == 4
    assert all(len(described) > 30 for described in reader.pictures)
    assert all(address.startswith("data:") for address in reader.addresses)
    told = " ".join(reader.texts)
    assert "Evening <one>" in told
    assert "Drift & <sleep>" in told
    assert "Every check held." in told
    assert "0:40.002" in told
    assert told.count("✓ heard") == 5


def test_a_failed_proof_tells_first_what_is_wrong(bad: Any) -> None:
    told = " ".join(read(bad).texts)
    assert "Every check held" not in told
    assert "checks failed" in told
    assert '0:15: "Let go." is not heard' in told
    assert told.index(": a click") < told.index("Waveform")


def test_a_browser_opens_it_without_a_complaint_at_any_size(
    good: Any, bad: Any, tmp_path: Any, browser: Any
) -> None:
    opened = browser.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    for number, proved in enumerate((good, bad)):
        path = tmp_path / f"{number}.html"
        path.write_bytes(page(proved))
        for width in (360, 1280):
            opened.set_viewport_size({"width": width, "height": 800})
            opened.goto(path.as_uri())
            wide = opened.evaluate("document.documentElement.scrollWidth")
            assert wide <= width
            size = opened.evaluate(
                "(() => { const p = document.querySelector('img');"
                " return [p.complete, p.naturalWidth, p.naturalHeight]; })()"
            )
            assert size == [True, COLUMNS, ROWS]
    assert said == []
    assert {address.split(":")[0] for address in asked} <= {"file", "data"}


def test_the_spectrogram_shows_a_tone_at_its_time_and_pitch() -> None:
    frames = 60 * RATE
    tone = np.zeros(frames, np.float32)
    inside = slice(20 * RATE, 30 * RATE)
    tone[inside] = np.sin(2 * np.pi * 1000 * np.arange(frames)[inside] / RATE)
    made = Spectrogram(frames)
    for start in range(0, frames, 50_000):
        made.feed(tone[start : start + 50_000], start)
    levels = made.levels()
    assert levels.shape == (ROWS, COLUMNS)
    row = round(ROWS * np.log2(1000 / 50) / np.log2(16_000 / 50))
    loud = np.flatnonzero(levels[row - 1 : row + 1].max(axis=0) > -20)
    assert loud.min() == pytest.approx(COLUMNS / 3, abs=4)
    assert loud.max() == pytest.approx(COLUMNS / 2, abs=4)
    assert abs(int(levels[:, COLUMNS * 5 // 12].argmax()) - row) <= 2


@pytest.mark.parametrize("frames", [100, WINDOW, COLUMNS + 1, 10 * RATE])
def test_the_envelope_and_the_spectrogram_take_any_length_and_cut(frames: int) -> None:
    sound = np.random.default_rng(1).standard_normal(frames).astype(np.float32)
    whole, cut = Envelope(frames), Envelope(frames)
    spectra = Spectrogram(frames)
    whole.feed(sound, 0)
    for start in range(0, frames, 777):
        cut.feed(sound[start : start + 777], start)
        spectra.feed(sound[start : start + 777], start)
    np.testing.assert_allclose(cut.peaks(), whole.peaks())
    np.testing.assert_allclose(cut.effective(), whole.effective())
    assert whole.peaks().max() == np.abs(sound).max()
    assert np.isfinite(spectra.levels()).all()


def test_the_colours_get_steadily_lighter_and_the_picture_stands_upright() -> None:
    light = shades() @ np.array([0.2126, 0.7152, 0.0722])
    assert (np.diff(light) > 0).all()
    levels = np.full((3, 2), -100.0)
    levels[0, 1] = 0.0  # the lowest row
    picture = Image.open(BytesIO(png(levels, -80.0, 0.0))).convert("RGB")
    assert picture.size == (2, 3)
    assert picture.getpixel((1, 2)) == tuple(shades()[-1])
    assert picture.getpixel((0, 0)) == tuple(shades()[0])


@pytest.mark.parametrize("minutes", [0.1, 2, 20, 60, 480])
def test_time_is_labelled_in_round_steps(minutes: float) -> None:
    labels = re.findall(r">([\d:]+)<", time_labels(round(minutes * 60 * RATE)))
    assert 3 <= len(labels) <= LABELS + 1
    assert labels[0] == "0:00"


def test_the_pictures_are_the_files_own(good: Any) -> None:
    html = page(good).decode()
    (data,) = re.findall(r'src="data:image/png;base64,([^"]+)"', html)
    assert Image.open(BytesIO(b64decode(data))).size == (COLUMNS, ROWS)
    assert len(html) < 500_000
    assert good.proof.measurements.frames == LENGTH
