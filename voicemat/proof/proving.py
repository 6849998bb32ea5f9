"""The proof itself: a finished file is decoded again, heard, read back and judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voicemat.dsp.loudness import (
    loudness_range,
    momentary_maximum,
    short_term_maximum,
)
from voicemat.exporter import Metadata, Mix
from voicemat.inspection import Motion
from voicemat.proof.decoding import open_decoded
from voicemat.proof.hearing import hear
from voicemat.proof.judging import judge
from voicemat.proof.model import Chapter, Measurements, Proof
from voicemat.proof.readback import read_back
from voicemat.proof.silences import loudness, silences
from voicemat.proof.traces import Traces
from voicemat.version import __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """A proof, and what its page draws."""

    proof: Proof
    traces: Traces


def prove(
    path: Path,
    *,
    name: str,
    format: str,
    mix: Mix,
    metadata: Metadata,
    motion: Motion,
    asked: int | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Proved:
    """Prove that the file at `path`, to be called `name`, holds `mix` and says `metadata`.

    `motion` is that of `inspection.walk`, `asked` the length in frames that a person asked for.
    `progress` is told, in the calling thread, the frames that are heard so far.
    Raises FileError when the file cannot be decoded, and MissingError when nothing here can.
    """
    timeline = mix.timeline
    decoded = open_decoded(path, format)
    heard = hear(decoded.blocks, decoded.channels, mix, motion, progress)
    energies = heard.energies
    between = silences(metadata.sentences, timeline.frames, energies)
    checks = judge(heard, between, read_back(path), timeline, metadata)
    proof = Proof(
        made_with=__version__,
        file=name,
        title=metadata.title,
        language=metadata.language,
        format=format,
        decoder=decoded.decoder,
        held=all(check.held for check in checks),
        measurements=Measurements(
            asked=asked,
            planned=timeline.frames,
            frames=heard.frames,
            channels=decoded.channels,
            bytes=path.stat().st_size,
            integrated=round(heard.integrated, 2),
            range=round(loudness_range(energies), 2),
            momentary=round(momentary_maximum(energies), 2),
            short_term=round(short_term_maximum(energies), 2),
            true_peak=round(max(heard.true_peak, -100.0), 2),
            narration=None if heard.narration is None else round(heard.narration, 2),
            anchor=timeline.voice_loudness if heard.spoken else None,
            lag=heard.lag,
        ),
        checks=checks,
        chapters=tuple(
            Chapter(
                title=chapter.title,
                start=chapter.start,
                end=chapter.end,
                loudness=loudness(energies, chapter.start, chapter.end),
            )
            for chapter in metadata.chapters
        ),
        sentences=heard.spoken,
        silences=between,
    )
    return Proved(proof=proof, traces=heard.traces)
