"""Sharing: finished files for a phone, over a small private server on the local network.

Nothing is read but the files that are shared, and nothing is ever written. The address holds a
secret, so that only who was shown it can listen.
"""

from voicemat.sharing.addresses import Reach, addresses
from voicemat.sharing.code import coloured_code, plain_code
from voicemat.sharing.episode import Episode, made
from voicemat.sharing.finished import read_finished
from voicemat.sharing.formats import is_finished
from voicemat.sharing.server import Server, open_server

__all__ = [
    "Episode",
    "Reach",
    "Server",
    "addresses",
    "coloured_code",
    "is_finished",
    "made",
    "open_server",
    "plain_code",
    "read_finished",
]
