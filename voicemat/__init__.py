"""voicemat: plain-text meditation routines become narrated sound.

    import voicemat

    routine = voicemat.load("sleep")
    session = routine.compile("20m")
    session.export("Sleep.mp3")
    for block in session.blocks():
        ...  # float32, shape (frames, 2), 48 kHz

What is listed in ``__all__`` is public; everything else may change.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from voicemat.version import __version__

if TYPE_CHECKING:
    from voicemat.compiler.score import Fit
    from voicemat.errors import FileError, MissingError, ProofError, UsageError, VoicematError
    from voicemat.pipeline import Routine, ScriptError, load
    from voicemat.proof import Proof
    from voicemat.session import Session

__all__ = [
    "FileError",
    "Fit",
    "MissingError",
    "Proof",
    "ProofError",
    "Routine",
    "ScriptError",
    "Session",
    "UsageError",
    "VoicematError",
    "__version__",
    "load",
]

_HOMES = {
    "FileError": "voicemat.errors",
    "Fit": "voicemat.compiler.score",
    "MissingError": "voicemat.errors",
    "Proof": "voicemat.proof",
    "ProofError": "voicemat.errors",
    "Routine": "voicemat.pipeline",
    "ScriptError": "voicemat.pipeline",
    "Session": "voicemat.session",
    "UsageError": "voicemat.errors",
    "VoicematError": "voicemat.errors",
    "load": "voicemat.pipeline",
}


def __getattr__(name: str) -> Any:
    # Loaded when used: `voicemat --help` needs none of it.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
