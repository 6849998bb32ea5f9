"""The exporter: blocks of a mix become a file, whole or not at all."""

from voicemat.exporter.exporting import export
from voicemat.exporter.naming import file_name

__all__ = ["export", "file_name"]
