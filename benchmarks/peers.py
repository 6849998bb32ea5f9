"""One session as an MP3 of 128 kb/s, made by several programs: who takes how long, and how much.

The work is a bundled routine: its sentences, spoken before and in the cache or in files, over a
bed of rain that repeats. voicemat starts from the script. LAME alone, the limit of everybody,
gets the finished mix. The others get the sentences as files, with their levels applied, the time
of each, and the bed as a loop; only ffmpeg's "concat" graph also ducks.

python benchmarks/peers.py [10m] [60m] [8h]
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import soundfile
from measuring import RATE, Usage, all_in_turns, columns, row, used, used_by, workshop

import voicemat
from voicemat.pipeline import parse_length
from voicemat.timeline.model import BusName, MediaKind

ROUNDS = 3

SHORT, LONG = "calm", "sleep"
"""The routines of sessions of up to `LONG_FROM` seconds, and of longer ones."""

LONG_FROM = 1200

FEASIBLE = {"ffmpeg, adelay and amix": 3600, "pydub": 3600}
"""Seconds of the longest session that somebody can be asked to make."""

ONCE = 3600
"""Seconds of a session above which one round has to do."""

SILENCE = 60
"""Seconds of the file out of which ffmpeg's silences are cut."""

PCM = """\
import sys, voicemat
with open(sys.argv[1], "wb") as file:
    for block in voicemat.load(sys.argv[2]).compile(sys.argv[3]).blocks():
        file.write((block * 32768).round().clip(-32768, 32767).astype("<i2").tobytes())
"""

LAME = """\
import lameenc, sys
lame = lameenc.Encoder()
lame.silence()
lame.set_channels(2)
lame.set_in_sample_rate(48_000)
lame.set_out_sample_rate(48_000)
lame.set_bit_rate(128)
lame.set_quality(3)
left = int(sys.argv[2]) * 4
with open(sys.argv[3], "wb") as mp3:
    while left:
        with open(sys.argv[1], "rb") as pcm:
            while data := pcm.read(min(1 << 17, left)):
                left -= len(data)
                mp3.write(lame.encode(data))
    mp3.write(lame.flush())
"""
"""Encodes so many frames: those of a file, again and again where it is shorter."""

WITHOUT_REUSE = """\
import dataclasses, pathlib, sys, voicemat
from voicemat.exporter import export
mix = voicemat.load(sys.argv[1]).compile(sys.argv[2]).mix()
export(dataclasses.replace(mix, steady=()), pathlib.Path(sys.argv[3]))
"""

PYDUB = """\
import json, sys
from pydub import AudioSegment
program, placed, bed, frames, target = sys.argv[1:]
AudioSegment.converter = program
length = int(frames) // 48
bed = AudioSegment.from_wav(bed)
mix = (bed * (length // len(bed) + 1))[:length]
for start, path in json.load(open(placed)):
    mix = mix.overlay(AudioSegment.from_wav(path), position=start // 48)
mix.export(target, format="mp3", bitrate="128k", parameters=["-compression_level", "3"])
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A session as files: sentences and breaths by their first frame, and one lap of the bed."""

    frames: int
    placed: tuple[tuple[int, Path], ...]
    bed: Path
    silence: Path


def routine(length: str) -> str:
    """The name of the routine that is made for a length."""
    return LONG if parse_length(length) > LONG_FROM * RATE else SHORT


def prepared(folder: Path, length: str) -> Work:
    """The files of the routine's session of a length."""
    session = voicemat.load(routine(length)).compile(length)
    timeline, studio = session.timeline, session.studio
    placed = []
    for bus in timeline.buses:
        for clip in (clip for track in bus.tracks for clip in track.clips):
            if clip.media.kind is not MediaKind.BED:
                path = folder / f"{clip.media.kind}-{clip.start}.wav"
                level = 10 ** ((clip.gain + bus.gain) / 20)
                samples = level * studio.read(clip, 0, clip.duration)
                soundfile.write(path, np.broadcast_to(samples, (clip.duration, 2)), RATE, "PCM_16")
                placed.append((clip.start, path))
    music = timeline.bus(BusName.MUSIC)
    bed = music.tracks[0].clips[0]
    loop = studio.loop(bed.media)
    assert loop is not None
    lap = 10 ** ((bed.gain + music.gain) / 20) * studio.read(bed, loop.period, loop.period)
    soundfile.write(folder / "bed.wav", lap, RATE, "PCM_16")
    soundfile.write(folder / "silence.wav", np.zeros((SILENCE * RATE, 2)), RATE, "PCM_16")
    return Work(
        frames=timeline.frames,
        placed=tuple(sorted(placed)),
        bed=folder / "bed.wav",
        silence=folder / "silence.wav",
    )


def by_concat(work: Work, target: Path) -> list[str]:
    """ffmpeg: the sentences in a row with silences between them, which duck the bed."""
    lines, at = ["ffconcat version 1.0"], 0
    for start, path in work.placed:
        while (gap := min(start - at, SILENCE * RATE)) > 0:
            lines += [f"file '{work.silence}'", f"outpoint {gap / RATE:.6f}"]
            at += gap
        lines.append(f"file '{path}'")
        at += soundfile.info(path).frames
    sentences = target.with_suffix(".ffconcat")
    sentences.write_text("\n".join(lines))
    graph = (
        "[0:a]apad,asplit[voice][key];"
        "[1:a][key]sidechaincompress=threshold=0.01:ratio=4:attack=500:release=3000[bed];"
        "[bed][voice]amix=inputs=2:normalize=0"
    )
    inputs = ["-f", "concat", "-safe", "0", "-i", str(sentences)]
    return ffmpeg([*inputs, "-stream_loop", "-1", "-i", str(work.bed)], graph, work, target)


def by_amix(work: Work, target: Path) -> list[str]:
    """ffmpeg: each sentence delayed to its time, and all added up."""
    inputs = ["-stream_loop", "-1", "-i", str(work.bed)]
    graph = ""
    for number, (start, path) in enumerate(work.placed, start=1):
        inputs += ["-i", str(path)]
        graph += f"[{number}]adelay={start / RATE * 1000:.3f}:all=1[s{number}];"
    names = "".join(f"[s{number}]" for number in range(1, len(work.placed) + 1))
    graph += f"[0]{names}amix=inputs={len(work.placed) + 1}:normalize=0"
    return ffmpeg(inputs, graph, work, target)


def ffmpeg(inputs: Sequence[str], graph: str, work: Work, target: Path) -> list[str]:
    """The command of a graph of filters."""
    return [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y"),
        *inputs,
        *("-filter_complex", graph, "-t", f"{work.frames / RATE:.6f}"),
        *("-c:a", "libmp3lame", "-b:a", "128k", "-compression_level", "3", str(target)),
    ]


def by_pydub(work: Work, target: Path) -> list[str]:
    """pydub: each sentence laid over the bed."""
    placed = target.with_suffix(".json")
    placed.write_text(json.dumps([(start, str(path)) for start, path in work.placed]))
    program = imageio_ffmpeg.get_ffmpeg_exe()
    arguments = [program, str(placed), str(work.bed), str(work.frames), str(target)]
    return [sys.executable, "-c", PYDUB, *arguments]


def peers(folder: Path, length: str, pcm: Path) -> dict[str, Callable[[], Usage]]:
    """Everybody who makes a session of a length; LAME alone first."""
    files = folder / length
    files.mkdir()
    work = prepared(files, length)
    target = folder / f"{length}.mp3"
    voicemat_ = [sys.executable, "-m", "voicemat", "export", routine(length), "-l", length]
    voicemat_ += ["-o", str(target)]
    without = [sys.executable, "-c", WITHOUT_REUSE, routine(length), length, str(target)]
    commands = {
        "LAME alone": ([sys.executable, "-c", LAME, str(pcm), str(work.frames), str(target)], 1),
        "voicemat, one core": (voicemat_, 1),
        "voicemat, two cores": (voicemat_, 2),
        "voicemat, two cores, without reuse": (without, 2),
        "ffmpeg, concat and sidechaincompress": (by_concat(work, target), 0),
        "ffmpeg, adelay and amix": (by_amix(work, target), 0),
    }
    if importlib.util.find_spec("pydub"):
        commands["pydub"] = (by_pydub(work, target), 0)
    else:
        print("pydub is not installed and left out", file=sys.stderr)
    seconds = work.frames / RATE

    def run(command: list[str], cores: int) -> Usage:
        usage = used_by(command, cores)
        # Whoever made nothing, or half of it, was not fast.
        assert target.stat().st_size > 0.99 * seconds * 16_000, command
        target.unlink()
        return usage

    return {
        name: lambda command=command, cores=cores: run(command, cores)  # type: ignore[misc]
        for name, (command, cores) in commands.items()
        if seconds <= FEASIBLE.get(name, seconds)
    }


def main(lengths: Sequence[str]) -> None:
    """Print the table for some lengths."""
    columns("length", "who", "CPU", "wall", "peak memory", "wall against LAME alone")
    with workshop() as folder:
        pcm = folder / "session.pcm"
        # LAME hears at most an hour, and that again: eight would be five gigabytes.
        heard = min(lengths, key=lambda length: abs(parse_length(length) - ONCE * RATE))
        used("-c", PCM, str(pcm), routine(heard), heard)  # which narrates
        for length in lengths:
            everybody = peers(folder, length, pcm)
            rounds = ROUNDS if parse_length(length) <= ONCE * RATE else 1
            usages = all_in_turns(list(everybody.values()), rounds)
            for name, usage in zip(everybody, usages, strict=True):
                row(
                    length,
                    name,
                    f"{usage.cpu:.1f} s",
                    f"{usage.wall:.1f} s",
                    f"{usage.peak / 1e6:.0f} MB",
                    f"{usage.wall / usages[0].wall:.2f}",
                )


if __name__ == "__main__":
    main(sys.argv[1:] or ("10m", "60m", "8h"))
