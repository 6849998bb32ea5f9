from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicemat.diagnostics import Kind, Severity
from voicemat.script import Script, parse
from voicemat.script.model import Line, Paragraph, Pause, Take, Variant, When
from voicemat.script.overlay import apply_overlay, folded, read_overlay
from voicemat.script.walk import every_node
from voicemat.source import Source

ROUTINE = """\
---
options:
  level: beginner, advanced
  name: friend
---

# Begin

Good evening, {name}. Let the room be dark,
and *warm* enough. Rest.
...
[beginner: Keep a thin shirt on. The points are gentler.]

# Drift (2-4 min)

You are lying comfortably now.
[include part]
"""
PART = "Let me begin with a word of care. It’s short.\n"
NAMES = (("level", "beginner"), ("name", "friend"))


def change(overlay: str) -> tuple[Script, Script, list[tuple[Kind, Severity]]]:
    """The routine and its part with an overlay, and what was found."""
    scripts = {}
    for name, text in (("routine.md", ROUTINE), ("part.md", PART)):
        scripts[name], found = parse(Source(name=name, text=text))
        assert not found
    read, findings = read_overlay(Source(name="overlay.md", text=overlay))
    changed, warnings = apply_overlay(read, scripts, NAMES)
    kinds = [(found.kind, found.severity) for found in (*findings, *warnings)]
    return changed["routine.md"], changed["part.md"], kinds


def said(script: Script) -> str:
    """All spoken words in order, those under a condition too."""
    words: list[str] = []

    def walk(parts: tuple[Line | Variant, ...]) -> None:
        for part in parts:
            if isinstance(part, Line):
                words.append(part.text)
            else:
                walk(part.parts)

    for node in every_node(script.nodes):
        if isinstance(node, Paragraph):
            walk(node.parts)
    return " ".join(words)


def test_an_empty_overlay_changes_nothing() -> None:
    routine, part, found = change("> Only a note.\n\n<!-- and another -->\n")
    assert found == []
    assert routine == parse(Source(name="routine.md", text=ROUTINE))[0]
    assert part == parse(Source(name="part.md", text=PART))[0]


@pytest.mark.parametrize(
    "old",
    [
        "Let the room be dark, and warm enough.",
        "let the room be dark, and *warm* enough",
        '"Let the room be dark, and warm enough."',
        "Let the room be dark,\nand warm enough.",
    ],
)
def test_a_sentence_is_found_however_it_is_copied(old: str) -> None:
    routine, _, found = change(f"instead of: {old}\nsay: Let it be light.\n")
    assert found == []
    assert said(routine).startswith("Good evening, {name}. Let it be light. Rest.")


@pytest.mark.parametrize("name", ["{name}", "friend"])
def test_a_name_may_be_written_or_heard(name: str) -> None:
    routine, _, found = change(f"Instead of: Good evening, {name}.\nSay: Hello {{name}}.\n")
    assert found == []
    assert said(routine).startswith("Hello {name}. Let the room")


def test_words_keep_the_places_where_they_are_written() -> None:
    routine, _, _ = change(
        "> note\ninstead of: Rest.\nsay: Rest well.\n\n"
        "instead of: Good evening, friend.\nsay: Hi.\n"
    )
    lines = [
        part
        for node in routine.nodes
        if isinstance(node, Paragraph)
        for part in node.parts
        if isinstance(part, Line)
    ]
    places = {line.text: (line.span.source, line.span.line, line.span.column) for line in lines}
    assert places["Rest well."] == ("overlay.md", 3, 6)
    assert places["and *warm* enough."] == ("routine.md", 10, 1)
    assert places["Hi."] == ("overlay.md", 6, 6)
    assert places["Let the room be dark,"] == ("routine.md", 9, 23)


def test_part_of_a_sentence_is_no_sentence() -> None:
    routine, _, found = change("instead of: warm enough.\nsay: cold.\n")
    assert found == [(Kind.OVERLAY_SENTENCE_GONE, Severity.WARNING)]
    assert "cold" not in said(routine)


def test_a_sentence_under_a_condition_keeps_it() -> None:
    routine, _, found = change("instead of: Keep a thin shirt on.\nsay: Keep it on.\n")
    assert found == []
    variants = [
        part
        for node in routine.nodes
        if isinstance(node, Paragraph)
        for part in node.parts
        if isinstance(part, Variant)
    ]
    assert [
        [line.text for line in variant.parts if isinstance(line, Line)] for variant in variants
    ] == [["Keep it on.", "The points are gentler."]]


def test_what_happens_may_stand_for_a_sentence_under_a_condition() -> None:
    routine, _, found = change("instead of: Keep a thin shirt on.\nsay: On. [pause 5 s] So.\n")
    assert found == []
    [block] = [node for node in routine.nodes if isinstance(node, When)]
    assert [type(node) for node in block.nodes] == [Paragraph, Pause, Paragraph]
    assert "On. So. The points are gentler." in said(routine)


def test_an_included_script_is_changed_too() -> None:
    routine, part, found = change("instead of: It's short.\nsay: It is short.\n")
    assert found == []
    assert said(part) == "Let me begin with a word of care. It is short."
    assert routine == parse(Source(name="routine.md", text=ROUTINE))[0]


def test_a_take_stands_for_a_sentence_and_another_for_the_take() -> None:
    once = 'instead of: Rest.\nsay: [recording "my takes/1.wav": Rest.]\n'
    routine, _, found = change(once)
    assert found == []
    [take] = [node for node in routine.nodes if isinstance(node, Take)]
    assert (take.file, take.text, take.span.source) == ("my takes/1.wav", "Rest.", "overlay.md")
    routine, _, found = change(once + "\ninstead of: Rest.\nsay: Rest again.\n")
    assert found == []
    assert not any(isinstance(node, Take) for node in routine.nodes)


def test_say_alone_leaves_the_sentence_out() -> None:
    routine, _, found = change("instead of: Rest.\nsay:\n")
    assert found == []
    assert "Rest" not in said(routine)


def test_a_chapter_is_replaced_and_keeps_its_bounds() -> None:
    routine, _, found = change("# drift\n\nSleep.\n\n[pause 5 s]\nWell.\n")
    assert found == []
    heading = next(node for node in routine.nodes if getattr(node, "title", "") == "Drift")
    after = routine.nodes[routine.nodes.index(heading) + 1 :]
    assert [type(node).__name__ for node in after if type(node).__name__ != "Note"] == [
        "Paragraph",
        "Pause",
        "Paragraph",
    ]
    assert getattr(heading, "bounds", None) is not None
    assert said(routine).startswith("Good evening, {name}.")
    assert said(routine).endswith("Sleep. Well.")


def test_what_is_gone_is_said_and_the_rest_applies() -> None:
    routine, _, found = change(
        "instead of: It was here once.\nsay: Never.\n\n# Drifts\n\nNever.\n\n"
        "instead of: Rest.\nsay: Rest well.\n"
    )
    assert found == [
        (Kind.OVERLAY_SENTENCE_GONE, Severity.WARNING),
        (Kind.OVERLAY_CHAPTER_GONE, Severity.WARNING),
    ]
    assert "Rest well." in said(routine)
    assert "Never" not in said(routine)


def test_a_near_sentence_and_a_near_chapter_are_suggested() -> None:
    overlay, _ = read_overlay(
        Source(name="o", text="instead of: You are lying comfortable now.\nsay: x\n\n# Drifts\n\ny")
    )
    script, _ = parse(Source(name="routine.md", text=ROUTINE))
    _, warnings = apply_overlay(overlay, {"routine.md": script}, NAMES)
    assert [found.suggestion for found in warnings] == ["You are lying comfortably now.", "Drift"]


@pytest.mark.parametrize(
    ("overlay", "kind"),
    [
        ("Words that belong to nothing.\n", Kind.OVERLAY_STRAY),
        ("[pause 5 s]\n", Kind.OVERLAY_STRAY),
        ("---\ntitle: x\n---\n", Kind.OVERLAY_STRAY),
        ("instead of: Rest.\n", Kind.OVERLAY_UNFINISHED),
        ("instead of: Rest.\nsay: a\nsay: b\n", Kind.OVERLAY_STRAY),
    ],
)
def test_what_is_no_change_is_an_error(overlay: str, kind: Kind) -> None:
    _, _, found = change(overlay)
    assert found == [(kind, Severity.ERROR)]


def test_every_place_of_a_sentence_is_changed() -> None:
    script, _ = parse(Source(name="s", text="Rest. Go. Rest.\n\n[repeat 2 times]\nRest.\n[end]\n"))
    overlay, _ = read_overlay(Source(name="o", text="instead of: Rest.\nsay: Stay.\n"))
    changed, found = apply_overlay(overlay, {"s": script}, ())
    assert found == ()
    assert said(changed["s"]) == "Stay. Go. Stay. Stay."


def test_folding() -> None:
    assert folded("- It’s *so*\n  \\*calm\\*, {name} …", NAMES) == "it's so *calm*, friend ..."


def test_the_example_in_the_docs_still_fits_the_bundled_routine() -> None:
    root = Path(__file__).parents[3]
    guide = (root / "docs" / "your-own.md").read_text(encoding="utf-8")
    [example] = re.findall(r"^```overlay\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    overlay, findings = read_overlay(Source(name="overlay.md", text=example))
    text = (root / "scripts" / "sleep.md").read_text(encoding="utf-8")
    script, _ = parse(Source(name="sleep.md", text=text))
    _, warnings = apply_overlay(overlay, {"sleep.md": script}, NAMES)
    assert (findings, warnings) == ((), ())
    assert len(overlay.changes) == 4


PIECES = st.sampled_from(
    (
        *(
            "instead of: ",
            "say: ",
            "Rest.",
            "\n",
            "\n\n",
            "# Drift",
            "[",
            "]",
            "pause 5 s",
            "{name}",
        ),
        *("beginner: ", "[when beginner]", "[end]", "> ", "---\n", "...", "*", " "),
        "Good evening, {name}.",
    )
)


@given(st.lists(PIECES, max_size=30).map("".join))
@settings(deadline=None)
def test_no_text_breaks_an_overlay_and_every_place_is_in_a_file(text: str) -> None:
    sources = {"routine.md": ROUTINE, "overlay.md": text}
    script, _ = parse(Source(name="routine.md", text=ROUTINE))
    overlay, findings = read_overlay(Source(name="overlay.md", text=text))
    changed, warnings = apply_overlay(overlay, {"routine.md": script}, NAMES)
    for node in every_node(changed["routine.md"].nodes):
        waiting = list(node.parts) if isinstance(node, Paragraph) else []
        while waiting:
            part = waiting.pop()
            if isinstance(part, Line):
                written = Source(name="", text=sources[part.span.source]).line(part.span.line)
                at = part.span.column - 1
                assert written[at : at + len(part.text)] == part.text
            else:
                waiting.extend(part.parts)
    for found in (*findings, *warnings):
        assert found.span is None or found.span.source == "overlay.md"
