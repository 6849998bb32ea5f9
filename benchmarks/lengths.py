"""Whether the exports of the sleep routine are as long as asked: decoded by ffmpeg and counted."""

import subprocess

import imageio_ffmpeg
from measuring import RATE, columns, row, used, workshop

LENGTHS = (20, 30, 45, 60)

FRAME_BYTES = 4


def decoded_frames(path: str) -> int:
    """The number of frames that a decoder makes of a file."""
    size = 0
    with subprocess.Popen(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", path, "-f", "s16le", "-"],
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout
        while data := process.stdout.read(1 << 20):
            size += len(data)
    return size // FRAME_BYTES


with workshop() as folder:
    target = str(folder / "sleep.mp3")
    errors = []
    for minutes in LENGTHS:
        used("-m", "voicemat", "export", "sleep", "-l", f"{minutes}m", "-o", target, "--overwrite")
        errors.append(decoded_frames(target) - minutes * 60 * RATE)

columns("what", "measured", "target")
row(
    f"decoded MP3s of {', '.join(map(str, LENGTHS))} min: frames too many",
    ", ".join(map(str, errors)),
    "at most 1152",
)
