"""What is here and what is missing on this computer: voices, sound devices, files, folders.

Every answer comes from the thing itself: the session's voice speaks, the device is opened and
closed at once, silently, a file is written to the cache. Nothing is sent anywhere.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voicemat import config as configuration
from voicemat.bookmark import playbacks
from voicemat.errors import FileError, MissingError, VoicematError
from voicemat.exporter import Settings, try_format
from voicemat.player.outputs import registry as outputs
from voicemat.player.outputs.adapter import Pace
from voicemat.speech.engine import Engine, Remote
from voicemat.speech.recording import BadTakeError, record
from voicemat.studio import Studio
from voicemat.timeline.utterance import Utterance
from voicemat.units import RATE

ROOM = 1_000_000_000
"""Bytes of free disk under which a person is told: an eight-hour session takes 460 MB as MP3, and
the cache up to as much again."""

SENTENCE = "Good evening."

REINSTALL = "pip install --force-reinstall voicemat"


class Area(StrEnum):
    """What an item is about."""

    VOICES = "voices"
    SOUND = "sound"
    FILES = "files"


class Standing(StrEnum):
    """How it stands with it."""

    FINE = "fine"
    ABSENT = "absent"
    """Not there, or not as it should be, and not needed to make a session."""
    BROKEN = "broken"
    """Not there, and no session can be made without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing: how it stands with it, in words, and the command that brings what is missing."""

    area: Area
    name: str
    standing: Standing
    words: str
    advice: str = ""


def examine(studio: Studio) -> tuple[Item, ...]:
    """Everything that sessions need or could use, in the order of a report."""
    return (
        _speaking(studio),
        *_engines(studio),
        _device(studio.config.output.value),
        *_played(),
        *(_encoder(name, _broken) for name in ("mp3", "wav")),
        *(_encoder(name, _absent) for name in ("flac", "opus", "m4a", "m4b")),
        _sounds(studio),
        _cache(studio.config.cache.value),
        _library(studio.config.library.value),
        _settings(),
    )


def works(items: tuple[Item, ...]) -> bool:
    """Whether sessions can be made."""
    return all(item.standing is not Standing.BROKEN for item in items)


def _fine(area: Area, name: str, words: str) -> Item:
    return Item(area=area, name=name, standing=Standing.FINE, words=words)


def _absent(area: Area, name: str, words: str, advice: str | None) -> Item:
    return Item(area=area, name=name, standing=Standing.ABSENT, words=words, advice=advice or "")


def _broken(area: Area, name: str, words: str, advice: str | None) -> Item:
    return Item(area=area, name=name, standing=Standing.BROKEN, words=words, advice=advice or "")


# -- voices ----------------------------------------------------------------------------------


def _speaking(studio: Studio) -> Item:
    """The voice of sessions that name none, which says a sentence."""
    name = "your voice"
    try:
        speaker = studio.registry.find(studio.default_voice)
        engine, voice = speaker.engine, speaker.voice.name
        _ = engine.version
        destination = engine.destination if isinstance(engine, Remote) else ""
        if destination:
            tried = f"is not tried, because its words would be sent to {destination}"
        else:
            tried = f"speaks: {_spoken(engine, voice)}"
    except VoicematError as error:
        return _broken(Area.VOICES, name, error.message, error.advice)
    except BadTakeError as bad:
        words = f'"{SENTENCE}" came out wrong: {bad}'
        return _broken(Area.VOICES, name, words, "choose another voice: voicemat voices")
    return _fine(Area.VOICES, name, f"{engine.name}:{voice} {tried}")


def _spoken(engine: Engine, voice: str) -> str:
    """How long a sentence became that was spoken for real. Raises BadTakeError."""
    utterance = Utterance(text=SENTENCE, voice=voice, language="en", pace="1")
    take = engine.synthesise(utterance, 1)
    spoken = record(take, text=SENTENCE, pace="1", audible=engine.audible)
    return f'"{SENTENCE}" in {len(spoken.samples) / RATE:.1f} s'


def _engines(studio: Studio) -> Iterator[Item]:
    """Each engine: its voices, or why it has none."""
    registry = studio.registry
    commands = {engine.name: offer.command for engine, offer in reversed(registry.offers())}
    for name in registry.engines():
        try:
            engine = registry.engine(name)
            if not engine.audible:
                continue
            count = len(engine.voices())
            version = engine.version
        except MissingError as error:
            yield _absent(Area.VOICES, name, error.message, error.advice)
        except Exception as error:  # noqa: BLE001 - another package's engine may do anything
            yield _absent(Area.VOICES, name, f"it fails: {error!r}", "tell those who made it")
        else:
            if count:
                words = f"{count} voice{'s' if count > 1 else ''}, version {version}"
                yield _fine(Area.VOICES, name, words)
            else:
                yield _absent(Area.VOICES, name, "no voice is installed", commands.get(name))


# -- sound -----------------------------------------------------------------------------------


def _device(specification: str) -> Item:
    """The output of `voicemat play`. One that has a device opens and closes it, silently."""
    name = f"output {specification}"
    try:
        output = outputs.find(specification)
        if output.pace is Pace.FREE:
            return _fine(Area.SOUND, name, "writes a file")
        try:
            output.open(RATE, 2, _silence)
        finally:
            output.close()
    except VoicematError as error:
        return _absent(Area.SOUND, name, error.message, error.advice)
    return _fine(Area.SOUND, name, "opens")


def _silence(frames: int) -> NDArray[np.float32]:
    return np.zeros((frames, 2), np.float32)


def _played() -> Iterator[Item]:
    """How well the last sessions were played; nothing before the first."""
    sessions = playbacks()
    late = [session for session in sessions if session.underruns]
    if late:
        times = sum(session.underruns for session in late)
        yield _absent(
            Area.SOUND,
            "playback",
            f"in {len(late)} of the last {len(sessions)} sessions the sound was late, {times} "
            f"times in all, the last time in {late[-1].routine} ({late[-1].when[:10]})",
            "close what keeps the computer busy, or export the session and play the file",
        )
    elif sessions:
        yield _fine(
            Area.SOUND, "playback", f"the sound was never late in the last {len(sessions)} sessions"
        )


def _encoder(name: str, without: Callable[[Area, str, str, str | None], Item]) -> Item:
    """A file format, by beginning a file. `without` makes the item of one that cannot be had."""
    try:
        try_format(name, Settings())
    except MissingError as error:
        return without(Area.SOUND, f"{name} files", error.message, error.advice)
    return _fine(Area.SOUND, f"{name} files", "can be made")


def _sounds(studio: Studio) -> Item:
    """The beds and cues that ship, each of them there."""
    name = "beds and cues"
    try:
        missing = [asset.id for asset in studio.assets if not asset.path.is_file()]
    except FileError as error:
        return _broken(Area.SOUND, name, error.message, REINSTALL)
    if missing:
        return _broken(Area.SOUND, name, f"missing: {', '.join(missing)}", REINSTALL)
    return _fine(Area.SOUND, name, f"{len(studio.assets)} are there")


# -- files -----------------------------------------------------------------------------------


def _cache(folder: Path) -> Item:
    """The folder of recordings and decoded sounds: written to, and the room on its disk."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(4096))
        free = shutil.disk_usage(folder).free
    except OSError as error:
        words = f"{folder}: it cannot be written: {error.strerror or error}"
        advice = "choose another folder: VOICEMAT_CACHE, or cache in your settings"
        return _broken(Area.FILES, "cache", words, advice)
    if free < ROOM:
        words = f"{folder}, only {free / 1e9:.1f} GB free"
        return _absent(Area.FILES, "cache", words, "make room on this disk")
    return _fine(Area.FILES, "cache", f"{folder}, {free / 1e9:.1f} GB free")


def _library(folder: Path) -> Item:
    later = "" if folder.is_dir() else ", made when you write the first"
    return _fine(Area.FILES, "your routines", f"{folder}{later}")


def _settings() -> Item:
    """The files of settings, which were read without a complaint if we are here."""
    files = (configuration.user_file(), Path.cwd() / configuration.FILE_NAME)
    found = [str(path) for path in files if path.is_file()]
    words = ", ".join(found) or f"none; yours would be {files[0]}"
    return _fine(Area.FILES, "settings", words)
