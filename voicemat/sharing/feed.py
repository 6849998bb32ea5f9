"""The private podcast feed.

Sources: RSS 2.0; Apple, "A podcaster's guide to RSS"; the Podcast Standards Project's PSP-1; the
Podcast Index's namespace.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from voicemat.sharing.episode import Episode
from voicemat.units import RATE

ATOM = "http://www.w3.org/2005/Atom"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"

NAMESPACE = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""In which the identities of feeds lie, by their addresses; Podcast Index, "podcast:guid"."""

TITLE = "voicemat"
LANGUAGE = "en"
"""Where nobody tells."""
DESCRIPTION = "Guided meditation from your own computer, for as long as it shares it."
CATEGORY = ("Health & Fitness", "Mental Health")
"""Of Apple's list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An episode in a feed.

    `sound`, `cover`, `chapters` and `transcript` are addresses relative to the feed's, empty for
    what there is not; `published` is in seconds since 1970, `size` in bytes.
    """

    identity: str
    episode: Episode
    published: int
    size: int
    media_type: str
    sound: str
    cover: str = ""
    chapters: str = ""
    transcript: str = ""


def feed(base: str, name: str, items: Sequence[Item]) -> bytes:
    """The feed called `name` in the folder `base`, an address that ends in a slash."""
    for prefix, space in (("atom", ATOM), ("itunes", ITUNES), ("podcast", PODCAST)):
        register_namespace(prefix, space)
    rss = Element("rss", version="2.0")
    channel = SubElement(rss, "channel")
    _add(channel, "title", TITLE)
    _add(channel, "link", base)
    _add(channel, "description", DESCRIPTION)
    _add(channel, "language", items[0].episode.language or LANGUAGE)
    SubElement(
        channel,
        f"{{{ATOM}}}link",
        href=f"{base}{name}",
        rel="self",
        type="application/rss+xml",
    )
    _add(channel, f"{{{ITUNES}}}author", items[0].episode.artist or TITLE)
    _add(channel, f"{{{ITUNES}}}type", "episodic")
    _add(channel, f"{{{ITUNES}}}explicit", "false")
    _add(channel, f"{{{ITUNES}}}block", "Yes")
    whole, part = CATEGORY
    category = SubElement(channel, f"{{{ITUNES}}}category", text=whole)
    SubElement(category, f"{{{ITUNES}}}category", text=part)
    if cover := next((item.cover for item in items if item.cover), ""):
        _add_image(channel, base + cover)
    _add(channel, f"{{{PODCAST}}}locked", "yes")
    _add(channel, f"{{{PODCAST}}}guid", str(uuid5(NAMESPACE, f"{base}{name}".partition("://")[2])))
    for item in items:
        _add_item(channel, base, item)
    document: bytes = tostring(rss, encoding="utf-8", xml_declaration=True)
    return document


def _add_item(channel: Element, base: str, item: Item) -> None:
    entry = SubElement(channel, "item")
    _add(entry, "title", item.episode.title)
    # Players read it as HTML.
    _add(entry, "description", escape(item.episode.summary or item.episode.title, quote=False))
    _add(entry, "link", f"{base}#{item.identity}")
    guid = SubElement(entry, "guid", isPermaLink="false")
    guid.text = f"voicemat:{item.identity}"
    published = datetime.fromtimestamp(item.published, UTC)
    _add(entry, "pubDate", format_datetime(published, usegmt=True))
    SubElement(
        entry, "enclosure", url=base + item.sound, length=str(item.size), type=item.media_type
    )
    _add(entry, f"{{{ITUNES}}}duration", str((item.episode.frames + RATE // 2) // RATE))
    _add(entry, f"{{{ITUNES}}}explicit", "false")
    if item.cover:
        _add_image(entry, base + item.cover)
    if item.chapters:
        SubElement(
            entry,
            f"{{{PODCAST}}}chapters",
            url=base + item.chapters,
            type="application/json+chapters",
        )
    if item.transcript:
        SubElement(
            entry,
            f"{{{PODCAST}}}transcript",
            url=base + item.transcript,
            type="text/vtt",
            language=item.episode.language or LANGUAGE,
            rel="captions",
        )


def _add(parent: Element, name: str, text: str) -> None:
    """An element with a text, without what XML cannot hold."""
    SubElement(parent, name).text = "".join(filter(_fits, text))


def _add_image(parent: Element, address: str) -> None:
    SubElement(parent, f"{{{ITUNES}}}image", href=address)


def _fits(character: str) -> bool:
    """Whether XML 1.0 can hold a character (section 2.2)."""
    if character < " ":
        return character in "\t\n\r"
    return not "\ud800" <= character <= "\udfff" and character not in "\ufffe\uffff"
