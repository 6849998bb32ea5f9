"""What the golden files hold, and the command that writes them again.

``python -m tests.golden.renew``, at the top of the repository, writes every case's
``timeline.json``, ``diagnostics.txt`` and ``envelope.txt``, the documents of one small session, and
``docs/timeline.schema.json``.
Read the difference before it is committed: it is what has changed for a person who listens.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tests.fakes.compiling import Compiled, compile_text
from tests.fakes.narrated import evening
from tests.fakes.samples import NoiseSamples
from voicemat.diagnostics import summarise
from voicemat.documents import DOCUMENTS, Subject, make
from voicemat.mixer import Mixer
from voicemat.proof import serialisation
from voicemat.timeline.model import BusName, Timeline
from voicemat.timeline.serialisation import schema, to_json
from voicemat.units import RATE

COMMAND = "python -m tests.golden.renew"

CASES = {"evening": 240, "breath": None, "mistakes": None}
"""Scripts, and the length in seconds that is asked of each; None for the natural one."""

DOCUMENTED = tuple(name for name in DOCUMENTS if name not in ("json", "otio"))
"""Documents whose bytes are ours alone. The timeline has files of its own, and those of
OpenTimelineIO depend on the version of its library.
"""

HERE = Path(__file__).parent
SCHEMA = HERE.parents[1] / "docs" / "timeline.schema.json"
PROOF_SCHEMA = SCHEMA.with_name("proof.schema.json")

SILENT = -120.0
"""dB; what is below is written as silence."""


def schema_text() -> str:
    """The document of the timeline's schema."""
    return json.dumps(schema(), indent=2) + "\n"


def proof_schema_text() -> str:
    """The document of a proof's schema."""
    return json.dumps(serialisation.schema(), indent=2) + "\n"


def folder(case: str) -> Path:
    return HERE / "cases" / case


def compiled(case: str) -> Compiled:
    return compile_text((folder(case) / "script.md").read_text("utf-8"), seconds=CASES[case])


def diagnostics_text(result: Compiled) -> str:
    return (
        "\n".join(line for line in (result.report, summarise(result.findings), "") if line) + "\n"
    )


def timeline_text(timeline: Timeline) -> str:
    return to_json(timeline).decode() + "\n"


def envelope(timeline: Timeline) -> Iterator[tuple[float, ...]]:
    """For every second: the root mean square in dB of each bus and of the mix."""
    samples = NoiseSamples()
    mixers = [Mixer(timeline, samples, buses=frozenset({bus})) for bus in BusName]
    mixers.append(Mixer(timeline, samples))
    for start in range(0, timeline.frames, RATE):
        powers = [
            float(np.mean(mixer.block(start, RATE).astype(np.float64) ** 2)) for mixer in mixers
        ]
        yield tuple(10 * np.log10(max(power, 10 ** (SILENT / 10))) for power in powers)


def envelope_text(timeline: Timeline) -> str:
    rows = ["".join(f"{name:>9}" for name in ("second", *BusName, "mix"))]
    for second, levels in enumerate(envelope(timeline)):
        shown = ["-" if level <= SILENT else f"{level:.2f}" for level in levels]
        rows.append("".join(f"{cell:>9}" for cell in (str(second), *shown)))
    return "\n".join(rows) + "\n"


def files(case: str) -> Iterator[tuple[Path, str]]:
    """Every golden file of a case with what belongs in it."""
    result = compiled(case)
    yield folder(case) / "diagnostics.txt", diagnostics_text(result)
    if result.timeline:
        yield folder(case) / "timeline.json", timeline_text(result.timeline)
        yield folder(case) / "envelope.txt", envelope_text(result.timeline)


def document(name: str) -> tuple[Path, bytes]:
    """The golden file of a document, with what belongs in it."""
    data = make(name, Subject(timeline=evening(), sound="Sleep.mp3"))
    return HERE / "documents" / f"Sleep{DOCUMENTS[name].suffix}", data


def main() -> None:
    SCHEMA.write_text(schema_text(), "utf-8")
    PROOF_SCHEMA.write_text(proof_schema_text(), "utf-8")
    for case in CASES:
        for path, text in files(case):
            path.write_text(text, "utf-8")
    for path, data in map(document, DOCUMENTED):
        path.write_bytes(data)


if __name__ == "__main__":
    main()
