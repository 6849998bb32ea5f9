"""The exporter: a mix becomes a file, whole or not at all."""

from voicemat.exporter.exporting import export
from voicemat.exporter.mix import Mix
from voicemat.exporter.naming import file_name

__all__ = ["Mix", "export", "file_name"]
