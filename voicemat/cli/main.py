"""The application, and the one place that maps every failure to a message and an exit code."""

from __future__ import annotations

import errno
import platform
import signal
import sys
import traceback
from types import FrameType
from typing import Annotated

import typer

from voicemat.cli import (
    cache,
    check,
    config,
    diff,
    doctor,
    edit,
    export,
    fmt,
    hear,
    import_,
    listing,
    new,
    play,
    read,
    say,
    share,
    show,
    voices,
)
from voicemat.errors import FileError, VoicematError
from voicemat.version import __version__

BUG = 70

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)

app = typer.Typer(
    name="voicemat",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"voicemat {__version__}")
        raise typer.Exit


@app.callback(
    epilog="A first evening:  [bold]voicemat play sleep[/]   or, for the phone:  "
    "[bold]voicemat export sleep --length 20m[/]"
)
def root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Say which version."),
    ] = False,
) -> None:
    """Guided meditation for the acupressure mat, spoken by your own computer.

    A routine is a text that anybody can edit. Everything works offline and stays with you.
    """


LISTEN = "Listen"
WRITE = "Write"
app.command("play", rich_help_panel=LISTEN)(play.play)
app.command("export", rich_help_panel=LISTEN)(export.export)
app.command("share", rich_help_panel=LISTEN)(share.share)
app.command("hear", rich_help_panel=LISTEN)(hear.hear)
app.command("list", rich_help_panel=LISTEN)(listing.list_)
app.add_typer(voices.app, name="voices", rich_help_panel=LISTEN)
app.command("say", rich_help_panel=WRITE)(say.say)
app.command("show", rich_help_panel=WRITE)(show.show)
app.command("new", rich_help_panel=WRITE)(new.new)
app.command("edit", rich_help_panel=WRITE)(edit.edit)
app.command("check", rich_help_panel=WRITE)(check.check)
app.command("fmt", rich_help_panel=WRITE)(fmt.fmt)
app.command("diff", rich_help_panel=WRITE)(diff.diff)
app.command("read", rich_help_panel=WRITE)(read.read)
app.command("import", rich_help_panel=WRITE)(import_.import_)
app.command("config", rich_help_panel=WRITE)(config.config)
app.command("cache", rich_help_panel=WRITE)(cache.cache)
app.command("doctor", rich_help_panel=LISTEN)(doctor.doctor)


def _stop(number: int, _: FrameType | None) -> None:
    # An exception, so that what is half done is cleaned up on the way out.
    raise SystemExit(128 + number)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code: 130 after Ctrl-C, 143 after SIGTERM."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        # What is ignored (as under nohup) stays ignored.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    sys.exit(_run(sys.argv[1:] if arguments is None else arguments))


def _run(arguments: list[str]) -> int:
    try:
        app(arguments, prog_name="voicemat")
    except VoicematError as error:
        return _complain(error)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except OSError as error:
        if error.errno not in NO_ROOM or error.filename is not None:
            _confess()
            return BUG
        # Standard output: files of ours raise FileError. It would fail again while exiting.
        sys.stdout = None
        return _complain(FileError(f"the output cannot be written: {error.strerror}"))
    except Exception:  # noqa: BLE001  # the last resort: every bug ends here, in words
        _confess()
        return BUG
    return 0


def _complain(error: VoicematError) -> int:
    """Say what went wrong; the exit code."""
    # The findings of a script bring their own layout.
    lead = "" if error.exit_code == 1 else "voicemat: "
    typer.echo(f"{lead}{error.message}", err=True)
    if error.advice:
        typer.echo(f"  {error.advice}", err=True)
    return error.exit_code


def _confess() -> None:
    traceback.print_exc()
    typer.echo(
        "\nvoicemat: this is a mistake in the program, not one of yours.\n"
        "  Please report it with the lines above and this one: "
        f"voicemat {__version__}, Python {platform.python_version()}, {platform.platform()}",
        err=True,
    )
