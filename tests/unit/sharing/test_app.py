"""The server as anybody meets it: over real connections."""

from __future__ import annotations

import json
import random
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from email.policy import HTTP
from pathlib import Path
from typing import Any

import pytest

from voicemat.sharing import Episode, Server

PAGE = ("", "page.css", "page.js", "list.js", "player.js", "fade.js", "transcript.js", "remote.js")


@pytest.fixture(scope="module")
def content(episodes: tuple[Episode, ...]) -> bytes:
    """The bytes of the first file."""
    return episodes[0].path.read_bytes()


@pytest.fixture(scope="module")
def name(client: Any) -> str:
    """The name of the first sound."""
    _, body = client.ask("sessions.json")
    sound: str = json.loads(body)[0]["sound"]
    return sound


@pytest.mark.parametrize("name", [*PAGE, "icon.svg", "places.js", "words.js", "sessions.json"])
def test_the_page_is_there(client: Any, name: str) -> None:
    answer, body = client.ask(name)
    assert answer.status == 200
    assert len(body) == int(answer.headers["content-length"]) > 100


def test_every_file_of_the_page_is_given(client: Any) -> None:
    import voicemat.sharing

    folder = Path(str(voicemat.sharing.__file__)).parent / "page"
    for file in folder.iterdir():
        name = "" if file.name == "page.html" else file.name
        assert client.ask(name)[1] == file.read_bytes()


def test_every_answer_is_safe(client: Any, name: str) -> None:
    for asked in ("", "page.js", "sessions.json", "feed.xml", name, "nothing"):
        for headers in ({}, {"range": "bytes=0-1"}, {"range": "bytes=99999999-"}):
            answer, _ = client.ask(asked, **headers)
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["x-frame-options"] == "DENY"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"
            assert answer.headers["cache-control"] in ("no-store", "private, no-cache")
            assert answer.headers["server"] is None
            assert answer.headers["access-control-allow-origin"] is None
            assert len(answer.headers.get_all("content-security-policy")) == 1


def test_the_page_has_nothing_inline_and_nothing_from_elsewhere(client: Any) -> None:
    _, page = client.ask("")
    text = page.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", text)
    for asked in (*PAGE, "icon.svg"):
        body = client.ask(asked)[1].decode()
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|@import", body)


# Ranges


@pytest.mark.parametrize("range_", ["bytes=0-1", "bytes=1000-1999", "bytes=-500", "bytes=100000-"])
def test_a_range(client: Any, name: str, content: bytes, range_: str) -> None:
    answer, body = client.ask(name, range=range_)
    assert answer.status == 206
    first, last, size = map(
        int, re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", answer.headers["content-range"]).groups()
    )
    assert size == len(content)
    assert body == content[first : last + 1]
    assert int(answer.headers["content-length"]) == len(body)
    assert answer.headers["content-type"] == "audio/mpeg"
    assert answer.headers["accept-ranges"] == "bytes"
    assert len(body) == {"0-1": 2, "1000-1999": 1000, "-500": 500}.get(
        range_[6:], len(content) - 100_000
    )


def test_several_ranges(client: Any, name: str, content: bytes) -> None:
    answer, body = client.ask(name, range="bytes=0-9,500-599,-5,99999999-")
    assert answer.status == 206
    assert int(answer.headers["content-length"]) == len(body)
    kind = f"Content-Type: {answer.headers['content-type']}\r\n\r\n".encode()
    parts = message_from_bytes(kind + body, policy=HTTP).get_payload()
    assert isinstance(parts, list)
    found = [(part["content-range"], part.get_payload(decode=True)) for part in parts]
    size = len(content)
    # The content of a part is text to this parser, so only lengths of the raw bytes count.
    assert [place for place, _ in found] == [
        f"bytes 0-9/{size}",
        f"bytes 500-599/{size}",
        f"bytes {size - 5}-{size - 1}/{size}",
    ]
    for first, last in ((0, 9), (500, 599), (size - 5, size - 1)):
        head = f"Content-Range: bytes {first}-{last}/{size}\r\n\r\n".encode()
        start = body.index(head) + len(head)
        assert body[start : start + last - first + 1] == content[first : last + 1]
        assert body[start + last - first + 1 :].startswith(b"\r\n--")


def test_a_range_beyond_the_end(client: Any, name: str, content: bytes) -> None:
    answer, _ = client.ask(name, range=f"bytes={len(content)}-")
    assert answer.status == 416
    assert answer.headers["content-range"] == f"bytes */{len(content)}"


@pytest.mark.parametrize(
    "range_", ["bytes=9-1", "pages=1-2", "bytes=x", "bytes=" + "0-0," * 200 + "1-1"]
)
def test_what_is_no_range_gets_the_whole(
    client: Any, name: str, content: bytes, range_: str
) -> None:
    answer, body = client.ask(name, range=range_)
    assert (answer.status, body == content) == (200, True)


def test_if_range(client: Any, name: str, content: bytes) -> None:
    whole, _ = client.ask(name, "HEAD")
    same, body = client.ask(name, range="bytes=5-9", if_range=whole.headers["etag"])
    assert (same.status, body) == (206, content[5:10])
    for other in ('"another"', f"W/{whole.headers['etag']}", "Mon, 01 Jan 2001 00:00:00 GMT"):
        changed, body = client.ask(name, range="bytes=5-9", if_range=other)
        assert (changed.status, len(body)) == (200, len(content))


def test_head_tells_of_the_whole_and_gives_nothing(client: Any, name: str, content: bytes) -> None:
    for headers in ({}, {"range": "bytes=0-9"}):
        answer, body = client.ask(name, "HEAD", **headers)
        assert (answer.status, body) == (200, b"")
        assert int(answer.headers["content-length"]) == len(content)
    assert client.ask("", "HEAD")[0].status == 200


def test_what_a_player_has_already_is_not_sent_again(client: Any, name: str) -> None:
    for asked in (name, "feed.xml"):
        etag = client.ask(asked, "HEAD")[0].headers["etag"]
        for known in (etag, f'"x", W/{etag}', "*"):
            answer, body = client.ask(asked, if_none_match=known)
            assert (answer.status, body) == (304, b"")
            assert answer.headers["etag"] == etag
        assert client.ask(asked, if_none_match='"x"')[0].status == 200


def test_saving_gives_the_file_a_name(
    client: Any, name: str, content: bytes, episodes: tuple[Episode, ...]
) -> None:
    answer, body = client.ask(f"{name.partition('/')[0]}/save")
    assert body == content
    assert answer.headers["content-disposition"] == (
        "attachment; filename*=utf-8''Sleep%20on%20the%20mat.mp3"
    )
    sessions = json.loads(client.ask("sessions.json")[1])
    answer, body = client.ask(f"{sessions[1]['id']}/save")
    assert body == episodes[1].path.read_bytes()
    assert answer.headers["content-disposition"].endswith("K%C3%A4the%27s%202%20seconds.wav")
    assert answer.headers["content-type"] == "audio/wav"


def test_twenty_clients_at_once_get_their_own_bytes(client: Any, name: str, content: bytes) -> None:
    def one(seed: int) -> int:
        choose = random.Random(seed)
        for _ in range(12):
            first = choose.randrange(len(content))
            last = min(len(content) - 1, first + choose.randrange(1, 300_000))
            answer, body = client.ask(name, range=f"bytes={first}-{last}")
            assert answer.status == 206
            assert body == content[first : last + 1]
        return seed

    with ThreadPoolExecutor(20) as pool:
        assert sorted(pool.map(one, range(20))) == list(range(20))


# Refusals


def raw(server: Server, request: bytes) -> bytes:
    """What the server says to these very bytes."""
    host, _, port = server.pages[0].split("/")[2].partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request)
        answer = b""
        while more := connection.recv(65536):
            answer += more
    return answer


def refused(answer: bytes) -> bool:
    """Whether it is the one refusal, which tells nothing."""
    head, _, body = answer.partition(b"\r\n\r\n")
    head = head.lower()  # h11 writes some names otherwise for HTTP/1.0
    return (
        head.startswith(b"http/1.1 404 ")
        and body == b"There is nothing here.\n"
        and b"content-length: 23" in head
        and b"connection: close" in head
    )


def request(target: str, host: str, method: str = "GET", more: str = "") -> bytes:
    return f"{method} {target} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n".encode("latin-1")


@pytest.mark.parametrize(
    "path",
    [
        "../../../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/etc/passwd",
        "%252e%252e%252fetc%252fpasswd",
        "..%5c..%5cwindows%5cwin.ini",
        "....//....//etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "page.css/",
        "page.css%00",
        "page.css%00.mp3",
        "page%2ecss",
        "./page.css",
        "PAGE.CSS",
        "page.html",
        "shelf.py",
        "sessions.json/..",
        "{id}",
        "{id}/",
        "{id}/../page.css",
        "{id}/sound.wav",
        "{id}/cover.png",
        "a" * 6000,
        "%c0%ae%c0%ae/etc/passwd",
    ],
)
def test_hostile_paths(server: Server, secret: str, name: str, path: str) -> None:
    host = server.pages[0].split("/")[2]
    path = path.replace("{id}", name.partition("/")[0])
    assert refused(raw(server, request(f"/{secret}/{path}", host)))


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "//",
        "/favicon.ico",
        "/robots.txt",
        "/{secret}x/",
        "/{short}/",
        "/x{secret}/",
        "/%7B{secret}/",
        "//{secret}/",
        "/./{secret}/",
        "/{upper}/",
        "http://{host}/{secret}/",
        "*",
    ],
)
def test_whoever_does_not_know_the_secret_learns_nothing(
    server: Server, secret: str, target: str
) -> None:
    host = server.pages[0].split("/")[2]
    target = target.format(secret=secret, short=secret[:-1], upper=secret.swapcase(), host=host)
    assert refused(raw(server, request(target, host)))


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.0.0.1.evil.example:{port}",
        "localhost.evil.example:{port}",
        "{host}@evil.example",
        "0.0.0.0:{port}",
        "",
    ],
)
def test_hosts_that_are_not_its_own(server: Server, secret: str, host: str) -> None:
    own = server.pages[0].split("/")[2]
    given = host.format(host=own, port=own.partition(":")[2])
    assert refused(raw(server, request(f"/{secret}/", given)))


def test_two_hosts_or_none(server: Server, secret: str) -> None:
    own = server.pages[0].split("/")[2]
    twice = raw(server, request(f"/{secret}/", own, more="Host: evil.example\r\n"))
    assert twice.startswith(b"HTTP/1.1 4")
    assert refused(raw(server, f"GET /{secret}/ HTTP/1.0\r\n\r\n".encode()))
    forwarded = f"X-Forwarded-Host: {own}\r\nForwarded: host={own}\r\n"
    assert refused(raw(server, request(f"/{secret}/", "evil.example", more=forwarded)))


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"]
)
def test_methods_other_than_reading(server: Server, secret: str, method: str) -> None:
    host = server.pages[0].split("/")[2]
    more = "Content-Length: 3\r\n"
    said = raw(server, request(f"/{secret}/", host, method, more) + b"abc")
    assert refused(said)


def test_a_refused_request_without_an_end_is_closed(server: Server, secret: str) -> None:
    host = server.pages[0].split("/")[2]
    more = "Content-Length: 1000000\r\nExpect: 100-continue\r\n"
    assert refused(raw(server, request(f"/{secret}/", host, "POST", more)))


def test_huge_headers_are_turned_away(server: Server, secret: str) -> None:
    host = server.pages[0].split("/")[2]
    endless = request(f"/{secret}/", host, more="X-Much: " + "a" * 40_000).removesuffix(b"\r\n")
    assert raw(server, endless).startswith(b"HTTP/1.1 400 ")


def test_what_is_no_http_is_turned_away(server: Server) -> None:
    for junk in (
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64) + b"\r\n\r\n",
        b"hi\r\n\r\n",
    ):
        assert raw(server, junk).startswith(b"HTTP/1.1 400 ")


def test_upgrades_are_ignored(server: Server, secret: str) -> None:
    host = server.pages[0].split("/")[2]
    more = "Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    assert raw(server, request(f"/{secret}/", host, more=more)).startswith(b"HTTP/1.1 200 ")


def test_a_refusal_is_the_same_for_a_head(server: Server) -> None:
    host = server.pages[0].split("/")[2]
    said = raw(server, request("/nothing", host, "HEAD"))
    assert said.startswith(b"HTTP/1.1 404 ")
    assert said.endswith(b"\r\n\r\n")
    assert b"content-length: 23" in said
