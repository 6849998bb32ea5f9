"""``voicemat play``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from voicemat.cli.options import (
    CueLevel,
    Delay,
    Endless,
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
    notice,
    open_studio,
    settings,
    show_warnings,
)
from voicemat.errors import FileError, UsageError

if TYPE_CHECKING:
    from voicemat.bookmark import Bookmark
    from voicemat.compiler.night import Night
    from voicemat.pipeline import Routine
    from voicemat.player import Place, Screen
    from voicemat.script.model import Course
    from voicemat.session import Session
    from voicemat.studio import Studio

OF_THE_SESSION = ("length", "music", "endless")
"""Options that are asked of a session, and are no settings."""


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
        typer.Option(
            "--output",
            metavar="NAME",
            help="Where to: miniaudio, miniaudio:DEVICE, wav:FILE, - and more "
            "(voicemat list outputs).",
        ),
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
    endless: Endless = False,
    timer: Timer = None,
    delay: Delay = None,
    then: Then = None,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Go on with the session that was stopped last."),
    ] = False,
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
    shaping = {
        "length": length,
        "voice": voice,
        "music": music,
        "pace": pace,
        "preset": preset,
        "voice_level": voice_level,
        "music_level": music_level,
        "cue_level": cue_level,
        "endless": "yes" if endless else None,
    }
    given = {name: value for name, value in shaping.items() if value is not None}
    wanted = night(timer, delay, then)
    if resume:
        if given or set_ or nearest or delay or watch:
            raise UsageError(
                "--resume goes on with the session as it was",
                advice="leave out what would change it; --output, --timer and --then may stand",
            )
        _resume(routine, output, wanted, _screen(dim=dim, plain=plain))
        return
    if routine is None:
        from voicemat.cli.chooser.choosing import choose

        choice = choose(open_studio())
        routine, given = choice.routine, {**choice.options, **given}
    request = _Request(
        routine=routine, options=given, settings=tuple(set_ or ()), nearest=nearest, output=output
    )
    screen = _screen(dim=dim, plain=plain)
    if watch:
        _play_watched(request, wanted, screen)
    else:
        _play(request, wanted, screen)


def _screen(*, dim: bool, plain: bool) -> Screen:
    from voicemat.player.screen import Light
    from voicemat.player.screens import plain_screen, usual_screen

    return plain_screen() if plain else usual_screen(Light.DIM if dim else Light.FULL)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """What shapes a session, as the command line says it."""

    routine: str
    options: dict[str, str]
    settings: tuple[str, ...]
    nearest: bool
    output: str | None

    @property
    def course(self) -> Course:
        """Whether beds are looped or made while they play."""
        from voicemat.script.model import Course

        return Course.ENDLESS if "endless" in self.options else Course.LOOP

    def open(self) -> tuple[Studio, Routine]:
        """The studio with these settings, and the routine."""
        from voicemat.pipeline import load_with

        flags: dict[str, str | None] = {**self.options, "output": self.output}
        for own in OF_THE_SESSION:
            flags.pop(own, None)
        studio = open_studio(flags)
        return studio, load_with(studio, self.routine)

    def compile(self, routine: Routine) -> Session:
        """The session, whole."""
        from voicemat.script.model import Course

        return compile_session(
            routine,
            self.options.get("length"),
            self.settings,
            nearest=self.nearest,
            endless=self.course is Course.ENDLESS,
            music=self.options.get("music"),
        )


def _play(request: _Request, wanted: Night, screen: Screen) -> None:
    """Play from the first second on where the output is live, while the narration is made."""
    from voicemat.compiler.score import Fit
    from voicemat.player.outputs.registry import is_live
    from voicemat.session import Session
    from voicemat.unfolding import Unfolding

    studio, routine = request.open()
    keep = _keeper(request, studio)
    if not is_live(studio.config.output.value):
        request.compile(routine).play(night=wanted, screen=screen)
        return
    fit = Fit.NEAREST if request.nearest else Fit.EXACT
    outline = routine.outline(
        request.options.get("length"),
        music=request.options.get("music"),
        settings=settings(request.settings),
        fit=fit,
        course=request.course,
    )
    unfolding = Unfolding(routine, outline)
    if unfolding.timeline is None:
        # Only the measured voice can tell whether the length is possible: before any sound.
        request.compile(routine).play(night=wanted, keep=keep, screen=screen)
        return
    session = Session(timeline=unfolding.timeline, studio=studio, warnings=())
    with closing(unfolding):
        session.play(night=wanted, updates=unfolding.updates, keep=keep, screen=screen)
    if unfolding.session is not None:
        show_warnings(routine, unfolding.session)


def _play_watched(request: _Request, wanted: Night, screen: Screen) -> None:
    """Play while the routine is being written."""
    from voicemat.compiler.score import Fit
    from voicemat.watching import Watcher

    _, routine = request.open()
    fit = Fit.NEAREST if request.nearest else Fit.EXACT

    def compile_again(edited: Routine) -> Session:
        return edited.compile(
            request.options.get("length"),
            music=request.options.get("music"),
            settings=settings(request.settings),
            fit=fit,
            course=request.course,
        )

    session = request.compile(routine)
    with Watcher(routine, session, compile_again) as watcher:
        session.play(night=wanted, updates=watcher.updates, screen=screen)


# -- where it was left -------------------------------------------------------------------------


def _resume(asked: str | None, output: str | None, wanted: Night, screen: Screen) -> None:
    """Go on with the session that was stopped last."""
    from dataclasses import replace

    from voicemat import bookmark as marks
    from voicemat.units import clock

    bookmark = marks.recall()
    if bookmark is None:
        raise UsageError("there is no session to go on with", advice="voicemat play ROUTINE")
    if asked is not None and asked != bookmark.routine:
        raise UsageError(
            f"the session that was stopped is {bookmark.routine}, not {asked}",
            advice="voicemat play --resume",
        )
    request = _Request(
        routine=bookmark.routine,
        options=bookmark.options,
        settings=bookmark.settings,
        nearest=bookmark.nearest,
        output=output,
    )
    studio, routine = request.open()
    session = request.compile(routine)
    found = marks.find(bookmark, session.timeline)
    if not found.exact:
        notice(f"the session is not quite as it was; it goes on at {clock(found.position)}")
    if wanted.timer is not None:
        wanted = replace(wanted, timer=found.position + wanted.timer)
    elif not wanted.then:
        wanted = replace(wanted, timer=bookmark.timer, then=bookmark.then)
    keep = _keeper(request, studio)
    session.play(night=wanted, start=found.position, keep=keep, screen=screen)


def _keeper(request: _Request, studio: Studio) -> Callable[[Place], None]:
    """Keeps where a session stands, and how it plays; says once where it cannot."""
    from voicemat import bookmark as marks

    before = marks.playbacks()
    failed: list[FileError] = []

    def keep(place: Place) -> None:
        try:
            if place.over:
                marks.forget()
            else:
                marks.keep(_bookmark(request, place))
            playback = marks.Playback(
                when=marks.now(),
                routine=request.routine,
                output=studio.config.output.value,
                position=place.position,
                underruns=place.underruns,
            )
            marks.note(before=before, playback=playback)
        except FileError as error:
            if not failed:
                notice(error.message)
            failed.append(error)

    return keep


def _bookmark(request: _Request, place: Place) -> Bookmark:
    from voicemat import bookmark as marks

    delay = place.night.delay
    position = max(place.position - delay, 0)
    line, since, chapter = marks.landmark(place.base, position)
    timer = place.night.timer
    return marks.Bookmark(
        routine=request.routine,
        options=request.options,
        settings=request.settings,
        nearest=request.nearest,
        position=position,
        digest=marks.digest(place.base),
        line=line,
        since=since,
        chapter=chapter,
        timer=None if timer is None else max(timer - delay, 0),
        then=place.night.then,
    )
