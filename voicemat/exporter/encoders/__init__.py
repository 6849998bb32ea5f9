"""The encoders: one file format each, found by name."""

from voicemat.exporter.encoders.registry import find_encoder

__all__ = ["find_encoder"]
