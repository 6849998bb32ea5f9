"""A publisher, and a downloader that does not wait."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fakes.publisher import Publisher, publishing
from voicemat.speech.models.catalogue import Model, RemoteFile
from voicemat.speech.models.download import Downloader
from voicemat.speech.models.store import Store


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as publisher:
        yield publisher


@pytest.fixture
def waits() -> list[float]:
    """The seconds that were waited for."""
    return []


@pytest.fixture
def downloader(waits: list[float]) -> Iterator[Downloader]:
    with Downloader(timeout=0.4, sleep=waits.append) as downloader:
        yield downloader


@pytest.fixture
def publish(publisher: Publisher) -> Callable[[str, bytes], RemoteFile]:
    """Publishes a file, and gives what a catalogue says of it."""

    def publish(name: str, content: bytes) -> RemoteFile:
        publisher.files[f"/{name}"] = content
        return RemoteFile(
            name=name,
            url=f"{publisher.base}/{name}",
            size=len(content),
            algorithm="sha256",
            digest=hashlib.sha256(content).hexdigest(),
        )

    return publish


@pytest.fixture
def publish_model(publish: Callable[[str, bytes], RemoteFile]) -> Callable[..., Model]:
    def publish_model(name: str, **files: bytes) -> Model:
        return Model(
            name=name,
            language="en",
            description="",
            quality="",
            licence="CC0",
            files=tuple(publish(file, content) for file, content in files.items()),
        )

    return publish_model


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "voices")
