from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.fakes.speech_server import SpeechServer
from voicemat.bookmark import Playback, note

pytestmark = pytest.mark.slow

KEY = "sk-very-secret-0123456789"


def report(said: Any) -> dict[str, dict[str, str]]:
    """The items of a report in JSON, by name."""
    assert said.stderr == ""
    told = json.loads(said.stdout)
    assert told["works"] is (said.returncode == 0)
    return {item["name"]: item for item in told["items"]}


def test_a_computer_on_which_sessions_can_be_made(
    run: Any, cache: Path, environment: Mapping[str, str]
) -> None:
    said = run("doctor", VOICEMAT_OUTPUT="null")
    assert (said.returncode, said.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in said.stdout.splitlines()]
    assert lines[0].startswith("voicemat 0.")
    assert [line for line in lines if line in ("voices", "sound", "files")] == [
        "voices",
        "sound",
        "files",
    ]
    (voice,) = (line for line in lines if line.startswith("ok your voice"))
    assert voice.startswith('ok your voice heart:heart speaks: "Good evening." in 0.')
    assert "ok output null opens" in lines
    for name in ("mp3", "wav", "flac", "opus", "m4a", "m4b"):
        assert f"ok {name} files can be made" in lines
    assert any(line.startswith(f"ok cache {cache}, ") for line in lines)
    after = lines.index("-- kokoro no voice is installed")
    assert lines[after + 1] == "> voicemat voices install kokoro"
    assert lines[-1] == "Sessions can be made. What is marked -- is not needed for that."


def test_the_same_for_a_program(run: Any, folder: Path, environment: Mapping[str, str]) -> None:
    (folder / "voicemat.toml").write_text("pace = 0.8\n")
    items = report(run("doctor", "--format", "json", VOICEMAT_VOICE="silent"))
    assert {item["area"] for item in items.values()} == {"voices", "sound", "files"}
    assert {item["standing"] for item in items.values()} <= {"fine", "absent"}
    assert items["settings"]["words"] == str(folder / "voicemat.toml")
    assert items["http"] == {
        "area": "voices",
        "name": "http",
        "standing": "absent",
        "words": "no speech server is configured",
        "advice": 'write http_url = "https://..." and http_voices = "..." into your settings '
        "file, which voicemat config names",
    }


def test_without_a_sound_device_sessions_are_made_all_the_same(run: Any) -> None:
    # The tests' own environment has no sound server.
    item = report(run("doctor", "--format", "json", VOICEMAT_VOICE="silent"))["output miniaudio"]
    if item["standing"] == "fine":
        pytest.skip("this computer has a sound device")
    assert item["words"] in ("there is no sound device", "the sound device does not answer")
    assert item["advice"].endswith("without a device, voicemat export makes a file")


def test_a_cache_that_cannot_be_written(run: Any, folder: Path) -> None:
    (folder / "file").write_text("")
    said = run("doctor", VOICEMAT_VOICE="silent", VOICEMAT_CACHE=str(folder / "file" / "cache"))
    assert (said.returncode, said.stderr) == (3, "")
    assert "!!  cache" in said.stdout
    assert "> choose another folder: VOICEMAT_CACHE, or cache in your settings" in said.stdout
    assert said.stdout.rstrip().endswith("No session can be made before this is mended: cache.")


def test_a_voice_that_there_is_not(run: Any) -> None:
    said = run("doctor", "--format", "json", VOICEMAT_VOICE="hart")
    assert said.returncode == 3
    item = report(said)["your voice"]
    assert (item["standing"], item["words"], item["advice"]) == (
        "broken",
        'there is no voice named "hart"',
        'did you mean "heart"?',
    )


def test_heart_s_package_that_is_damaged(run: Any, folder: Path) -> None:
    hide = folder / "hide"
    hide.mkdir()
    (hide / "sitecustomize.py").write_text(HIDING)
    items = report(run("doctor", "--format", "json", VOICEMAT_VOICE="heart", **without(hide)))
    for name in ("your voice", "heart"):
        assert items[name]["words"] == 'the voice "heart" is not installed'
        assert items[name]["advice"] == 'pip install "hibari-tts>=0.2.1,<0.3"'
    assert items["your voice"]["standing"] == "broken"


def test_a_speech_server_is_not_asked_and_its_key_not_shown(run: Any) -> None:
    with SpeechServer() as server:
        settings = {
            "VOICEMAT_HTTP_URL": server.url,
            "VOICEMAT_HTTP_VOICES": "alloy,nova",
            "VOICEMAT_HTTP_KEY": KEY,
        }
        said = run("doctor", VOICEMAT_VOICE="silent", **settings)
        assert said.returncode == 0
        assert f"2 voices, version 1-{server.host}-tts-1-wav" in said.stdout
        assert not server.asked
        # The session's own voice is tried, since the words stay on this computer.
        said = run("doctor", VOICEMAT_VOICE="http:nova", **settings)
        assert 'http:nova speaks: "Good evening." in 1.' in said.stdout
        assert [asked.body["input"] for asked in server.asked] == ["Good evening."]
        assert KEY not in said.stdout + said.stderr


def test_words_are_not_sent_away_to_try_a_voice(run: Any) -> None:
    said = run(
        "doctor",
        VOICEMAT_VOICE="http:nova",
        VOICEMAT_HTTP_URL="https://voice.invalid/v1",
        VOICEMAT_HTTP_VOICES="nova",
    )
    assert said.returncode == 0
    words = "http:nova is not tried, because its words would be sent to voice.invalid"
    assert words in said.stdout


HIDING = """
from importlib import util
real = util.find_spec
util.find_spec = lambda name, *more: None if name.startswith("hibari") else real(name, *more)
"""


def without(folder: Path) -> dict[str, str]:
    """The variable that lets a module of `folder` come before all others."""
    import os

    return {"PYTHONPATH": os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])}


def test_sound_that_was_late_is_told(
    run: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    states = str(tmp_path / "states")
    monkeypatch.setenv("XDG_STATE_HOME", states)

    def told() -> dict[str, dict[str, str]]:
        return report(
            run("doctor", "--format", "json", VOICEMAT_OUTPUT="null", XDG_STATE_HOME=states)
        )

    assert "playback" not in told()
    good = Playback(
        when="2026-03-01T22:00:00Z", routine="sleep", output="null", position=9, underruns=0
    )
    note(before=(), playback=good)
    assert told()["playback"]["words"] == "the sound was never late in the last 1 sessions"
    late = replace(good, when="2026-03-02T22:00:00Z", routine="calm", underruns=3)
    note(before=(good,), playback=late)
    words = told()["playback"]["words"]
    assert words.startswith("in 1 of the last 2 sessions the sound was late, 3 times")
    assert words.endswith("in calm (2026-03-02)")
