"""Chooses a device by its name, as a person writes it."""

from __future__ import annotations

from collections.abc import Sequence

from voicemat.errors import MissingError


def pick(wanted: str, names: Sequence[str]) -> int:
    """The index of the device called `wanted`, or of the only one whose name has it in it.

    Case does not count. Raises MissingError when there is none, or more than one.
    """
    folded = [name.casefold() for name in names]
    word = wanted.casefold()
    if word in folded:
        return folded.index(word)
    near = [index for index, name in enumerate(folded) if word in name]
    if len(near) == 1:
        return near[0]
    there = ", ".join(f'"{name}"' for name in names) or "none"
    problem = "more than one sound device has" if near else "there is no sound device with"
    raise MissingError(f'{problem} "{wanted}" in its name', advice=f"devices: {there}")
