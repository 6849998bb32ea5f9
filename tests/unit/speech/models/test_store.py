from __future__ import annotations

import errno
import multiprocessing
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.fakes.publisher import Publisher
from voicemat.errors import FileError, UsageError
from voicemat.speech.models.catalogue import Model
from voicemat.speech.models.download import Downloader, DownloadError
from voicemat.speech.models.store import Store

ONE = b"one" * 100_000
TWO = b"two" * 50_000

PublishModel = Callable[..., Model]


def quiet(done: int, total: int) -> None:
    """No progress."""


@pytest.fixture
def model(publish_model: PublishModel) -> Model:
    return publish_model("anna", **{"anna.onnx": ONE, "anna.onnx.json": TWO})


def visible(store: Store) -> list[str]:
    return sorted(path.name for path in store.folder.glob("[!.]*"))


def test_a_model_is_installed_once_and_removed(
    store: Store, model: Model, downloader: Downloader, publisher: Publisher
) -> None:
    assert store.names() == ()
    told: list[tuple[int, int]] = []
    store.install(model, downloader, lambda done, total: told.append((done, total)))
    assert store.has("anna")
    assert store.names() == ("anna",)
    assert (store.path("anna") / "anna.onnx").read_bytes() == ONE
    assert (store.path("anna") / "anna.onnx.json").read_bytes() == TWO
    assert told == sorted(told)
    assert told[-1] == (len(ONE) + len(TWO),) * 2
    store.install(model, downloader, quiet)
    assert len(publisher.requests) == 2
    store.remove("anna")
    assert visible(store) == []
    assert [path.name for path in (store.folder / ".installing").iterdir()] == ["anna.lock"]


def test_half_a_model_is_never_there_and_is_gone_on_with(
    store: Store, model: Model, downloader: Downloader, publisher: Publisher
) -> None:
    seen: list[list[str]] = []
    publisher.troubles["/anna.onnx.json"] += [
        lambda answer: answer.serve(upto=70_000),
        *[lambda answer: answer.refuse(404)] * 2,
    ]
    with pytest.raises(DownloadError):
        store.install(model, downloader, lambda *_: seen.append(visible(store)))
    assert not any(seen)
    assert visible(store) == []
    publisher.requests.clear()
    publisher.troubles.clear()
    store.install(model, downloader, quiet)
    assert publisher.requests == [("/anna.onnx.json", "bytes=70000-")]
    assert visible(store) == ["anna"]


def test_a_disk_without_room_is_said_before_anything_is_fetched(
    store: Store,
    model: Model,
    downloader: Downloader,
    publisher: Publisher,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=90_000_000))
    with pytest.raises(FileError, match=r'"anna" needs 100 MB, and 90 MB are free') as caught:
        store.install(model, downloader, quiet)
    assert caught.value.exit_code == 4
    assert publisher.requests == []


def test_a_disk_that_fills_up_is_said(
    store: Store, model: Model, downloader: Downloader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(FileError, match="the disk is full"):
            store.install(model, downloader, quiet)
    assert visible(store) == []
    store.install(model, downloader, quiet)
    assert visible(store) == ["anna"]


def test_a_folder_that_cannot_be_made_is_said(
    tmp_path: Path, model: Model, downloader: Downloader
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot be written"):
        Store(tmp_path / "file" / "voices").install(model, downloader, quiet)


def test_what_a_person_put_there_is_left_alone(
    store: Store, model: Model, downloader: Downloader
) -> None:
    store.path("anna").mkdir(parents=True)
    (store.path("anna") / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="did not install it"):
        store.install(model, downloader, quiet)
    with pytest.raises(UsageError) as caught:
        store.remove("anna")
    assert caught.value.advice == "nothing is installed"
    assert (store.path("anna") / "mine.txt").exists()


@pytest.mark.parametrize("name", ["", ".", "..", ".installing", "../other", "nobody"])
def test_only_installed_models_can_be_removed(
    store: Store, model: Model, downloader: Downloader, name: str
) -> None:
    store.install(model, downloader, quiet)
    with pytest.raises(UsageError) as caught:
        store.remove(name)
    assert caught.value.advice == "installed: anna"
    assert visible(store) == ["anna"]


def hold(folder: Path, held: object, over: object) -> None:
    """Holds the lock of "anna" in another process, until told."""
    with Store(folder)._locked("anna"):
        held.set()  # type: ignore[attr-defined]
        over.wait(30)  # type: ignore[attr-defined]


def test_two_processes_do_not_install_the_same(
    store: Store, model: Model, downloader: Downloader, publisher: Publisher
) -> None:
    context = multiprocessing.get_context("spawn")
    held, over = context.Event(), context.Event()
    other = context.Process(target=hold, args=(store.folder, held, over))
    other.start()
    try:
        assert held.wait(30)
        with pytest.raises(UsageError, match='another voicemat is installing or removing "anna"'):
            store.install(model, downloader, quiet)
        assert publisher.requests == []
    finally:
        over.set()
        other.join()
    store.install(model, downloader, quiet)
    assert store.has("anna")


def test_different_models_are_installed_side_by_side(
    store: Store, publish_model: PublishModel
) -> None:
    models = [publish_model(name, **{f"{name}.onnx": ONE}) for name in ("anna", "ben", "carl")]

    def install(model: Model) -> None:
        with Downloader() as downloader:
            store.install(model, downloader, quiet)

    threads = [threading.Thread(target=install, args=(model,)) for model in models]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.names() == ("anna", "ben", "carl")
