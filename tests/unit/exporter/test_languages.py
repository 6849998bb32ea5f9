"""Language codes for tags."""

from __future__ import annotations

import pytest

from voicemat.exporter.languages import iso_639_2


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "eng"),
        ("en-GB", "eng"),
        ("EN_us", "eng"),
        ("de-AT", "deu"),
        ("fr", "fra"),
        ("pt-BR", "por"),
        ("zh-Hant-TW", "zho"),
        ("ja", "jpn"),
        ("uk", "ukr"),
        ("gsw-CH", "gsw"),
        ("xx", "und"),
        ("", "und"),
        ("x-private", "und"),
    ],
)
def test_codes(tag: str, code: str) -> None:
    assert iso_639_2(tag) == code
