from __future__ import annotations

import pytest

from voicemat.script import parse
from voicemat.script.model import Include
from voicemat.source import Source
from voicemat.starter import Level, Purpose, Wish, starter


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("music", ["rain", None])
def test_every_new_routine_parses(purpose: Purpose, level: Level, music: str | None) -> None:
    wish = Wish(title='My "own": #1 \\', purpose=purpose, minutes=20, level=level, music=music)
    script, found = parse(Source(name="new.md", text=starter(wish)))
    assert found == ()
    header = script.header
    assert header.title == 'My "own": #1 \\'
    assert header.length is not None
    assert header.length.target == 1200
    assert header.options[0].choices[0] == level
    assert [layer.name for layer in header.music] == ([music] if music else [])
    assert {"safety", "lie-down"} <= {
        node.name for node in script.nodes if isinstance(node, Include)
    }
