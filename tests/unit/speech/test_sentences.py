from __future__ import annotations

import pytest

from voicemat.speech.sentences import split

TABLE: dict[str, tuple[str, ...]] = {
    "": (),
    " \n ": (),
    "Rest": ("Rest",),
    "Breathe in. Breathe out.": ("Breathe in.", "Breathe out."),
    "breathe in. breathe out.": ("breathe in.", "breathe out."),
    "Is it warm? Yes! Good.": ("Is it warm?", "Yes!", "Good."),
    # abbreviations and figures within a sentence
    "Dr. Lee smiles. You breathe.": ("Dr. Lee smiles.", "You breathe."),
    "Take something soft, e.g. a pillow. Rest.": ("Take something soft, e.g. a pillow.", "Rest."),
    "Breathe 4-7-8. Again.": ("Breathe 4-7-8.", "Again."),
    "Press St. 36 below the knee. Hold.": ("Press St. 36 below the knee.", "Hold."),
    "LI. 4 is strong. So is Kd. 3 today.": ("LI. 4 is strong.", "So is Kd. 3 today."),
    "Wait 2.5 minutes. Then stop.": ("Wait 2.5 minutes.", "Then stop."),
    "Wait approx. five minutes.": ("Wait approx. five minutes.",),
    "Rest max. 5 minutes.": ("Rest max. 5 minutes.",),
    "No. 5 is the point.": ("No. 5 is the point.",),
    "T. K. V. Desikachar taught it.": ("T. K. V. Desikachar taught it.",),
    # words that look like abbreviations
    "Be here with me. Breathe.": ("Be here with me.", "Breathe."),
    "Say no. Rest. It may. Feel it.": ("Say no.", "Rest.", "It may.", "Feel it."),
    "No. Rest.": ("No.", "Rest."),
    "It is I. Breathe.": ("It is I.", "Breathe."),
    "Hold for 7 sec. Breathe out for 8 sec. Good.": (
        "Hold for 7 sec.",
        "Breathe out for 8 sec.",
        "Good.",
    ),
    "Sleep at 10 p.m. Close your eyes.": ("Sleep at 10 p.m.", "Close your eyes."),
    # ellipses
    "Let go... and breathe. Good.": ("Let go... and breathe.", "Good."),
    "Ah... yes.": ("Ah... yes.",),
    "Ah… yes.": ("Ah… yes.",),
    "Slowly… Softly... Now.": ("Slowly…", "Softly...", "Now."),
    # quotations and asides
    '"Let go." She waits.': ('"Let go."', "She waits."),
    "“Let go. Rest now,” she says. Sleep.": ("“Let go. Rest now,” she says.", "Sleep."),
    'He says, "Be with me. Rest now." and waits.': ('He says, "Be with me. Rest now." and waits.',),
    "Don't rest. Can't sleep.": ("Don't rest.", "Can't sleep."),
    "(Slowly.) Now rest.": ("(Slowly.)", "Now rest."),
    # what is left over
    "Breathe in.) 😊 Good.": ("Breathe in.", "Good."),
    "😊": ("😊",),
    "...": ("...",),
}


@pytest.mark.parametrize(("text", "sentences"), TABLE.items())
def test_sentences(text: str, sentences: tuple[str, ...]) -> None:
    assert tuple(sentence for _, sentence in split(text, "en")) == sentences


@pytest.mark.parametrize("text", TABLE)
def test_offsets_point_at_the_sentences(text: str) -> None:
    for offset, sentence in split(text, "en-GB"):
        assert text[offset : offset + len(sentence)] == sentence


def test_other_languages_have_their_own_abbreviations() -> None:
    german = split("Nimm etwas Weiches, z. B. ein Kissen. Ruhe.", "de-DE")
    assert [sentence for _, sentence in german] == [
        "Nimm etwas Weiches, z. B. ein Kissen.",
        "Ruhe.",
    ]
    assert [sentence for _, sentence in split("冥想。好。", "zh")] == ["冥想。", "好。"]


def test_an_unknown_language_is_split_all_the_same() -> None:
    assert len(split("Breathe in. Breathe out.", "tlh")) == 2
