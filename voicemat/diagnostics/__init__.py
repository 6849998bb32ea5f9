"""What is wrong with a script: findings as data, their wording, and one renderer for all."""

from voicemat.diagnostics.model import (
    Diagnostic,
    Findings,
    Kind,
    Severity,
    error_count,
    warning,
)
from voicemat.diagnostics.render import render, summarise
from voicemat.diagnostics.suggest import nearest
from voicemat.diagnostics.wording import WORDING, advice, message

__all__ = [
    "WORDING",
    "Diagnostic",
    "Findings",
    "Kind",
    "Severity",
    "advice",
    "error_count",
    "message",
    "nearest",
    "render",
    "summarise",
    "warning",
]
