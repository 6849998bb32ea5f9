"""An export with its proof: what appears, what does not, and what is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.golden.renew import COMMAND, PROOF_SCHEMA, proof_schema_text
from tests.unit.proof.conftest import RATE
from voicemat.errors import FileError, ProofError
from voicemat.exporter import Mix
from voicemat.exporter.naming import Target
from voicemat.inspection.moving import still
from voicemat.proof import export_proved
from voicemat.proof.exporting import ADVICE
from voicemat.proof.model import CheckName
from voicemat.proof.serialisation import from_json, schema, to_json

Samples = NDArray[np.float32]


def run(case: Any, path: Path, mix: Mix | None = None, **more: Any) -> Any:
    return export_proved(
        mix or case.mix,
        Target(path=path, format=path.suffix[1:]),
        metadata=case.metadata,
        settings=None,
        motion=still,
        **more,
    )


def with_a_click(case: Any) -> Mix:
    """The session's mix with a click in it."""

    def make(timeline: Any) -> Any:
        render = case.mix.render(timeline)

        def clicking(start: int, frames: int) -> Samples:
            block = render(start, frames).copy()
            if start <= 20 * RATE < start + frames:
                block[20 * RATE - start] += 0.1
            return block

        return clicking

    return Mix(timeline=case.mix.timeline, render=make)


def test_a_good_file_and_its_proof_stand_side_by_side(case: Any, tmp_path: Path) -> None:
    written: list[int] = []
    heard: list[int] = []
    proof = run(
        case, tmp_path / "a.mp3", asked=RATE * 40, exported=written.append, heard=heard.append
    )
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["a.mp3", "a.proof.html", "a.proof.json"]
    assert proof.held
    assert (proof.file, proof.measurements.asked) == ("a.mp3", RATE * 40)
    assert proof.measurements.bytes == (tmp_path / "a.mp3").stat().st_size
    assert from_json((tmp_path / "a.proof.json").read_bytes()) == proof
    assert written[-1] == heard[-1] == case.mix.timeline.frames
    assert heard == sorted(heard)


def test_a_file_that_fails_does_not_appear_and_its_proof_does(case: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"old")
    with pytest.raises(ProofError) as caught:
        run(case, path, with_a_click(case))
    assert path.read_bytes() == b"old"
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "a.proof.html", "a.proof.json", "a.wav",
    ]  # fmt: skip
    assert caught.value.exit_code == 5
    assert "fails its proof" in caught.value.message
    assert "No click: 0:20: a click" in caught.value.message
    assert "listen there" in (caught.value.advice or "")
    assert "a.proof.html" in (caught.value.advice or "")
    proof = from_json((tmp_path / "a.proof.json").read_bytes())
    assert [check.name for check in proof.checks if not check.held] == [CheckName.CLICKS]


def test_every_check_has_advice() -> None:
    assert set(ADVICE) == set(CheckName)


def test_a_proof_fits_its_schema_and_comes_back(case: Any) -> None:
    proof = case.proof()
    data = to_json(proof)
    jsonschema.validate(json.loads(data), schema())
    assert from_json(data) == proof
    assert to_json(from_json(data)) == data


def test_the_document_of_the_schema_is_fresh() -> None:
    assert PROOF_SCHEMA.read_text("utf-8") == proof_schema_text(), f"run {COMMAND}"


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"version": 1}', b'{"version": 99}'])
def test_what_is_no_proof_is_refused(data: bytes) -> None:
    with pytest.raises(FileError):
        from_json(data)


def test_a_file_that_is_no_sound_cannot_be_proved(case: Any, tmp_path: Path) -> None:
    for name in ("a.mp3", "a.wav", "a.flac", "a.opus", "a.m4a", "a.xyz"):
        (tmp_path / name).write_bytes(b"no sound at all" * 100)
        with pytest.raises(FileError):
            case.proved(tmp_path / name)


def test_the_same_file_gives_the_same_proof(case: Any) -> None:
    path = case.write()
    assert case.proved(path).proof == case.proved(path).proof
