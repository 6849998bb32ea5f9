"""SSML, read without trust: no document type, no entity of its own, nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat

from voicemat.errors import FileError
from voicemat.script.importers.draft import Draft, has_words
from voicemat.script.importers.inline import Inline
from voicemat.script.importers.known import VOICES
from voicemat.script.importers.model import Verdict

_SPEAK = re.compile(r"<(?:\w+:)?speak[\s>/]")
_SURROGATE = re.compile(r"[\uD800-\uDFFF]")
_PERCENT = re.compile(r"([+-]?)(\d{1,4}(?:\.\d+)?)%")

_BLOCKS = frozenset({"speak", "p", "paragraph", "par", "seq", "media"})
_LINES = frozenset({"s", "sentence"})
_SILENT = frozenset({"metadata", "meta", "lexicon", "lookup", "desc"})
_SLOW = frozenset({"x-slow", "slow"})
_FAST = frozenset({"fast", "x-fast"})
_STRENGTHS: Mapping[str, str] = {"strong": "**", "moderate": "*", "": "*"}


def convert(text: str, name: str, draft: Draft, inline: Inline) -> None:
    """Read the SSML in `text` into `draft`. `name` is the input's, for messages.

    Raises FileError where it is no well-formed XML, or declares a document type.
    """
    _Reader(name, draft, inline).read(_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text))


@dataclass(slots=True)
class _Element:
    """An element that is open: its name, and what its end brings back or closes."""

    name: str
    mark: str = ""
    alias: bool = False
    silent: bool = False
    manner: str | None = None


class _Reader:
    def __init__(self, name: str, draft: Draft, inline: Inline) -> None:
        self._name = name
        self._draft = draft
        self._inline = inline
        self._open: list[_Element] = []
        self._silence: list[str] = []
        self._silent = 0
        self._aliased = 0
        self._marks: list[str] = []
        self._manners: list[str] = []
        self._parser = expat.ParserCreate(namespace_separator=None)
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.CommentHandler = self._comment
        self._parser.ProcessingInstructionHandler = self._instruction

    def read(self, text: str) -> None:
        blank = len(text) - len(text.lstrip())
        self._shift = text.count("\n", 0, blank)
        text = text[blank:].removeprefix("\N{BYTE ORDER MARK}")
        if not _SPEAK.search(text):
            text = f"<speak>{text}</speak>"
        try:
            self._parser.Parse(text, True)
        except expat.ExpatError as error:
            raise FileError(
                f"{self._name}:{error.lineno + self._shift}:{error.offset + 1}: this is no "
                f"well-formed SSML: {expat.ErrorString(error.code)}",
                advice="mend the tag there, or take it as text with --from text",
            ) from error
        self._draft.end_line()

    @property
    def _line(self) -> int:
        return self._parser.CurrentLineNumber + self._shift

    # -- events --------------------------------------------------------------------------

    def _doctype(self, *_: object) -> None:
        raise FileError(
            f"{self._name}:{self._line}: this SSML declares a document type, which is not read",
            advice="take the <!DOCTYPE ...> out: it could make a small file endless",
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2].casefold()
        found = _written(tag, attributes)
        element = _Element(name=name, silent=name in _SILENT)
        self._open.append(element)
        if element.silent or self._silent:
            self._silent += 1
            self._silence.append(found)
            return
        if not self._aliased and not self._bounds(name):
            self._begin(element, attributes, found)

    def _bounds(self, name: str) -> bool:
        """End what an element of this name is a border of; says whether it is one."""
        if name in _BLOCKS:
            self._draft.gap()
        elif name in _LINES:
            self._draft.end_line()
        else:
            return False
        return True

    def _begin(self, element: _Element, attributes: Mapping[str, str], found: str) -> None:
        name = element.name
        if name == "break":
            self._inline.break_(self._line, attributes, found)
        elif name == "sub" and attributes.get("alias", "").strip():
            self._alias(element, attributes["alias"], found)
        elif name == "emphasis":
            element.mark = _STRENGTHS.get(attributes.get("level", "").casefold(), "")
            self._marks.append(element.mark)
            became = f"{element.mark}…{element.mark}" if element.mark else ""
            self._draft.tell(self._line, found, became, Verdict.CONVERTED)
        elif name in ("prosody", "voice"):
            self._manner(element, name, attributes, found)
        elif name not in ("w", "token"):
            if name == "audio":
                self._draft.say(" ")
            self._draft.aside(self._line, found[1:-1].rstrip("/").strip(), found)

    def _alias(self, element: _Element, alias: str, found: str) -> None:
        element.alias = True
        self._aliased += 1
        self._inline.piece(self._line, alias)
        self._silence = []
        self._draft.tell(self._line, found, alias, Verdict.CONVERTED)

    def _manner(
        self, element: _Element, name: str, attributes: Mapping[str, str], found: str
    ) -> None:
        """Another pace or voice up to the element's end."""
        others = dict(attributes)
        manner = None
        if name == "prosody":
            tempo = _tempo(others.pop("rate", ""))
            manner = f"[voice {tempo}]" if tempo else None
        elif others.get("name", "").casefold() in VOICES:
            manner = f"[voice {others.pop('name').casefold()}]"
        if manner:
            element.manner = manner
            self._manners.append(manner)
            self._draft.directive(manner)
            self._draft.tell(self._line, found, manner, Verdict.CONVERTED)
        if others or not manner:
            self._draft.aside(self._line, found[1:-1], found)

    def _end(self, tag: str) -> None:
        del tag
        element = self._open.pop()
        if self._silent:
            self._silent -= 1
            if not self._silent:
                inside = " ".join(self._silence)
                self._draft.aside(self._line, inside, inside)
                self._silence = []
        elif element.alias:
            self._aliased -= 1
            inside = " ".join(self._silence)
            self._silence = []
            if inside.strip():
                self._draft.tell(self._line, inside, "", Verdict.CONVERTED)
        elif self._aliased or self._bounds(element.name):
            return
        elif element.name == "emphasis":
            self._marks.pop()
        elif element.manner:
            self._manners.pop()
            self._draft.directive(self._manners[-1] if self._manners else "[voice]")

    def _text(self, text: str) -> None:
        if self._silent or self._aliased:
            self._silence.append(" ".join(text.split()))
            return
        mark = self._marks[-1] if self._marks else ""
        first = self._line - text.count("\n")
        for index, line in enumerate(text.split("\n")):
            if index:
                self._draft.end_line()
            self._run(first + index, line, mark)

    def _run(self, number: int, text: str, mark: str) -> None:
        words = text.strip()
        if mark and has_words(words):
            lead = text[: len(text) - len(text.lstrip())]
            trail = text[len(text.rstrip()) :]
            text = f"{lead}{mark}{words}{mark}{trail}"
        before = len(self._draft.report)
        self._inline.piece(number, " ".join(f"|{text}|".split())[1:-1] if text else "")
        if len(self._draft.report) == before and has_words(words):
            self._draft.tell(number, words, words, Verdict.KEPT)

    def _comment(self, text: str) -> None:
        self._draft.aside(self._line, text.strip(), f"<!--{text}-->")

    def _instruction(self, target: str, data: str) -> None:
        self._draft.aside(self._line, f"{target} {data}", f"<?{target} {data}?>")


def _written(tag: str, attributes: Mapping[str, str]) -> str:
    parts = [tag, *(f'{name}="{value}"' for name, value in attributes.items())]
    return f"<{' '.join(parts)}>"


def _tempo(rate: str) -> str | None:
    """``slower`` or ``faster`` for a rate by name, in per cent, or as a factor."""
    rate = rate.strip().casefold()
    if rate in _SLOW:
        return "slower"
    if rate in _FAST:
        return "faster"
    factor = 100.0
    if match := _PERCENT.fullmatch(rate):
        value = float(match[2])
        factor = {"": value, "+": 100 + value, "-": 100 - value}[match[1]]
    elif re.fullmatch(r"\d(?:\.\d+)?", rate):
        factor = float(rate) * 100
    if factor == 100:
        return None
    return "slower" if factor < 100 else "faster"
