"""Mixing an hour of two beds with 150 spoken sentences, ducks and automation, all in the cache."""

from measuring import columns, processor_seconds, row, workshop

import voicemat

SENTENCES = (
    "Let the weight of the body sink into the mat.",
    "Breathe in through the nose, and out a little longer.",
    "Soften the small muscles around the eyes.",
    "Nothing has to be done now, and nothing has to change.",
    "Feel how the floor carries you, from the heels to the head.",
)
PLACES = ("feet", "calves", "hips", "back", "shoulders", "face")

HEAD = "---\ntitle: An hour\nmusic: rain + drift\nlength: 60 min\n---\n"


def hour() -> str:
    """A script with 150 sentences, thirty of them distinct, and ten changes of the music."""
    parts = [HEAD]
    for turn in range(5):
        for place in PLACES:
            parts += [f"{sentence[:-1]}, {place}.\n[rest]\n" for sentence in SENTENCES]
        parts.append(f"[music {'quieter' if turn % 2 == 0 else 'louder'}]\n")
    return "".join(parts)


with workshop() as folder:
    path = folder / "hour.md"
    path.write_text(hour())
    session = voicemat.load(str(path)).compile("60m")

    def mix() -> None:
        """Every block of the session."""
        assert sum(map(len, session.blocks())) == session.frames

    mix()  # decodes the music
    seconds = processor_seconds(mix, rounds=5)

columns("what", "measured", "target")
row("mix an hour, CPU", f"{seconds:.2f} s", "")
row("… seconds of sound in a second", f"{session.seconds / seconds:.0f}", "3000")
