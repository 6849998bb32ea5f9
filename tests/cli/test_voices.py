"""The command, against a real server in the place of the publishers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.publisher import Publisher, publishing

pytestmark = pytest.mark.slow

JOE = "en_US-joe-medium"
THORSTEN = "de_DE-thorsten-medium"
CARD = b"# Model card\n\n* License: CC0\n\x1b]0;owned\x07\n"


@pytest.fixture
def publisher(environment: dict[str, str]) -> Iterator[Publisher]:
    """Publishes two Piper voices that hold no model, in the place of the public catalogue."""
    with publishing() as publisher:
        publisher.publish_piper(
            {
                name: {
                    f"{name}.onnx": b"model" * 50_000,
                    f"{name}.onnx.json": b'{"num_speakers": 1, "audio": {"sample_rate": 22050, '
                    b'"quality": "medium"}, "espeak": {"voice": "de"}, "phoneme_id_map": {}}',
                    "MODEL_CARD": CARD,
                }
                for name in (JOE, THORSTEN)
            }
        )
        environment["VOICEMAT_PIPER_URL"] = environment["VOICEMAT_KOKORO_URL"] = publisher.base
        yield publisher


@pytest.fixture
def voices(environment: Mapping[str, str]) -> Path:
    """The folder of the installed voices."""
    return Path(environment["VOICEMAT_MODELS"])


def installed(voices: Path) -> list[str]:
    return sorted(path.name for path in voices.glob("[!.]*"))


def test_the_table_tells_what_is_there_and_what_can_be(run: Any) -> None:
    said = run("voices", COLUMNS="140")
    assert (said.returncode, said.stderr) == (0, "")
    rows = {line.split()[0]: line for line in said.stdout.splitlines()}
    told = " ".join(rows["heart"].split())
    assert told == "heart en-US woman, warm, calm heart high 8 MB Apache-2.0 installed"
    assert "en-GB, en-US" in rows["kokoro"]
    assert "121 MB" in rows["kokoro"]
    assert rows["kokoro"].rstrip().endswith("voicemat voices install kokoro")
    assert run("list", "voices", COLUMNS="140").stdout == said.stdout


@pytest.mark.parametrize("columns", ["40", "80", "100"])
def test_the_table_says_the_same_in_any_width(run: Any, columns: str) -> None:
    said = run("voices", COLUMNS=columns).stdout
    for word in ("heart", "en-US", "woman, warm, calm", "Apache-2.0", "28 voices"):
        assert word in " ".join(said.split())
    if columns == "80":
        assert max(map(len, said.splitlines())) <= 80


def test_one_language_alone(run: Any, publisher: Publisher) -> None:
    british = run("voices", "--language", "en-GB").stdout
    assert "kokoro" in british
    assert "8 voices" in british
    assert "heart" not in british
    said = run("voices", "--language", "zxx")
    assert said.returncode == 2
    assert "voicemat voices available zxx" in said.stderr
    assert run("voices", "install", THORSTEN, "--yes").returncode == 0
    assert THORSTEN in run("voices", "--language", "de").stdout


def test_a_long_catalogue_is_one_line_of_the_table(run: Any, publisher: Publisher) -> None:
    names = [f"{code}-anna-low" for code in ("de_DE", "de_AT", "fr_FR", "fr_CA", "it_IT", "es_ES")]
    publisher.publish_piper(
        {name: {f"{name}.onnx": b"", f"{name}.onnx.json": b""} for name in names}
    )
    assert run("voices", "available").returncode == 0
    shown = run("voices", COLUMNS="140").stdout
    assert "anna" not in shown
    (line,) = (line for line in shown.splitlines() if line.startswith("more "))
    assert " ".join(line.split()) == "more 4 languages 6 voices piper voicemat voices available"
    german = run("voices", "--language", "de").stdout
    assert "de_DE-anna-low" in german
    assert "voicemat voices install de_AT-anna-low" in german


def test_the_catalogue(run: Any, publisher: Publisher, voices: Path) -> None:
    said = run("voices", "available", COLUMNS="160")
    assert (said.returncode, said.stderr) == (0, "")
    assert [line.split()[0] for line in said.stdout.splitlines()[:3]] == ["kokoro", JOE, THORSTEN]
    assert run("voices", "install", COLUMNS="160").stdout == said.stdout
    german = run("voices", "available", "de").stdout
    assert THORSTEN in german
    assert "German" in german
    assert JOE not in german
    nothing = run("voices", "available", "tlh")
    assert (nothing.returncode, nothing.stdout) == (2, "")
    assert "languages: de, en" in nothing.stderr
    publisher.files.clear()
    assert JOE in run("voices", "available").stdout  # from the copy


def test_a_voice_is_installed_with_its_licence_shown_first(
    run: Any, publisher: Publisher, voices: Path
) -> None:
    said = run("voices", "install", THORSTEN, "--yes")
    assert said.returncode == 0
    assert said.stdout.index("* License: CC0") < said.stdout.index("installed in")
    assert "\x1b" not in said.stdout
    assert installed(voices) == [THORSTEN]
    assert (voices / THORSTEN / f"{THORSTEN}.onnx").read_bytes() == b"model" * 50_000
    asked = len(publisher.requests)
    again = run("voices", "install", THORSTEN, "--yes")
    assert "is installed already" in again.stdout
    assert len(publisher.requests) == asked
    assert "installed" in run("voices", "available", "de").stdout
    assert run("voices", "remove", THORSTEN).stdout == f"{THORSTEN} is removed\n"
    assert installed(voices) == []
    said = run("voices", "remove", THORSTEN)
    assert (said.returncode, said.stderr) == (
        2,
        f'voicemat: "{THORSTEN}" was not installed by voicemat\n  nothing is installed\n',
    )


def test_nothing_is_installed_where_nobody_agreed(
    run: Any, publisher: Publisher, voices: Path
) -> None:
    said = run("voices", "install", THORSTEN)
    assert said.returncode == 2
    assert "License: CC0" in said.stdout
    assert f"voicemat voices install {THORSTEN} --yes" in said.stderr
    assert installed(voices) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("answer", "kept"), [("n\n", []), ("\n", []), ("y\n", [THORSTEN])])
def test_a_person_is_asked(
    environment: Mapping[str, str],
    publisher: Publisher,
    voices: Path,
    folder: Path,
    answer: str,
    kept: list[str],
) -> None:
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "voicemat", "voices", "install", THORSTEN],
        cwd=folder,
        env=environment,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        os.write(ours, answer.encode())
        out, err = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert (process.returncode, err) == (0, "")
    assert "Install it under this licence?" in out
    assert installed(voices) == kept
    assert ("nothing was installed" in out) is not kept or kept


def test_an_unknown_name_names_the_near_ones(run: Any, publisher: Publisher) -> None:
    said = run("voices", "install", "de_DE-torsten-medium", "--yes")
    assert said.returncode == 2
    assert f"near it: {THORSTEN}" in said.stderr


@pytest.mark.slow
def test_a_server_that_is_gone_is_said_in_words(
    run: Any, environment: dict[str, str], voices: Path
) -> None:
    environment["VOICEMAT_PIPER_URL"] = "http://127.0.0.1:9"
    said = run("voices", "install", THORSTEN, "--yes")
    assert said.returncode == 3
    assert "http://127.0.0.1:9/voices.json" in said.stderr
    assert "look at the connection" in said.stderr
    assert installed(voices) == []


def test_a_killed_installation_leaves_nothing_half_and_is_gone_on_with(
    run: Any,
    start: Callable[..., subprocess.Popen[str]],
    publisher: Publisher,
    voices: Path,
) -> None:
    (path,) = (path for path in publisher.files if path.endswith(f"{THORSTEN}.onnx"))

    def half(answer: Any) -> None:
        answer.send_response(200)
        answer.send_header("Content-Length", str(len(answer.content)))
        answer.end_headers()
        answer.wfile.write(answer.content[:100_000])
        publisher.hang(answer)

    publisher.troubles[path].append(half)
    part = voices / ".installing" / THORSTEN / f"{THORSTEN}.onnx.part"
    with start("voices", "install", THORSTEN, "--yes") as process:
        deadline = time.monotonic() + 30
        while not (part.exists() and part.stat().st_size) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.kill()
        process.communicate()
    assert installed(voices) == []
    had = part.stat().st_size
    assert 0 < had <= 100_000
    publisher.requests.clear()
    assert run("voices", "install", THORSTEN, "--yes").returncode == 0
    assert (path, f"bytes={had}-") in publisher.requests
    assert installed(voices) == [THORSTEN]


def test_wrong_bytes_are_not_installed(run: Any, publisher: Publisher, voices: Path) -> None:
    (path,) = (path for path in publisher.files if path.endswith(f"{THORSTEN}.onnx"))
    publisher.files[path] = b"MODEL" * 50_000
    said = run("voices", "install", THORSTEN, "--yes")
    assert said.returncode == 3
    assert "not the file that was published" in said.stderr
    assert installed(voices) == []


def test_kokoro_is_installed_from_the_published_files(
    run: Any, publisher: Publisher, voices: Path, kokoro_files: Path
) -> None:
    """The digests are those in the program: the files are the public ones, byte for byte."""
    for file in kokoro_files.iterdir():
        publisher.files[f"/{file.name}"] = file.read_bytes()
    said = run("voices", "install", "kokoro", "--yes")
    assert (said.returncode, said.stderr) == (0, "")
    assert "licence: Apache-2.0" in said.stdout
    assert installed(voices) == ["kokoro"]
    shown = run("voices", "--language", "en-GB", COLUMNS="140").stdout
    assert sum(line.startswith(("bf_", "bm_")) for line in shown.splitlines()) == 8
    assert "voicemat voices install" not in shown


def test_a_voice_that_is_not_installed_says_how_to_install_it(run: Any) -> None:
    said = run("voices", "try", "am_michael")
    assert said.returncode == 3
    assert said.stderr == (
        'voicemat: the voice "am_michael" is not installed\n  voicemat voices install kokoro\n'
    )


def test_a_sentence_is_tried(run: Any, folder: Path) -> None:
    said = run("voices", "try", "heart", "Rest now.", "--output", "wav:heard.wav")
    assert (said.returncode, said.stderr) == (0, "")
    assert "Rest now." in said.stdout
    assert (folder / "heard.wav").stat().st_size > 48_000
    said = run("voices", "try", "heart", "-o", "heart.mp3")
    assert said.stdout == "heart.mp3\n"
    assert (folder / "heart.mp3").stat().st_size > 10_000
    assert run("voices", "try", "hart").returncode == 2


def test_nothing_to_say_is_said(run: Any) -> None:
    said = run("voices", "try", "heart", "🙂")
    assert said.returncode == 2
    assert "nothing to say" in said.stderr


def test_voices_are_compared_each_by_its_name(run: Any, folder: Path) -> None:
    said = run("voices", "compare", "Rest now.", "--output", "wav:all.wav", "--language", "en-US")
    assert said.returncode == 0
    assert "Chapter 1: heart" in said.stdout
    assert "silent" not in said.stdout
    assert run("voices", "compare", "Rest now.", "--language", "en-US", "-o", "all").returncode == 0
    assert (folder / "all" / "heart.wav").exists()
    nobody = run("voices", "compare", "Rest now.", "--language", "zxx")
    assert nobody.returncode == 2
    assert "voicemat voices available zxx" in nobody.stderr


def test_a_crowd_of_voices_is_one_line(folder: Path, run: Any, environment: dict[str, str]) -> None:
    """An engine of another package, with a voice for each of very many languages."""
    info = folder / "crowd-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: crowd\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[voicemat.engines]\ncrowd = crowd:Crowd\n")
    (folder / "crowd.py").write_text(
        "from voicemat.speech.engine import Voice\n"
        "from voicemat.speech.engines.silent import SilentEngine\n"
        "class Crowd(SilentEngine):\n"
        "    name = 'crowd'\n"
        "    def voices(self):\n"
        "        return tuple(\n"
        "            Voice(name=f'v{n}', language=f'q{chr(97 + n)}-XX', description='')\n"
        "            for n in range(25)\n"
        "        )\n"
    )
    environment["PYTHONPATH"] = os.pathsep.join(
        [str(folder), environment.get("PYTHONPATH", ""), str(Path(__file__).parents[2])]
    )
    shown = run("voices", COLUMNS="140").stdout
    (line,) = (line for line in shown.splitlines() if "crowd" in line)
    assert " ".join(line.split()).startswith("crowd 25 languages 25 voices")
    assert "v7 " in run("voices", "--language", "qh").stdout
