"""Finds an output by its specification: a name, or a name and an argument (`wav:FILE`)."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from voicemat.errors import MissingError, UsageError
from voicemat.player.outputs.adapter import Output, Pace

GROUP = "voicemat.outputs"
"""The entry point group in which any package may offer outputs."""

DEFAULT = "miniaudio"

_BUNDLED = {
    "miniaudio": "voicemat.player.outputs.miniaudio_output:MiniaudioOutput",
    "null": "voicemat.player.outputs.null_output:NullOutput",
    "wav": "voicemat.player.outputs.wav_output:WavOutput",
}
"""The outputs of this package, known without its metadata, so that a bare checkout plays."""


def names() -> tuple[str, ...]:
    """The names of all outputs, in alphabetical order."""
    return tuple(sorted(_BUNDLED.keys() | entry_points(group=GROUP).names))


def find(specification: str) -> Output:
    """The output that `specification` names.

    Raises UsageError when there is none, MissingError when something that it needs is not
    installed.
    """
    name, _, argument = specification.partition(":")
    try:
        factory = _factory(name)
    except ImportError as error:
        raise MissingError(
            f"the output {name} cannot be loaded: {error}",
            advice=f"install what it needs: pip install {error.name}",
        ) from error
    return factory(argument)


def is_live(specification: str) -> bool:
    """Whether the output that `specification` names plays in time. Raises what `find` does."""
    return find(specification).pace is Pace.LIVE


def _factory(name: str) -> Callable[[str], Output]:
    if name in _BUNDLED:
        module, _, attribute = _BUNDLED[name].partition(":")
        return cast(Callable[[str], Output], getattr(import_module(module), attribute))
    offered: tuple[EntryPoint, ...] = tuple(entry_points(group=GROUP, name=name))
    if offered:
        return cast(Callable[[str], Output], offered[0].load())
    raise UsageError(f'there is no output named "{name}"', advice=f"outputs: {', '.join(names())}")
