"""Covers as a routine, its check, its session and its files have them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

import voicemat
from voicemat import config as configuration
from voicemat.audition import Layer, audition
from voicemat.checking import check_routine
from voicemat.production import Order, produce
from voicemat.studio import Studio


@pytest.fixture(autouse=True)
def own_home(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("VOICEMAT_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("VOICEMAT_VOICE", "silent")
    monkeypatch.chdir(tmp_path)


def own(folder: Path, cover: str) -> str:
    path = folder / "noon.md"
    path.write_text(
        f"---\ncover: {cover}\n---\nGood day. I will be quiet for a while now.\n[rest]\n",
        encoding="utf-8",
    )
    return str(path)


def colour(jpeg: bytes) -> tuple[int, ...]:
    pixel = Image.open(BytesIO(jpeg)).getpixel((20, 20))
    assert isinstance(pixel, tuple)
    return pixel


def test_a_session_has_the_cover_of_its_routine() -> None:
    routine = voicemat.load("feet")
    session = routine.compile("2m")
    assert session.cover() == routine.cover()
    assert Image.open(BytesIO(session.cover())).size == (1400, 1400)
    assert session.cover() != voicemat.load("energy").cover()
    produced = produce(Order(routine="feet", length="2m", path="feet.wav"), session.studio)
    assert produced.metadata.cover == session.cover()


def test_a_file_made_from_python_holds_it(tmp_path: Path) -> None:
    from mutagen.id3 import ID3

    session = voicemat.load("feet").compile("2m")
    (picture,) = ID3(session.export(tmp_path / "feet.mp3")).getall("APIC")
    assert (picture.mime, picture.data) == ("image/jpeg", session.cover())


def test_a_copy_of_a_bundled_routine_keeps_its_cover(tmp_path: Path) -> None:
    bundled = voicemat.load("feet").cover()
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "Feet.md").write_text("---\ntitle: Mine\n---\nGood day.\n")
    mine = voicemat.load("feet")
    assert mine.title == "Mine"
    assert mine.cover() == bundled


def test_an_own_picture_is_found_beside_the_script(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    Image.new("RGB", (300, 200), (180, 40, 40)).save(tmp_path / "pictures" / "red.png")
    routine = voicemat.load(own(tmp_path, "pictures/red.png"))
    assert colour(routine.cover())[0] > 150
    assert Image.open(BytesIO(routine.compile("20s").cover())).size == (200, 200)
    assert not check_routine(routine)
    absolute = voicemat.load(own(tmp_path, str(tmp_path / "pictures" / "red.png")))
    assert absolute.cover() == routine.cover()


def test_a_missing_picture_is_found_at_its_place(tmp_path: Path) -> None:
    routine = voicemat.load(own(tmp_path, "none.jpg"))
    (finding,) = routine.diagnostics
    assert finding.kind == "unknown-cover"
    assert finding.span is not None
    assert (finding.span.line, finding.span.column, finding.span.length) == (2, 8, 8)
    with pytest.raises(voicemat.ScriptError, match=r"no picture .none\.jpg"):
        routine.compile()


def test_a_broken_picture_is_found_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    path = own(tmp_path, "broken.jpg")
    routine = voicemat.load(path)
    (found,) = check_routine(routine)
    assert found.diagnostic.kind == "bad-cover"
    assert found.diagnostic.span is not None
    assert (found.diagnostic.span.line, found.diagnostic.span.column) == (2, 8)
    narrated: list[int] = []
    with pytest.raises(voicemat.ScriptError, match="this picture cannot be used"):
        produce(
            Order(routine=path, path="noon.wav"),
            routine.studio,
            narrated=lambda done, _: narrated.append(done),
        )
    assert not narrated
    assert not Path("noon.wav").exists()
    session = routine.compile("20s")  # it is played all the same
    with pytest.raises(voicemat.ScriptError, match=r"noon\.md:2:8"):
        session.export("noon.wav")


def test_what_is_no_routine_has_a_cover_too() -> None:
    studio = Studio(configuration.load(), lambda _: None)
    heard = audition(studio, (Layer(name="rain"),), seconds=5)
    assert Image.open(BytesIO(heard.cover())).size == (1400, 1400)


def test_pictures_are_loaded_when_a_file_is_made_and_not_before(
    environment: Mapping[str, str],
) -> None:
    program = (
        "import sys, voicemat\n"
        "session = voicemat.load('feet').compile('2m')\n"
        "print('PIL' in sys.modules)\n"
        "session.cover()\n"
        "print('PIL' in sys.modules)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program],
        env={**environment, "VOICEMAT_VOICE": "silent"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.split() == ["False", "True"]
