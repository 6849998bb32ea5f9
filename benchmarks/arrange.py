"""Resolving and arranging a session of eight hours in which 5000 sentences are spoken."""

from measuring import columns, processor_seconds, row, workshop

import voicemat
from voicemat import units
from voicemat.compiler import Wishes, arrange, resolve
from voicemat.speech.sentences import split

SENTENCES = 5000

HEADER = "---\ntitle: Long\nmusic: rain\n---\n\n"

with workshop() as folder:
    lines = []
    for number in range(SENTENCES):
        if number % 50 == 0:
            lines.append(f"\n# Part {number // 50}\n\n[bowl, soft]\n[music quieter]")
        lines.append(f"This is {number}.\n...")
    script = folder / "long.md"
    script.write_text(HEADER + "\n".join(lines) + "\n[rest]\n")
    routine = voicemat.load(str(script))
    draft = routine.speak("8h", voice="silent")
    assert len(draft.recordings) == SENTENCES
    timeline, _ = arrange(draft.score, draft.recordings)
    assert timeline is not None
    assert timeline.frames == units.frames(8 * 3600)

    catalog = routine.studio.catalog(routine.manuscript, "silent")
    wishes = Wishes(length=timeline.frames, voice="silent")
    resolving = processor_seconds(lambda: resolve(routine.script, catalog, wishes, split))
    arranging = processor_seconds(lambda: arrange(draft.score, draft.recordings))

columns("what", "measured")
row(f"resolve 8 h with {SENTENCES} sentences, CPU", f"{resolving:.2f} s")
row("… and arrange it, CPU", f"{arranging:.2f} s")
