"""Finding encoders: the bundled ones, and those of other packages through entry points."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points

from voicemat.errors import MissingError, UsageError
from voicemat.exporter.encoders.encoder import MakeEncoder

GROUP = "voicemat.encoders"

# Known here too, so that a checkout that is not installed finds them.
BUNDLED = (
    EntryPoint("flac", "voicemat.exporter.encoders.flac:FlacEncoder", GROUP),
    EntryPoint("m4a", "voicemat.exporter.encoders.mp4:m4a", GROUP),
    EntryPoint("m4b", "voicemat.exporter.encoders.mp4:m4b", GROUP),
    EntryPoint("mp3", "voicemat.exporter.encoders.mp3:Mp3Encoder", GROUP),
    EntryPoint("opus", "voicemat.exporter.encoders.opus:OpusEncoder", GROUP),
    EntryPoint("wav", "voicemat.exporter.encoders.wav:WavEncoder", GROUP),
)


def find_encoder(name: str) -> MakeEncoder:
    """The encoder called `name`, which is also the suffix of its files, without the dot.

    Raises UsageError when there is none of that name, MissingError when what it needs is not
    installed.
    """
    # Later ones win: another package adds encoders and cannot replace a bundled one.
    known = {entry.name: entry for entry in (*entry_points(group=GROUP), *BUNDLED)}
    if name not in known:
        asked = f'there is no file format named "{name}"' if name else "the file has no format"
        raise UsageError(asked, advice=f"choose one of: {', '.join(sorted(known))}")
    try:
        make: MakeEncoder = known[name].load()
    except ImportError as error:
        raise MissingError(
            f"the {name} encoder cannot be loaded: {error}",
            advice=f"pip install {error.name}" if error.name else None,
        ) from error
    return make
