"""Every way in which a server or a line can fail, by a real server."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.fakes.publisher import Answer, Publisher, publishing
from voicemat.speech.models import download
from voicemat.speech.models.catalogue import RemoteFile
from voicemat.speech.models.download import TRIES, Downloader, DownloadError

CONTENT = bytes(range(256)) * 2000
"""512 000 bytes."""

Publish = Callable[[str, bytes], RemoteFile]


@pytest.fixture
def file(publish: Publish) -> RemoteFile:
    return publish("voice.onnx", CONTENT)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "voice.onnx"


@pytest.fixture
def fetch(downloader: Downloader, target: Path) -> Callable[[RemoteFile], list[tuple[int, int]]]:
    """Fetches a file and tells the progress."""

    def fetch(file: RemoteFile) -> list[tuple[int, int]]:
        told: list[tuple[int, int]] = []
        downloader.fetch(file, target, lambda done, total: told.append((done, total)))
        return told

    return fetch


Fetch = Callable[[RemoteFile], list[tuple[int, int]]]


def part(target: Path) -> Path:
    return target.with_name(target.name + ".part")


def test_a_file_comes_whole_and_tells_how_far_it_is(
    fetch: Fetch, file: RemoteFile, target: Path, publisher: Publisher
) -> None:
    told = fetch(file)
    assert target.read_bytes() == CONTENT
    assert not part(target).exists()
    assert told[0] == (0, len(CONTENT))
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert told == sorted(told)
    assert publisher.requests == [("/voice.onnx", "")]


def test_a_cut_connection_is_gone_on_with_where_it_broke(
    fetch: Fetch, file: RemoteFile, target: Path, publisher: Publisher, waits: list[float]
) -> None:
    publisher.troubles["/voice.onnx"] += [
        lambda answer: answer.serve(upto=100_000),
        lambda answer: answer.serve(upto=300_000),
    ]
    fetch(file)
    assert target.read_bytes() == CONTENT
    asked = [asked for _, asked in publisher.requests]
    assert asked == ["", "bytes=100000-", "bytes=300000-"]
    assert waits == [1.0, 1.0]


def test_what_an_earlier_run_left_is_gone_on_with(
    fetch: Fetch, file: RemoteFile, target: Path, publisher: Publisher
) -> None:
    part(target).write_bytes(CONTENT[:400_000])
    told = fetch(file)
    assert told[0] == (400_000, len(CONTENT))
    assert publisher.requests == [("/voice.onnx", "bytes=400000-")]
    assert target.read_bytes() == CONTENT


def test_what_is_there_whole_is_not_asked_for(
    fetch: Fetch, file: RemoteFile, target: Path, publisher: Publisher
) -> None:
    part(target).write_bytes(CONTENT)
    fetch(file)
    assert target.read_bytes() == CONTENT
    fetch(file)
    assert publisher.requests == []


def test_a_server_without_ranges_begins_again(
    fetch: Fetch, file: RemoteFile, target: Path, publisher: Publisher
) -> None:
    part(target).write_bytes(CONTENT[:400_000])
    publisher.troubles["/voice.onnx"].append(lambda answer: answer.send_whole(CONTENT))
    fetch(file)
    assert target.read_bytes() == CONTENT
    assert len(publisher.requests) == 1


def test_a_part_of_another_file_is_thrown_away_once(
    fetch: Fetch, file: RemoteFile, target: Path, publisher: Publisher
) -> None:
    part(target).write_bytes(b"\0" * 400_000)
    fetch(file)
    assert target.read_bytes() == CONTENT
    assert [asked for _, asked in publisher.requests] == ["bytes=400000-", ""]


def test_a_part_that_is_too_long_is_thrown_away(
    fetch: Fetch, file: RemoteFile, target: Path, publisher: Publisher
) -> None:
    part(target).write_bytes(CONTENT + b"more")
    fetch(file)
    assert target.read_bytes() == CONTENT
    assert publisher.requests == [("/voice.onnx", "")]


def test_a_wrong_range_is_not_taken(
    fetch: Fetch, file: RemoteFile, target: Path, publisher: Publisher
) -> None:
    def other(answer: Answer) -> None:
        answer.send_response(206)
        answer.send_header("Content-Range", f"bytes 0-99/{len(CONTENT)}")
        answer.send_header("Content-Length", "100")
        answer.end_headers()
        answer.wfile.write(b"x" * 100)

    part(target).write_bytes(CONTENT[:1000])
    publisher.troubles["/voice.onnx"].append(other)
    fetch(file)
    assert target.read_bytes() == CONTENT


def test_a_range_that_cannot_be_had_begins_again(
    fetch: Fetch, file: RemoteFile, target: Path, publisher: Publisher
) -> None:
    part(target).write_bytes(CONTENT[:1000])
    publisher.troubles["/voice.onnx"].append(lambda answer: answer.refuse(416))
    fetch(file)
    assert target.read_bytes() == CONTENT
    assert [asked for _, asked in publisher.requests] == ["bytes=1000-", ""]


def test_wrong_bytes_are_never_kept(
    fetch: Fetch, file: RemoteFile, target: Path, publisher: Publisher
) -> None:
    publisher.files["/voice.onnx"] = CONTENT[:-1] + b"x"
    with pytest.raises(DownloadError, match="not the file that was published"):
        fetch(file)
    assert not target.exists()
    assert not part(target).exists()
    assert len(publisher.requests) == 1


def test_md5_counts_too(fetch: Fetch, file: RemoteFile, target: Path) -> None:
    import hashlib

    fetch(replace(file, algorithm="md5", digest=hashlib.md5(CONTENT).hexdigest()))
    assert target.exists()


@pytest.mark.parametrize("content", [CONTENT + b"x", CONTENT[:-1], b""])
def test_a_wrong_size_is_said_at_once(
    fetch: Fetch, file: RemoteFile, target: Path, publisher: Publisher, content: bytes
) -> None:
    publisher.files["/voice.onnx"] = content
    with pytest.raises(DownloadError, match=f"{len(content)} bytes, not 512000"):
        fetch(file)
    assert not target.exists()
    assert len(publisher.requests) == 1


def test_a_server_that_never_stops_is_stopped(
    fetch: Fetch, file: RemoteFile, target: Path, publisher: Publisher
) -> None:
    def pour(answer: Answer) -> None:
        answer.send_response(200)
        answer.send_header("Connection", "close")
        answer.end_headers()
        try:
            while not publisher.over.is_set():
                answer.wfile.write(b"x" * 100_000)
        except OSError:
            pass
        answer.close_connection = True

    publisher.troubles["/voice.onnx"].append(pour)
    with pytest.raises(DownloadError, match="it has more than"):
        fetch(file)
    assert part(target).stat().st_size < 2 * len(CONTENT)


def test_an_end_that_comes_too_early_is_no_end(
    fetch: Fetch, file: RemoteFile, target: Path, publisher: Publisher
) -> None:
    """Without a length, the end of the connection is the end of the file."""

    def stop(answer: Answer) -> None:
        answer.send_response(200)
        answer.send_header("Connection", "close")
        answer.end_headers()
        answer.wfile.write(CONTENT[:200_000])
        answer.close_connection = True

    publisher.troubles["/voice.onnx"].append(stop)
    fetch(file)
    assert target.read_bytes() == CONTENT
    assert publisher.requests[-1] == ("/voice.onnx", "bytes=200000-")


def test_a_file_that_is_not_there_is_not_asked_for_again(
    fetch: Fetch, file: RemoteFile, publisher: Publisher
) -> None:
    del publisher.files["/voice.onnx"]
    with pytest.raises(DownloadError, match="404 Not Found") as caught:
        fetch(file)
    assert caught.value.exit_code == 3
    assert len(publisher.requests) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_busy_server_is_asked_again_after_the_time_it_names(
    fetch: Fetch,
    file: RemoteFile,
    target: Path,
    publisher: Publisher,
    waits: list[float],
    status: int,
) -> None:
    publisher.troubles["/voice.onnx"] += [
        lambda answer: answer.refuse(status, Retry_After="7"),
        lambda answer: answer.refuse(status),
    ]
    fetch(file)
    assert target.read_bytes() == CONTENT
    assert waits == [7.0, 2.0]


def test_a_time_may_be_named_as_a_date(
    fetch: Fetch, file: RemoteFile, publisher: Publisher, waits: list[float]
) -> None:
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    publisher.troubles["/voice.onnx"].append(lambda answer: answer.refuse(503, Retry_After=then))
    fetch(file)
    assert waits == [pytest.approx(20, abs=2)]


def test_a_person_does_not_wait_for_an_hour(
    fetch: Fetch, file: RemoteFile, publisher: Publisher, waits: list[float]
) -> None:
    publisher.troubles["/voice.onnx"].append(lambda answer: answer.refuse(429, Retry_After="3600"))
    with pytest.raises(DownloadError) as caught:
        fetch(file)
    assert caught.value.advice == "the server asks to try again in 3600 s"
    assert waits == []


def test_a_server_that_stays_down_is_given_up(
    fetch: Fetch, file: RemoteFile, target: Path, publisher: Publisher, waits: list[float]
) -> None:
    publisher.troubles["/voice.onnx"] += [lambda answer: answer.refuse(503)] * 9
    with pytest.raises(DownloadError, match="503 Service Unavailable") as caught:
        fetch(file)
    assert "goes on where it stopped" in str(caught.value.advice)
    assert len(publisher.requests) == TRIES
    assert waits == [1.0, 2.0, 4.0]


def test_nobody_there_is_said(fetch: Fetch, file: RemoteFile, waits: list[float]) -> None:
    with publishing() as gone:
        pass
    with pytest.raises(DownloadError):
        fetch(replace(file, url=f"{gone.base}/voice.onnx"))
    assert len(waits) == TRIES - 1


def test_a_server_that_hangs_is_left(
    fetch: Fetch, file: RemoteFile, target: Path, publisher: Publisher
) -> None:
    publisher.troubles["/voice.onnx"].append(publisher.hang)
    begun = time.monotonic()
    fetch(file)
    assert target.read_bytes() == CONTENT
    assert 0.3 < time.monotonic() - begun < 5


def test_a_server_that_hangs_in_the_middle_loses_nothing(
    fetch: Fetch, file: RemoteFile, target: Path, publisher: Publisher
) -> None:
    def half(answer: Answer) -> None:
        answer.send_response(200)
        answer.send_header("Content-Length", str(len(CONTENT)))
        answer.end_headers()
        answer.wfile.write(CONTENT[:200_000])
        publisher.hang(answer)

    publisher.troubles["/voice.onnx"].append(half)
    fetch(file)
    assert target.read_bytes() == CONTENT
    assert publisher.requests[-1] == ("/voice.onnx", "bytes=200000-")


def test_a_redirect_is_followed_with_the_range(
    fetch: Fetch, file: RemoteFile, target: Path, publisher: Publisher
) -> None:
    publisher.files["/elsewhere"] = CONTENT
    publisher.troubles["/voice.onnx"].append(
        lambda answer: answer.refuse(302, Location="/elsewhere")
    )
    part(target).write_bytes(CONTENT[:1000])
    fetch(file)
    assert target.read_bytes() == CONTENT
    assert publisher.requests[-1] == ("/elsewhere", "bytes=1000-")


def test_a_circle_of_redirects_ends(fetch: Fetch, file: RemoteFile, publisher: Publisher) -> None:
    publisher.troubles["/voice.onnx"] += [
        lambda answer: answer.refuse(302, Location="/voice.onnx")
    ] * 50
    with pytest.raises(DownloadError, match="too many redirects"):
        fetch(file)


@pytest.mark.parametrize("url", ["http://", "file:///etc/passwd", "http://[bad/"])
def test_an_address_that_is_none_is_said(fetch: Fetch, file: RemoteFile, url: str) -> None:
    with pytest.raises(DownloadError):
        fetch(replace(file, url=url))


def test_a_document_is_tried_again_too(downloader: Downloader, publisher: Publisher) -> None:
    publisher.files["/voices.json"] = b"{}"
    publisher.troubles["/voices.json"].append(lambda answer: answer.refuse(503))
    assert downloader.read(f"{publisher.base}/voices.json") == b"{}"


def test_a_document_has_a_limit(
    downloader: Downloader, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "DOCUMENT_LIMIT", 1000)
    publisher.files["/voices.json"] = b"x" * 1001
    with pytest.raises(DownloadError, match="too large"):
        downloader.read(f"{publisher.base}/voices.json")
