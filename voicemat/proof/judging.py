"""The checks: what was measured, held against its limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from voicemat.exporter import Metadata
from voicemat.inspection.flaw import Flaw, FlawKind
from voicemat.inspection.levels import TRUE_PEAK
from voicemat.proof import likeness
from voicemat.proof.hearing import Heard
from voicemat.proof.likeness import Place
from voicemat.proof.model import Check, CheckName, Finding, Silence, Spoken
from voicemat.proof.narration import LATE, LEVEL, WEAKEST
from voicemat.proof.readback import ReadBack, chapter_findings, tag_findings
from voicemat.timeline.model import Timeline
from voicemat.units import RATE, clock

ANCHOR = 1.0
"""LU by which the narration of a session may miss its anchor: what is short is measured less well
than what is long, and the limiter may have worked."""

WALKED = (
    (CheckName.CLICKS, (FlawKind.CLICK,), "No click"),
    (CheckName.JUMPS, (FlawKind.JUMP,), "No jump in loudness that the routine does not ask for"),
    (CheckName.DEAD_SILENCE, (FlawKind.DEAD_SILENCE,), "No digital silence"),
    (CheckName.CLIPPING, (FlawKind.CLIPPING, FlawKind.TRUE_PEAK), "No clipping"),
    (CheckName.BALANCE, (FlawKind.IMBALANCE,), "Both sides about equally loud"),
    (CheckName.MONO, (FlawKind.MONO_LOSS,), "Nothing lost on one loudspeaker"),
    (CheckName.OFFSET, (FlawKind.DC,), "No constant offset"),
)
"""The checks that are the walk's, with the flaws that they count."""


def judge(
    heard: Heard,
    silences: Sequence[Silence],
    tags: ReadBack | None,
    timeline: Timeline,
    written: Metadata,
) -> tuple[Check, ...]:
    """Every check, in the order of `CheckName`."""
    return (
        _length(heard.frames, timeline.frames),
        _sentences(heard.spoken),
        *_narration(heard.narration, timeline.voice_loudness, heard.spoken),
        _true_peak(heard.true_peak),
        _likeness([place for place in heard.places if not place.silent]),
        _lag(heard.lag),
        _silences([place for place in heard.places if place.silent], silences),
        *_walked(heard.flaws),
        *_tags(tags, written),
    )


def _check(
    name: CheckName,
    title: str,
    told: str,
    value: float,
    limit: float,
    unit: str,
    findings: tuple[Finding, ...] = (),
) -> Check:
    return Check(
        name=name,
        title=title,
        told=told,
        value=round(float(value), 4),
        limit=float(limit),
        unit=unit,
        held=value <= limit,
        findings=findings,
    )


def _length(frames: int, planned: int) -> Check:
    off = frames - planned
    told = f"{frames} frames, {exact(frames)}"
    findings: tuple[Finding, ...] = ()
    if off:
        word = "more" if off > 0 else "less"
        findings = (
            Finding(
                at=min(frames, planned), text=f"{abs(off)} frames {word} than the {planned} planned"
            ),
        )
    return _check(
        CheckName.LENGTH, "Exactly as long as planned", told, abs(off), 0, "frames", findings
    )


def _sentences(spoken: Sequence[Spoken]) -> Check:
    wrong = tuple(Finding(at=one.start, text=_wrong(one)) for one in spoken if not one.held)
    told = f"{len(spoken) - len(wrong)} of {len(spoken)}" if spoken else "nothing is spoken"
    return _check(
        CheckName.SENTENCES,
        "Every sentence heard at its place",
        told,
        len(wrong),
        0,
        "sentences",
        wrong,
    )


def _wrong(one: Spoken) -> str:
    said = f'"{one.text}"'
    if one.level <= WEAKEST * 2:
        return f"{said} is not heard"
    if abs(one.late) > LATE:
        word = "late" if one.late > 0 else "early"
        return f"{said} comes {abs(one.late) * 1000:.0f} ms {word}"
    if one.weakest < WEAKEST:
        return f"{said} is not heard whole"
    return f"{said} is {abs(one.level):.1f} dB too {'loud' if one.level > LEVEL else 'soft'}"


def _narration(loudness: float | None, anchor: float, spoken: Sequence[Spoken]) -> Iterator[Check]:
    """The narration at its anchor; no check where nothing is spoken."""
    if not spoken:
        return
    off = abs(loudness - anchor) if loudness is not None else float("inf")
    told = "nothing of it is heard" if loudness is None else f"{loudness:.1f} LUFS"
    findings: tuple[Finding, ...] = ()
    if off > ANCHOR:
        findings = (Finding(text=f"{told}, where {anchor:g} LUFS were planned"),)
    yield _check(
        CheckName.NARRATION,
        f"Narration at {anchor:g} LUFS",
        told,
        min(off, 100.0),
        ANCHOR,
        "LU beside it",
        findings,
    )


def _true_peak(level: float) -> Check:
    value = max(level, -100.0)
    findings = (Finding(text=f"{level:.1f} dBTP"),) if level > TRUE_PEAK else ()
    return _check(
        CheckName.TRUE_PEAK,
        "True peak of the decoded sound",
        f"{value:.1f} dBTP",
        value,
        TRUE_PEAK,
        "dBTP",
        findings,
    )


def _likeness(places: Sequence[Place]) -> Check:
    value, findings = _differences(places)
    return _check(
        CheckName.LIKENESS,
        "As loud as the mix where somebody speaks or a cue sounds",
        f"{value:.2f} dB apart at most, at {len(places)} places",
        value,
        likeness.LEVEL,
        "dB",
        findings,
    )


def _silences(places: Sequence[Place], silences: Sequence[Silence]) -> Check:
    value, findings = _differences(places)
    levels = sorted(silence.loudness for silence in silences)
    told = "no silence of a second"
    if levels:
        told = (
            f"{levels[0]:.1f} to {levels[-1]:.1f} LUFS in {len(levels)} silences; "
            f"{value:.2f} dB apart at most"
        )
    return _check(
        CheckName.SILENCES,
        "As loud as the mix in the silences",
        told,
        value,
        likeness.LEVEL,
        "dB",
        findings,
    )


def _differences(places: Sequence[Place]) -> tuple[float, tuple[Finding, ...]]:
    return max((abs(place.difference) for place in places), default=0.0), tuple(
        Finding(at=place.start, text=f"{place.difference:+.1f} dB against the mix")
        for place in places
        if abs(place.difference) > likeness.LEVEL
    )


def _lag(lag: int) -> Check:
    findings: tuple[Finding, ...] = ()
    if lag:
        findings = (Finding(text=f"{abs(lag)} frames {'late' if lag > 0 else 'early'}"),)
    return _check(
        CheckName.LAG,
        "In step with the mix, from beginning to end",
        f"{lag} frames",
        abs(lag),
        0,
        "frames",
        findings,
    )


def _walked(flaws: Sequence[Flaw]) -> Iterator[Check]:
    for name, kinds, title in WALKED:
        found = [flaw for flaw in flaws if flaw.kind in kinds]
        findings = tuple(Finding(at=flaw.start, text=_flaw(flaw)) for flaw in found)
        told = f"{len(found)} found" if found else "none"
        yield _check(name, title, told, len(found), 0, "places", findings)


def _flaw(flaw: Flaw) -> str:
    return f"{flaw.kind} ({flaw.value:.3g} {flaw.unit}, limit {flaw.limit:.3g})"


def _tags(tags: ReadBack | None, written: Metadata) -> Iterator[Check]:
    """The tags that were read back; where a format holds no chapters, no check of them."""
    if tags is None:
        missing = (Finding(text="the file says nothing of itself"),)
        yield _check(
            CheckName.TAGS, "Tags as they were written", "none", 1, 0, "differences", missing
        )
        return
    wrong = tag_findings(tags, written)
    yield _check(
        CheckName.TAGS,
        "Tags as they were written",
        ", ".join(sorted(tags.texts)) + (", cover" if tags.cover else ""),
        len(wrong),
        0,
        "differences",
        wrong,
    )
    if "chapters" in tags.tells:
        moved = chapter_findings(tags, written)
        yield _check(
            CheckName.CHAPTERS,
            "Chapters as they were written",
            f"{len(tags.chapters)} of {len(written.chapters)}",
            len(moved),
            0,
            "differences",
            moved,
        )


def exact(frames: int) -> str:
    """A length as a clock has it, to the millisecond: ``20:00.000``."""
    return f"{clock(frames - frames % RATE)}.{frames % RATE * 1000 // RATE:03d}"
