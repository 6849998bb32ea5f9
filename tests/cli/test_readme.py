"""What the README says is what happens."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


FENCES = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
"""Each block with its language. An opening fence and the next one belong together."""


def block(start: str) -> str:
    """The block that begins with `start`."""
    texts: list[str] = [text for _, text in FENCES.findall(README)]
    return next(text for text in texts if text.startswith(start))


def test_its_routine_is_fine_and_as_long_as_it_says(
    run: Any, write: Callable[[str, str], Path]
) -> None:
    write("evening.md", block("---"))
    said = run("check", "evening.md")
    assert (said.returncode, said.stdout) == (0, "evening.md: fine\n")
    for length in ([], ["--length", "12m"]):
        said = run("show", "evening.md", "--voice", "silent", *length)
        assert (said.returncode, said.stderr) == (0, "")
        assert "A short evening" in said.stdout


def test_its_commands_exist(run: Any) -> None:
    blocks = [text for language, text in FENCES.findall(README) if language == "sh"]
    commands = re.findall(r"voicemat ([a-z]+)", "".join(blocks))
    assert set(commands) >= {"play", "export", "show", "list"}
    for command in set(commands):
        assert run(command, "--help").returncode == 0
