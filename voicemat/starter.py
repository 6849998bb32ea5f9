"""The first version of a new routine: short, complete, and meant to be changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """What a routine is for."""

    CALM = "calm"
    SLEEP = "sleep"
    ENERGY = "energy"


class Level(StrEnum):
    """For whom it is, unless the listener chooses."""

    BEGINNER = "beginner"
    ADVANCED = "advanced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person wants of her routine. `length` is whole minutes; `music` a bed, or none."""

    title: str
    purpose: Purpose
    minutes: int
    level: Level
    music: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Manner:
    """What differs from purpose to purpose."""

    summary: str
    ending: str
    greeting: str
    breath: str
    body: str
    last: str


_MANNERS: Mapping[Purpose, _Manner] = {
    Purpose.CALM: _Manner(
        summary="A quiet while on the mat.",
        ending="bell",
        greeting="Welcome. For a little while, there is nothing to do.",
        breath="[breathe in 4, out 6, 6 times]",
        body="""\
Feel the warmth that comes up from the mat.
...
Let your shoulders be heavy. Let your hands lie open.
...
Soften your forehead, and the corners of your eyes.
...""",
        last="""\
# Come back

Let your breath grow a little deeper. Move your fingers, and your toes.
...
[include get-up]
[include afterwards]
Take this calm with you.""",
    ),
    Purpose.SLEEP: _Manner(
        summary="A short way from the mat into sleep.",
        ending="sleep",
        greeting="Good evening. The day is over, and all of it can wait.",
        breath="[breathe in 4, out 6, 6 times]",
        body="""\
Feel the warmth that comes up from the mat.
...
Let your legs be heavy. Let your hands lie open.
...
Let your eyes sink back, and your jaw hang a little.
...""",
        last="""\
# Leave the mat

Slowly, with your eyes still closed, roll onto one side, and slide the mat away.
[pause 15-30 s]
[off the mat]
Now find the way you like to lie.
...

# Drift

There is nothing more to do. Good night.
I will be quiet from here on.
[rest]""",
    ),
    Purpose.ENERGY: _Manner(
        summary="A bright pause on the mat.",
        ending="bell",
        greeting="Hello. This is a pause, and then you go on, a little lighter.",
        breath="[breathe in 5, out 5, 5 times]",
        body="""\
Feel each point, one by one, the way you feel rain on your skin.
...
Let that liveliness run down your arms, and up into your face.
...
With every breath in, let your chest widen.
...""",
        last="""\
# Wake up

Now breathe in fully, and stretch your arms over your head.
[pause 5 s]
And once more, as long as you can.
[pause 5 s]
[include get-up]
[include afterwards]
Go on with your day, wide awake.""",
    ),
}

LAST_FADE = "[music fades out over 3 min]"

_TEMPLATE = """\
---
title: {title}
summary: {summary}
length: {minutes} min
{music}ending: {ending}
options:
  level: {levels}
---

> Your own routine. Change anything: what you type is spoken, what is in [brackets] happens, and
> dots are silence that stretches.

# Begin

{greeting}
...
[include safety]

# Lie down

[beginner: Keep a thin shirt on, or lay a sheet over the mat.]
[advanced: Bare your back, if you like the points close.]
[include lie-down]
[include first-minute]

# Breathe

Follow the breath for a while. In through the nose, and out a little longer.
{breath}
Now let it look after itself.
...

# Feel

{body}

# Rest

I will be quiet for a while now. Stay as long as it is good.
[{silence}]

{last}
"""


def starter(wish: Wish) -> str:
    """The text of a routine that compiles to the wished length."""
    manner = _MANNERS[wish.purpose]
    sleeps = wish.purpose is Purpose.SLEEP
    others = [level for level in Level if level is not wish.level]
    last = manner.last
    if sleeps and wish.music:
        last += f"\n{LAST_FADE}"
    return _TEMPLATE.format(
        title=_quoted(wish.title),
        summary=manner.summary,
        minutes=wish.minutes,
        music=f"music: {wish.music}\n" if wish.music else "",
        ending=manner.ending,
        levels=", ".join([wish.level, *others]),
        greeting=manner.greeting,
        breath=manner.breath,
        body=manner.body,
        # On the way into sleep it is the drift that takes what time there is, off the mat.
        silence="pause 30-240 s" if sleeps else "rest",
        last=last,
    )


def _quoted(title: str) -> str:
    """`title` as a value of the header that is read as nothing else."""
    escaped = title.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
