"""Every warning: a script that provokes it at its place, and near misses that do not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voicemat import config
from voicemat.checking import Finding, check_routine
from voicemat.compiler.checks.english import announces_silence, promise, says_goodbye, waking
from voicemat.diagnostics import Severity, message
from voicemat.pipeline import load_with
from voicemat.studio import Studio

Check = Callable[..., dict[str, tuple[int, int]]]

FEW = "one two three four five six seven eight nine ten eleven twelve"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    settings = {
        "voice": "silent",
        "cache": str(tmp_path_factory.mktemp("cache")),
        "library": str(tmp_path_factory.mktemp("library")),
    }
    return Studio(config.load(settings), lambda _: None)


@pytest.fixture
def findings(studio: Studio, tmp_path: Path) -> Callable[..., tuple[Finding, ...]]:
    def findings(
        text: str, length: str | None = None, name: str = "script.md", **settings: str
    ) -> tuple[Finding, ...]:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return check_routine(load_with(studio, str(path)), length, settings)

    return findings


@pytest.fixture
def check(findings: Callable[..., tuple[Finding, ...]]) -> Check:
    """The codes that a text provokes, with their lines and columns; warnings all."""

    def check(text: str, length: str | None = None, **settings: str) -> dict[str, tuple[int, int]]:
        found = {}
        for finding in findings(text, length, **settings):
            diagnostic = finding.diagnostic
            assert diagnostic.severity is Severity.WARNING, message(diagnostic)
            assert diagnostic.kind not in found, "given twice"
            span = diagnostic.span
            found[str(diagnostic.kind)] = (span.line, span.column) if span else (0, 0)
        return found

    return check


# -- sentences -------------------------------------------------------------------------------


def test_a_sentence_of_26_words(check: Check) -> None:
    assert check(f"Hello. {FEW} {FEW} one two.") == {"long-sentence": (1, 8)}


def test_a_sentence_of_25_words(check: Check) -> None:
    assert check(f"Hello. {FEW} {FEW} - one. {FEW} {FEW} one.") == {}


def test_the_transcript_of_a_recording_is_no_sentence(check: Check, tmp_path: Path) -> None:
    noise = 0.1 * np.random.default_rng(1).standard_normal(48_000)
    soundfile.write(tmp_path / "take.wav", noise, 48_000)
    assert check(f"[recording take.wav: {FEW}, {FEW}, {FEW}.]") == {}


PROMISES = [
    "The mat cures a stiff neck.",
    "Feel how your back is healing.",
    "This will heal you.",
    "It treats chronic back pain.",
    "Let the warmth dissolve your pain.",
    "The points remove every headache.",
    "Let the mat end the ache.",
    "It relieves insomnia.",
    "Toxins leave you in this detox.",
    "The pain will disappear.",
    "You will be free of pain.",
    "No more headaches after today.",
    "This boosts your immune system.",
    "It lowers blood pressure.",
    "It not only heals, it warms.",
    "No doubt it cures you.",
    "It does not hurt, but it cures.",
    "Welcome to this treatment.",
]
NO_PROMISES = [
    "It does not replace medical care.",
    "Ask a doctor first if you are pregnant.",
    "If you are being treated for pain, talk to your doctor.",
    "The mat is not a cure.",
    "It cures nothing.",
    "It doesn't heal anything.",
    "A mat is no substitute for therapy.",
    "Nobody has proved that it removes cellulite.",
    "Stay away from it until your skin has healed.",
    "Stop if you feel pain.",
    "Come off the mat when there is pain.",
    "Set your heels down.",
    "Treat yourself to a blanket.",
    "Let the tension melt away.",
    "Some users suggest that it helps.",
    "A healthy back likes to lie down.",
    "Around the ache there are parts that do not hurt.",
]


@pytest.mark.parametrize("sentence", PROMISES)
def test_promises(sentence: str) -> None:
    assert promise(sentence)


@pytest.mark.parametrize("sentence", NO_PROMISES)
def test_no_promises(sentence: str) -> None:
    assert promise(sentence) is None


def test_a_medical_promise(check: Check) -> None:
    assert check("Hello.\nThe mat cures insomnia.") == {"medical-promise": (2, 1)}
    assert check("Hello.\nThe mat cures nothing.") == {}


def test_only_english_is_understood(check: Check) -> None:
    header = "---\nlanguage: {}\n---\n"
    text = "The mat cures insomnia.\n[pause 70 s]\nHello."
    assert set(check(header.format("en-GB") + text)) == {"medical-promise", "unannounced-silence"}
    assert check(header.format("fr") + text) == {}


# -- silence ---------------------------------------------------------------------------------

QUIET = [
    "I will be quiet for a while.",
    "Now comes a long silence.",
    "Lie still.",
    "Rest here.",
    "And now, just rest.",
    "Stay here for a while.",
    "The next part is without words.",
    "I will say nothing more.",
    "I leave you here.",
    "Take your time.",
    "You have two whole minutes.",
    "I will be back.",
]
NOT_QUIET = [
    "Rest your head.",
    "Breathe in.",
    "It is still early.",
    "The first minute is the sharpest.",
    "This time, press harder.",
    "Say to yourself that it is over.",
    "Let the rest of you follow.",
]


@pytest.mark.parametrize("sentence", QUIET)
def test_announcements(sentence: str) -> None:
    assert announces_silence(sentence)


@pytest.mark.parametrize("sentence", NOT_QUIET)
def test_no_announcements(sentence: str) -> None:
    assert not announces_silence(sentence)


@pytest.mark.parametrize("silence", ["[pause 60 s]", "...\n...\n[pause 60 s]"])
def test_a_silence_that_nothing_announces(check: Check, silence: str) -> None:
    line = 1 + len(silence.split("\n"))
    assert check(f"Breathe.\n{silence}\nGo on.") == {"unannounced-silence": (line, 1)}


def test_a_shorter_silence(check: Check) -> None:
    assert check("Breathe.\n[pause 59 s]\nGo on.") == {}


def test_a_silence_is_measured_at_the_length(check: Check) -> None:
    text = "Breathe.\n[pause 10-200 s]\nGo on."
    assert check(text, "60s") == {}
    assert check(text, "90s") == {"unannounced-silence": (2, 1)}


def test_a_silence_that_is_announced(check: Check) -> None:
    assert check("I will be quiet for a while.\nBreathe.\n[pause 90 s]\nGo on.") == {}


def test_an_announcement_too_long_ago(check: Check) -> None:
    text = "I will be quiet for a while.\nBreathe.\nBreathe.\n[pause 90 s]\nGo on."
    assert check(text) == {"unannounced-silence": (4, 1)}


def test_an_announcement_holds_for_one_silence(check: Check) -> None:
    text = "I will be quiet for a while.\n[pause 90 s]\nBreathe.\n[pause 90 s]\nGo on."
    assert check(text) == {"unannounced-silence": (4, 1)}


def test_a_cue_within_an_announced_silence(check: Check) -> None:
    assert check("I will be quiet.\n[pause 90 s]\n[bell]\n[pause 90 s]\nGo on.") == {}


def test_a_cue_breaks_a_silence(check: Check) -> None:
    assert check("Breathe.\n[pause 45 s]\n[bell]\n[pause 45 s]\nGo on.") == {}


def test_a_guided_breath_is_no_silence_and_announces_none(check: Check) -> None:
    assert check("Breathe.\n[breathe in 4, out 6, for 2 min]\nGo on.") == {}
    text = "Breathe.\n[breathe in 4, out 6, for 1 min]\n[pause 61 s]\nGo on."
    assert check(text) == {"unannounced-silence": (3, 1)}


def test_a_session_without_words_needs_no_announcement(check: Check) -> None:
    assert check("[bell]\n[pause 5 min]\n[bell]") == {}


SLEEP = "---\nending: sleep\n---\n"


def test_a_good_night_announces_the_end_of_a_session_for_sleep(check: Check) -> None:
    goodbye = "Good night.\nAll is well.\nDrift.\nThe rain stays.\n[pause 2 min]"
    assert check(SLEEP + goodbye) == {}
    assert check(goodbye) == {"unannounced-silence": (5, 1)}
    assert check(SLEEP + goodbye + "\nAre you there?") == {"unannounced-silence": (8, 1)}


def test_goodbyes() -> None:
    assert says_goodbye("Good night, Ana.")
    assert says_goodbye("Sleep well.")
    assert not says_goodbye("It is a good evening.")


# -- the mat ---------------------------------------------------------------------------------

CARE = "[include safety]\n"


def test_more_time_on_the_mat_than_the_header_allows(check: Check) -> None:
    text = (
        "---\nmat: at most 2 min\n---\n"
        f"{CARE}[on the mat]\nI will be quiet.\n[pause 1-9 min]\n[off the mat]\nGo on."
    )
    assert check(text, "4m") == {"mat-too-long": (5, 1)}
    assert check(text, "2m") == {}


def test_silence_off_the_mat_takes_what_the_cap_does_not(check: Check) -> None:
    text = (
        "---\nmat: at most 2 min\n---\n"
        f"{CARE}[on the mat]\nI will be quiet.\n[pause 1-9 min]\n[off the mat]\nBe still.\n[rest]"
    )
    assert check(text, "9m") == {}


def test_a_mat_that_is_never_left(check: Check) -> None:
    text = f"{CARE}[on the mat]\nBreathe.\n[off the mat]\n[on the mat]\nBreathe.\n"
    assert check(text) == {"mat-never-left": (5, 1)}
    assert check(f"{text}[off the mat]") == {}


def test_no_word_of_care_before_the_mat(check: Check) -> None:
    text = "Hello.\n[on the mat]\nBreathe.\n[off the mat]\n"
    assert check(text) == {"no-safety": (2, 1)}
    assert check(text + CARE) == {"no-safety": (2, 1)}
    assert check(CARE + text) == {}
    assert check(f"# A word on safety\nTake care.\n# Begin\n{text}") == {}


def test_no_word_of_care_where_the_header_alone_knows_a_mat(check: Check) -> None:
    text = "---\nmat: at most 20 min\n---\nHello."
    assert check(text) == {"no-safety": (4, 1)}
    assert check(f"{text}\n\n{CARE}") == {}


def test_care_for_one_level_alone(findings: Callable[..., tuple[Finding, ...]]) -> None:
    text = (
        "---\noptions:\n  level: beginner, advanced\n---\n"
        "[when beginner]\n[include safety]\n[end]\n[on the mat]\nBreathe.\n[off the mat]"
    )
    (found,) = findings(text)
    assert (found.diagnostic.kind, found.settings) == ("no-safety", (("level", "advanced"),))
    assert findings(text, level="beginner") == ()


# -- sleep -----------------------------------------------------------------------------------

DRIFT = "# Begin\nGood evening.\n{before}\n# Drift\nDrift away.\n{after}\nGood night.\n"
"""What comes after the last chapter's beginning stands on line 10, under a header of four."""


def drift(before: str = "", after: str = "", header: str = "ending: sleep") -> str:
    return f"---\n{header}\nmusic: rain\n---\n" + DRIFT.format(before=before, after=after)


@pytest.mark.parametrize(
    ("directive", "code"),
    [
        ("[bell]", "cue-before-sleep"),
        ("[bell every 1 min]", "cue-before-sleep"),
        ("Open your eyes.", "waking-words"),
        ("Wake up, slowly.", "waking-words"),
        ("Stretch your arms.", "waking-words"),
        ("[music louder]", "louder-before-sleep"),
        ("[music +3 dB over 10 s]", "louder-before-sleep"),
        ("[music fades out over 29 s]", "short-last-fade"),
    ],
)
def test_what_wakes_a_sleeper(check: Check, directive: str, code: str) -> None:
    stretch = "I will be quiet.\n[rest]\n"
    assert check(drift(after=directive) + stretch, "5m") == {code: (10, 1)}
    assert check(drift(after=directive, header="ending: quiet") + stretch, "5m") == {}
    if code != "short-last-fade":
        earlier = directive.replace("[bell every 1 min]", "[bell every 5 s]\n...\n[bell stops]")
        assert check(drift(before=earlier) + stretch, "5m") == {}


def test_a_cue_at_a_time_in_the_last_chapter(check: Check) -> None:
    assert check(drift(after="...\n[at 0:20 bell]")) == {"cue-before-sleep": (11, 10)}


def test_an_interval_that_reaches_into_the_last_chapter(check: Check) -> None:
    assert check(drift(before="[bell every 1 min]")) == {"cue-before-sleep": (7, 1)}


def test_music_that_comes_back_before_sleep(check: Check) -> None:
    text = drift(before="[music fades out]\n[pause 20 s]", after="[music fades in]")
    assert check(text) == {"louder-before-sleep": (11, 1)}


def test_music_that_leaves_slowly_or_makes_way(check: Check) -> None:
    assert check(drift(after="[music fades out over 30 s]")) == {}
    assert check(drift(after="[music quieter]")) == {}
    assert check(drift(before="[music fades out over 9 s]")) == {}


def test_a_routine_for_sleep_without_chapters(check: Check) -> None:
    header = "---\nending: sleep\nmusic: rain\n---\n"
    assert check(f"{header}[music fades in]\n[bell]\nGood night.") == {}
    assert check(f"{header}Good night.\n[bell]") == {"cue-before-sleep": (6, 1)}


@pytest.mark.parametrize(
    "sentence",
    [
        "You do not have to open your eyes.",
        "There is no need to sit up.",
        "In the morning, wake up in your own time.",
        "This is one long stretch of beach.",
        "May you wake rested.",
        "Let your eyes stay closed.",
    ],
)
def test_words_that_wake_nobody(sentence: str) -> None:
    assert waking(sentence) is None


# -- breath ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("breath", "code"),
    [
        ("[breathe in 4, hold 9, out 8, 2 times]", "long-hold"),
        ("[breathe in 2, out 3, 4 times]", "fast-breath"),
    ],
)
def test_a_risky_breath(check: Check, breath: str, code: str) -> None:
    assert check(f"Breathe.\n{breath}\nGo on.") == {code: (2, 1)}
    assert check(f"Breathe.\n> For practised listeners.\n{breath}\nGo on.") == {}
    assert check(f"> For practised listeners.\nBreathe.\n{breath}\nGo on.") == {code: (3, 1)}
    block = f"> Practised.\n[repeat 2 times]\n{breath}\n[end]"
    assert check(f"Breathe.\n{block}\nGo on.") == {}


@pytest.mark.parametrize("breath", ["4-7-8", "in 4, hold 8, out 8", "3-3", "box 8"])
def test_a_breath_for_everybody(check: Check, breath: str) -> None:
    assert check(f"Breathe.\n[breathe {breath}, 2 times]\nGo on.") == {}


def test_a_risky_breath_that_only_a_longer_session_has(check: Check) -> None:
    text = "---\nlength: 20 s\n---\n[when from 30 min]\n[breathe 2-2, 4 times]\n[end]\nGo.\n[rest]"
    assert check(text) == {"fast-breath": (5, 1)}


# -- what nothing uses -----------------------------------------------------------------------

OPTIONS = "---\noptions:\n  name: friend\n  level: beginner, advanced\n---\n"


def test_options_that_nothing_uses(check: Check) -> None:
    assert check(f"{OPTIONS}Hello, {{name}}.") == {"unused-option": (4, 10)}
    assert check(rf"{OPTIONS}Hello, \{{name}}. [advanced: Go.]") == {"unused-option": (3, 9)}


@pytest.mark.parametrize(
    "text",
    [
        "Hello, {name}. [advanced: Go on.]",
        "Hello, { name }.\n[when Advanced]\nGo on.\n[end]",
        "# For {name}\nHello at the {level} level.",
        "Hello. [from 9 min: [beginner: Hello, {name}.]]",
    ],
)
def test_options_that_are_used(check: Check, text: str) -> None:
    assert check(OPTIONS + text) == {}


SAY = "---\nsay:\n  shavasana: shah-VAH-suh-nuh\n---\n"


def test_a_respelling_that_nothing_says(check: Check) -> None:
    assert check(f"{SAY}Rest in shavasanas.") == {"unused-respelling": (3, 14)}


@pytest.mark.parametrize("text", ["Rest in *Shavasana*.", "Go. [from 9 min: Now shavasana.]"])
def test_a_respelling_that_is_said(check: Check, text: str) -> None:
    assert check(SAY + text) == {}


def test_a_respelling_of_a_prompt_or_of_a_value(check: Check) -> None:
    assert check("---\nsay:\n  breathe: breeth\n---\nGo.\n[breathe 4-6, 2 times]") == {}
    assert check("---\noptions:\n  name: Siobhan\nsay:\n  siobhan: Shivawn\n---\n{name}.") == {}


# -- variants --------------------------------------------------------------------------------


def test_every_value_is_checked_and_shared_findings_are_given_once(
    findings: Callable[..., tuple[Finding, ...]],
) -> None:
    text = (
        "---\noptions:\n  level: one, two, three\n---\n"
        "Hello.\n[pause 70 s]\nGo on.\n[two: It cures you.]\n[three: It heals you.]"
    )
    found = [(str(one.diagnostic.kind), one.settings) for one in findings(text)]
    assert found == [
        ("unannounced-silence", ()),
        ("medical-promise", (("level", "two"),)),
        ("medical-promise", (("level", "three"),)),
    ]
    chosen = [(str(one.diagnostic.kind), one.settings) for one in findings(text, level="three")]
    assert chosen == [("unannounced-silence", ()), ("medical-promise", ())]


def test_errors_of_one_variant_are_found(findings: Callable[..., tuple[Finding, ...]]) -> None:
    text = "---\noptions:\n  level: one, two\n---\nHello.\n[two: Hello, {nobody}.]"
    (found,) = findings(text)
    assert (found.diagnostic.kind, found.settings) == ("unknown-name", (("level", "two"),))
