"""The narration: the sentence that is spoken, lit, among those before and after it."""

from __future__ import annotations

from dataclasses import dataclass

from rich.style import Style
from rich.text import Text
from textual import events
from textual.widget import Widget

from voicemat.player.captions import Captions
from voicemat.player.console import Console
from voicemat.player.fullscreen import colours
from voicemat.timeline.sentences import Sentence, Word

WIDEST = 64
"""Columns of a line at most: more is hard to read (Bringhurst: 45 to 75 characters)."""

AIRY = 9
"""Rows from which on a blank line parts two sentences."""

SAID = Style(color=colours.QUIET)
COMING = Style(color=colours.FAINT)
SPOKEN = Style(color=colours.LIT, bold=True)
NOW = Style(color=colours.WORD, bold=True, underline=True)
REST = Style(color=colours.QUIET, bold=True)
"""The words of the spoken sentence that are still to come, where the words' times are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    text: Text
    sentence: Sentence | None


class Narration(Widget):
    """Sentences, the spoken one in the middle. A click goes to a sentence."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._desk = console
        self._seen: object = None
        self._shown: tuple[Sentence | None, ...] = ()
        self._margin = 0

    def look(self, captions: Captions, frame: int) -> None:
        """Draw anew if another sentence or word is spoken at `frame`."""
        sentence = captions.sentence(frame)
        seen = (captions, captions.begun(frame), sentence, sentence and sentence.word(frame))
        if seen != self._seen:
            self._seen = seen
            self.refresh()

    def render(self) -> Text:
        """The rows that have room."""
        width, height = self.size
        frame, captions = self._desk.status.position, self._desk.captions
        measure = max(min(WIDEST, width - 2), 1)
        self._margin = max((width - measure) // 2, 0) if width > WIDEST + 24 else 1
        rows = self._rows(captions, frame, measure, height)
        self._shown = tuple(row.sentence for row in rows)
        indent = Text(" " * self._margin)
        return Text("\n", end="").join(indent + row.text for row in rows)

    def on_click(self, event: events.Click) -> None:
        """Go to the sentence under the pointer."""
        sentence = self._shown[event.y] if event.y < len(self._shown) else None
        if sentence is not None:
            self._desk.go(sentence.start)

    def _rows(self, captions: Captions, frame: int, width: int, height: int) -> list[_Row]:
        """As many rows as there is room for, the spoken sentence's first row above the middle."""
        sentences = captions.sentences
        begun = captions.begun(frame)
        above: list[_Row] = []
        below: list[_Row] = []
        for sentence in sentences[begun - 1 : begun] if begun else ():
            below += self._wrapped(sentence, frame, width)
        for sentence in sentences[begun:]:
            if len(below) >= height:
                break
            below += self._gap(height) if below else []
            below += self._wrapped(sentence, frame, width)
        for sentence in reversed(sentences[: max(begun - 1, 0)]):
            if len(above) >= height:
                break
            above = self._wrapped(sentence, frame, width) + self._gap(height) + above
        top = max((height - 2) // 2, 0)
        above = above[max(len(above) - top, 0) :]
        blank = _Row(text=Text(), sentence=None)
        return [*[blank] * (top - len(above)), *above, *below][:height]

    def _gap(self, height: int) -> list[_Row]:
        return [_Row(text=Text(), sentence=None)] if height >= AIRY else []

    def _wrapped(self, sentence: Sentence, frame: int, width: int) -> list[_Row]:
        lines = lit(sentence, frame).wrap(self.app.console, width)
        return [_Row(text=line, sentence=sentence) for line in lines]


def lit(sentence: Sentence, frame: int) -> Text:
    """A sentence as it is drawn at `frame`: said, coming, or spoken, then with its word."""
    if frame < sentence.start:
        return Text(sentence.text, style=COMING)
    if frame >= sentence.end:
        return Text(sentence.text, style=SAID)
    word = sentence.word(frame)
    if not sentence.words:
        return Text(sentence.text, style=SPOKEN)
    return _with_word(sentence, word)


def _with_word(sentence: Sentence, word: Word | None) -> Text:
    text = Text(sentence.text, style=REST)
    if word is not None:
        text.stylize(SPOKEN, 0, word.first)
        text.stylize(NOW, word.first, word.last)
    return text
