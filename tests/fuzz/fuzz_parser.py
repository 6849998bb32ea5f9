"""Throws texts at the parser, the resolver and the formatter, led by the code that they reach.

    python tests/fuzz/fuzz_parser.py -runs=200000

The options are libFuzzer's. A text that breaks a rule, or takes longer than the limit, is kept in
a file (``crash-...``, ``timeout-...``) and named; given as an argument, it is tried alone. The
seeds are the bundled scripts, the reference and texts that once broke something.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import atheris

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["voicemat"]):
    from tests.fakes.catalog import CATALOG
    from tests.fakes.sentences import split
    from voicemat.compiler import Wishes, resolve
    from voicemat.diagnostics import Diagnostic, error_count, render
    from voicemat.script.formatter import format_script
    from voicemat.script.parser import parse
    from voicemat.script.spelling import unplaced
    from voicemat.source import Source
    from voicemat.units import RATE

LIMIT = 5
"""Seconds that a text of the largest size may take."""

LARGEST = 1024
"""Bytes of a text, unless -max_len says otherwise."""

PART, _ = parse(Source(name="part.md", text="A part. [when a]\nIt is.\n[end]\n"))
SOUNDS = replace(
    CATALOG,
    voices={"emma": "en", "heart": "en-US"},
    scripts={("evening.md", "part"): PART},
    script_names=("part",),
    recordings={("evening.md", "a.wav"): "/a.wav"},
)
WISHES = Wishes(length=600 * RATE)


class BrokenRuleError(AssertionError):
    """Something does not hold that holds for every text."""


def check(text: str) -> None:
    """Everything that holds for every text."""
    source = Source(name="evening.md", text=text)
    script, findings = parse(source)
    _check_places(source, findings)
    _, found = resolve(script, SOUNDS, WISHES, split)
    _check_places(source, found)
    formatted, again = format_script(source)
    if again != findings:
        raise BrokenRuleError("the formatter finds something else than the parser")
    if error_count(findings):
        if formatted != text:
            raise BrokenRuleError("a script with errors was formatted")
        return
    renewed = Source(name="evening.md", text=formatted)
    same, errors = parse(renewed)
    if errors or unplaced(same) != unplaced(script):
        raise BrokenRuleError(f"formatted, it is another script: {formatted!r}")
    if format_script(renewed)[0] != formatted:
        raise BrokenRuleError(f"formatted twice, it changes: {formatted!r}")


def _check_places(source: Source, findings: tuple[Diagnostic, ...]) -> None:
    for finding in findings:
        render(finding, {source.name: source}).encode()
        if finding.span and min(finding.span.line, finding.span.column, finding.span.length) < 1:
            raise BrokenRuleError(f"a place that there is not: {finding}")


def one_input(data: bytes) -> None:
    """What the fuzzer calls."""
    check(data.decode("utf-8", errors="ignore"))


def seeds() -> Iterator[str]:
    """Texts to begin with."""
    for path in sorted((ROOT / "scripts").rglob("*.md")):
        # Small seeds are quick: the beginning, and the end.
        text = path.read_text(encoding="utf-8")
        yield from (text[:400], text[-200:])
    reference = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
    yield from re.findall(r"```\n(.*?)```", reference, re.DOTALL)
    for path in sorted((HERE / "seeds").glob("*.md")):
        yield path.read_text(encoding="utf-8")


def main() -> None:
    """Run the fuzzer with the options of the command line and sensible ones besides."""
    options = sys.argv[1:]
    given = {option.split("=")[0] for option in options}
    for option in (f"-timeout={LIMIT}", f"-max_len={LARGEST}", f"-dict={HERE / 'language.dict'}"):
        if option.split("=")[0] not in given:
            options.append(option)
    with tempfile.TemporaryDirectory() as folder:
        if all(option.startswith("-") for option in options):
            for number, text in enumerate(seeds()):
                (Path(folder) / f"seed-{number}").write_text(text, encoding="utf-8")
            options.append(folder)
        atheris.Setup([sys.argv[0], *options], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
