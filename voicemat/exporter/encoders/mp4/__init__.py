"""M4A and M4B: AAC-LC by FFmpeg's encoder, through PyAV, in an MP4 file of our own.

The file is laid out before its first sound: a session's length tells how many AAC frames there are,
so the index has its final place at the start, where phones and browsers want it, and is filled in
while the sound is written behind it. Nothing is written twice and nothing is kept in memory.

- `aac` encodes;
- `boxes` builds what MP4 files are made of;
- `tags` and `chapters` say what the file is;
- `movie` lays out the index;
- `encoder` makes the file.
"""

from voicemat.exporter.encoders.mp4.encoder import m4a, m4b

__all__ = ["m4a", "m4b"]
