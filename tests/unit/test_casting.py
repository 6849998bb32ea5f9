from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from voicemat import config
from voicemat.casting import REST, SENTENCES, Part, sentence, stage
from voicemat.errors import UsageError
from voicemat.studio import Studio


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(
        config.load(environment={"VOICEMAT_CACHE": str(tmp_path)}, folder=tmp_path), print
    )


def test_each_voice_has_a_chapter_of_its_name_and_says_its_text(studio: Studio) -> None:
    parts = [
        Part(voice=voice, language=language, text=text)
        for voice, language, text in (
            ("heart", "en-US", "Rest now."),
            ("silent", "mul", "Rest now."),
            ("heart", "en-US", "Rest now, for a while."),
        )
    ]
    session = stage(parts, studio)
    chapters = session.timeline.chapters
    assert [chapter.title for chapter in chapters] == ["heart", "silent", "heart"]
    assert chapters[-1].end == session.frames
    sound = np.concatenate(list(session.blocks()))
    loud = [np.abs(sound[chapter.start : chapter.end]).max() > 0.01 for chapter in chapters]
    assert loud == [True, False, True]
    for chapter in chapters:
        assert not sound[chapter.end - REST + 4800 : chapter.end].any()


def test_a_text_of_marks_alone_is_refused(studio: Studio) -> None:
    with pytest.raises(UsageError, match="nothing to say"):
        stage([Part(voice="silent", language="mul", text="...")], studio)


def test_there_is_a_sentence_for_a_language_and_its_countries() -> None:
    assert sentence("de-AT") == SENTENCES["de"]
    assert sentence("mul") == sentence("en") == SENTENCES["en"]
    with pytest.raises(UsageError) as caught:
        sentence("tlh")
    assert caught.value.advice == 'give one: voicemat voices try VOICE "..."'
