"""Voices side by side: each says one sentence, as a session that can be played and exported."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from voicemat.compiler.levels import LEVELS, RECORDING_LUFS
from voicemat.errors import UsageError
from voicemat.script.model import Ending
from voicemat.session import Session
from voicemat.studio import Studio
from voicemat.timeline.model import (
    Bus,
    BusName,
    Chapter,
    Clip,
    Media,
    MediaKind,
    Tags,
    Timeline,
    Track,
)
from voicemat.timeline.utterance import Utterance
from voicemat.units import RATE

REST = RATE
"""Frames of silence after each voice."""

SENTENCES: Mapping[str, str] = {
    "da": "Læg dig godt til rette, og lad din krop hvile.",
    "de": "Lege dich langsam hin, und lass die Matte dein Gewicht tragen.",
    "en": "Lie down slowly, and let the mat take your weight.",
    "es": "Túmbate despacio, y deja que la esterilla sostenga tu peso.",
    "fr": "Allonge-toi lentement, et laisse le tapis porter ton poids.",
    "it": "Sdraiati lentamente, e lascia che il tappetino sostenga il tuo peso.",
    "nl": "Ga langzaam liggen, en laat de mat je gewicht dragen.",
    "pl": "Połóż się powoli, i pozwól macie przyjąć twój ciężar.",
    "pt": "Deita-te devagar, e deixa o tapete receber o teu peso.",
    "sv": "Lägg dig långsamt ner, och låt mattan bära din tyngd.",
}
"""What a voice says when it is given nothing to say, by the first part of its language's tag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A voice that is heard: its name, its language (a BCP 47 tag), and what it says.

    `phonemes` and `respellings` are those of an `Utterance`.
    """

    voice: str
    language: str
    text: str
    phonemes: tuple[tuple[str, str], ...] = ()
    respellings: tuple[tuple[str, str], ...] = ()

    def utterance(self, pace: Decimal) -> Utterance:
        """What the narrator is asked for."""
        return Utterance(
            text=self.text,
            voice=self.voice,
            language=self.language.partition("-")[0],
            pace=str(pace.normalize()),
            phonemes=self.phonemes,
            respellings=self.respellings,
        )


def sentence(language: str) -> str:
    """Something to say in `language`, a BCP 47 tag; English for ``mul``.

    Raises UsageError for a language without a sentence here.
    """
    base = language.partition("-")[0].lower()
    text = SENTENCES.get("en" if base == "mul" else base)
    if text is None:
        raise UsageError(
            f'there is no sentence in the language "{language}" here',
            advice='give one: voicemat voices try VOICE "..."',
        )
    return text


def stage(
    parts: Sequence[Part], studio: Studio, progress: Callable[[int, int], None] | None = None
) -> Session:
    """A session in which each part is heard, in a chapter of the voice's name.

    Raises UsageError for an unknown voice or a text of nothing but marks, MissingError for a voice
    that is not there or cannot say its text.
    """
    narrator = studio.narrator
    utterances = [part.utterance(studio.config.pace.value) for part in parts]
    durations = narrator.durations(utterances, progress)
    if not all(durations.values()):
        raise UsageError("there is nothing to say in this text", advice="give it some words")
    levels = LEVELS[Ending.BELL]
    clips: list[Clip] = []
    chapters: list[Chapter] = []
    at = 0
    for part, utterance in zip(parts, utterances, strict=True):
        clip = Clip(
            start=at,
            duration=durations[utterance],
            media=Media(kind=MediaKind.RECORDING, name=narrator.key(utterance)),
            gain=levels.voice - RECORDING_LUFS,
            text=part.text,
        )
        at = clip.end + REST
        clips.append(clip)
        chapters.append(Chapter(title=part.voice, start=clip.start, end=at))
    timeline = Timeline(
        rate=RATE,
        frames=at,
        tags=Tags(title=", ".join(part.voice for part in parts)),
        voice_loudness=levels.voice,
        buses=(Bus(name=BusName.VOICE, tracks=(Track(name="narration", clips=tuple(clips)),)),),
        chapters=tuple(chapters),
    )
    return Session(timeline=timeline, studio=studio, warnings=())
