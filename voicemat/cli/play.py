"""``voicemat play``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from voicemat.cli.options import (
    CueLevel,
    Delay,
    Length,
    Music,
    MusicLevel,
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
    from voicemat.player import Screen


def play(
    routine: Annotated[
        str | None,
        typer.Argument(
            metavar="[ROUTINE]",
            help="A routine's name, or the path of a script; without one, choose on the screen.",
            show_default=False,
        ),
    ] = None,
    length: Length = None,
    output: Annotated[
        str | None,
        typer.Option("--output", metavar="NAME", help="Where to: miniaudio, null or wav:FILE."),
    ] = None,
    voice: Voice = None,
    music: Music = None,
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
    dim: Annotated[
        bool, typer.Option("--dim", help="Show almost nothing, for a dark bedroom.")
    ] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="Write lines, for screen readers and logs.")
    ] = False,
) -> None:
    """Play a session on the computer's loudspeaker or headphones.

    Without a routine, choose one on the screen.
    """
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
    if routine is None:
        from voicemat.cli.chooser.choosing import choose

        choice = choose(studio)
        routine, length = choice.routine, length or choice.length
        voice, music = voice or choice.voice, music or choice.music
    loaded = load_with(studio, routine)
    session = compile_session(loaded, length, set_, nearest=nearest, voice=voice, music=music)
    screen = _screen(dim=dim, plain=plain)
    if not watch:
        session.play(night=wanted, screen=screen)
        return
    from voicemat.compiler.score import Fit
    from voicemat.watching import Watcher

    fit = Fit.NEAREST if nearest else Fit.EXACT

    def compile_again(edited: Routine) -> Session:
        return edited.compile(length, voice=voice, music=music, settings=settings(set_), fit=fit)

    with Watcher(loaded, session, compile_again) as watcher:
        session.play(night=wanted, updates=watcher.updates, screen=screen)


def _screen(*, dim: bool, plain: bool) -> Screen:
    from voicemat.player.screen import Light
    from voicemat.player.screens import plain_screen, usual_screen

    return plain_screen() if plain else usual_screen(Light.DIM if dim else Light.FULL)
