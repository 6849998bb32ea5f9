"""An export with its proof: a file that fails it does not appear, and the proof does, so that a
person sees why.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from voicemat.errors import ProofError
from voicemat.exporter import Metadata, Mix, Settings, Target, export, write_beside
from voicemat.inspection import Motion
from voicemat.proof.model import CheckName, Finding, Proof
from voicemat.proof.page.page import page
from voicemat.proof.proving import Proved, prove
from voicemat.proof.serialisation import to_json
from voicemat.units import clock

ADVICE = {
    CheckName.LENGTH: "export it again; a disk that fills up or fails cuts files short",
    CheckName.SENTENCES: "export it again; if the same sentences fail, empty the cache with "
    "voicemat cache clear, so that they are spoken anew",
    CheckName.NARRATION: "leave --voice-level nearer to 0, so that the limiter need not work",
    CheckName.TRUE_PEAK: "choose a higher --quality, or turn down what is loud with --cue-level",
    CheckName.LIKENESS: "choose a higher --quality or another --format",
    CheckName.LAG: "choose another --format",
    CheckName.SILENCES: "choose a higher --quality or another --format",
    CheckName.CLICKS: "listen there; if it is your own music or recording, mend or change it",
    CheckName.JUMPS: "listen there; music that changes at once is better changed for another",
    CheckName.DEAD_SILENCE: "listen there; music with holes in it is better changed for another",
    CheckName.CLIPPING: "turn down what is loud with --music-level or --cue-level",
    CheckName.BALANCE: "change the music or the recording that sounds on one side only",
    CheckName.MONO: "change the music: its two sides undo each other",
    CheckName.OFFSET: "change the music or the recording that has it",
    CheckName.TAGS: "choose another --format",
    CheckName.CHAPTERS: "choose another --format",
}
"""What a person can do about a check that failed."""


def proof_files(sound: Path) -> tuple[Path, Path]:
    """Where the proof of a file stands: its JSON and its page."""
    return sound.with_suffix(".proof.json"), sound.with_suffix(".proof.html")


def export_proved(
    mix: Mix,
    target: Target,
    *,
    metadata: Metadata,
    settings: Settings | None,
    motion: Motion,
    asked: int | None = None,
    exported: Callable[[int], None] = lambda _: None,
    heard: Callable[[int], None] = lambda _: None,
) -> Proof:
    """Write a session to `target` and its proof beside it.

    `motion` and `asked` are those of `prove`; `exported` is told the frames that are written,
    `heard` those that are decoded again. Raises ProofError when a check fails: then there is no new
    sound file, but its proof. Raises what `exporter.export` and `prove` raise.
    """
    found: list[Proved] = []

    def verify(part: Path) -> None:
        proved = prove(
            part,
            name=target.path.name,
            format=target.format,
            mix=mix,
            metadata=metadata,
            motion=motion,
            asked=asked,
            progress=heard,
        )
        if not proved.proof.held:
            _write(proved, target.path)
            raise _failure(proved.proof, target.path)
        found.append(proved)

    export(
        mix,
        target.path,
        format=target.format,
        metadata=metadata,
        settings=settings,
        progress=exported,
        verify=verify,
    )
    _write(found[0], target.path)
    return found[0].proof


def _write(proved: Proved, sound: Path) -> None:
    data, shown = proof_files(sound)
    write_beside({data: to_json(proved.proof), shown: page(proved)})


def _failure(proof: Proof, sound: Path) -> ProofError:
    failed = [check for check in proof.checks if not check.held]
    lines = [f"{sound} fails its proof, and is not kept"]
    for check in failed:
        more = len(check.findings) - 1
        lines.append(
            f"  {check.title}: {_told(check.findings[0])}"
            + (f", and {more} more" if more > 0 else "")
        )
    _, shown = proof_files(sound)
    return ProofError("\n".join(lines), advice=f"{ADVICE[failed[0].name]}; {shown} shows it all")


def _told(finding: Finding) -> str:
    return finding.text if finding.at is None else f"{clock(finding.at)}: {finding.text}"
