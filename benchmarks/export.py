"""The whole export of an hour of the sleep routine, with its narration in the cache, against LAME
alone on the very same samples: the limit of everybody who makes an MP3 of an hour.
"""

from measuring import RATE, in_turns, row, used, workshop

ROUNDS = 3

PCM = """\
import sys, voicemat
from voicemat.exporter.encoders.mp3 import pcm16
with open(sys.argv[1], "wb") as file:
    for block in voicemat.load("sleep").compile("60m").blocks():
        file.write(pcm16(block).tobytes())
"""

BARE = """\
import lameenc, sys
lame = lameenc.Encoder()
lame.silence()
lame.set_channels(2)
lame.set_in_sample_rate(48_000)
lame.set_out_sample_rate(48_000)
lame.set_bit_rate(128)
lame.set_quality(3)
with open(sys.argv[1], "rb") as pcm, open(sys.argv[2], "wb") as mp3:
    while data := pcm.read(1 << 17):
        mp3.write(lame.encode(data))
    mp3.write(lame.flush())
"""

with workshop() as folder:
    pcm, ours, bare = (folder / name for name in ("60.pcm", "ours.mp3", "bare.mp3"))
    used("-c", PCM, str(pcm))  # which narrates
    assert pcm.stat().st_size == 60 * 60 * RATE * 4
    export, encode = in_turns(
        lambda: used("-m", "voicemat", "export", "sleep", "-l", "60m", "-o", str(ours)),
        lambda: used("-c", BARE, str(pcm), str(bare)),
        rounds=ROUNDS,
    )
    # The sound is the same: frame by frame what LAME alone makes, behind a tag and one frame.
    assert ours.read_bytes().endswith(bare.read_bytes())

row(
    "export `sleep` of 60 min as MP3, CPU",
    f"{export.cpu:.1f} s (LAME alone {encode.cpu:.1f} s)",
)
row("… against LAME alone, CPU", f"{export.cpu / encode.cpu:.2f}", "at most 1.2")
row("… against LAME alone, wall", f"{export.wall / encode.wall:.2f}", "at most 1.2")
row("… peak memory", f"{export.peak / 1e6:.0f} MB", "at most 150 MB")
