"""What was mixed, walked from beginning to end: everything that could startle a sleeper."""

from voicemat.inspection.flaw import Flaw, FlawKind
from voicemat.inspection.moving import Motion
from voicemat.inspection.walk import Report, Walk, walk

__all__ = ["Flaw", "FlawKind", "Motion", "Report", "Walk", "walk"]
