from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest

import voicemat

HEAVY = {
    "faster_whisper",
    "hibari",
    "lameenc",
    "miniaudio",
    "msgspec",
    "mutagen",
    "numpy",
    "onnxruntime",
    "rich.progress",
    "scipy",
    "segno",
    "sentencex",
    "soundfile",
    "soxr",
    "starlette",
    "unicode_rbnf",
    "uvicorn",
    "voicemat.sharing",
    "voicemat.pipeline",
    "wcwidth",
    "yaml",
}
"""What is loaded when it is used, and no sooner."""


def test_the_version_is_that_of_the_package(run: Any) -> None:
    said = run("--version")
    assert (said.returncode, said.stdout, said.stderr) == (
        0,
        f"voicemat {voicemat.__version__}\n",
        "",
    )


def test_help_names_every_command_and_a_first_evening(run: Any) -> None:
    said = run("--help")
    assert (said.returncode, said.stderr) == (0, "")
    for command in ("play", "export", "list", "show", "check", "config"):
        assert f" {command} " in said.stdout
    assert "voicemat play sleep" in said.stdout
    assert "voicemat export sleep --length 20m" in said.stdout
    assert run("-h").stdout == said.stdout


def test_no_arguments_at_all_show_the_help(run: Any) -> None:
    said = run()
    assert said.stdout.split() == run("--help").stdout.split()
    assert said.returncode == 2


@pytest.mark.parametrize("command", ["play", "export", "list", "show", "check", "config"])
def test_each_command_has_help(run: Any, command: str) -> None:
    said = run(command, "--help")
    assert (said.returncode, said.stderr) == (0, "")
    assert f"voicemat {command}" in said.stdout


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["export", "--help"]])
def test_help_loads_nothing_heavy(environment: Mapping[str, str], arguments: list[str]) -> None:
    program = (
        "import json, sys\n"
        "from voicemat.cli import main\n"
        "try:\n"
        f"    main({arguments!r})\n"
        "finally:\n"
        "    print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(said.stderr))
    assert "voicemat.cli.main" in loaded
    assert not HEAVY & loaded
