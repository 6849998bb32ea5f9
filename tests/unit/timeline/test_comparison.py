from __future__ import annotations

from voicemat.timeline.comparison import Fate, compare
from voicemat.timeline.model import (
    Bus,
    BusName,
    Chapter,
    Clip,
    Media,
    MediaKind,
    Tags,
    Timeline,
    Track,
)


def session(frames: int, chapters: list[tuple[str, int]], *said: tuple[str, int]) -> Timeline:
    """A timeline of sentences at times."""
    clips = tuple(
        Clip(start=start, duration=5, media=Media(kind=MediaKind.RECORDING, name=text), text=text)
        for text, start in said
    )
    ends = [start for _, start in chapters[1:]] + [frames]
    return Timeline(
        rate=48_000,
        frames=frames,
        tags=Tags(title="Test"),
        voice_loudness=-22.0,
        buses=(Bus(name=BusName.VOICE, tracks=(Track(name="voice", clips=clips),)),),
        chapters=tuple(
            Chapter(title=title, start=start, end=end)
            for (title, start), end in zip(chapters, ends, strict=True)
        ),
    )


OLD = session(100, [("One", 0), ("Two", 50)], ("a", 0), ("b", 10), ("c", 60), ("d", 80))


def test_the_same_has_no_differences() -> None:
    found = compare(OLD, OLD)
    assert found.moves == ()
    assert [found.count(fate) for fate in Fate] == [4, 0, 0, 0]


def test_a_changed_sentence_stands_where_the_old_one_stood() -> None:
    new = session(100, [("One", 0), ("Two", 52)], ("a", 0), ("B", 10), ("c", 63), ("d", 82))
    found = compare(OLD, new)
    assert [pair.fate for pair in found.sentences] == [
        Fate.SAME,
        Fate.CHANGED,
        Fate.SAME,
        Fate.SAME,
    ]
    assert [pair.moved for pair in found.sentences] == [0, 0, 3, 2]
    assert [(chapter.old, chapter.new) for chapter in found.chapters] == [
        ((0, 50), (0, 52)),
        ((50, 50), (52, 48)),
    ]


def test_the_same_words_in_another_voice_are_changed() -> None:
    media = Media(kind=MediaKind.RECORDING, name="other")
    track = OLD.buses[0].tracks[0]
    first = Clip(start=0, duration=5, media=media, text="a")
    clips = (first, *track.clips[1:])
    new = session(100, [("One", 0), ("Two", 50)])
    bus = Bus(name=BusName.VOICE, tracks=(Track(name="voice", clips=clips),))
    new = Timeline(
        rate=new.rate,
        frames=new.frames,
        tags=new.tags,
        voice_loudness=-22.0,
        buses=(bus,),
        chapters=new.chapters,
    )
    assert compare(OLD, new).count(Fate.CHANGED) == 1


def test_added_removed_and_a_new_chapter() -> None:
    new = session(
        120,
        [("One", 0), ("New", 40), ("Two", 70)],
        *(("a", 0), ("x", 45), ("y", 55), ("c", 80), ("d", 100)),
    )
    found = compare(OLD, new)
    assert (found.count(Fate.CHANGED), found.count(Fate.ADDED)) == (1, 1)
    assert [chapter.title for chapter in found.chapters] == ["One", "New", "Two"]
    assert found.chapters[1].old is None
    assert [pair.moved for pair in found.chapters[2].sentences] == [20, 20]
    back = compare(new, OLD)
    assert (back.count(Fate.CHANGED), back.count(Fate.REMOVED)) == (1, 1)
    assert back.chapters[1].new is None
