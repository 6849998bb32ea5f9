"""The transcript as one page that needs nothing else: no script, no font, no picture."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from voicemat.documents.subject import Subject
from voicemat.documents.transcript import Paragraph, Remark, Section, Transcript, length, transcript
from voicemat.units import RATE, clock

STYLE = """\
:root {
  color-scheme: dark light;
  --ground: #14110e; --ink: #e6dccd; --soft: #b0a18d; --lit: #e0a870; --line: #3a322a;
}
@media (prefers-color-scheme: light) {
  :root { --ground: #faf6ef; --ink: #2b241c; --soft: #584c3d; --lit: #78400f; --line: #ddd2c2; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; padding: 3rem 1.25rem 5rem; background: var(--ground); color: var(--ink);
  font: 1.125rem/1.65 "Iowan Old Style", "Palatino Linotype", Palatino, Georgia, serif;
}
header, nav, main, footer { max-width: 36rem; margin-inline: auto; }
h1, h2 { font-weight: 500; line-height: 1.2; text-wrap: balance; }
h1 { margin: 0; font-size: 2.1rem; }
h2 { margin: 0; font-size: 1.4rem; }
header p { margin: .5rem 0 0; }
header .facts, time, .remark, footer { color: var(--soft); }
time { font-variant-numeric: tabular-nums; }
nav { margin-block: 2.5rem; padding-block: 1rem; border-block: 1px solid var(--line); }
nav h2 { font-size: 1rem; color: var(--soft); }
nav ol { margin: .25rem 0 0; padding: 0; list-style: none; }
nav a {
  display: flex; gap: 1rem; min-height: 2.75rem; align-items: center;
  color: inherit; text-decoration: none;
}
nav a span { overflow-wrap: anywhere; }
nav a:hover span, nav a:focus-visible span { color: var(--lit); text-decoration: underline; }
nav time { min-width: 3.75rem; text-align: end; }
a:focus-visible { outline: 2px solid var(--lit); outline-offset: 2px; border-radius: 2px; }
section { margin-block-start: 3.5rem; scroll-margin-block-start: 1.5rem; }
.heading { display: flex; gap: 1rem; align-items: baseline; justify-content: space-between; }
p { margin: 1.1rem 0 0; overflow-wrap: anywhere; }
.remark { font-style: italic; }
footer { margin-block-start: 4rem; font-size: .9rem; }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media print {
  :root { --ground: #fff; --ink: #000; --soft: #444; --lit: #000; --line: #999; }
  @page { margin: 2cm; }
  body { padding: 0; font-size: 11pt; }
  header, nav, main, footer { max-width: none; }
  nav a { min-height: 0; }
  section { margin-block-start: 2em; }
  .heading { break-after: avoid; }
  p { break-inside: avoid; orphans: 2; widows: 2; }
}
"""

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may load for the page: nothing. Whatever a script's words are, they stay words."""


def page(subject: Subject) -> bytes:
    """The page, in UTF-8. Dark unless the reader's system asks for light; black on white in print.

    Every contrast is at least 7 to 1 (WCAG 2.2, criterion 1.4.6).
    """
    return "".join(f"{line}\n" for line in _lines(transcript(subject.timeline))).encode()


def _lines(found: Transcript) -> Iterator[str]:
    title = escape(found.title)
    yield "<!DOCTYPE html>"
    yield f'<html lang="{escape(found.language)}">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    if found.summary:
        yield f'<meta name="description" content="{escape(found.summary)}">'
    yield f"<title>{title}</title>"
    yield f"<style>\n{STYLE}</style>"
    yield "</head>"
    yield '<body dir="auto">'
    yield "<header>"
    yield f"<h1>{title}</h1>"
    if found.summary:
        yield f"<p>{escape(found.summary)}</p>"
    yield f'<p class="facts" lang="en">{_facts(found)}</p>'
    yield "</header>"
    titled = [section for section in found.sections if section.title]
    if len(titled) > 1:
        yield from _contents(titled)
    yield "<main>"
    for number, section in enumerate(found.sections, 1):
        yield from _section(section, number)
    yield "</main>"
    yield '<footer lang="en"><p>What stands in brackets is heard, and not spoken.</p></footer>'
    yield "</body>"
    yield "</html>"


def _facts(found: Transcript) -> str:
    facts = length(found.frames)
    return f"{facts}, voice {escape(found.voice)}" if found.voice else facts


def _contents(sections: list[Section]) -> Iterator[str]:
    yield '<nav aria-labelledby="contents" lang="en">'
    yield '<h2 id="contents">Chapters</h2>'
    yield "<ol>"
    for number, section in enumerate(sections, 1):
        yield (
            f'<li><a href="#chapter-{number}">{_time(section.start)}'
            f"<span>{escape(section.title)}</span></a></li>"
        )
    yield "</ol>"
    yield "</nav>"


def _section(section: Section, number: int) -> Iterator[str]:
    if section.title:
        yield f'<section id="chapter-{number}" aria-labelledby="title-{number}">'
        yield (
            f'<div class="heading"><h2 id="title-{number}">{escape(section.title)}</h2>'
            f"{_time(section.start)}</div>"
        )
    else:
        yield "<section>"
    for part in section.parts:
        yield _part(part)
    yield "</section>"


def _part(part: Paragraph | Remark) -> str:
    if isinstance(part, Paragraph):
        return f"<p>{escape(' '.join(part.sentences))}</p>"
    return f'<p class="remark" lang="en">[{escape(part.text)}]</p>'


def _time(frames: int) -> str:
    """A clock time, and for programs the duration of ISO 8601."""
    seconds = (frames * 2 + RATE) // (2 * RATE)
    return f'<time datetime="PT{seconds}S">{clock(frames)}</time>'
