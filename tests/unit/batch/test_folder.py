"""Playlists, room, and where files may go."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from voicemat.batch.export import Answer, free, settled
from voicemat.batch.ledger import State
from voicemat.batch.playlist import Track, playlist, write_playlist
from voicemat.batch.space import about, check_space
from voicemat.errors import FileError
from voicemat.production import Order

HOUR = 3600 * 48_000


def test_a_playlist() -> None:
    tracks = [
        Track(file="01 Schlaf über Nacht.mp3", title="Schlaf\nüber Nacht", frames=90 * 48_000 + 1),
        Track(file="#1.mp3", title="One", frames=48_000),
    ]
    assert playlist(tracks) == (
        "#EXTM3U\n#EXTINF:90,Schlaf über Nacht\n01 Schlaf über Nacht.mp3\n#EXTINF:1,One\n./#1.mp3\n"
    )


def test_a_playlist_that_is_the_same_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a.m3u8"
    write_playlist(path, [Track(file="ü.mp3", title="ü", frames=1)])
    first = path.stat().st_ino
    assert path.read_bytes().decode("utf-8").endswith("ü.mp3\n")
    write_playlist(path, [Track(file="ü.mp3", title="ü", frames=1)])
    assert path.stat().st_ino == first


@pytest.mark.parametrize(
    ("order", "least", "most"),
    [
        (Order(routine="a", format="mp3"), 57.6e6, 60e6),
        (Order(routine="a", format="mp3", quality="64k"), 28.8e6, 31e6),
        (Order(routine="a", format="wav"), 1036.8e6, 1040e6),
        (Order(routine="a", format="mp3", stems=True), 230e6, 236e6),
        (Order(routine="a", format="from-elsewhere"), 1036.8e6, 1040e6),
    ],
)
def test_how_many_bytes_an_hour_takes(order: Order, least: float, most: float) -> None:
    assert least <= about(order, HOUR) <= most


def test_what_does_not_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage: Any = shutil._ntuple_diskusage  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**10, 10**10, 100_000_000))
    check_space(tmp_path, [60_000_000, 40_000_000])
    check_space(tmp_path, [60_000_000, 60_000_000], replaced=20_000_000)
    with pytest.raises(FileError, match="has 100 MB free, and what is to come takes about 120 MB"):
        check_space(tmp_path, [60_000_000, 60_000_000])
    # The old file is there until the new one is whole.
    with pytest.raises(FileError):
        check_space(tmp_path, [120_000_000], replaced=120_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(0, 0, 0))
    check_space(tmp_path, [10**12])  # a phone that does not tell


def test_free_names(tmp_path: Path) -> None:
    (tmp_path / "a (2).mp3").touch()
    assert free(tmp_path / "a.mp3") == tmp_path / "a (3).mp3"
    assert free(tmp_path / "a.mp3", [tmp_path / "a (3).mp3"]) == tmp_path / "a (4).mp3"


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("answer", Answer)
def test_only_what_is_not_ours_is_asked_about(tmp_path: Path, state: State, answer: Answer) -> None:
    asked: list[Path] = []

    def ask(path: Path, _: State) -> Answer:
        asked.append(path)
        return answer

    path = tmp_path / "a.mp3"
    place = settled(path, state, ask, set())
    if state in (State.FOREIGN, State.CHANGED):
        assert asked == [path]
        places = {
            Answer.OVERWRITE: path,
            Answer.KEEP_BOTH: tmp_path / "a (2).mp3",
            Answer.SKIP: None,
        }
        assert place == places[answer]
    else:
        assert (asked, place) == ([], path)
