"""Other people's programs that open an exported file: FFmpeg's ffprobe, mpv, and Chromium."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
import soundfile

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")

CHROMIUM_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)

WAIT = 60
"""Seconds after which a reader has failed."""


def ffprobe(path: Path) -> dict[str, Any]:
    """What FFmpeg finds in a file: `format`, `streams` and `chapters`, as ffprobe names them."""
    program = shutil.which("ffprobe")
    if program is None:
        pytest.skip("ffprobe is not installed (Debian: ffmpeg)")
    command = [program, "-v", "error", "-of", "json"]
    command += ["-show_format", "-show_streams", "-show_chapters", str(path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=WAIT)
    assert said.stderr == ""
    found: dict[str, Any] = json.loads(said.stdout)
    return found


@dataclass(frozen=True, kw_only=True)
class Played:
    """What mpv shows of a file, and how many frames it played to the end.

    `tags` have small letters for keys; `chapters` are pairs of seconds and titles.
    """

    tags: dict[str, str]
    chapters: tuple[tuple[float, str], ...]
    pictures: int
    frames: int
    channels: int


# A hook and not an event, which a short file has ended before.
_TELL = """
local utils = require "mp.utils"
mp.add_hook("on_preloaded", 50, function()
    local file = io.open(os.getenv("TOLD"), "w")
    file:write(utils.format_json({
        metadata = mp.get_property_native("metadata"),
        chapters = mp.get_property_native("chapter-list"),
        tracks = mp.get_property_native("track-list"),
    }))
    file:close()
end)
"""


def mpv(path: Path) -> Played:
    """Play a file in mpv, as fast as it can, to its end."""
    program = shutil.which("mpv")
    if program is None:
        pytest.skip("mpv is not installed (Debian: mpv)")
    with TemporaryDirectory() as name:
        folder = Path(name)
        script, told, sound = folder / "tell.lua", folder / "told.json", folder / "played.wav"
        script.write_text(_TELL)
        command = [program, "--no-config", "--no-video", "--no-terminal", f"--script={script}"]
        command += ["--ao=pcm", f"--ao-pcm-file={sound}", str(path.absolute())]
        subprocess.run(command, check=True, timeout=WAIT, env={"TOLD": str(told), "HOME": name})
        found = json.loads(told.read_text("utf-8"))
        played = soundfile.info(sound)
    return Played(
        tags={key.lower(): value for key, value in found["metadata"].items()},
        chapters=tuple((one["time"], one["title"]) for one in found["chapters"]),
        pictures=sum(bool(track.get("albumart")) for track in found["tracks"]),
        frames=played.frames,
        channels=played.channels,
    )


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium without a window; skips the test where there is none.

    While it runs, an event loop runs in this thread: nothing else may keep one or begin one.
    """
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(CHROMIUM_OPTIONS), timeout=1000 * WAIT
        )
        try:
            yield browser
        finally:
            browser.close()


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A file in a browser's audio element: its length, and where playing ended, in seconds."""

    duration: float
    ended: float


_PLAY = """
async () => {
    const audio = document.querySelector("audio");
    audio.playbackRate = 16;
    const ended = new Promise((resolve, reject) => {
        audio.onended = resolve;
        audio.onerror = () => reject(new Error(audio.error.message));
    });
    await audio.play();
    await ended;
    return [audio.duration, audio.currentTime];
}
"""


def heard(page: Page, path: Path) -> Heard:
    """Play a file to its end in an audio element, sixteen times as fast as it is."""
    sheet = path.with_name(f"{path.name}.html")
    source = escape(quote(path.name))
    sheet.write_text(f'<!doctype html><audio src="{source}" preload="auto" muted></audio>')
    try:
        page.goto(sheet.absolute().as_uri())
        duration, ended = page.evaluate(_PLAY)
    finally:
        sheet.unlink()
    return Heard(duration=duration, ended=ended)
