"""A parser test's input is its docstring."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.fakes.parsing import Parsed, parse_text


@pytest.fixture
def parsed(request: pytest.FixtureRequest) -> Parsed:
    """The script in the test's docstring."""
    return parse_text(dedent(request.function.__doc__).strip("\n"))
