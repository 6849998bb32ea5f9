"""``voicemat play``."""

from __future__ import annotations

from dataclasses import dataclass
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
    show_warnings,
)

if TYPE_CHECKING:
    from voicemat.compiler.night import Night
    from voicemat.compiler.score import Fit
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
    if routine is None:
        from voicemat.cli.chooser.choosing import choose

        choice = choose(studio)
        routine, length = choice.routine, length or choice.length
        voice, music = voice or choice.voice, music or choice.music
    loaded = load_with(studio, routine)
    asked = _Asked(
        routine=loaded,
        length=length,
        voice=voice,
        music=music,
        pairs=tuple(set_ or ()),
        nearest=nearest,
        night=wanted,
        screen=_screen(dim=dim, plain=plain),
    )
    if watch:
        _play_watched(asked)
    elif is_live(studio.config.output.value):
        _play_at_once(asked)
    else:
        asked.session().play(night=asked.night, screen=asked.screen)


def _screen(*, dim: bool, plain: bool) -> Screen:
    from voicemat.player.screen import Light
    from voicemat.player.screens import plain_screen, usual_screen

    return plain_screen() if plain else usual_screen(Light.DIM if dim else Light.FULL)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What was asked to be played, and where it is shown."""

    routine: Routine
    length: str | None
    voice: str | None
    music: str | None
    pairs: tuple[str, ...]
    nearest: bool
    night: Night
    screen: Screen

    @property
    def fit(self) -> Fit:
        """What to do about an impossible length."""
        from voicemat.compiler.score import Fit

        return Fit.NEAREST if self.nearest else Fit.EXACT

    def session(self) -> Session:
        """The whole session, with a progress bar for its narration."""
        return compile_session(
            self.routine,
            self.length,
            self.pairs,
            nearest=self.nearest,
            voice=self.voice,
            music=self.music,
        )


def _play_at_once(asked: _Asked) -> None:
    """Play from the first second on, while the narration is still being made."""
    from voicemat.pipeline import Session
    from voicemat.unfolding import Unfolding

    routine = asked.routine
    outline = routine.outline(
        asked.length,
        voice=asked.voice,
        music=asked.music,
        settings=settings(asked.pairs),
        fit=asked.fit,
    )
    unfolding = Unfolding(routine, outline)
    if unfolding.timeline is None:
        # Only the measured voice can tell whether the length is possible: before any sound.
        asked.session().play(night=asked.night, screen=asked.screen)
        return
    session = Session(timeline=unfolding.timeline, studio=routine.studio, warnings=())
    session.play(night=asked.night, updates=unfolding.updates, screen=asked.screen)
    if unfolding.session is not None:
        show_warnings(routine, unfolding.session)


def _play_watched(asked: _Asked) -> None:
    """Play while the routine is being written."""
    from voicemat.watching import Watcher

    def compile_again(edited: Routine) -> Session:
        return edited.compile(
            asked.length,
            voice=asked.voice,
            music=asked.music,
            settings=settings(asked.pairs),
            fit=asked.fit,
        )

    session = asked.session()
    with Watcher(asked.routine, session, compile_again) as watcher:
        session.play(night=asked.night, updates=watcher.updates, screen=asked.screen)
