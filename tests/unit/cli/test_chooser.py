"""Choosing from the library: what is offered, what keys and mouse do, what is remembered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from pathlib import Path

import pytest
from textual.pilot import Pilot

from voicemat.cli.chooser.app import INTERRUPTED, Chooser, Field, Shelf
from voicemat.cli.chooser.memory import Choice, Memory, recall, remember
from voicemat.cli.chooser.offers import Offer, Offers, gather, lengths
from voicemat.config import load
from voicemat.script.model import LengthWish
from voicemat.studio import Studio

OFFERS = Offers(
    routines=(
        Offer(
            name="back",
            title="Ease for the back",
            summary="Warmth.",
            lengths=("10 min", "15 min", "20 min"),
            usual="15 min",
        ),
        Offer(name="mine", title="My evening", summary="", own=True),
        Offer(
            name="sleep",
            title="Sleep",
            summary="A slow evening.",
            lengths=("20 min", "30 min"),
            usual="30 min",
        ),
    ),
    voices=("heart", "emma"),
    beds=("rain", "drift", "none"),
)

Steps = Callable[[Chooser, Pilot[Choice]], Awaitable[None]]


def choose(steps: Steps, *, memory: Memory | None = None, size=(80, 24)) -> Chooser:
    """Runs the screen and `steps` on it."""

    async def run() -> Chooser:
        app = Chooser(OFFERS, memory or Memory())
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await steps(app, pilot)
        return app

    return asyncio.run(run())


def pressed(*keys: str, **options) -> Chooser:
    async def steps(app: Chooser, pilot: Pilot[Choice]) -> None:
        await pilot.press(*keys)

    return choose(steps, **options)


def seen(app: Chooser) -> str:
    rows = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in row).rstrip() for row in rows)


@pytest.mark.parametrize(
    ("keys", "choice"),
    [
        (("enter",), Choice(routine="back", length="15 min")),
        (("down", "down", "enter"), Choice(routine="sleep", length="30 min")),
        (("end", "left", "enter"), Choice(routine="sleep", length="20 min")),
        (("down", "enter"), Choice(routine="mine")),
        (("up", "right", "enter"), Choice(routine="back", length="20 min")),
        (
            ("tab", "right", "tab", "left", "enter"),
            Choice(routine="back", length="15 min", voice="heart", music="none"),
        ),
        (
            ("shift+tab", "right", "enter"),
            Choice(routine="back", length="15 min", music="rain"),
        ),
    ],
)
def test_keys_choose(keys, choice):
    assert pressed(*keys).return_value == choice


@pytest.mark.parametrize(
    ("key", "code"), [("q", 0), ("escape", 0), ("ctrl+c", INTERRUPTED), ("x", None)]
)
def test_leaving_chooses_nothing(key, code):
    async def steps(app: Chooser, pilot: Pilot[Choice]) -> None:
        await pilot.press(key)
        assert app.is_running is (code is None)

    app = choose(steps)
    assert app.return_value is None
    assert (app.return_code or 0) == (code or 0)


def test_what_is_shown():
    async def steps(app: Chooser, pilot: Pilot[Choice]) -> None:
        text = seen(app)
        assert "▸ Ease for the back" in text
        assert "10-20 min" in text
        assert "My evening  yours" in text
        assert "Warmth." in text
        assert "‹ 15 min ›" in text
        assert text.count("‹ the routine's ›") == 2

    choose(steps)


@pytest.mark.parametrize("size", [(120, 40), (40, 14), (24, 10)])
def test_any_size_shows_the_chosen_routine(size):
    async def steps(app: Chooser, pilot: Pilot[Choice]) -> None:
        await pilot.press("end")
        text = seen(app)
        assert "▸ Sleep" in text
        assert max(map(len, text.splitlines())) <= size[0]

    choose(steps, size=size)


def test_the_mouse_chooses():
    async def steps(app: Chooser, pilot: Pilot[Choice]) -> None:
        length = app.query_one("#length", Field)
        await pilot.click(Shelf, offset=(5, 2))
        await pilot.click(length, offset=(0, 1))
        await pilot.click(app.query_one("#music", Field), offset=(16, 1))
        await pilot.click(Shelf, offset=(5, 2))

    assert choose(steps).return_value == Choice(routine="sleep", length="20 min", music="rain")


def test_the_last_choice_is_where_it_begins_and_each_routine_keeps_its_own():
    memory = Memory(
        choices=(
            Choice(routine="back", length="10 min", voice="emma"),
            Choice(routine="gone", length="1 min"),
            Choice(routine="sleep", length="99 min", voice="nobody", music="drift"),
        )
    )
    assert pressed("enter", memory=memory).return_value == Choice(
        routine="sleep", length="30 min", music="drift"
    )
    assert pressed("home", "enter", memory=memory).return_value == memory.choices[0]


def test_choices_are_kept_the_latest_last(tmp_path: Path):
    path = tmp_path / "state" / "choices.json"
    assert recall(path).last is None
    for name in ("back", "sleep", "back"):
        remember(path, recall(path).with_choice(Choice(routine=name, music=name)))
    kept = recall(path)
    assert [choice.routine for choice in kept.choices] == ["sleep", "back"]
    assert kept.last == kept.of("back")
    assert [entry.name for entry in path.parent.iterdir()] == ["choices.json"]


@pytest.mark.parametrize("data", [b"", b"{", b'{"choices": 3}', b"\xff\x00", b'{"choices":[{}]}'])
def test_a_memory_that_is_not_ours_is_none(tmp_path: Path, data: bytes):
    path = tmp_path / "choices.json"
    path.write_bytes(data)
    assert recall(path) == Memory()


def test_a_folder_that_cannot_be_written_forgets(tmp_path: Path):
    (tmp_path / "state").write_text("a file")
    remember(tmp_path / "state" / "choices.json", Memory(choices=(Choice(routine="back"),)))
    assert recall(tmp_path / "state" / "choices.json") == Memory()


@pytest.mark.parametrize(
    ("target", "least", "most", "offered"),
    [
        (30, 20, 40, ("20 min", "25 min", "30 min", "35 min", "40 min")),
        (3, 2, 4, ("2 min", "3 min", "4 min")),
        (12, 10, 21, ("10 min", "12 min", "15 min", "20 min", "21 min")),
        (20, None, None, ("20 min",)),
    ],
)
def test_lengths_are_every_five_minutes_of_the_range(target, least, most, offered):
    minutes = [None if each is None else Decimal(60 * each) for each in (target, least, most)]
    assert lengths(LengthWish(target=minutes[0], least=minutes[1], most=minutes[2])) == offered


def test_the_library_is_offered_and_what_cannot_be_read_is_left_out(tmp_path: Path):
    (tmp_path / "mine.md").write_text("---\ntitle: My own\n---\nHello.\n")
    (tmp_path / "broken.md").write_bytes(b"\xff\xfe\x00")
    studio = Studio(load({"library": str(tmp_path)}, environment={}, folder=tmp_path), print)
    offers = gather(studio, ["heart"])
    by_name = {offer.name: offer for offer in offers.routines}
    assert "broken" not in by_name
    assert (by_name["mine"].title, by_name["mine"].own) == ("My own", True)
    assert by_name["sleep"].range == "20-60 min"
    assert by_name["sleep"].usual == "30 min"
    assert "rain" in offers.beds
    assert offers.beds[-1] == "none"
