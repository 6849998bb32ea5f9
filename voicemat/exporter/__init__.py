"""The exporter: a mix becomes a file, whole or not at all."""

from voicemat.exporter.beside import write_beside
from voicemat.exporter.content import Channels, Quality, Settings, channels_of, parse_quality
from voicemat.exporter.exporting import export, try_format
from voicemat.exporter.metadata import Metadata, describe
from voicemat.exporter.mix import Mix
from voicemat.exporter.naming import Target, choose_target, file_name
from voicemat.exporter.stems import STEMS, Stem

__all__ = [
    "STEMS",
    "Channels",
    "Metadata",
    "Mix",
    "Quality",
    "Settings",
    "Stem",
    "Target",
    "channels_of",
    "choose_target",
    "describe",
    "export",
    "file_name",
    "parse_quality",
    "try_format",
    "write_beside",
]
