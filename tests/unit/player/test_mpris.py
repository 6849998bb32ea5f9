"""The session on a real session bus, as a desktop sees it."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.console import StillConsole
from voicemat.player.mpris import NAME, PATH, TRACK, frames, media_keys, microseconds
from voicemat.player.transport import State
from voicemat.units import RATE

if sys.platform != "linux" or not shutil.which("dbus-daemon"):
    pytest.skip("needs D-Bus", allow_module_level=True)

from dbus_fast import Message, Variant
from dbus_fast.aio import MessageBus

EVENING = Path(__file__).with_name("evening.py")
ROOT = Path(__file__).parents[3]
PLAYER = "org.mpris.MediaPlayer2.Player"
SECOND = 1_000_000


@pytest.fixture(scope="module")
def bus() -> Iterator[str]:
    """The address of a session bus of the tests' own."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert daemon.stdout
    yield daemon.stdout.readline().strip()
    daemon.kill()
    daemon.wait()
    daemon.stdout.close()


class Desktop:
    """A client of the bus."""

    def __init__(self, bus: MessageBus, name: str) -> None:
        self._bus = bus
        self._name = name
        self.signals: list[tuple[str, list[Any]]] = []
        bus.add_message_handler(self._hear)

    def _hear(self, message: Message) -> None:
        if message.path == PATH and message.member in ("PropertiesChanged", "Seeked"):
            self.signals.append((message.member, message.body))

    async def listen(self) -> None:
        rule = f"type='signal',path='{PATH}'"
        await self._bus.call(
            Message(
                destination="org.freedesktop.DBus",
                path="/org/freedesktop/DBus",
                interface="org.freedesktop.DBus",
                member="AddMatch",
                signature="s",
                body=[rule],
            )
        )

    async def call(self, interface: str, member: str, signature: str = "", *body: Any) -> list[Any]:
        reply = await self._bus.call(
            Message(
                destination=self._name,
                path=PATH,
                interface=interface,
                member=member,
                signature=signature,
                body=list(body),
            )
        )
        assert reply is not None
        assert reply.error_name is None, reply.body
        return reply.body

    async def press(self, member: str, signature: str = "", *body: Any) -> None:
        await self.call(PLAYER, member, signature, *body)

    async def get(self, name: str, interface: str = PLAYER) -> Any:
        (value,) = await self.call("org.freedesktop.DBus.Properties", "Get", "ss", interface, name)
        return value.value

    async def wait_for(self, wanted: Callable[[], Any]) -> None:
        until = time.monotonic() + 5
        while not wanted():
            assert time.monotonic() < until, self.signals
            await asyncio.sleep(0.02)


async def found(bus: MessageBus, name: str) -> None:
    """Waits until somebody has the name."""
    until = time.monotonic() + 10
    while True:
        reply = await bus.call(
            Message(
                destination="org.freedesktop.DBus",
                path="/org/freedesktop/DBus",
                interface="org.freedesktop.DBus",
                member="NameHasOwner",
                signature="s",
                body=[name],
            )
        )
        assert reply is not None
        if reply.body[0]:
            return
        assert time.monotonic() < until
        await asyncio.sleep(0.02)


def on_desktop(address: str, console: StillConsole, steps: Callable[[Desktop], Any]) -> None:
    """Offers the console on the bus, and runs `steps` as a client of it."""

    async def run() -> None:
        bus = await MessageBus(bus_address=address).connect()
        name = f"{NAME}.instance{os.getpid()}"
        try:
            await found(bus, name)
            desktop = Desktop(bus, name)
            await desktop.listen()
            await steps(desktop)
        finally:
            bus.disconnect()

    with media_keys(console):
        asyncio.run(run())


@pytest.fixture
def console(session, bus, monkeypatch) -> StillConsole:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    return StillConsole(session.timeline, position=5 * RATE)


def test_what_the_lock_screen_shows(bus, console):
    async def steps(desktop: Desktop) -> None:
        root = "org.mpris.MediaPlayer2"
        assert await desktop.get("Identity", root) == "voicemat"
        assert await desktop.get("PlaybackStatus") == "Playing"
        assert await desktop.get("Position") == 5 * SECOND
        metadata = await desktop.get("Metadata")
        assert metadata == {
            "mpris:trackid": Variant("o", TRACK),
            "mpris:length": Variant("x", 60 * SECOND),
            "xesam:title": Variant("s", "One"),
            "xesam:album": Variant("s", "Evening"),
            "xesam:artist": Variant("as", ["voicemat"]),
            "xesam:trackNumber": Variant("i", 1),
        }
        for each in ("CanGoNext", "CanGoPrevious", "CanPlay", "CanPause", "CanSeek", "CanControl"):
            assert await desktop.get(each) is True

    on_desktop(bus, console, steps)


def test_the_keys_of_a_keyboard_and_a_headset(bus, console):
    async def steps(desktop: Desktop) -> None:
        await desktop.press("PlayPause")
        assert await desktop.get("PlaybackStatus") == "Paused"
        await desktop.press("Play")
        await desktop.press("Play")
        assert console.status.state is State.PLAYING
        await desktop.press("Stop")
        assert console.status.state is State.PAUSED
        await desktop.press("Next")
        assert console.status.position == 20 * RATE
        await desktop.press("Previous")
        assert console.status.position == 0
        await desktop.press("Seek", "x", 7_500_000)
        await desktop.press("Seek", "x", -500_000)
        assert console.status.position == 7 * RATE
        await desktop.press("SetPosition", "ox", TRACK, 30 * SECOND)
        await desktop.press("SetPosition", "ox", TRACK, 61 * SECOND)
        await desktop.press("SetPosition", "ox", "/org/other", 1)
        assert console.status.position == 30 * RATE
        await desktop.call("org.mpris.MediaPlayer2", "Quit")
        assert console.quits == 1

    on_desktop(bus, console, steps)


def test_the_desktop_is_told_what_changes(bus, console):
    async def steps(desktop: Desktop) -> None:
        await asyncio.sleep(0.6)
        assert desktop.signals == []
        console.pause()
        await desktop.wait_for(lambda: desktop.signals)
        member, body = desktop.signals.pop()
        assert member == "PropertiesChanged"
        assert body[1]["PlaybackStatus"] == Variant("s", "Paused")
        console.go(25 * RATE)  # into the second chapter
        await desktop.wait_for(lambda: len(desktop.signals) == 2)
        heard = dict(desktop.signals)
        assert heard["Seeked"] == [25 * SECOND]
        assert heard["PropertiesChanged"][1]["Metadata"].value["xesam:title"].value == "Two"

    on_desktop(bus, console, steps)


@pytest.mark.parametrize("address", [None, "", "unix:path=/nowhere", "nonsense"])
def test_without_a_bus_nothing_happens(console, monkeypatch, address):
    if address is None:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    else:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    began = time.monotonic()
    with media_keys(console):
        time.sleep(0.1)
    assert time.monotonic() - began < 1.0


def test_a_session_ends_on_its_own_bus_and_leaves_it(bus):
    process = subprocess.Popen(
        [sys.executable, EVENING, "null", "60"],
        env=os.environ | {"PYTHONPATH": str(ROOT), "DBUS_SESSION_BUS_ADDRESS": bus},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    name = f"{NAME}.instance{process.pid}"

    async def steps() -> None:
        client = await MessageBus(bus_address=bus).connect()
        await found(client, name)
        desktop = Desktop(client, name)
        await desktop.press("Next")
        until = time.monotonic() + 5
        while await desktop.get("Position") < 20.5 * SECOND:
            assert time.monotonic() < until
        assert await desktop.get("PlaybackStatus") == "Playing"
        await desktop.call("org.mpris.MediaPlayer2", "Quit")
        client.disconnect()

    asyncio.run(steps())
    out, _ = process.communicate(timeout=15)
    assert b"Chapter 2: Breathing" in out
    assert b"stopped" in out
    assert process.returncode == 0


def test_a_bus_that_goes_away_leaves_the_session_playing(tmp_path):
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert daemon.stdout
    address = daemon.stdout.readline().strip()
    process = subprocess.Popen(
        [sys.executable, EVENING, "null:30", "60"],
        env=os.environ | {"PYTHONPATH": str(ROOT), "DBUS_SESSION_BUS_ADDRESS": address},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )

    async def wait() -> None:
        client = await MessageBus(bus_address=address).connect()
        await found(client, f"{NAME}.instance{process.pid}")
        client.disconnect()

    asyncio.run(wait())
    daemon.kill()
    daemon.wait()
    daemon.stdout.close()
    out, err = process.communicate(timeout=20)
    assert b"the end" in out
    assert (err, process.returncode) == (b"", 0)


def test_times_of_mpris():
    assert microseconds(RATE) == SECOND
    assert frames(microseconds(12345 * RATE // 10)) == 12345 * RATE // 10
