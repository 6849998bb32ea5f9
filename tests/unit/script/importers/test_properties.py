"""What holds for any text that is imported."""

from __future__ import annotations

import re
import time
from collections import Counter
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicemat.diagnostics import error_count
from voicemat.errors import FileError
from voicemat.script import parse
from voicemat.script.importers import Imported, Notation, Verdict, convert
from voicemat.script.model import Line, Paragraph
from voicemat.source import Source

_WORD = re.compile(r"[^\W\d_]+")

PIECES = st.sampled_from(
    [
        *"[](){}<>|*_~/\\#>-.…:;,!?\"'+\n\n\n",
        *("[pause]", "[long pause]", "(5)", "(pause)", "{pause 10}", "/5s", "||5||", "*pause*"),
        *("<break time='2s'/>", "<!--", "-->", "---", "...", "[music starts]", "(ring bell)"),
        *("[end]", "[repeat 3 times]", "[beginner: ", "[when x]", "[include x]", "[at 1:00 bell]"),
        *("NARRATOR: ", "**Ann:** ", "1. ", "2. ", "00:30 ", "[01:15] ", "# ", "> ", ":60", "#tag"),
        *("breathe", "in", "Let go.", "softly", "pause", "5", "10 seconds", "the sea", " ", " "),
        *("Title: x", "Music: rain", "\\[", "\\]", "(word)", '[sub:"x"]', '#[voice:"K"]', "++"),
        *("\x00", "\x85", "\u2028", "\ud800", "［", "】", "\\n", "%", "é", "　", "\r"),
    ]
)
NOISE = st.lists(PIECES, max_size=40).map("".join)
ON_ONE_LINE = st.characters(
    exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="[]［］【】〔〕"
)
ANY_TEXT = st.one_of(NOISE, st.text(max_size=200))


def spoken(text: str) -> list[str]:
    """The words that the script in `text` says."""
    script, findings = parse(Source(name="x.md", text=text))
    assert error_count(findings) == 0, findings
    words: list[str] = []
    for node in script.nodes:
        if isinstance(node, Paragraph):
            parts = getattr(node, "parts", None) or getattr(node, "lines", ())
            for part in parts:
                assert isinstance(part, Line)
                bare = re.sub(r"(?<!\\)<!--.*?-->", " ", part.text)
                bare = re.sub(r"\\(\W)", r"\1", bare)
                words.extend(_WORD.findall(bare))
    return words


def flat(text: str) -> str:
    """`text` as the importer reads it, on one line."""
    wide = str.maketrans("［］【】〔〕（）｛｝＜＞", "[][][](){}<>")
    return " ".join(re.sub(r"\\([][(){}<>_|~.-])", r"\1", text.translate(wide)).split())


def search(found: str, whole: str, start: int) -> re.Match[str] | None:
    """Where `found` stands in `whole`; there may be blank lines where it has blanks."""
    pattern = r"\s+".join(map(re.escape, found.split()))
    end = r"(?!\w)" if pattern[-1:].isalnum() else ""
    return re.compile(pattern + end).search(whole, start)


def untouched(text: str, imported: Imported) -> list[str]:
    """The words of `text` without all that the report says was converted or noted."""
    lines = [flat(line) for line in text.removeprefix("\ufeff").splitlines()]
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    whole = " ".join(lines)
    written = imported.text.splitlines()
    at = 0
    left: list[str] = []
    for entry in imported.report:
        if entry.verdict is Verdict.KEPT and not (
            entry.found.startswith("[") or (entry.found.startswith("#") and entry.found in written)
        ):
            continue
        start = max(at, starts[entry.line - 1])
        # Some constructs are reported with their backslashes, some without.
        match = search(flat(entry.found), whole, start) or search(entry.found, whole, start)
        assert match, (entry, whole[at:])
        left.append(whole[at : match.start()])
        at = match.end()
    return _WORD.findall(" ".join([*left, whole[at:]]))


@pytest.mark.parametrize("notation", [None, Notation.TEXT, Notation.SPEECH_MARKDOWN])
@settings(max_examples=400, deadline=None)
@given(ANY_TEXT)
def test_whatever_is_imported_parses(notation: Notation | None, text: str) -> None:
    try:
        imported = convert(Source(name="x", text=text), notation)
    except FileError:
        assert "<speak" in text
        return
    spoken(imported.text)


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_whatever_stands_in_ssml_parses(text: str) -> None:
    try:
        imported = convert(Source(name="x", text=text), Notation.SSML)
    except FileError:
        return
    spoken(imported.text)


@settings(max_examples=300, deadline=None)
@given(NOISE)
def test_text_in_ssml_stands_for_itself(text: str) -> None:
    safe = "".join(c for c in text if c in "\n" or (c >= " " and not "\ud800" <= c <= "\udfff"))
    data = safe.replace("]]>", "")
    imported = convert(Source(name="x", text=f"<speak><![CDATA[{data}]]></speak>"))
    spoken(imported.text)


@settings(max_examples=1500, deadline=None)
@given(ANY_TEXT)
def test_every_word_outside_a_direction_is_spoken_in_order(text: str) -> None:
    imported = convert(Source(name="x", text=text), Notation.TEXT)
    words = spoken(imported.text)
    assert Counter(words) == Counter(untouched(text, imported))
    everything = iter(_WORD.findall(text))
    assert all(word in everything for word in words), "another order"


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=ON_ONE_LINE, max_size=60))
def test_nothing_in_square_brackets_is_spoken(inside: str) -> None:
    imported = convert(Source(name="x", text=f"Zuvor [{inside}] danach"), Notation.TEXT)
    assert spoken(imported.text) == ["Zuvor", "danach"]


@pytest.mark.parametrize(
    "part",
    [
        *(
            "[",
            "(",
            "(a",
            "<!--",
            "**",
            "*a ",
            "[a](",
            "\\",
            "(\n",
            "[\n",
            "00:00 ",
            "[pause] word ",
        ),
        *(
            "1. a\n",
            "<a",
            "| ",
            "a <!-- b --> ",
            "- ",
            ": ",
            "Key: v\n",
            "(a)[whisper] ",
            "++",
            "A:",
        ),
    ],
)
def test_time_grows_no_faster_than_the_size(part: str) -> None:
    def seconds(size: int) -> float:
        source = Source(name="x", text=part * (size // len(part)))
        began = time.process_time()
        convert(source, Notation.SPEECH_MARKDOWN)
        return time.process_time() - began

    assert seconds(64_000) < 10 * seconds(16_000) + 0.2
