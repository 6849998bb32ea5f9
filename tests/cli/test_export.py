from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import soundfile

Write = Callable[[str, str], Path]

RATE = 48_000

NOON = """\
---
title: Noon
options:
  name: friend
---
Good day, {name}.
[rest]
"""


def frames(path: Path) -> int:
    """The length that a decoder gives."""
    return int(soundfile.info(path).frames)


def test_a_bundled_routine_by_name(run: Any, folder: Path) -> None:
    said = run("export", "sleep", "--length", "15m", "--voice", "silent", "-o", "night.wav")
    assert (said.returncode, said.stdout) == (0, "night.wav  15:00, 259.2 MB\n")
    assert frames(folder / "night.wav") == 15 * 60 * RATE
    assert [path.name for path in folder.iterdir()] == ["night.wav"]
    assert said.stderr == (
        "warning[length-outside-range]: 15 min is outside 20 min to 1 h, "
        "where the author has judged the routine good\n"
    )


def test_a_script_by_its_path_is_named_by_its_title(run: Any, write: Write, folder: Path) -> None:
    write("scripts/noon.md", NOON.replace("Noon", '"Noon: a rest?"'))
    said = run("export", "scripts/noon.md", "-l", "20s", "--voice", "silent")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout == "Noon a rest.mp3  0:20, 0.3 MB\n"
    assert frames(folder / "Noon a rest.mp3") == 20 * RATE


def test_a_routine_of_ones_own_by_name(
    run: Any, environment: Mapping[str, str], folder: Path
) -> None:
    library = Path(environment["VOICEMAT_LIBRARY"])
    library.mkdir()
    (library / "my-noon.md").write_text(NOON)
    said = run("export", "My Noon", "-l", "20s", "--voice", "silent")
    assert (said.returncode, said.stderr) == (0, "")
    assert (folder / "Noon.mp3").exists()


def test_into_a_folder(run: Any, write: Write, folder: Path) -> None:
    write("noon.md", NOON)
    (folder / "phone").mkdir()
    for target in ("phone", "phone/"):
        said = run("export", "noon.md", "-l", "20s", "--voice", "silent", "-o", target)
        assert (said.returncode, said.stderr) == (0, "")
        (folder / "phone" / "Noon.mp3").unlink()


def test_into_a_folder_that_is_not_there(run: Any, write: Write, folder: Path) -> None:
    write("noon.md", NOON)
    said = run("export", "noon.md", "-l", "20s", "--voice", "silent", "-o", "phone/")
    assert (said.returncode, said.stdout) == (4, "")
    assert said.stderr == (
        "voicemat: phone/Noon.mp3 cannot be written: there is no folder phone\n"
        "  create the folder or choose another\n"
    )
    assert [path.name for path in folder.iterdir()] == ["noon.md"]


@pytest.mark.parametrize(
    ("arguments", "name", "kind"),
    [
        (["-o", "a.mp3"], "a.mp3", "MP3"),
        (["-o", "a.WAV"], "a.WAV", "WAV"),
        (["-o", "a"], "a.mp3", "MP3"),
        (["-o", "a", "-f", "wav"], "a.wav", "WAV"),
        (["-f", "wav"], "Noon.wav", "WAV"),
        (["-f", "flac"], "Noon.flac", "FLAC"),
        (["-o", "a.opus"], "a.opus", "OGG"),
    ],
)
def test_the_format_follows_the_name(
    run: Any, write: Write, folder: Path, arguments: list[str], name: str, kind: str
) -> None:
    write("noon.md", NOON)
    said = run("export", "noon.md", "-l", "20s", "--voice", "silent", *arguments)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith(f"{name}  0:20, ")
    assert soundfile.info(folder / name).format == kind


def test_an_unknown_suffix(run: Any, write: Write, folder: Path) -> None:
    write("noon.md", NOON)
    said = run("export", "noon.md", "-l", "20s", "--voice", "silent", "-o", "noon.ogg")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == (
        'voicemat: there is no file format named "ogg"\n'
        "  choose one of: flac, m4a, m4b, mp3, opus, wav\n"
    )
    assert [path.name for path in folder.iterdir()] == ["noon.md"]


@pytest.mark.parametrize(
    ("arguments", "seconds_of_size"),
    [
        ([], 3 * 64),  # of speech alone: one channel
        (["--music", "rain"], 3 * 128),
        (["--music", "rain", "--quality", "small"], 3 * 64),
        (["--music", "rain", "--quality", "96k"], 3 * 96),
        (["--music", "rain", "--mono"], 3 * 64),
        (["--music", "rain", "--mono", "-q", "320"], 3 * 320),
    ],
)
def test_quality_and_channels(
    run: Any, write: Write, folder: Path, arguments: list[str], seconds_of_size: int
) -> None:
    write("noon.md", NOON)
    said = run("export", "noon.md", "-l", "20s", "--voice", "silent", "-o", "a.mp3", *arguments)
    assert (said.returncode, said.stderr) == (0, "")
    data = (folder / "a.mp3").read_bytes()
    frames = len(data) - data.index(b"Info")
    # 41 and two thirds MP3 frames a second, the first of them for the tag.
    assert frames == pytest.approx(seconds_of_size * (20 * RATE / 1152 + 2), abs=seconds_of_size)
    channels = 1 if "--mono" in arguments or not arguments else 2
    assert soundfile.info(folder / "a.mp3").channels == channels


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["-q", "best"],
            'there is no quality "best"\n'
            "  choose small, standard, high, or a bit rate in kb/s such as 96k\n",
        ),
        (
            ["-q", "100k"],
            "MP3 cannot have 100 kb/s\n"
            "  choose small (64k), standard (128k), high (192k), or "
            "48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320 kb/s\n",
        ),
        (
            ["-q", "96k", "-f", "wav"],
            "WAV cannot have 96 kb/s: it keeps every sample\n"
            "  choose small (16 bit), standard (24 bit), high (24 bit)\n",
        ),
    ],
)
def test_a_quality_that_there_is_not_is_told_before_anything_is_spoken(
    run: Any, write: Write, folder: Path, arguments: list[str], told: str
) -> None:
    write("noon.md", NOON)
    said = run("export", "noon.md", "-l", "20s", *arguments)
    assert (said.returncode, said.stdout, said.stderr) == (2, "", f"voicemat: {told}")
    assert [path.name for path in folder.iterdir()] == ["noon.md"]


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere"
)
def test_a_folder_that_may_not_be_written(run: Any, write: Write, folder: Path) -> None:
    write("noon.md", NOON)
    (folder / "locked").mkdir(mode=0o500)
    said = run("export", "noon.md", "-l", "20s", "--voice", "silent", "-o", "locked/")
    assert (said.returncode, said.stdout) == (4, "")
    assert "no permission" in said.stderr


def test_a_choice_of_the_listener(run: Any, write: Write) -> None:
    write("noon.md", NOON)
    shown = run("show", "noon.md", "-l", "20s", "--voice", "silent", "--set", "name=Ana")
    assert "Good day, Ana." in shown.stdout
    said = run("export", "noon.md", "-l", "20s", "--voice", "silent", "--set", "nme=Ana")
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == (
        'error[unknown-option]: this routine has no option "nme"\n'
        '    = did you mean "name"?\n'
        "    = its options: name\n"
        "1 error\n"
    )


def test_too_short_says_what_is_possible_and_that_works(run: Any) -> None:
    said = run("export", "sleep", "--length", "5m", "--voice", "silent", "-o", "night.wav")
    assert (said.returncode, said.stdout) == (1, "")
    told = re.search(
        r"^error\[too-short\]: 5 min is too short: with this voice the shortest is (.*)\n"
        r"    = speech takes .*; ask for \1, or add --nearest$",
        said.stderr,
        re.MULTILINE,
    )
    assert told, said.stderr
    assert said.stderr.endswith("1 error, 1 warning\n")
    shortest = told.group(1)
    assert run("show", "sleep", "--length", shortest, "--voice", "silent").returncode == 0


def test_one_second_less_than_the_shortest_is_too_short(run: Any, write: Write) -> None:
    # What is told must be the shortest, not just something that works.
    write("noon.md", "Good day.\n[pause 20-60 s]\n")
    said = run("show", "noon.md", "--length", "5s", "--voice", "silent")
    seconds = int(re.search(r"the shortest is (\d+) s", said.stderr)[1])  # type: ignore[index]
    for length, code in ((seconds, 0), (seconds - 1, 1)):
        assert (
            run("show", "noon.md", "--length", f"{length}s", "--voice", "silent").returncode == code
        )


def test_too_long_says_what_is_possible_and_that_works(run: Any, write: Write) -> None:
    write("noon.md", "Good day.\n[pause 20-60 s]\n")
    said = run("show", "noon.md", "--length", "5m", "--voice", "silent")
    assert (said.returncode, said.stdout) == (1, "")
    longest = re.search(r"the routine lasts (.*)\n", said.stderr)[1]  # type: ignore[index]
    assert run("show", "noon.md", "--length", longest, "--voice", "silent").returncode == 0


def test_the_nearest_length(run: Any, write: Write, folder: Path) -> None:
    write("noon.md", "Good day.\n[pause 5-10 s]\n")
    said = run("export", "noon.md", "-l", "1s", "--nearest", "--voice", "silent", "-o", "a.wav")
    assert said.returncode == 0
    shortest = frames(folder / "a.wav")
    said = run("export", "noon.md", "-l", "1h", "--nearest", "--voice", "silent", "-o", "b.wav")
    assert said.returncode == 0
    assert frames(folder / "b.wav") - shortest == 5 * RATE


def test_a_file_that_was_there_is_replaced_only_when_asked(
    run: Any, write: Write, folder: Path
) -> None:
    write("noon.md", NOON)
    (folder / "Noon.mp3").write_bytes(b"something else")
    said = run("export", "noon.md", "-l", "20s", "--voice", "silent")
    assert (said.returncode, said.stdout) == (4, "")
    assert said.stderr == (
        "voicemat: Noon.mp3 is there already\n"
        "  add --overwrite to replace it, or choose another name or folder\n"
    )
    assert (folder / "Noon.mp3").read_bytes() == b"something else"
    said = run("export", "noon.md", "-l", "20s", "--voice", "silent", "--overwrite")
    assert said.returncode == 0
    assert frames(folder / "Noon.mp3") == 20 * RATE


def test_what_stands_beside_a_file_is_not_replaced_either(
    run: Any, write: Write, folder: Path
) -> None:
    write("noon.md", NOON)
    (folder / "Noon.lrc").write_text("a person's own")
    said = run("export", "noon.md", "-l", "20s", "--voice", "silent", "--with", "lrc")
    assert said.returncode == 4
    assert said.stderr.startswith("voicemat: Noon.lrc is there already\n")
    assert not (folder / "Noon.mp3").exists()


def test_two_exports_to_one_name(start: Any, write: Write, folder: Path) -> None:
    write("noon.md", NOON)
    arguments = ["export", "noon.md", "-l", "2h", "--voice", "silent", "-o", "a.wav"]
    first = start(*arguments)
    while not list(folder.glob(".voicemat-*.part")):
        assert first.poll() is None
        time.sleep(0.02)
    _, err = (second := start(*arguments)).communicate(timeout=60)
    assert second.returncode == 4
    assert err == (
        "voicemat: a.wav is being written by another export\n"
        "  wait until it has ended, or choose another name\n"
    )
    first.terminate()
    first.communicate(timeout=30)
    assert [path.name for path in folder.iterdir()] == ["noon.md"]


def test_a_cache_that_cannot_be_written(run: Any, write: Write, folder: Path) -> None:
    write("noon.md", NOON)
    (folder / "file").touch()
    cache = folder / "file" / "cache"
    said = run(
        "export", "noon.md", "-l", "20s", "--voice", "silent", "-o", "a.mp3",
        VOICEMAT_CACHE=str(cache),
    )  # fmt: skip
    # Recordings can be made again each time; decoded sounds need a place on the disk.
    assert (said.returncode, said.stdout) == (4, "")
    assert said.stderr == (
        f"note: {cache / 'recordings'}: recordings cannot be kept there (Not a directory); "
        "the next session has to make them again\n"
        f"voicemat: {cache / 'sounds'}: decoded sound could not be kept there (Not a directory)\n"
        "  free some room, or choose another cache folder\n"
    )
    assert not (folder / "a.mp3").exists()


def test_two_at_once_into_one_cache(start: Any, write: Write, folder: Path) -> None:
    write("noon.md", NOON)
    cache = str(folder / "fresh")
    running = [
        start(
            "export", "noon.md", "-l", "20s", "--voice", "silent", "-o", f"{number}.mp3",
            VOICEMAT_CACHE=cache,
        )
        for number in range(2)
    ]  # fmt: skip
    for process in running:
        out, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, ""), out
    assert (folder / "0.mp3").read_bytes() == (folder / "1.mp3").read_bytes()
    shutil.rmtree(cache)


def test_a_proof_stands_beside_the_file(run: Any, write: Write, folder: Path) -> None:
    write("noon.md", NOON)
    said = run("export", "noon.md", "-l", "20s", "--set", "name=Ada", "--proof")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.splitlines()[1] == "Noon.proof.html  16 checks, all held"
    assert sorted(path.name for path in folder.iterdir()) == [
        "Noon.mp3", "Noon.proof.html", "Noon.proof.json", "noon.md",
    ]  # fmt: skip
    proof = json.loads((folder / "Noon.proof.json").read_text("utf-8"))
    assert proof["held"] is True
    assert proof["measurements"]["asked"] == proof["measurements"]["frames"] == 20 * RATE
    assert [one["text"] for one in proof["sentences"]] == ["Good day, Ada."]


def test_a_failed_proof_keeps_the_file_from_appearing(run: Any, write: Write, folder: Path) -> None:
    write("noon.md", NOON)
    # A voice that says nothing: its sentences cannot be heard.
    said = run("export", "noon.md", "-l", "20s", "--voice", "silent", "--proof")
    assert (said.returncode, said.stdout) == (5, "")
    assert said.stderr.startswith("voicemat: Noon.mp3 fails its proof, and is not kept\n")
    assert (
        'Every sentence heard at its place: 0:04: "Good day, friend." is not heard' in said.stderr
    )
    assert "Noon.proof.html shows it all" in said.stderr
    assert sorted(path.name for path in folder.iterdir()) == [
        "Noon.proof.html", "Noon.proof.json", "noon.md",
    ]  # fmt: skip
