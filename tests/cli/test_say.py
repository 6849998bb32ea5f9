from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import soundfile

pytestmark = pytest.mark.slow


@pytest.fixture
def own_words(environment: Mapping[str, str]) -> Path:
    """A place for the person's own lexicon, where Linux has it."""
    path = Path(environment["XDG_CONFIG_HOME"]) / "voicemat" / "words.txt"
    path.parent.mkdir(parents=True)
    return path


def rows(out: str) -> list[list[str]]:
    return [line.split() for line in out.splitlines() if line]


def test_it_shows_what_would_be_said_and_why(run: Any) -> None:
    said = run("say", "--phonemes", "Close your eyes for 30s of chi 😊", "--say", "eyes=/ɔɪz/")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.splitlines() == [
        "said      Close your eyes for thirty seconds of chi.",
        "phonemes  klˈOz jʊɹ Yz fɔɹ θˈɜɹTi sˈɛkəndz ʌv ʧˈi.",
        "",
        "Close  /ˈkloʊz/        the words around it",
        "eyes   /ɔɪz/           the script",
        "30s    thirty seconds  its figures",
        "chi    /ˈtʃiː/         the lexicon",
    ]


def test_a_voice_without_ipa_shows_its_letters(run: Any) -> None:
    said = run("say", "--phonemes", "Chi", "--voice", "silent")
    assert said.stdout == "said      chee.\n\nChi  chee  the lexicon\n"


def test_words_of_ones_own(run: Any, own_words: Path) -> None:
    own_words.write_text("[en]\nmetta: maytah\n", "utf-8")
    said = run("say", "--phonemes", "Metta", "--voice", "silent")
    assert rows(said.stdout) == [["said", "maytah."], ["Metta", "maytah", "your", "words"]]
    said = run("say", "--phonemes", "Metta", "--voice", "silent", "--say", "metta=met")
    assert rows(said.stdout) == [["said", "met."], ["Metta", "met", "the", "script"]]


def test_a_mistake_in_words_of_ones_own_has_its_place(run: Any, own_words: Path) -> None:
    own_words.write_text("# mine\nmetta maytah\n", "utf-8")
    for command in (["say", "Metta"], ["export", "feet", "-o", "feet.wav"]):
        said = run(*command, "--voice", "silent")
        assert said.returncode == 2
        assert said.stderr.startswith(f"voicemat: {own_words}, line 2: ")
        assert "word: letters" in said.stderr


def test_it_speaks(run: Any, folder: Path) -> None:
    for name in ("a.wav", "a.mp3"):
        said = run("say", "Rest.", "-o", name)
        assert (said.returncode, said.stdout, said.stderr) == (0, f"{name}\n", "")
    samples, rate = soundfile.read(folder / "a.wav")
    assert rate == 48_000
    assert abs(samples).max() > 0.05
    said = run("say", "Rest.", VOICEMAT_OUTPUT="wav:b.wav")
    assert (said.returncode, said.stderr) == (0, "")
    assert (folder / "b.wav").stat().st_size > 48_000


def test_the_pace_is_kept(run: Any, folder: Path) -> None:
    for pace in ("0.6", "1.2"):
        run("say", "Let it go.", "--pace", pace, "-o", f"{pace}.wav")
    slow, fast = (soundfile.info(folder / f"{pace}.wav").frames for pace in ("0.6", "1.2"))
    assert slow > fast * 1.3


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["😊"], "nothing to say"),
        (["Chi", "--say", "chi"], '--say "chi"'),
        (["Chi", "--say", "=chee"], "it names no word"),
        (["Chi", "--say", "chi=/CHEE/"], "phonetic alphabet"),
        (["Chi", "--voice", "hart"], '"heart"'),
    ],
)
def test_what_cannot_be_said(run: Any, arguments: list[str], told: str) -> None:
    said = run("say", *arguments)
    assert (said.returncode, said.stdout) == (2, "")
    assert told in said.stderr


def test_a_word_that_is_not_there_is_told(run: Any) -> None:
    said = run("say", "Rest", "--phonemes", "--voice", "silent", "--say", "chi=key")
    assert (said.returncode, said.stderr) == (0, 'note: "chi" does not stand in the text\n')
