"""Resolving and arranging a session of eight hours in which 5000 sentences are spoken."""

from decimal import Decimal
from pathlib import Path

from measuring import processor_seconds, row, workshop

from voicemat import config, units
from voicemat.compiler import Fit, Wishes, arrange, resolve
from voicemat.compiler.arrange import Recording
from voicemat.pipeline import Studio
from voicemat.script import parse
from voicemat.source import Source
from voicemat.speech.sentences import split

SENTENCES = 5000

HEADER = "---\ntitle: Long\nmusic: rain\n---\n\n"

with workshop() as folder:
    lines = []
    for number in range(SENTENCES):
        if number % 50 == 0:
            lines.append(f"\n# Part {number // 50}\n\n[bowl, soft]\n[music quieter]")
        lines.append(f"This is sentence {number}, and it takes a while.\n...")
    source = Source(name="long.md", text=HEADER + "\n".join(lines) + "\n[rest]\n")
    script, findings = parse(source)
    assert findings == ()
    catalog = Studio(config.load(), print).catalog(script, Path(folder))
    wishes = Wishes(
        length=units.frames(8 * 3600),
        fit=Fit.EXACT,
        settings=(),
        voice="silent",
        pace=None,
        default_voice="silent",
        default_pace=Decimal("0.9"),
    )
    score, findings = resolve(script, catalog, wishes, split)
    assert findings == ()
    recordings = {
        utterance: Recording(media=str(number), frames=3 * units.RATE)
        for number, utterance in enumerate(score.utterances)
    }
    assert len(recordings) == SENTENCES
    timeline, findings = arrange(score, recordings)
    assert timeline is not None
    assert timeline.frames == wishes.length
    resolving = processor_seconds(lambda: resolve(script, catalog, wishes, split))
    arranging = processor_seconds(lambda: arrange(score, recordings))

row(f"resolve 8 h with {SENTENCES} sentences, CPU", f"{resolving:.2f} s")
row("… and arrange it, CPU", f"{arranging:.2f} s")
