"""The text front end: what is written, as an engine can say it.

::

    written text -> plain marks -> the script's and the person's own words, the lexicon
                 -> figures in words -> words that depend on their neighbours -> Spoken
"""

from voicemat.speech.text.aligned import Authority
from voicemat.speech.text.lexicon import load, read_reading, user_words
from voicemat.speech.text.spoken import FRONT_END_VERSION, FrontEnd, Piece, Spoken, stretches

__all__ = [
    "FRONT_END_VERSION",
    "Authority",
    "FrontEnd",
    "Piece",
    "Spoken",
    "load",
    "read_reading",
    "stretches",
    "user_words",
]
