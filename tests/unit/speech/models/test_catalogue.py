from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.publisher import Publisher
from voicemat.errors import UsageError
from voicemat.speech.models.catalogue import Model, card_licence, find, kokoro, piper, speaks
from voicemat.speech.models.download import Downloader, DownloadError
from voicemat.speech.models.index import piper_models

BASE = "https://example.org/voices"

Change = Callable[[dict[str, Any]], None]


def entry(key: str) -> dict[str, Any]:
    code, name, quality = key.split("-")
    folder = f"{code[:2]}/{code}/{name}/{quality}"
    facts = {"size_bytes": 10, "md5_digest": "0" * 32}
    return {
        "language": {"code": code, "name_english": "German"},
        "quality": quality,
        "num_speakers": 1,
        "files": {
            f"{folder}/{file}": facts for file in (f"{key}.onnx", f"{key}.onnx.json", "MODEL_CARD")
        },
    }


def index(*keys: str) -> bytes:
    return json.dumps({key: entry(key) for key in keys}).encode()


def test_a_voice_of_the_index_becomes_something_to_install() -> None:
    models = piper(index("de_DE-thorsten-medium"), BASE)
    model = models["de_DE-thorsten-medium"]
    assert (model.language, model.description) == ("de-DE", "thorsten, German")
    assert model.size == 30
    assert model.card is not None
    folder = f"{BASE}/de/de_DE/thorsten/medium"
    assert model.card.url == f"{folder}/MODEL_CARD"
    assert model.files[0].url == f"{folder}/de_DE-thorsten-medium.onnx"
    assert (model.files[0].algorithm, model.files[0].digest) == ("md5", "0" * 32)


def test_a_name_may_have_letters_of_its_own_language() -> None:
    models = piper(index("pt_PT-tugão-medium"), BASE)
    assert models["pt_PT-tugão-medium"].files[0].url.endswith("/pt_PT-tug%C3%A3o-medium.onnx")


def rename(old: str, new: str) -> Change:
    def change(entry: dict[str, Any]) -> None:
        files = entry["files"]
        entry["files"] = {path.replace(old, new): facts for path, facts in files.items()}

    return change


@pytest.mark.parametrize(
    "change",
    [
        rename("MODEL_CARD", "../../.bashrc"),
        rename("MODEL_CARD", "run.exe"),
        rename("de/de_DE", "/etc"),
        rename("de/de_DE", "de\\de_DE"),
        rename("thorsten-medium.onnx", "other-medium.onnx"),
        lambda entry: entry["files"].clear(),
        lambda entry: entry.pop("files"),
        lambda entry: entry.update(num_speakers="many"),
        lambda entry: entry.update(language=None),
        lambda entry: [facts.update(size_bytes=-1) for facts in entry["files"].values()],
        lambda entry: [facts.update(size_bytes="10") for facts in entry["files"].values()],
        lambda entry: [facts.update(md5_digest="") for facts in entry["files"].values()],
        lambda entry: [facts.update(md5_digest=None) for facts in entry["files"].values()],
    ],
)
def test_what_is_not_of_the_known_form_is_left_out(change: Change) -> None:
    entries = json.loads(index("de_DE-thorsten-medium", "de_DE-eva_k-x_low"))
    change(entries["de_DE-thorsten-medium"])
    assert list(piper(json.dumps(entries).encode(), BASE)) == ["de_DE-eva_k-x_low"]


@pytest.mark.parametrize("key", ["../x", "kokoro", ".installing", "de_DE-a/b-c", "de_DE-..-low"])
def test_a_name_that_could_not_be_a_folder_is_left_out(key: str) -> None:
    facts = {"size_bytes": 10, "md5_digest": "0" * 32}
    odd = entry("de_DE-eva_k-x_low")
    odd["files"] = {f"de/{key}.onnx": facts, f"de/{key}.onnx.json": facts}
    entries = {key: odd}
    assert piper(json.dumps(entries).encode(), BASE) == {}


@pytest.mark.parametrize("content", [b"", b"[]", b"<html>", b"\xff\xfe"])
def test_what_is_no_index_is_an_error(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of them
        piper(content, BASE)


def models(*names: str) -> dict[str, Model]:
    return {"kokoro": kokoro(BASE), **piper(index(*names), BASE)}


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("kokorro", "kokoro"),
        ("de_DE-torsten-medium", "de_DE-thorsten-medium, de_DE-thorsten-high"),
        ("thorsten", "de_DE-thorsten-high, de_DE-thorsten-medium"),
        ("de_de-thorsten-medium", "de_DE-thorsten-medium, de_DE-thorsten-high"),
    ],
)
def test_an_unknown_name_names_the_near_ones(name: str, near: str) -> None:
    known = models("de_DE-thorsten-medium", "de_DE-thorsten-high", "fr_FR-siwis-low")
    with pytest.raises(UsageError) as caught:
        find(name, known)
    assert caught.value.advice == f"near it: {near}"


def test_a_name_like_no_other_leads_to_the_catalogue() -> None:
    with pytest.raises(UsageError) as caught:
        find("zarathustra", models("de_DE-thorsten-medium"))
    assert caught.value.advice == "voicemat voices available shows what there is"


@pytest.mark.parametrize(
    ("own", "asked", "does"),
    [
        ("de-DE", "de", True),
        ("de-DE", "de_de", True),
        ("de-DE", "de-AT", False),
        ("den", "de", False),
        ("en", "en-GB", False),
    ],
)
def test_languages_are_those_asked_for(own: str, asked: str, does: bool) -> None:
    assert speaks(own, asked) is does


@pytest.mark.parametrize(
    ("card", "licence"),
    [
        ("## Dataset\n\n* URL: x\n* License: CC0\n", "CC0"),
        ("**Licence**: CC BY 4.0 ", "CC BY 4.0"),
        ("* license:  https://example.org/x\r\n", "https://example.org/x"),
        ("Licensed to nobody", ""),
    ],
)
def test_a_card_names_its_licence(card: str, licence: str) -> None:
    assert card_licence(card) == licence


def test_the_index_is_kept_for_when_there_is_no_network(
    tmp_path: Path, publisher: Publisher, downloader: Downloader
) -> None:
    publisher.files["/voices.json"] = index("de_DE-thorsten-medium")
    notices: list[str] = []
    found = piper_models(tmp_path / "voices", publisher.base, downloader, notices.append)
    assert list(found) == ["de_DE-thorsten-medium"]
    assert notices == []
    copy = tmp_path / "voices" / ".catalogue.json"
    day = time.mktime((2026, 3, 1, 12, 0, 0, 0, 0, -1))
    os.utime(copy, (day, day))
    del publisher.files["/voices.json"]
    again = piper_models(tmp_path / "voices", publisher.base, downloader, notices.append)
    assert again == found
    assert "404" in notices[0]
    assert notices[0].endswith("this is the catalogue of 2026-03-01")


@pytest.mark.parametrize("content", [b"<html>sign in</html>", b"{}"])
def test_a_page_in_the_place_of_the_index_is_said(
    tmp_path: Path, publisher: Publisher, downloader: Downloader, content: bytes
) -> None:
    publisher.files["/voices.json"] = content
    with pytest.raises(DownloadError, match="index"):
        piper_models(tmp_path, publisher.base, downloader, lambda _: None)
    assert not (tmp_path / ".catalogue.json").exists()
