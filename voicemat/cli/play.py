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
    show_warnings,
)

if TYPE_CHECKING:
    from voicemat.compiler.night import Night
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
    from voicemat.player.outputs.registry import is_live

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
    if watch:
        _play_watched(loaded, length, set_, wanted, nearest=nearest)
    elif is_live(studio.config.output.value):
        _play_at_once(loaded, length, set_, wanted, nearest=nearest)
    else:
        compile_session(loaded, length, set_, nearest=nearest).play(night=wanted)


def _play_at_once(
    routine: Routine,
    length: str | None,
    pairs: list[str] | None,
    wanted: Night,
    *,
    nearest: bool,
) -> None:
    """Play from the first second on, while the narration is still being made."""
    from voicemat.compiler.score import Fit
    from voicemat.pipeline import Session
    from voicemat.unfolding import Unfolding

    fit = Fit.NEAREST if nearest else Fit.EXACT
    outline = routine.outline(length, settings=settings(pairs), fit=fit)
    unfolding = Unfolding(routine, outline)
    if unfolding.timeline is None:
        # Only the measured voice can tell whether the length is possible: before any sound.
        compile_session(routine, length, pairs, nearest=nearest).play(night=wanted)
        return
    session = Session(timeline=unfolding.timeline, studio=routine.studio, warnings=())
    session.play(night=wanted, updates=unfolding.updates)
    if unfolding.session is not None:
        show_warnings(routine, unfolding.session)


def _play_watched(
    routine: Routine,
    length: str | None,
    pairs: list[str] | None,
    wanted: Night,
    *,
    nearest: bool,
) -> None:
    """Play while the routine is being written."""
    from voicemat.compiler.score import Fit
    from voicemat.watching import Watcher

    fit = Fit.NEAREST if nearest else Fit.EXACT

    def compile_again(edited: Routine) -> Session:
        return edited.compile(length, settings=settings(pairs), fit=fit)

    session = compile_session(routine, length, pairs, nearest=nearest)
    with Watcher(routine, session, compile_again) as watcher:
        session.play(night=wanted, updates=watcher.updates)
