"""YAML as nodes: every value keeps the text that was typed, and its place.

Nothing is guessed: ``no``, ``20:00`` and ``1e3`` stay what was written.
"""

from __future__ import annotations

import re

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode

__all__ = [
    "NO_TEXT",
    "MappingNode",
    "Node",
    "NotYamlError",
    "ScalarNode",
    "SequenceNode",
    "compose",
    "is_text",
]

NO_TEXT = "it holds a character that no text has"

_UNTYPABLE = re.compile(r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F\uD800-\uDFFF]")


class NotYamlError(Exception):
    """A text is no YAML; `line` and `column` count from 0."""

    def __init__(self, problem: str, line: int = 0, column: int = 0) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = line
        self.column = column


def compose(text: str) -> Node | None:
    """The node of a document; None of an empty one. Raises NotYamlError."""
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        raise NotYamlError(error.problem or "it is no YAML", line, column) from error
    except yaml.reader.ReaderError as error:
        raise NotYamlError(NO_TEXT, text.count("\n", 0, error.position)) from error
    except (ValueError, OverflowError) as error:
        # PyYAML converts numbers in %YAML lines and \U escapes without looking first.
        raise NotYamlError("it holds a number that nothing here needs") from error
    except RecursionError as error:
        raise NotYamlError("it is nested too deeply") from error


def is_text(text: str) -> bool:
    """Whether `text` holds neither a control character nor half of a surrogate pair.

    PyYAML refuses them where they stand in the file, and makes them from escapes.
    """
    return not _UNTYPABLE.search(text)
