"""Other people's notations, turned into voicemat's language."""

from __future__ import annotations

import re

from voicemat.script.importers import free_text, ssml
from voicemat.script.importers.draft import Draft
from voicemat.script.importers.inline import Inline
from voicemat.script.importers.model import Imported, Notation, ReportLine, Verdict
from voicemat.script.importers.speech_markdown import EVIDENCE, SpeechMarkdown
from voicemat.source import Source

__all__ = ["Imported", "Notation", "ReportLine", "Verdict", "convert", "recognise"]

_SSML = re.compile(
    r"\s*(?:<\?xml\b[^>]*>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<(?:\w+:)?speak[\s>/]",
    re.DOTALL,
)


def convert(source: Source, notation: Notation | None = None) -> Imported:
    """`source` in voicemat's language, with a report of what became of what.

    The notation is recognised where it is not given. The result parses without an error; what
    was not understood stands in it as a note, and is never spoken. Raises FileError for SSML
    that is no well-formed XML.
    """
    notation = notation or recognise(source.text)
    draft = Draft()
    if notation is Notation.SSML:
        ssml.convert(source.text, source.name, draft, Inline(draft))
    elif notation is Notation.SPEECH_MARKDOWN:
        free_text.convert(source.text, draft, SpeechMarkdown(draft))
    else:
        free_text.convert(source.text, draft, Inline(draft))
    return Imported(text=draft.text(), report=tuple(draft.report), notation=notation)


def recognise(text: str) -> Notation:
    """The notation that `text` is written in."""
    if _SSML.match(text.removeprefix("\N{BYTE ORDER MARK}")):
        return Notation.SSML
    if EVIDENCE.search(text):
        return Notation.SPEECH_MARKDOWN
    return Notation.TEXT
