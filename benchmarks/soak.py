"""Ten minutes of playing in real time with both cores busy: nothing may be missing.

    python benchmarks/soak.py          ten minutes
    python benchmarks/soak.py 2        two

`sleep` is played to a real sound server. Its bed always sounds, so digital silence in what is
recorded, once it has begun, is a gap.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
from listening import FRAME_BYTES, RATE, recorder, server
from measuring import row, workshop

BUSY = "while True: pass"

GAP = RATE // 1000
"""Frames of digital silence that count: 1 ms."""

CPU = 2.0
"""Percent of a core that playing may take."""


class Listener(threading.Thread):
    """Counts gaps in what a recorder hands out."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        super().__init__(daemon=True)
        self.process = process
        self.gaps = 0
        self.frames = 0
        self._silent = 0

    def run(self) -> None:
        """Read until the recorder ends."""
        assert self.process.stdout is not None
        while len(read := self.process.stdout.read(4800 * FRAME_BYTES)) == 4800 * FRAME_BYTES:
            sounding = np.frombuffer(read, "<f4").reshape(-1, 2).any(axis=1)
            places = np.flatnonzero(sounding)
            if not len(places):
                self._silent += len(sounding)
                continue
            if self.frames:
                runs = np.diff(np.concatenate(([-1 - self._silent], places))) - 1
                self.gaps += int((runs >= GAP).sum())
            self.frames += len(sounding)
            self._silent = len(sounding) - 1 - int(places[-1])


def resident(process: subprocess.Popen[bytes]) -> int:
    """Bytes of memory that a process holds now."""
    pages = Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * resource.getpagesize()


def seconds_used(process: subprocess.Popen[bytes]) -> float:
    """Processor time of a process so far, without its children."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main(minutes: float) -> None:
    """Play for so long, and print what was measured."""
    if shutil.which("pulseaudio") is None or not Path("/proc/self/statm").exists():
        sys.exit("PulseAudio and Linux are needed")
    with workshop() as folder, server(folder / "server"), recorder() as recording:
        listener = Listener(recording)
        listener.start()
        busy = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(os.cpu_count() or 1)]
        player = subprocess.Popen(
            [sys.executable, "-m", "voicemat", "play", "sleep", "--length", "30m"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        time.sleep(min(60.0, minutes * 20))
        early, begun, used = resident(player), time.monotonic(), seconds_used(player)
        time.sleep(minutes * 60 - min(60.0, minutes * 20))
        late = resident(player)
        share = 100 * (seconds_used(player) - used) / (time.monotonic() - begun)
        gaps, frames = listener.gaps, listener.frames
        player.terminate()
        player.wait()
        for process in busy:
            process.kill()
        state = json.loads((folder / "server/state/voicemat/playback.json").read_bytes())
    row("underruns, both cores busy", str(state[-1]["underruns"]), "0")
    row(f"gaps of 1 ms or more in {frames / RATE:.0f} s at the sink", str(gaps), "0")
    row("processor, of one core", f"{share:.1f} %", f"{CPU:.0f} %")
    row("memory after a minute; at the end", f"{early / 1e6:.0f} MB; {late / 1e6:.0f} MB", "flat")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10.0)
