"""The proof: a finished file is decoded again, by another library than wrote it where there is one,
and held against the session that it was made of.
"""

from voicemat.proof.exporting import export_proved, proof_files
from voicemat.proof.model import Check, CheckName, Finding, Proof
from voicemat.proof.proving import Proved, prove

__all__ = [
    "Check",
    "CheckName",
    "Finding",
    "Proof",
    "Proved",
    "export_proved",
    "proof_files",
    "prove",
]
