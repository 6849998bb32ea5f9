"""The feed as podcast apps read it, and by the rules that directories make.

The rules are those of RSS 2.0, of Apple's guide for podcasters, and of PSP-1, written out: no
validator of them can be had as a package.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, fromstring

import pytest
from PIL import Image

from tests.unit.sharing.conftest import Client, running
from voicemat.sharing import Episode, Server
from voicemat.sharing.feed import ATOM, ITUNES, PODCAST


@pytest.fixture(scope="module")
def feed(client: Any) -> bytes:
    """The feed, as it comes."""
    answer, body = client.ask("feed.xml")
    assert answer.headers["content-type"] == "application/rss+xml; charset=utf-8"
    document: bytes = body
    return document


@pytest.fixture(scope="module")
def channel(feed: bytes) -> Element:
    """The feed's channel."""
    rss = fromstring(feed)
    assert (rss.tag, rss.attrib) == ("rss", {"version": "2.0"})
    (channel,) = rss
    return channel


def only(parent: Element, name: str) -> Element:
    """The one element of a name."""
    (element,) = parent.findall(name)
    return element


def items(channel: Element) -> Iterator[Element]:
    found = channel.findall("item")
    assert len(found) == 2
    yield from found


def fetched(client: Any, address: str) -> tuple[Any, bytes]:
    """What is at an absolute address of the feed, which must be the server's own."""
    assert address.startswith(client.page)
    return client.ask_for(urlsplit(address).path)  # type: ignore[no-any-return]


def test_the_namespaces_are_the_official_ones(feed: bytes) -> None:
    for prefix, space in (("itunes", ITUNES), ("podcast", PODCAST), ("atom", ATOM)):
        assert f'xmlns:{prefix}="{space}"'.encode() in feed
    assert ITUNES == "http://www.itunes.com/dtds/podcast-1.0.dtd"
    assert PODCAST == "https://podcastindex.org/namespace/1.0"


def test_the_channel_has_what_is_required(channel: Element, client: Any) -> None:
    for name in ("title", "description", "link", "language"):
        assert only(channel, name).text
    assert only(channel, "link").text == client.page
    own = only(channel, f"{{{ATOM}}}link")
    assert own.attrib == {
        "href": f"{client.page}feed.xml",
        "rel": "self",
        "type": "application/rss+xml",
    }
    assert only(channel, f"{{{ITUNES}}}explicit").text == "false"
    assert only(channel, f"{{{ITUNES}}}type").text == "episodic"
    assert only(channel, f"{{{ITUNES}}}author").text
    category = only(channel, f"{{{ITUNES}}}category")
    assert category.attrib == {"text": "Health & Fitness"}
    assert only(category, f"{{{ITUNES}}}category").attrib == {"text": "Mental Health"}


def test_it_is_private(channel: Element) -> None:
    assert only(channel, f"{{{ITUNES}}}block").text == "Yes"
    assert only(channel, f"{{{PODCAST}}}locked").text == "yes"
    guid = only(channel, f"{{{PODCAST}}}guid").text or ""
    assert len(guid) == 36


def test_the_cover_is_as_directories_want_it(channel: Element, client: Any) -> None:
    address = only(channel, f"{{{ITUNES}}}image").attrib["href"]
    assert address.endswith(".jpg")
    answer, body = fetched(client, address)
    assert answer.headers["content-type"] == "image/jpeg"
    with Image.open(io.BytesIO(body)) as picture:
        assert (picture.format, picture.size, picture.mode) == ("JPEG", (1400, 1400), "RGB")
    assert len(body) < 512_000


def test_each_item_has_what_is_required(
    channel: Element, client: Any, episodes: tuple[Episode, ...]
) -> None:
    guids = set()
    for item, episode in zip(items(channel), episodes, strict=True):
        assert only(item, "title").text == episode.title
        assert only(item, "description").text
        guid = only(item, "guid")
        assert guid.attrib == {"isPermaLink": "false"}
        guids.add(guid.text)
        enclosure = only(item, "enclosure").attrib
        answer, body = fetched(client, enclosure["url"])
        assert answer.headers["content-type"] == enclosure["type"]
        assert len(body) == int(enclosure["length"]) == episode.path.stat().st_size
        assert urlsplit(enclosure["url"]).path.endswith(episode.path.suffix)
        seconds = episode.frames // 48_000
        assert only(item, f"{{{ITUNES}}}duration").text == str(seconds)
        assert only(item, f"{{{ITUNES}}}explicit").text == "false"
        published = parsedate_to_datetime(only(item, "pubDate").text or "")
        age = datetime.now(UTC) - published
        assert timedelta(seconds=-1) < age < timedelta(days=1)
    assert len(guids) == 2


def test_the_newest_is_the_one_that_was_named_first(
    episodes: tuple[Episode, ...],
) -> None:
    for order in (episodes, episodes[::-1]):
        with running(order) as server:
            feed = fromstring(Client(server.pages[0]).ask("feed.xml")[1])
        dates = [
            parsedate_to_datetime(item.findtext("pubDate") or "") for item in feed.iter("item")
        ]
        assert dates[0] > dates[1]
        assert [item.findtext("title") for item in feed.iter("item")] == [
            episode.title for episode in order
        ]


def test_chapters_are_those_of_the_podcast_namespace(
    channel: Element, client: Any, episodes: tuple[Episode, ...]
) -> None:
    first, second = items(channel)
    place = only(first, f"{{{PODCAST}}}chapters").attrib
    assert place["type"] == "application/json+chapters"
    answer, body = fetched(client, place["url"])
    assert answer.headers["content-type"] == place["type"]
    document = json.loads(body)
    assert document["version"] == "1.2.0"
    assert [chapter["title"] for chapter in document["chapters"]] == [
        chapter.title for chapter in episodes[0].chapters
    ]
    starts = [chapter["startTime"] for chapter in document["chapters"]]
    assert starts == [0, 30, 100]
    assert all(chapter["endTime"] > chapter["startTime"] for chapter in document["chapters"])
    assert second.find(f"{{{PODCAST}}}chapters") is None


def test_transcripts_are_captions(channel: Element, client: Any) -> None:
    for item in items(channel):
        place = only(item, f"{{{PODCAST}}}transcript").attrib
        assert (place["type"], place["language"], place["rel"]) == ("text/vtt", "en", "captions")
        answer, body = fetched(client, place["url"])
        assert answer.headers["content-type"] == "text/vtt; charset=utf-8"
        assert body.startswith(b"WEBVTT\n")
    assert "00:00:00.500 --> 00:00:02.000\nHello 🌙 there." in body.decode()


def test_feedparser_accepts_it(feed: bytes, client: Any) -> None:
    feedparser = pytest.importorskip("feedparser")
    read = feedparser.parse(feed)
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "rss20"
    assert read.feed.title == "voicemat"
    assert read.feed.image.href.startswith(client.page)
    assert read.feed["itunes_block"] == 1
    first, second = read.entries
    assert first.title == 'Sleep "on" the mat'
    assert first.summary == "A slow evening --&gt;, a &lt;long&gt; night &amp; a [mat]."
    assert second.title == "Käthe's 2 seconds"
    assert first.enclosures[0].type == "audio/mpeg"
    assert first.published_parsed
    assert not first.guidislink


def test_a_podcast_app_accepts_it(feed: bytes, client: Any) -> None:
    """With the parser of gPodder."""
    podcastparser = pytest.importorskip("podcastparser")
    read = podcastparser.parse(f"{client.page}feed.xml", io.BytesIO(feed))
    first, second = read["episodes"]
    assert (first["total_time"], second["total_time"]) == (180, 2)
    assert first["enclosures"][0]["mime_type"] == "audio/mpeg"
    assert first["guid"] != second["guid"]


def test_an_episode_keeps_its_identity_another_evening(
    episodes: tuple[Episode, ...], feed: bytes, server: Server
) -> None:
    guids = [item.findtext("guid") for item in fromstring(feed).iter("item")]
    with running(episodes) as other:
        assert other.pages != server.pages
        again = fromstring(Client(other.pages[0]).ask("feed.xml")[1])
        assert [item.findtext("guid") for item in again.iter("item")] == guids


def test_what_xml_cannot_hold_is_left_out(episodes: tuple[Episode, ...]) -> None:
    from dataclasses import replace

    odd = replace(episodes[1], title="a\x00b\x1bc\ud800d\ufffe", summary="<b>&amp;")
    with running([odd]) as server:
        item = fromstring(Client(server.pages[0]).ask("feed.xml")[1]).find("channel/item")
        assert item is not None
        assert item.findtext("title") == "abcd"
        assert item.findtext("description") == "&lt;b&gt;&amp;amp;"
