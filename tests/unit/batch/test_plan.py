"""Plans: from a file to orders."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicemat.batch.expansion import Item, expand
from voicemat.batch.plan import PlanError
from voicemat.batch.plan_file import read_plan
from voicemat.production import Order
from voicemat.studio import Studio

BASE = Order(routine="")


def items(text: str, studio: Studio) -> tuple[Item, ...]:
    return expand(read_plan(text, "plan.yaml"), studio, BASE)


def names(text: str, studio: Studio) -> list[str]:
    return [item.name for item in items(text, studio)]


def told(text: str, studio: Studio) -> list[tuple[str, str]]:
    with pytest.raises(PlanError) as caught:
        items(text, studio)
    return [(problem.place, problem.message) for problem in caught.value.problems]


def test_lists_are_multiplied_the_last_changing_fastest(studio: Studio) -> None:
    plan = (
        "voice: [silent, heart]\nlength: [20 min, 1:00:00]\nroutine: noon\n"
        "set:\n  level: [beginner, advanced]\n"
    )
    orders = [item.order for item in items(plan, studio)]
    assert [(dict(o.settings)["level"], o.length, o.voice) for o in orders] == [
        (level, length, voice)
        for level in ("beginner", "advanced")
        for length in ("20 min", "1:00:00")
        for voice in ("silent", "heart")
    ]
    assert [(o.track, o.tracks) for o in orders] == [(n, 8) for n in range(1, 9)]
    assert orders[1].title == "Noon, 20 min, beginner, heart"


def test_names_tell_what_differs_and_nothing_else(studio: Studio) -> None:
    assert names("routine: noon\nlength: 20 min", studio) == ["Noon.mp3"]
    assert names("routine: noon\nlength: [20 min, 1:30:00]\nvoice: silent", studio) == [
        "01 Noon, 20 min.mp3",
        "02 Noon, 1 h 30 min.mp3",
    ]
    # Two routines of one title.
    assert names("routine: [noon, my-noon]", studio) == [
        "01 Noon, noon.mp3",
        "02 Noon, my-noon.mp3",
    ]
    assert names("routine: noon\nformat: [mp3, wav]", studio) == ["01 Noon.mp3", "02 Noon.wav"]
    assert names("routine: noon\nquality: [small, high]", studio) == [
        "01 Noon, small.mp3",
        "02 Noon, high.mp3",
    ]


def test_a_template(studio: Studio) -> None:
    plan = "routine: noon\nlength: [20 min, 30 min]\nname: '{number}. {routine}/{length} {level}'"
    assert names(plan, studio) == ["01. noon 20 min beginner.mp3", "02. noon 30 min beginner.mp3"]


def test_an_entry_overrides_what_stands_above_it(studio: Studio) -> None:
    plan = (
        "routine: noon\nlength: [20 min, 30 min]\nset: {level: advanced, name: Ana}\nwith: lrc\n"
        "sessions:\n- length: 40 min\n- {set: {level: beginner}, with: [txt, srt]}\n"
    )
    orders = [item.order for item in items(plan, studio)]
    assert [(o.length, dict(o.settings), o.documents) for o in orders] == [
        ("40 min", {"level": "advanced", "name": "Ana"}, ("lrc",)),
        ("20 min", {"level": "beginner", "name": "Ana"}, ("txt", "srt")),
        ("30 min", {"level": "beginner", "name": "Ana"}, ("txt", "srt")),
    ]


def test_exclusions_leave_out_what_has_all_that_they_name(studio: Studio) -> None:
    plan = (
        "routine: noon\nlength: [20 min, 30 min]\nset: {level: [beginner, advanced]}\n"
        "except:\n- {length: 1800 s, set: {level: beginner}}\n- {routine: 'n*', length: 20m}\n"
    )
    orders = [item.order for item in items(plan, studio)]
    assert [(o.length, o.settings) for o in orders] == [("30 min", (("level", "advanced"),))]


def test_a_language_is_the_routine_in_it_or_its_translation(studio: Studio) -> None:
    plan = "routine: noon\nlanguage: [en, de]\n"
    assert [item.order.routine for item in items(plan, studio)] == ["noon", "noon.de"]
    assert names(plan, studio) == ["01 Noon.mp3", "02 Mittag.mp3"]
    # A pattern takes those that are there in it.
    assert [item.order.routine for item in items("routine: '*'\nlanguage: de", studio)] == [
        "noon.de"
    ]
    assert told("routine: my-noon\nlanguage: de", studio) == [
        ("plan.yaml:2", "my-noon is not there in the language de")
    ]


def test_of_several_voices_those_speak_that_can(studio: Studio) -> None:
    orders = [
        item.order
        for item in items("routine: noon\nlanguage: [en, de]\nvoice: [heart, silent]", studio)
    ]
    assert [(o.routine, o.voice) for o in orders] == [
        ("noon", "heart"),
        ("noon", "silent"),
        ("noon.de", "silent"),
    ]


@pytest.mark.parametrize(
    ("plan", "problems"),
    [
        ("", [("plan.yaml:1", 'a plan consists of "key: value" lines')]),
        ("length: 20 min", [("plan.yaml:1", "no routine is named")]),
        ("routine: noon\nroutine: noon", [("plan.yaml:2", '"routine" is there twice')]),
        ("routine: [noon\n", [("plan.yaml:2", "this cannot be read: expected ',' or ']'")]),
        ("routine: {a: b}", [("plan.yaml:1", "routine takes a value, or a list of them")]),
        ("routine: []", [("plan.yaml:1", "routine names nothing")]),
        ("routine: noon\nset: advanced", [("plan.yaml:2", "set takes the routine's options")]),
        ("routine: noon\nsessions: 3", [("plan.yaml:2", "sessions takes a list")]),
        ("routine: noon\nname: [a, b]", [("plan.yaml:2", "name takes one value")]),
        ("routine: noon\nvoice: silnt", [("plan.yaml:2", 'there is no voice named "silnt"')]),
        ("routine: noon\nmusic: rian", [("plan.yaml:2", 'there is no bed named "rian"')]),
        ("routine: noon\nformat: ogg", [("plan.yaml:2", 'there is no file format named "ogg"')]),
        ("routine: noon\nquality: best", [("plan.yaml:2", 'there is no quality "best"')]),
        ("routine: noon\nset: {levle: x}", [("plan.yaml:2", 'noon has no option "levle"')]),
        (
            "routine: noon\nset: {level: x}",
            [("plan.yaml:2", 'noon: level cannot be "x"')],
        ),
        ("routine: noon\nname: '{titel}'", [("plan.yaml:2", 'a name has no field "{titel}"')]),
        ("routine: noon\nname: '{title'", [("plan.yaml:2", "a brace in this name has no partner")]),
        (
            "routine: noon\nlength: [20m, 30m]\nname: '{title}'",
            [("plan.yaml:3", 'two sessions would be called "Noon.mp3"')],
        ),
        (
            "sessions:\n- {routine: noon}\n- {routine: noon}",
            [("plan.yaml:3", 'two sessions would be called "Noon.mp3", here and by plan.yaml:2')],
        ),
        (
            "routine: noon\nexcept:\n- {routine: back}",
            [("plan.yaml:3", "this leaves nothing out")],
        ),
        ("routine: noon\nexcept:\n- {routine: noon}", [("plan.yaml:1", "the plan leaves everyth")]),
    ],
)
def test_mistakes_have_a_place(studio: Studio, plan: str, problems: list[tuple[str, str]]) -> None:
    found = told(plan, studio)
    assert [place for place, _ in found] == [place for place, _ in problems]
    for (_, message), (_, expected) in zip(found, problems, strict=True):
        assert message.startswith(expected)


def test_names_that_differ_in_case_alone_are_one_name(studio: Studio) -> None:
    """As FAT, NTFS and APFS take them."""
    plan = "sessions:\n- {routine: noon, name: Rest}\n- {routine: noon.de, name: REST}\n"
    assert told(plan, studio)[0][1].startswith('two sessions would be called "REST.mp3"')


def test_the_plan_of_the_documentation(studio: Studio) -> None:
    docs = (Path(__file__).parents[3] / "docs" / "files.md").read_text("utf-8")
    plan = docs.split("```yaml\n")[1].split("```")[0]
    found = items(plan, studio)
    told = [(o.routine, o.length, dict(o.settings).get("level")) for o in (i.order for i in found)]
    assert told == [
        ("sleep", "40 min", "beginner"),
        ("calm", "20 min", "beginner"),
        ("calm", "40 min", "beginner"),
        ("calm", "20 min", "advanced"),
        ("cellulite", "20 min", "beginner"),
        ("cellulite", "40 min", "beginner"),
        ("cellulite", "20 min", "advanced"),
        ("back", "30 min", None),
    ]
    assert found[-1].name == "08 My back, 30 min.mp3"
    assert found[-1].order.music == "rain"
    assert {item.order.documents for item in found} == {("lrc",)}


def test_nothing_is_guessed_of_what_yaml_knows(studio: Studio) -> None:
    """YAML 1.1 would make a boolean of this name, and a number of base 60 of this length."""
    plan = "routine: noon\nset: {name: no}\nlength: 20:00\n"
    (item,) = items(plan, studio)
    assert item.order.settings == (("name", "no"),)
    assert item.frames == 20 * 60 * 48_000
