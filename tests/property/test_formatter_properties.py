"""The formatter changes what a script looks like and nothing that it says."""

from __future__ import annotations

from hypothesis import assume, example, given, settings

from tests.property.language import scripts
from tests.property.strategies import noise, routines, texts
from voicemat.diagnostics import error_count
from voicemat.script import Script, parse
from voicemat.script.formatter import format_script
from voicemat.script.spelling import unplaced
from voicemat.source import Source


def formatted(text: str) -> str:
    found, findings = format_script(Source(name="evening.md", text=text))
    assert not error_count(findings), findings
    return found


def read(text: str) -> Script | None:
    """The script, where nothing is wrong with it."""
    script, findings = parse(Source(name="evening.md", text=text))
    return None if findings else script


def check(text: str) -> None:
    script = read(text)
    assume(script is not None)
    once = formatted(text)
    assert unplaced(read(once)) == unplaced(script)
    assert formatted(once) == once
    assert once == "" or (once.endswith("\n") and not once.endswith("\n\n"))


@settings(max_examples=400)
@given(scripts())
@example("Above.\n# A heading <!-- with a note -->\nBelow.")
@example("\n ---\nNot a header.")
@example("[music a +, -3 dB]")
@example("[bell once every 5 s]")
@example("# A # #")
@example("[beginner: ends in a backslash\\ ]")
def test_whole_scripts_keep_what_they_say(text: str) -> None:
    check(text)


@settings(max_examples=200)
@given(noise())
def test_so_does_any_order_of_the_language_s_pieces(text: str) -> None:
    check(text)


@given(texts())
def test_so_does_any_text(text: str) -> None:
    check(text)


@given(routines())
def test_routines_have_a_calm_form(text: str) -> None:
    check(text)
