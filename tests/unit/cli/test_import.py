"""``voicemat import`` as a command of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from voicemat.cli.import_ import import_
from voicemat.errors import FileError, UsageError

app = typer.Typer()
app.command("import")(import_)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "evening.txt"
    path.write_text("Lie down.\n[pause:3s]\n[lights dim]\n", encoding="utf-8")
    return path


def test_it_writes_beside_the_input_and_reports(script: Path) -> None:
    result = run(script)
    assert result.exit_code == 0
    target = script.with_name("evening.voicemat.md")
    assert target.read_text("utf-8") == "Lie down.\n[pause 3 s]\n> lights dim\n"
    assert result.stdout.splitlines() == [
        "2  converted  [pause:3s]  ->  [pause 3 s]",
        "3  noted      [lights dim]  ->  > lights dim",
        f"{target}  from text: 1 kept, 1 converted, 1 noted",
    ]


def test_it_overwrites_nothing_unasked(script: Path) -> None:
    target = script.with_name("mine.md")
    target.write_text("mine", encoding="utf-8")
    result = run(script, "-o", target)
    assert isinstance(result.exception, FileError)
    assert target.read_text("utf-8") == "mine"
    assert run(script, "-o", target, "--overwrite").exit_code == 0
    assert target.read_text("utf-8").startswith("Lie down.")


def test_an_unknown_notation_is_a_usage_error(script: Path) -> None:
    result = run(script, "--from", "morse")
    assert isinstance(result.exception, UsageError)
    assert "speech-markdown" in (result.exception.advice or "")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert isinstance(run(tmp_path / "none.txt").exception, FileError)


def test_bad_ssml_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "bad.xml"
    path.write_text("<speak><p></speak>", encoding="utf-8")
    assert isinstance(run(path).exception, FileError)
    assert list(tmp_path.iterdir()) == [path]
