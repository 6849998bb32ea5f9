"""The corpus of spoken sentences, and the judge of what a recogniser heard of them.

What counts as understood, beside the same word:

- The normaliser that Whisper's own authors measure with (whisper_normalizer), applied to both
  sides: marks and case go, spellings are American, contractions are opened, numbers are figures.
  Figures are compared one by one, since "ten thirty" comes out as "1030" or "10.30".
- A hyphen that the recogniser writes between two numbers is "to" or nothing: it writes "10-20"
  for "ten to twenty" and "24-7" for "twenty-four seven". Which of them is said is held by the
  tests of the text.
- Words that sound alike by the dictionary of pronunciation ("sole" and "soul"), and the same
  letters in another number of words ("half smile", "half-smile"): a listener hears no difference.
- A name in angle brackets, which no recogniser spells reliably ("Yongquan"): its own letters, or
  letters that are pronounced closely enough, by `LIMIT`. Vowels are judged mildly there, because
  what is compared was spelt by one machine and read by another; the exact sounds of the names are
  held by the corpus's own lines of sounds, which is a test of its own.

Every other difference is an error: a word that is missing, added or another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from whisper_normalizer.english import EnglishTextNormalizer

from voicemat.speech.g2p import Accent, english, letters
from voicemat.speech.text import FrontEnd
from voicemat.timeline.utterance import Utterance

CORPUS = Path(__file__).parent / "sentences.txt"

LIMIT = 0.4
"""How far the sounds of a name may be from the intended ones, as a share of their number."""

LONGEST = 4
"""Words that a recogniser may make of one name."""

HYPHEN = "hyphen"
"""Stands for a hyphen between numbers through the normaliser."""

VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵊᵻ")
ALIKE = ("pb", "td", "kɡ", "fv", "sz", "ʃʒ", "ʧʤ", "θð", "nŋ", "wj")
"""Consonants that differ by the voice alone, nasals and glides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A sentence as it is written, as it is understood, and sounds that heart makes in it."""

    written: str
    understood: str
    sounds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """What was said in the sentence with the number `sentence`, and what was heard for it."""

    sentence: int
    said: str
    heard: str
    edits: int


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    sentence: int
    name: bool


def corpus() -> tuple[Entry, ...]:
    """The sentences of the corpus."""
    text = re.sub(r"(?m)^#.*\n", "", CORPUS.read_text("utf-8"))
    return tuple(_entry(block.splitlines()) for block in re.split(r"\n{2,}", text.strip()))


def _entry(lines: Sequence[str]) -> Entry:
    notes = {line[0]: line[2:] for line in lines[1:]}
    assert set(notes) <= {"=", "/"}, lines
    assert len(notes) == len(lines) - 1, lines
    return Entry(
        written=lines[0],
        understood=notes.get("=", lines[0]),
        sounds=tuple(notes.get("/", "").split()),
    )


_normalised = EnglishTextNormalizer()


def words(text: str) -> list[str]:
    """The words of a text, normalised; figures one by one."""
    text = re.sub(r"(?<=\d)-(?=\d)", f" {HYPHEN} ", text)
    return re.findall(r"\d|%|[^\W\d]+(?:'[^\W\d]+)?", _normalised(text))


def _reference(said: Sequence[str]) -> Iterator[_Word]:
    for number, sentence in enumerate(said):
        for part in re.split(r"(<[^>]*>)", sentence):
            if part.startswith("<"):
                yield _Word(part[1:-1], number, name=True)
            else:
                yield from (_Word(word, number, name=False) for word in words(part))


def size(said: Sequence[str]) -> int:
    """The words of sentences, among which a name counts by its words."""
    return sum(len(word.text.split()) for word in _reference(said))


def errors(said: Sequence[str], heard: str) -> list[Error]:
    """The fewest differences between sentences as understood and what was heard of all of them."""
    reference, hypothesis = list(_reference(said)), words(heard)
    rows, columns = len(reference), len(hypothesis)
    best: dict[tuple[int, int], tuple[int, tuple[int, int]]] = {(0, 0): (0, (0, 0))}
    for i in range(rows + 1):
        for j in range(columns + 1):
            steps = [
                (best[i - a, j - b][0] + cost, (a, b))
                for a, b, cost in _steps(reference, hypothesis, i, j)
            ]
            if steps:
                best[i, j] = min(steps, key=lambda step: step[0])
    found: list[Error] = []
    i, j = rows, columns
    while (i, j) != (0, 0):
        a, b = best[i, j][1]
        edits = best[i, j][0] - best[i - a, j - b][0]
        if edits:
            place = reference[min(i - a, rows - 1)].sentence
            was = " ".join(word.text for word in reference[i - a : i])
            found.append(
                Error(sentence=place, said=was, heard=" ".join(hypothesis[j - b : j]), edits=edits)
            )
        i, j = i - a, j - b
    return found[::-1]


def _steps(
    reference: Sequence[_Word], hypothesis: Sequence[str], i: int, j: int
) -> Iterator[tuple[int, int, int]]:
    """The last steps of an alignment up to (i, j): words said, words heard, errors."""
    if i:
        yield 1, 0, len(reference[i - 1].text.split())
    if j:
        yield 0, 1, 0 if hypothesis[j - 1] == HYPHEN else 1
    if not (i and j):
        return
    last = reference[i - 1]
    if (last.text, hypothesis[j - 1]) == ("to", HYPHEN):
        yield 1, 1, 0
    yield 1, 1, len(last.text.split())
    for b in range(1, min(LONGEST, j) + 1):
        heard = tuple(hypothesis[j - b : j])
        if last.name:
            wrong = max(len(last.text.split()), b)
            yield 1, b, 0 if close(last.text, heard) else wrong
        else:
            for a in range(1, min(2, i) + 1):
                said = reference[i - a : i]
                if not any(word.name for word in said) and _same(
                    tuple(word.text for word in said), heard
                ):
                    yield a, b, 0


def _same(said: Sequence[str], heard: Sequence[str]) -> bool:
    if "".join(said) == "".join(heard):
        return True
    if len(said) > 1 and len(heard) > 1:
        return False
    return sounds(" ".join(said)) == sounds(" ".join(heard)) != ""


def close(name: str, heard: Sequence[str]) -> bool:
    """Whether what was heard is the name: by its letters, or by its sounds."""
    if re.sub(r"\W", "", name.lower()) == "".join(heard):
        return True
    spelt = " ".join(heard)
    # "chi" for "qi": the letters that it wrote may be another name in the lexicon.
    return min(distance(name, sounds(spelt)), distance(name, intended(spelt))) <= LIMIT


def distance(name: str, was: str) -> float:
    """How far the sounds of what was heard are from those of a name, as a share of these."""
    return apart(intended(name), was)


@cache
def apart(meant: str, was: str) -> float:
    """How far sounds are from those that are meant, as a share of these."""
    row = [float(index) for index in range(len(was) + 1)]
    for i, sound in enumerate(meant, start=1):
        before, row[0] = row[0], float(i)
        for j, other in enumerate(was, start=1):
            before, row[j] = row[j], min(before + _far(sound, other), row[j] + 1, row[j - 1] + 1)
    return row[-1] / len(meant)


def _far(sound: str, other: str) -> float:
    if sound == other:
        return 0
    if {sound, other} <= VOWELS or any({sound, other} <= set(alike) for alike in ALIKE):
        return 0.5
    return 1


@cache
def sounds(text: str) -> str:
    """How a dictionary pronounces words, without stress."""
    return bare(english(Accent.AMERICAN)(text))


@cache
def intended(name: str) -> str:
    """The sounds of a name by the lexicon, and by the dictionary where it has none."""
    utterance = Utterance(text=name, voice="heart", language="en", pace="0.9")
    spoken = FrontEnd().spoken(utterance, reads_ipa=True)
    return bare(
        "".join(
            letters(piece.ipa, Accent.AMERICAN)
            if piece.ipa
            else sounds(spoken.text[piece.start : piece.end])
            for piece in spoken.pieces
        )
    )


def bare(phonemes: str) -> str:
    """Phonemes without stress and marks."""
    return re.sub(r"[^\w]|[ˈˌ]", "", phonemes).replace("T", "t").replace("ᵊ", "ə")
