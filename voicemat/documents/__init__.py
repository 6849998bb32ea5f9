"""Documents: what stands beside a sound file, made of the timeline alone.

One module for each format, one entry in `DOCUMENTS` for each document.
"""

from voicemat.documents.registry import DOCUMENTS, Document, find_document, make
from voicemat.documents.subject import StemFile, Subject

__all__ = ["DOCUMENTS", "Document", "StemFile", "Subject", "find_document", "make"]
