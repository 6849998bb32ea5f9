"""The page of a proof."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from voicemat.proof.judging import exact
from voicemat.proof.model import Check, Finding, Measurements, Proof, Spoken
from voicemat.proof.page.figures import loudness, spectrogram, waveform
from voicemat.proof.page.silence_map import line_length, silence_map
from voicemat.proof.proving import Proved
from voicemat.units import RATE, clock, words

STYLE = Path(__file__).with_name("style.css")

MOST = 12
"""Findings of one check that are told; the JSON has them all."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""Nothing is fetched, and nothing runs."""


def page(proved: Proved) -> bytes:
    """The page: one HTML file in UTF-8 that needs no other."""
    proof, traces = proved.proof, proved.traces
    title = escape(proof.title)
    parts = (
        f"<header><h1>{title}</h1>{_subtitle(proof)}</header>",
        _verdict(proof),
        _measurements(proof.measurements),
        _section(
            "Waveform",
            "The decoded sound from beginning to end. The scale is a square root, so that soft "
            "sounds can be seen.",
            waveform(proof, traces),
        ),
        _section(
            "Loudness over time",
            "K-weighted, as ears hear it (ITU-R BS.1770-4, EBU Tech 3341).",
            loudness(proof, traces),
        ),
        _section(
            "Speech and silence",
            f"One line is {words(line_length(proof.measurements.planned))}, read like a page. "
            "The deeper the shade, the longer nobody speaks.",
            silence_map(proof),
        ),
        _section(
            "Spectrogram",
            "What sounds how high: deep tones below, bright ones above.",
            spectrogram(proof, traces),
        ),
        _checks(proof.checks),
        _chapters(proof),
        _sentences(proof.sentences),
        _footer(proof),
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}: proof</title>\n"
        f"<style>\n{STYLE.read_text('utf-8')}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(parts)
        + "\n</main>\n</body>\n</html>\n"
    ).encode()


def _subtitle(proof: Proof) -> str:
    size = proof.measurements.bytes / 1e6
    return (
        f'<p class="soft">{escape(proof.file)}: {exact(proof.measurements.frames)}, '
        f"{proof.format.upper()}, {size:.1f} MB, decoded again by {escape(proof.decoder)}</p>"
    )


def _verdict(proof: Proof) -> str:
    failed = [check for check in proof.checks if not check.held]
    count = len(proof.checks)
    if not failed:
        return (
            '<div class="verdict" role="status">'
            f"<strong>\u2713 Every check held.</strong> All {count} of them: the file holds the "
            "session that was asked for.</div>"
        )
    found = "".join(
        f"<li>{escape(check.title)}: {_first(check.findings) or escape(check.told)}</li>"
        for check in failed
    )
    return (
        '<div class="verdict failed" role="status">'
        f"<strong>\u2717 {len(failed)} of {count} checks failed.</strong> "
        f"The sound file was not kept.<ul>{found}</ul></div>"
    )


def _first(findings: Sequence[Finding]) -> str:
    if not findings:
        return ""
    more = f", and {len(findings) - 1} more" if len(findings) > 1 else ""
    return _finding(findings[0]) + more


def _finding(finding: Finding) -> str:
    place = "" if finding.at is None else f"{clock(finding.at)}: "
    return place + escape(finding.text)


def _measurements(measured: Measurements) -> str:
    return (
        '<dl class="figures">'
        + "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in _told(measured))
        + "</dl>"
    )


def _told(measured: Measurements) -> Iterator[tuple[str, str]]:
    if measured.asked is not None and measured.asked != measured.planned:
        yield "Length asked", exact(measured.asked)
    yield "Length", exact(measured.frames)
    yield "Integrated loudness", _level(measured.integrated, "LUFS")
    yield "Loudness range", _level(measured.range, "LU")
    yield "True peak", _level(measured.true_peak, "dBTP")
    yield "Loudest moment (400 ms)", _level(measured.momentary, "LUFS")
    yield "Loudest 3 s", _level(measured.short_term, "LUFS")
    if measured.narration is not None:
        yield "Narration", _level(measured.narration, "LUFS")
    yield "Channels", "mono" if measured.channels == 1 else "stereo"


def _level(value: float, unit: str) -> str:
    return f"{value:.1f} {unit}".replace("-", "\u2212")


def _section(title: str, words: str, content: str) -> str:
    return (
        f"<section><h2>{title}</h2><figure><figcaption>{words}</figcaption>{content}"
        "</figure></section>"
    )


def _checks(checks: Sequence[Check]) -> str:
    rows = "".join(_check_row(check) for check in checks)
    return (
        '<section><h2>Checks</h2><div class="scroll"><table><thead><tr><th scope="col">Verdict</th>'
        '<th scope="col">Check</th><th scope="col">Measured</th>'
        '<th scope="col" class="n wide">At most</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def _check_row(check: Check) -> str:
    verdict = (
        '<td class="held">\u2713 held</td>' if check.held else '<td class="not">\u2717 failed</td>'
    )
    findings = "".join(f"<li>{_finding(finding)}</li>" for finding in check.findings[:MOST])
    if len(check.findings) > MOST:
        findings += f"<li>and {len(check.findings) - MOST} more</li>"
    told = _minus(check.told)
    return (
        f'<tr{"" if check.held else " class=wrong"}>{verdict}<th scope="row">'
        f"{_minus(check.title)}</th><td>{told}{f'<ul>{findings}</ul>' if findings else ''}</td>"
        f'<td class="n wide">{_level_of(check)}</td></tr>'
    )


def _minus(text: str) -> str:
    """`text` with the sign that numbers have, and hyphens where they are."""
    return re.sub(r"-(?=\d)", "\u2212", escape(text))


def _level_of(check: Check) -> str:
    return f"{check.limit:g} {escape(check.unit)}".replace("-", "\u2212")


def _chapters(proof: Proof) -> str:
    if not proof.chapters:
        return ""
    rows = "".join(
        f'<tr><td class="n">{number}</td><td class="n">{clock(one.start)}</td>'
        f'<td class="n">{clock(one.end - one.start)}</td>'
        f'<td class="n">{_level(one.loudness, "LUFS")}</td><th scope="row">{escape(one.title)}</th>'
        "</tr>"
        for number, one in enumerate(proof.chapters, start=1)
    )
    return (
        '<section><h2>Chapters</h2><div class="scroll"><table><thead><tr>'
        '<th scope="col" class="n">No.</th><th scope="col" class="n">Begins</th>'
        '<th scope="col" class="n">Lasts</th><th scope="col" class="n">Mean loudness</th>'
        f'<th scope="col">Title</th></tr></thead><tbody>{rows}</tbody></table></div></section>'
    )


def _sentences(spoken: Sequence[Spoken]) -> str:
    if not spoken:
        return ""
    rows = "".join(_sentence_row(one) for one in spoken)
    return (
        '<section><h2>Sentences</h2><div class="scroll"><table><caption>Each was looked for in the '
        "decoded sound. Level: louder or softer than planned; weakest: the same of its weakest "
        "quarter of a second; late: after its place in the timeline.</caption><thead><tr>"
        '<th scope="col" class="n">At</th><th scope="col">Verdict</th>'
        '<th scope="col" class="n">Level</th><th scope="col" class="n wide">Weakest</th>'
        '<th scope="col" class="n wide">Late</th><th scope="col">Sentence</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def _sentence_row(one: Spoken) -> str:
    verdict = (
        '<td class="held">\u2713 heard</td>' if one.held else '<td class="not">\u2717 wrong</td>'
    )
    return (
        f'<tr{"" if one.held else " class=wrong"}><td class="n">{_tenths(one.start)}</td>{verdict}'
        f'<td class="n">{_signed(one.level)} dB</td>'
        f'<td class="n wide">{_signed(one.weakest)} dB</td>'
        f'<td class="n wide">{one.late * 1000:.0f} ms</td><td>{escape(one.text)}</td></tr>'
    )


def _tenths(frames: int) -> str:
    return f"{clock(frames - frames % RATE)}.{frames % RATE * 10 // RATE}"


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "\u2212")


def _footer(proof: Proof) -> str:
    return (
        f"<footer>Made by voicemat {escape(proof.made_with)}. The same figures, and every place "
        "that is wrong, are in the JSON beside this page.</footer>"
    )
