from __future__ import annotations

import pytest

from voicemat.sharing.ranges import MOST, plain_range

SIZE = 1000


@pytest.mark.parametrize(
    ("header", "plain"),
    [
        ("bytes=0-0", "bytes=0-0"),
        ("bytes=0-", "bytes=0-999"),
        ("bytes=10-19", "bytes=10-19"),
        ("bytes=990-2000", "bytes=990-999"),
        ("bytes=-1", "bytes=999-999"),
        ("bytes=-5000", "bytes=0-999"),
        ("Bytes = 5-6 ,\t8-9", "bytes=5-6,8-9"),
        ("bytes=5-6,2000-3000,-1", "bytes=5-6,999-999"),
    ],
)
def test_what_can_be_given_is_asked_for_plainly(header: str, plain: str) -> None:
    assert plain_range(header, SIZE) == plain


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=2000-3000", "bytes=-0", "bytes=5000-,-0"])
def test_what_lies_beyond_the_end_begins_there(header: str) -> None:
    assert plain_range(header, SIZE) == "bytes=1000-"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-4",
        "bytes=1-2,5-4",
        "bytes=1-2,",
        "bytes=--5",
        "bytes=1_0-20",
        "bytes=٣-٤",
        "bytes=1-2;3-4",
        "bytes=" + "9" * 40 + "-",
        "seconds=1-2",
        "bytes=" + ",".join(["0-0"] * (MOST + 1)),
    ],
)
def test_what_is_no_range_is_ignored(header: str) -> None:
    assert plain_range(header, SIZE) is None


def test_nothing_can_be_given_of_an_empty_file() -> None:
    assert plain_range("bytes=0-", 0) == "bytes=0-"
    assert plain_range("bytes=-5", 0) == "bytes=0-"
