"""Where a server listens: this computer alone, or its addresses on the local network too."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress
from enum import StrEnum
from ipaddress import IPv4Address, ip_address

from voicemat.errors import MissingError, UsageError

LOOPBACK = "127.0.0.1"

PORT = 8642
"""The usual port, so that a browser knows a phone's place in a session again another evening: it
keeps what it remembers by address and port."""

_BEYOND = ("192.0.2.1", "192.168.255.254", "10.255.255.254", "172.31.255.254")
"""Addresses to which a route is asked for: elsewhere (RFC 5737) and in each private network (RFC
1918). Nothing is sent to them."""

BACKLOG = 64
"""Connections that may wait to be accepted."""


SENT_AHEAD = 1 << 18
"""Bytes that the system may hold for a player that has not taken them yet: some seconds of a
session, so that it is seen whether a player goes on listening."""


class Reach(StrEnum):
    """Who can reach a server."""

    COMPUTER = "computer"
    NETWORK = "network"


def local_addresses() -> tuple[str, ...]:
    """The addresses of this computer on private networks (RFC 1918), the likeliest first.

    None where it is on no such network.
    """
    found: dict[str, None] = {}
    for far in _BEYOND:
        with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((far, 9))  # a datagram socket: this only chooses a route
            found[probe.getsockname()[0]] = None
    with suppress(OSError):
        for *_, place in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
            found[str(place[0])] = None
    return tuple(filter(_is_local, found))


def _is_local(address: str) -> bool:
    place = ip_address(address)
    return (
        isinstance(place, IPv4Address)
        and place.is_private
        and not (place.is_loopback or place.is_link_local or place.is_unspecified)
    )


def addresses(reach: Reach) -> tuple[str, ...]:
    """The addresses to listen at, the one to tell a phone first.

    Raises MissingError where the network is asked for and there is none.
    """
    if reach is Reach.COMPUTER:
        return (LOOPBACK,)
    local = local_addresses()
    if not local:
        raise MissingError(
            "this computer is on no local network that a phone could be on",
            advice="join the phone's Wi-Fi, or copy the files by cable",
        )
    return (*local, LOOPBACK)


def listen(places: tuple[str, ...], port: int | None) -> tuple[socket.socket, ...]:
    """Sockets that listen at `places`, all at one port.

    Without a `port` it is the usual one, or any where that is taken. Raises UsageError for one
    that cannot be had.
    """
    try:
        return _listen(places, PORT if port is None else port)
    except OSError as error:
        if port is None:
            return _listen(places, 0)
        raise UsageError(
            f"--port {port} cannot be had: {error.strerror}",
            advice="name another one from 1024 on, or none",
        ) from None


def _listen(places: tuple[str, ...], port: int) -> tuple[socket.socket, ...]:
    """Raises OSError when any of them cannot be had; then none is left open."""
    opened: list[socket.socket] = []
    try:
        for place in places:
            opened.append(sock := socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            # On Windows the option of that name lets another program take the port over.
            if sys.platform == "win32":
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SENT_AHEAD)
            sock.bind((place, port))
            sock.listen(BACKLOG)
            port = int(sock.getsockname()[1])
    except OSError:
        for sock in opened:
            sock.close()
        raise
    return tuple(opened)
