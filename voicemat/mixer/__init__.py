"""Timeline to samples: gain, fades, ducking, buses, and the limiter at the end."""

from voicemat.mixer.mixer import CHUNK, Mixer
from voicemat.mixer.repeats import Loop, Steady, steady_stretches
from voicemat.mixer.samples import SampleSource

__all__ = ["CHUNK", "Loop", "Mixer", "SampleSource", "Steady", "steady_stretches"]
