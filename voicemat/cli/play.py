"""``voicemat play``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from voicemat.cli.options import (
    CueLevel,
    Delay,
    Length,
    MusicLevel,
    Name,
    Nearest,
    Pace,
    Preset,
    Settings,
    Then,
    Timer,
    Voice,
    VoiceLevel,
    compile_session,
    night,
    open_studio,
    settings,
)

if TYPE_CHECKING:
    from voicemat.pipeline import Routine, Session


def play(
    routine: Name,
    length: Length = None,
    output: Annotated[
        str | None,
        typer.Option("--output", metavar="NAME", help="Where to: miniaudio, null or wav:FILE."),
    ] = None,
    voice: Voice = None,
    pace: Pace = None,
    set_: Settings = None,
    nearest: Nearest = False,
    preset: Preset = None,
    voice_level: VoiceLevel = None,
    music_level: MusicLevel = None,
    cue_level: CueLevel = None,
    timer: Timer = None,
    delay: Delay = None,
    then: Then = None,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Hear what you save in the script from the next sentence on."),
    ] = False,
) -> None:
    """Play a session on the computer's loudspeaker or headphones."""
    from voicemat.pipeline import load_with

    flags = {
        "voice": voice,
        "pace": pace,
        "output": output,
        "preset": preset,
        "voice_level": voice_level,
        "music_level": music_level,
        "cue_level": cue_level,
    }
    wanted = night(timer, delay, then)
    studio = open_studio(flags)
    loaded = load_with(studio, routine)
    session = compile_session(loaded, length, set_, nearest=nearest)
    if not watch:
        session.play(night=wanted)
        return
    from voicemat.compiler.score import Fit
    from voicemat.watching import Watcher

    fit = Fit.NEAREST if nearest else Fit.EXACT

    def compile_again(edited: Routine) -> Session:
        return edited.compile(length, settings=settings(set_), fit=fit)

    with Watcher(loaded, session, compile_again) as watcher:
        session.play(night=wanted, updates=watcher.updates)
