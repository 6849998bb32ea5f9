"""The exporter: a mix becomes a file, whole or not at all."""

from voicemat.exporter.content import Channels, Quality, Settings, channels_of, parse_quality
from voicemat.exporter.exporting import export
from voicemat.exporter.metadata import Metadata, describe
from voicemat.exporter.mix import Mix
from voicemat.exporter.naming import file_name

__all__ = [
    "Channels",
    "Metadata",
    "Mix",
    "Quality",
    "Settings",
    "channels_of",
    "describe",
    "export",
    "file_name",
    "parse_quality",
]
