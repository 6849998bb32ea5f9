"""The two interfaces of MPRIS 2.2, as dbus-fast exports them.

Names and types are the specification's, which is why they are not in this project's style.
"""

# No postponed annotations: dbus-fast reads the D-Bus types from them.
from typing import Annotated

from dbus_fast import PropertyAccess, Variant
from dbus_fast.annotations import (
    DBusBool,
    DBusDict,
    DBusDouble,
    DBusInt64,
    DBusObjectPath,
    DBusSignature,
    DBusStr,
)
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

from voicemat.player.console import Console
from voicemat.player.mpris import TRACK, frames, microseconds, playback

Strings = Annotated[list[str], DBusSignature("as")]

READ = PropertyAccess.READ


class Root(ServiceInterface):
    """``org.mpris.MediaPlayer2``: the program."""

    def __init__(self, console: Console) -> None:
        super().__init__("org.mpris.MediaPlayer2")
        self._console = console

    @dbus_method()
    def Raise(self) -> None:
        """Nothing: a terminal cannot be brought to the front."""

    @dbus_method()
    def Quit(self) -> None:
        """Fade out and leave."""
        self._console.quit()

    @dbus_property(access=READ)
    def CanQuit(self) -> DBusBool:
        """Yes."""
        return True

    @dbus_property(access=READ)
    def CanRaise(self) -> DBusBool:
        """No."""
        return False

    @dbus_property(access=READ)
    def HasTrackList(self) -> DBusBool:
        """No: a session is one track."""
        return False

    @dbus_property(access=READ)
    def Identity(self) -> DBusStr:
        """The program's name."""
        return "voicemat"

    @dbus_property(access=READ)
    def SupportedUriSchemes(self) -> Strings:
        """None."""
        return []

    @dbus_property(access=READ)
    def SupportedMimeTypes(self) -> Strings:
        """None."""
        return []


class Player(ServiceInterface):
    """``org.mpris.MediaPlayer2.Player``: the session."""

    def __init__(self, console: Console) -> None:
        super().__init__("org.mpris.MediaPlayer2.Player")
        self._console = console
        self._told = self._state()
        self._seeks = console.status.seeks

    def look(self) -> None:
        """Tell what has changed since the last look."""
        state, seeks = self._state(), self._console.status.seeks
        if state != self._told:
            self._told = state
            status, metadata = state
            self.emit_properties_changed({"PlaybackStatus": status, "Metadata": metadata})
        if seeks != self._seeks:
            self._seeks = seeks
            self.Seeked()

    @dbus_method()
    def Next(self) -> None:
        """The next chapter."""
        self._console.next_chapter()

    @dbus_method()
    def Previous(self) -> None:
        """The chapter before."""
        self._console.previous_chapter()

    @dbus_method()
    def Pause(self) -> None:
        """Fade out and hold the position."""
        self._console.pause()

    @dbus_method()
    def PlayPause(self) -> None:
        """Pause, or go on."""
        self._console.toggle()

    @dbus_method()
    def Stop(self) -> None:
        """Pause: the key lies beside the others, and a session that is gone cannot be resumed."""
        self._console.pause()

    @dbus_method()
    def Play(self) -> None:
        """Go on."""
        self._console.resume()

    @dbus_method()
    def Seek(self, offset: DBusInt64) -> None:
        """Move by so many microseconds."""
        self._console.seek(frames(offset))

    @dbus_method()
    def SetPosition(self, track: DBusObjectPath, position: DBusInt64) -> None:
        """Go to a moment of the session; elsewhere, nothing, as the specification has it."""
        if track == TRACK and 0 <= position <= microseconds(self._console.timeline.frames):
            self._console.go(frames(position))

    @dbus_method()
    def OpenUri(self, uri: DBusStr) -> None:
        """Nothing: no scheme is supported."""

    @dbus_signal()
    def Seeked(self) -> DBusInt64:
        """Somebody went elsewhere."""
        return self._position()

    @dbus_property(access=READ)
    def PlaybackStatus(self) -> DBusStr:
        """Playing, Paused or Stopped."""
        return playback(self._console.status.state)

    @dbus_property(access=READ)
    def Rate(self) -> DBusDouble:
        """Always 1."""
        return 1.0

    @dbus_property(access=READ)
    def MinimumRate(self) -> DBusDouble:
        """Always 1."""
        return 1.0

    @dbus_property(access=READ)
    def MaximumRate(self) -> DBusDouble:
        """Always 1."""
        return 1.0

    @dbus_property(access=READ)
    def Volume(self) -> DBusDouble:
        """As it was mixed: voice, music and cues have faders of their own."""
        return 1.0

    @dbus_property(access=READ)
    def Position(self) -> DBusInt64:
        """Where it is, in microseconds."""
        return self._position()

    @dbus_property(access=READ)
    def Metadata(self) -> DBusDict:
        """The chapter that is heard, in its session."""
        return self._state()[1]

    @dbus_property(access=READ)
    def CanGoNext(self) -> DBusBool:
        """Yes."""
        return True

    @dbus_property(access=READ)
    def CanGoPrevious(self) -> DBusBool:
        """Yes."""
        return True

    @dbus_property(access=READ)
    def CanPlay(self) -> DBusBool:
        """Yes."""
        return True

    @dbus_property(access=READ)
    def CanPause(self) -> DBusBool:
        """Yes."""
        return True

    @dbus_property(access=READ)
    def CanSeek(self) -> DBusBool:
        """Yes."""
        return True

    @dbus_property(access=READ)
    def CanControl(self) -> DBusBool:
        """Yes."""
        return True

    def _position(self) -> int:
        return microseconds(self._console.status.position)

    def _state(self) -> tuple[str, dict[str, Variant]]:
        """What the desktop shows: the state and the metadata."""
        status, captions = self._console.status, self._console.captions
        heading = captions.heading(status.position)
        metadata = {
            "mpris:trackid": Variant("o", TRACK),
            "mpris:length": Variant("x", microseconds(captions.frames)),
            "xesam:title": Variant("s", heading.title if heading else captions.title),
            "xesam:album": Variant("s", captions.title),
            "xesam:artist": Variant("as", ["voicemat"]),
        }
        if heading is not None:
            metadata["xesam:trackNumber"] = Variant("i", heading.number)
        return playback(status.state), metadata
