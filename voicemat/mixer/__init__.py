"""Timeline to samples: gain, fades, ducking, buses, and the limiter at the end."""

from voicemat.mixer.mixer import CEILING, CHUNK, STEMS, Mixer, sum_of_stems
from voicemat.mixer.repeats import Loop, Steady, steady_stretches
from voicemat.mixer.samples import SampleSource

__all__ = [
    "CEILING",
    "CHUNK",
    "STEMS",
    "Loop",
    "Mixer",
    "SampleSource",
    "Steady",
    "steady_stretches",
    "sum_of_stems",
]
