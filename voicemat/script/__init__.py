"""The script language: text to a parsed script."""

from voicemat.script.model import Script
from voicemat.script.parser import parse

__all__ = ["Script", "parse"]
