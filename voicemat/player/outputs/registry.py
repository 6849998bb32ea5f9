"""Finds an output by its specification: a name, or a name and an argument (`wav:FILE`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from voicemat.errors import MissingError, UsageError
from voicemat.player.outputs.adapter import Output, Pace

GROUP = "voicemat.outputs"
"""The entry point group in which any package may offer outputs."""

DEFAULT = "miniaudio"

STDOUT = "stdout"
"""What ``-`` means, as everywhere."""

_BUNDLED = {
    "miniaudio": "voicemat.player.outputs.miniaudio_output:MiniaudioOutput",
    "null": "voicemat.player.outputs.null_output:NullOutput",
    "simpleaudio": "voicemat.player.outputs.simpleaudio_output:SimpleaudioOutput",
    "sounddevice": "voicemat.player.outputs.sounddevice_output:SounddeviceOutput",
    "stdout": "voicemat.player.outputs.stdout_output:StdoutOutput",
    "wav": "voicemat.player.outputs.wav_output:WavOutput",
}
"""The outputs of this package, known without its metadata, so that a bare checkout plays."""

_EXTRAS = ("simpleaudio", "sounddevice")
"""Outputs whose library is an extra of this package, called like them."""


def names() -> tuple[str, ...]:
    """The names of all outputs, in alphabetical order."""
    return tuple(sorted(_BUNDLED.keys() | entry_points(group=GROUP).names))


def find(specification: str) -> Output:
    """The output that `specification` names.

    Raises UsageError when there is none, MissingError when something that it needs is not
    installed.
    """
    name, _, argument = specification.partition(":")
    name = STDOUT if name == "-" else name
    try:
        factory = _factory(name)
    except ImportError as error:
        raise MissingError(
            f"the output {name} cannot be loaded: {error}",
            advice=_remedy(name, error),
        ) from error
    return factory(argument)


def is_live(specification: str) -> bool:
    """Whether the output that `specification` names plays in time. Raises what `find` does."""
    return find(specification).pace is Pace.LIVE


def devices() -> Mapping[str, tuple[str, ...]]:
    """The devices of every output that can be had and has some, by the output's name."""
    found = {}
    for name in names():
        with suppress(ImportError, MissingError):
            offer = getattr(_factory(name), "devices", None)
            if offer is not None:
                found[name] = tuple(offer())
    return found


def _remedy(name: str, error: ImportError) -> str:
    package = f'"voicemat[{name}]"' if name in _EXTRAS else error.name
    return f"install what it needs: pip install {package}"


def _factory(name: str) -> Callable[[str], Output]:
    if name in _BUNDLED:
        module, _, attribute = _BUNDLED[name].partition(":")
        return cast(Callable[[str], Output], getattr(import_module(module), attribute))
    offered: tuple[EntryPoint, ...] = tuple(entry_points(group=GROUP, name=name))
    if offered:
        return cast(Callable[[str], Output], offered[0].load())
    raise UsageError(f'there is no output named "{name}"', advice=f"outputs: {', '.join(names())}")
