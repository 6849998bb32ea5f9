"""Labels for Audacity: one track, to be imported by File > Import > Labels.

Each line is start, end and text, parted by tabs, in seconds with six decimals; a point has equal
times. Six decimals are finer than a frame, so the exact frame comes back by rounding. Source: the
Audacity manual, "Importing and Exporting Labels".
"""

from __future__ import annotations

from collections.abc import Iterator

from voicemat.documents.subject import Subject
from voicemat.timeline.model import BusName, MarkerKind, MediaKind, Timeline
from voicemat.timeline.sentences import printable, sentences
from voicemat.units import RATE

Label = tuple[int, int, str]
"""First frame, the one after the last, text."""


_MARKERS = {MarkerKind.SILENCE: "silence", MarkerKind.BREATH: "breath", MarkerKind.MAT: "mat"}


def labels(subject: Subject) -> bytes:
    """Chapters (``# Title``) and cues (``[bowl]``) as points; sentences, silences (``(silence)``),
    breathing (``(breath)``) and the time on the mat (``(mat)``) as regions; in order of time.
    """
    return "".join(
        f"{_seconds(start)}\t{_seconds(end)}\t{text}\n"
        for start, end, text in sorted(_labels(subject.timeline), key=lambda label: label[0])
    ).encode()


def _labels(timeline: Timeline) -> Iterator[Label]:
    for chapter in timeline.chapters:
        yield chapter.start, chapter.start, f"# {printable(chapter.title)}"
    for marker in timeline.markers:
        yield marker.start, marker.end, f"({_MARKERS[marker.kind]})"
    for sentence in sentences(timeline):
        yield sentence.start, sentence.end, sentence.text
    for bus in timeline.buses:
        if bus.name == BusName.CUES:
            for clip in (clip for track in bus.tracks for clip in track.clips):
                if clip.media.kind is MediaKind.CUE:
                    yield clip.start, clip.start, f"[{printable(clip.media.name)}]"


def _seconds(frames: int) -> str:
    """A position in seconds with six decimals, rounded half up, without a float."""
    whole, rest = divmod((frames * 2_000_000 + RATE) // (2 * RATE), 1_000_000)
    return f"{whole}.{rest:06d}"
