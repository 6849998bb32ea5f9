"""Whatever a plan asks for: every combination once, in a stable order, under a name of its own."""

from __future__ import annotations

import unicodedata

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from voicemat import config
from voicemat.batch.expansion import Item, expand
from voicemat.batch.plan import PlanError, Problem
from voicemat.batch.plan_file import read_plan
from voicemat.production import Order
from voicemat.studio import Studio


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """A studio over a library of three routines with the same options, two of them of one title."""
    folder = tmp_path_factory.mktemp("library")
    for name, title in (("east", "Rest"), ("west", "Rest"), ("north", "Night")):
        (folder / f"{name}.md").write_text(
            f"---\ntitle: {title}\noptions:\n  level: beginner, advanced\n  name: friend\n"
            "---\nGood day, {name}.\n[rest]\n"
        )
    flags = {"library": str(folder), "cache": str(folder)}
    return Studio(config.load(flags, environment={}, folder=folder), lambda _: None)


def some(*values: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)


PLANS = st.fixed_dictionaries(
    {"routine": some("east", "west", "north", "*st", "nor*")},
    optional={
        "length": some("20 min", "30 min", "1:00:00"),
        "voice": some("silent", "heart"),
        "music": some("rain", "none"),
        "format": some("mp3", "wav"),
        "quality": some("small", "96k"),
        "set": st.fixed_dictionaries(
            {},
            optional={
                "level": some("beginner", "advanced"),
                "name": st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=2),
            },
        ),
    },
)


def items(plan: object, studio: Studio) -> tuple[Item, ...] | str:
    """The sessions of a plan, or what is wrong with it."""
    try:
        return expand(read_plan(yaml.safe_dump(plan), "plan"), studio, Order(routine=""))
    except PlanError as error:
        return str(error)


@given(plan=PLANS)
def test_every_combination_has_its_place_and_its_name(studio: Studio, plan: object) -> None:
    found = items(plan, studio)
    if isinstance(found, str):
        # Only names of listeners can go wrong here: blank ones, and those that are one name.
        assert "takes a value" in found or "would be called" in found or "no text" in found
        return
    assert items(plan, studio) == found
    orders = [item.order for item in found]
    assert [order.track for order in orders] == (
        [0] if len(orders) == 1 else list(range(1, len(orders) + 1))
    )
    names = [unicodedata.normalize("NFC", item.name).casefold() for item in found]
    assert len(set(names)) == len(names)
    assert all(len(item.name.encode()) <= 143 and "/" not in item.name for item in found)
    stripped = {
        (o.routine, o.length, o.voice, o.music, o.format, o.quality, o.settings) for o in orders
    }
    assert len(stripped) == len(orders)
    routines = [order.routine for order in orders]
    assert routines == sorted(routines, key=routines.index)  # those of one routine stand together


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        read_plan(text, "plan")
    except PlanError as error:
        problems = error.problems
    assert all(problem.place.startswith("plan:") for problem in problems)


def test_names_that_cannot_be_told_apart_are_found(studio: Studio) -> None:
    assert "would be called" in str(items({"routine": "east", "set": {"name": ["a", "A"]}}, studio))
