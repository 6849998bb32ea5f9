"""Timeline to samples: gain, fades, ducking, buses, and the limiter at the end."""

from voicemat.mixer.mixer import CHUNK, Mixer
from voicemat.mixer.samples import SampleSource

__all__ = ["CHUNK", "Mixer", "SampleSource"]
