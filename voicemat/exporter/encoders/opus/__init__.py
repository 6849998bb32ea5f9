"""Opus in Ogg, by libsndfile, with a comment header and a serial number of our own.

- `pages` reads and writes the pages of an Ogg stream;
- `encoder` makes the file: libsndfile's stream, page by page, with another header.
"""

from voicemat.exporter.encoders.opus.encoder import OpusEncoder

__all__ = ["OpusEncoder"]
