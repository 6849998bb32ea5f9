"""What can go wrong at run time, by the exit code that it ends in.

The library raises these and never exits or prints; `voicemat.cli` alone turns them into
messages and exit codes. Errors of a script are not exceptions but `voicemat.diagnostics`.
"""

from __future__ import annotations


class VoicematError(Exception):
    """A failure that the program expects: what happened, and what a person can do.

    `message` says where and what; `advice`, when there is any, says what to do next.
    """

    exit_code = 70

    def __init__(self, message: str, *, advice: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice


class UsageError(VoicematError):
    """The request itself cannot be understood: an unknown name, a malformed length."""

    exit_code = 2


class MissingError(VoicematError):
    """A voice, a device or an encoder is not there."""

    exit_code = 3


class FileError(VoicematError):
    """A file could not be read or written."""

    exit_code = 4


class ProofError(VoicematError):
    """A file was made and does not hold what it should."""

    exit_code = 5
