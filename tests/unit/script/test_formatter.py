"""The calm form of scripts, piece by piece."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicemat.diagnostics import Kind
from voicemat.script.formatter import format_script
from voicemat.source import Source

ROOT = Path(__file__).resolve().parents[3]


def formatted(text: str) -> str:
    found, findings = format_script(Source(name="evening.md", text=text))
    assert not findings
    return found


DIRECTIVES = {
    "[ Pause  5sec ]": "[pause 5 s]",
    "[pause 20 – 60 seconds]": "[pause 20-60 s]",
    "[pause 20 s - 60 s]": "[pause 20-60 s]",
    "[pause 30s to 2 minutes]": "[pause 30 s to 2 min]",
    "[pause 1h, 20min]": "[pause 1 h 20 min]",
    "[pause 1:30]": "[pause 1:30]",
    "[REST]": "[rest]",
    "[breathe in 4 hold 7 out 8 4 times]": "[breathe in 4, hold 7, out 8, 4 times]",
    "[breathe in 4 s out 6 s for 2 minutes]": "[breathe in 4, out 6, for 2 min]",
    "[Breathe Box 4 for 1 min Tones]": "[breathe box 4, for 1 min, tones]",
    "[breathe 4–7–8 4 times]": "[breathe 4-7-8, 4 times]",
    "[bowl every 6s 3 times softly]": "[bowl, soft, 3 times, every 6 s]",
    "[chime 2 times]": "[chime, twice]",
    "[bell once]": "[bell]",
    "[bell once every 5 s]": "[bell, once, every 5 s]",
    "[Bell, every 5min]": "[bell every 5 min]",
    "[bell soft every 5 min]": "[bell, soft, every 5 min]",
    "[bell STOPS]": "[bell stops]",
    "[at 10:00, bell soft]": "[at 10:00 bell, soft]",
    "[music Rain + drift −6dB over 10 sec]": "[music Rain + drift -6 dB, over 10 s]",
    '[music "rain, far.flac" +0 dB]': '[music "rain, far.flac"]',
    "[music a +, -3 dB]": "[music a +, -3 dB]",
    "[music fade out, over 4min]": "[music fades out over 4 min]",
    "[music Quieter]": "[music quieter]",
    "[music -4 dB, over 10 s]": "[music -4 dB over 10 s]",
    "[tone binaural 200Hz, 4.0Hz]": "[tone binaural 200 Hz 4 Hz]",
    "[tone binaural 200 Hz 10 TO 4Hz, over 20 minutes]": (
        "[tone binaural 200 Hz 10 to 4 Hz over 20 min]"
    ),
    "[music rain+drift, ENDLESS over 10 sec]": "[music rain+drift, endless, over 10 s]",
    "[voice Emma slower]": "[voice Emma, slower]",
    "[Voice]": "[voice]",
    '[include "safety"]': "[include safety]",
    '[include "by the fire"]': '[include "by the fire"]',
    "[On The Mat]": "[on the mat]",
    "[ recording  a.wav : Hello. ]": "[recording a.wav: Hello.]",
    "[ Beginner:Sit down. ]": "[Beginner: Sit down.]",
    "[from 25min :  Feel it.]": "[from 25 min: Feel it.]",
    "[under 1:30: Good.]": "[under 1:30: Good.]",
    r"[a: ends in \ ]": r"[a: ends in \ ]",
}


@pytest.mark.parametrize("written", DIRECTIVES)
def test_directives_have_one_spelling(written: str) -> None:
    assert formatted(written) == f"{DIRECTIVES[written]}\n"


LAYOUT = {
    "Good evening.   \r\nRest.": "Good evening.\nRest.\n",
    "\n\n  One.\n\n\n\nTwo.\n\n": "One.\n\nTwo.\n",
    "One.\n## Two ##\nThree.": "One.\n\n## Two\n\nThree.\n",
    "#   Rest ( 8 – 12 minutes )": "# Rest (8-12 min)\n",
    "# Drift ( Optional )": "# Drift (optional)\n",
    "# A # #": "# A # #\n",
    "Rest.\n... …\nGood.": "Rest.\n...\n...\nGood.\n",
    "Rest.[pause 5s]Good  night.": "Rest.[pause 5 s]Good  night.\n",
    "[When from 25min]\n  Rest.\n[ End ]": "[when from 25 min]\nRest.\n[end]\n",
    "[Repeat 2 TIMES]\nRest.\n[end]": "[repeat 2 times]\nRest.\n[end]\n",
    "One.\n***\nTwo.": "One.\n\n***\n\nTwo.\n",
    " ---\nTwo.": "***\n\nTwo.\n",
    "  >  a note ": ">  a note\n",
    "One <!--  a \n\n\n  b  --> [pause 5s] ": "One <!--  a \n\n\n  b  --> [pause 5 s]\n",
    "[pause <!-- five --> 5s]": "[pause <!-- five --> 5s]\n",
    "Above.\n# A <!-- b -->\nBelow.": "Above.\n# A <!-- b -->\n\nBelow.\n",
    "\N{BYTE ORDER MARK}One.": "One.\n",
    "": "",
    " \n ": "",
}


@pytest.mark.parametrize("written", LAYOUT)
def test_the_layout_is_calm_and_the_words_stay(written: str) -> None:
    assert formatted(written) == LAYOUT[written]


def test_a_header_keeps_its_order_and_its_comments() -> None:
    header = """
---
music:   rain  -4dB   # softly

# how long
length: 20min ( 12 - 45 min )
mat: At most 20minutes
options:
    level:  beginner,advanced
    # one's own
    name: friend


title: "Quoted: yes"
dots: 2 to 20 seconds
tags: sleep,mat
ending: Sleep

---
Good night.
"""
    assert (
        formatted(header)
        == """---
music: rain -4 dB   # softly

# how long
length: 20 min (12-45)
mat: at most 20 min
options:
  level: beginner, advanced
  # one's own
  name: friend

title: "Quoted: yes"
dots: 2-20 s
tags: sleep, mat
ending: sleep
---

Good night.
"""
    )


def test_a_header_that_would_change_its_meaning_stays_as_it_is() -> None:
    text = "---\nsay:\n  mat: |\n    ending: Sleep\n---\n\nGood night.\n"
    assert formatted(text) == text


def test_a_script_with_errors_is_left_alone() -> None:
    source = Source(name="evening.md", text="Rest.  \n[puase 5s]")
    text, findings = format_script(source)
    assert text == source.text
    assert [finding.kind for finding in findings] == [Kind.UNKNOWN_DIRECTIVE]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "scripts").rglob("*.md")), ids=lambda path: path.stem
)
def test_what_ships_has_the_calm_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert formatted(text) == text
