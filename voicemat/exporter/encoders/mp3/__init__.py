"""MP3 by LAME: a constant bit rate, one channel or two, 48 kHz, gapless, with chapters.

LAME alone is the limit that everybody who makes MP3s runs into: an hour takes it half a minute.
Here a session is faster in two ways. It is encoded in parts, each by a LAME of its own, on all
cores; and what repeats (`voicemat.mixer.repeats`) is encoded once. The parts meet in
stretches that both sides have encoded, where the stream changes from one to the other.

- `coding` is the bit rate and the channels;
- `plan` says which part comes from where;
- `lame` encodes a part;
- `frame` and `splice` know the bit stream, and join parts;
- `measuring` tells how loud it all is, while it is encoded;
- `encoder` makes the file, with `info_frame` and `crc16`.
"""

from voicemat.exporter.encoders.mp3.encoder import Mp3Encoder

__all__ = ["Mp3Encoder"]
