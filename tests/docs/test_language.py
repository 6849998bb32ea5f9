"""Every example of the language reference compiles to what the reference says of it.

`sessions.txt` holds, for each example by its section, what a listener hears and when, with a voice
that takes one second for every sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.fakes.catalog import CATALOG
from tests.fakes.sentences import split
from voicemat import units
from voicemat.compiler import Wishes, arrange, resolve
from voicemat.compiler.plan import Recording
from voicemat.diagnostics import Severity, error_count, message, render
from voicemat.script import parse
from voicemat.script.directives import DIRECTIVES
from voicemat.script.formatter import format_script
from voicemat.script.header import MAPPINGS, SCALARS
from voicemat.source import Source
from voicemat.timeline.model import BusName, MediaKind, Timeline
from voicemat.timeline.utterance import Utterance

HERE = Path(__file__).parent
REFERENCE = (HERE.parents[1] / "docs" / "language.md").read_text(encoding="utf-8")
SESSIONS = (HERE / "sessions.txt").read_text(encoding="utf-8")

NAME = "language.md"

PART, _ = parse(Source(name="safety.md", text="---\ntitle: Care\n---\nLet me begin with care.\n"))
SOUNDS = replace(
    CATALOG,
    voices={"heart": "en-US", "emma": "en-GB", "kokoro:am_michael": "en-US"},
    scripts={(NAME, "safety"): PART},
    recordings={(NAME, "welcome.wav"): "/takes/welcome.wav"},
)


def examples() -> Iterator[tuple[str, str]]:
    """The fenced texts of the reference by section, numbered where a section has several."""
    for section in re.split(r"^## ", REFERENCE, flags=re.MULTILINE)[1:]:
        title, _, body = section.partition("\n")
        for number, text in enumerate(re.findall(r"^```\n(.*?)^```", body, re.DOTALL | re.M), 1):
            yield (title if number == 1 else f"{title} {number}"), text


EXAMPLES = dict(examples())


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """One way to hear an example: with these options, these lines happen."""

    example: str
    options: str
    lines: tuple[str, ...]


def hearings() -> Iterator[Hearing]:
    """The paragraphs of `sessions.txt`: ``Section``, or ``Section, seconds=600 level=a``, and
    what happens.
    """
    for paragraph in SESSIONS.strip().split("\n\n"):
        head, *lines = paragraph.splitlines()
        example, _, options = head.partition(", ")
        yield Hearing(example=example, options=options, lines=tuple(lines))


HEARINGS = tuple(hearings())


def compiled(text: str, options: str) -> tuple[Timeline, list[str]]:
    """The session, and the warnings on the way."""
    source = Source(name=NAME, text=text)
    script, findings = parse(source)
    settings = dict(re.findall(r"(\w+)=(\w+)", options))
    seconds = settings.pop("seconds", None)
    wishes = Wishes(
        length=units.frames(int(seconds)) if seconds else None,
        settings=tuple(settings.items()),
    )
    score, resolved = resolve(script, SOUNDS, wishes, split)
    voice = {
        utterance: Recording(
            media=f"{utterance.take or utterance.voice}@{utterance.pace}: {respelled(utterance)}",
            frames=units.RATE,
        )
        for utterance in score.utterances
    }
    timeline, arranged = arrange(score, voice)
    findings = (*findings, *resolved, *arranged)
    report = "\n".join(render(finding, {NAME: source}) for finding in findings)
    assert timeline is not None, report
    assert not error_count(findings), report
    return timeline, [message(item) for item in findings if item.severity is Severity.WARNING]


def respelled(utterance: Utterance) -> str:
    text = utterance.text
    for word, letters in utterance.respellings:
        text = text.replace(word, letters)
    return text


def happenings(timeline: Timeline) -> list[str]:
    """What happens in a session, in order of time."""
    found: list[tuple[int, str]] = []
    found.extend(
        (chapter.start, f"# {chapter.title}") for chapter in timeline.chapters if chapter.origin
    )
    for bus in timeline.buses:
        for clip in (clip for track in bus.tracks for clip in track.clips):
            if clip.media.kind is MediaKind.RECORDING:
                voice, _, said = clip.media.name.partition(": ")
                # The session's own voice and pace go without saying.
                manner = "" if voice == "heart@0.9" else f" ({voice})"
                heard = "" if said == clip.text else f' as "{said}"'
                found.append((clip.start, f'"{clip.text}"{heard}{manner}'))
            elif clip.media.kind is MediaKind.BREATH:
                found.append((clip.start, f"tone for {clip.media.name}"))
            elif clip.media.kind is MediaKind.ENDLESS:
                found.append((clip.start, f"{bus.name}: {clip.media.name}, endless"))
            elif bus.name is not BusName.ROOM:
                found.append((clip.start, f"{bus.name}: {clip.media.name}"))
    for marker in timeline.markers:
        length = f"{units.seconds(marker.end - marker.start):.1f} s"
        found.append((marker.start, f"{marker.kind} {length}"))
    found.extend(
        (point.frame, f"music at {point.gain:+.1f} dB")
        for point in timeline.bus(BusName.MUSIC).automation
    )
    found.append((timeline.frames, "end"))
    return [f"{units.seconds(at):.1f} {what}" for at, what in sorted(found, key=lambda one: one[0])]


def test_every_example_has_its_session_and_no_session_is_left_over() -> None:
    assert {hearing.example for hearing in HEARINGS} == set(EXAMPLES)


@pytest.mark.parametrize(
    "hearing", HEARINGS, ids=lambda hearing: f"{hearing.example} {hearing.options}".strip()
)
def test_an_example_compiles_to_what_it_says(hearing: Hearing) -> None:
    timeline, warnings = compiled(EXAMPLES[hearing.example], hearing.options)
    lines = [f"warning: {warning}" for warning in warnings] + happenings(timeline)
    assert "\n".join(lines) == "\n".join(hearing.lines)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_has_the_calm_form(example: str) -> None:
    source = Source(name=NAME, text=EXAMPLES[example])
    assert format_script(source) == (source.text, ())


def test_every_directive_and_key_is_in_the_reference() -> None:
    written = "\n".join(EXAMPLES.values())
    assert not [word for word in DIRECTIVES if not re.search(rf"\[{word}\b", written)]
    assert not [key for key in (*SCALARS, *MAPPINGS) if f"`{key}`" not in REFERENCE]
