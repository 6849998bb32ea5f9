"""What concerns a cluster and needs none."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from voicemat import config
from voicemat.batch.cluster import for_others, joined
from voicemat.errors import MissingError


def test_without_dask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(MissingError) as caught,
        joined("tcp://localhost:1", tmp_path),
    ):
        pass
    assert caught.value.advice == 'pip install "voicemat[dask]"'


def test_the_keys_stay_at_home() -> None:
    own = config.load(environment={"VOICEMAT_HTTP_KEY": "secret", "VOICEMAT_VOICE": "silent"})
    sent = for_others(own)
    assert own.http_key.value.text == "secret"
    assert (sent.http_key.value.text, sent.http_url.value) == ("", "")
    assert sent.voice.value == "silent"
