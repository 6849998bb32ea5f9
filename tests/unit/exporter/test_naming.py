"""File names for titles."""

from __future__ import annotations

import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicemat.exporter.naming import MAX_BYTES, file_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Sleep on the mat", "Sleep on the mat.mp3"),
        (
            "Schlaf auf der Matte für Žofie 深い眠り 🌙",
            "Schlaf auf der Matte für Žofie 深い眠り 🌙.mp3",
        ),
        ("Tai chi: part 1/2", "Tai chi part 1 2.mp3"),
        ("What?", "What.mp3"),
        ("  ...and rest...  ", "and rest.mp3"),
        ("line\nbreak\tand\x00nul", "line break and nul.mp3"),
        ("con", "_con.mp3"),
        ("Nul.the end", "_Nul.the end.mp3"),
        ("COM¹", "_COM¹.mp3"),
        ("aux : x", "aux x.mp3"),
        ("lpt1 .x", "_lpt1 .x.mp3"),
        ("console", "console.mp3"),
        ("", "session.mp3"),
        ("???", "session.mp3"),
        ("half \ud83c\udf19 a pair", "half a pair.mp3"),
        ("../../etc/passwd", "etc passwd.mp3"),
        ("safe\u202egnp.exe", "safe gnp.exe.mp3"),
    ],
)
def test_titles(title: str, name: str) -> None:
    assert file_name(title, ".mp3") == name


def test_the_form_is_composed() -> None:
    assert file_name("fu\u0308r", ".mp3") == "f\u00fcr.mp3"


def test_a_long_title_is_cut_between_characters_and_keeps_its_suffix() -> None:
    name = file_name("深" * 200, ".mp3")
    assert name == "深" * 46 + ".mp3"
    assert len(name.encode()) <= MAX_BYTES


def test_a_cut_leaves_no_space_or_dot_at_the_end() -> None:
    assert file_name("a" * 138 + " . b", ".mp3") == "a" * 138 + ".mp3"


@given(st.text(st.characters() | st.characters(categories=["Cs", "Cc"]), max_size=300))
def test_any_title_gives_a_safe_name(title: str) -> None:
    name = file_name(title, ".mp3")
    stem = name.removesuffix(".mp3")
    assert name.endswith(".mp3")
    assert stem
    assert len(name.encode()) <= 143
    assert unicodedata.is_normalized("NFC", name)
    assert not set(name) & set('<>:"/\\|?*')
    assert all(ord(character) >= 32 and ord(character) != 127 for character in name)
    assert stem == stem.strip(". ")
    devices = ["CON", "PRN", "AUX", "NUL"]
    devices += [port + digit for port in ("COM", "LPT") for digit in "0123456789¹²³"]
    assert stem.split(".")[0].rstrip(" ").upper() not in devices
    assert file_name(stem, ".mp3") == name


@given(st.text(max_size=300))
def test_the_file_system_here_takes_it_and_lists_it_unchanged(title: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        name = file_name(title, ".wav")
        assert not set(name) & set("/\\")  # or it would be made elsewhere
        (Path(folder) / name).touch()
        assert [file.name for file in Path(folder).iterdir()] == [name]
