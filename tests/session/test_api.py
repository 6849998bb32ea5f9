"""What the package offers to other programs."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

import voicemat
from voicemat.timeline.model import BusName

RATE = 48_000

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture(autouse=True)
def own_home(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The settings come from the environment, as for any program."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("VOICEMAT_LIBRARY", str(tmp_path / "library"))
    monkeypatch.chdir(tmp_path)


def write(path: Path, text: str) -> str:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_what_is_public_is_there_and_documented() -> None:
    assert sorted(voicemat.__all__) == voicemat.__all__
    for name in voicemat.__all__:
        thing = getattr(voicemat, name)
        if name == "__version__":
            continue
        assert inspect.getdoc(thing), name
        if inspect.isclass(thing):
            for method, value in vars(thing).items():
                if not method.startswith("_") and callable(value):
                    assert inspect.getdoc(value), f"{name}.{method}"


def test_nothing_else_is_public() -> None:
    program = (
        "import voicemat\n"
        "before = {name for name in vars(voicemat) if not name.startswith('_')}\n"
        "print(sorted(before))\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert eval(said.stdout) == ["Any", "TYPE_CHECKING", "annotations", "import_module", "version"]
    with pytest.raises(AttributeError, match="no attribute 'parse'"):
        _ = voicemat.parse


def test_the_program_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a shorter routine under the same name, from the library."""
    monkeypatch.setenv("VOICEMAT_VOICE", "silent")
    write(tmp_path / "library" / "sleep.md", "---\ntitle: Short\n---\nGood night.\n[rest]\n")
    programs = re.findall(r"^```python\n(.*?)^```", README.read_text("utf-8"), re.M | re.S)
    (program,) = programs
    assert '"20m"' in program
    names: dict[str, Any] = {}
    exec(program.replace('"20m"', '"20s"'), names)
    assert soundfile.info(tmp_path / "Sleep.mp3").frames == 20 * RATE
    assert names["session"].timeline.tags.title == "Short"
    assert names["block"].dtype == np.float32
    assert names["block"].shape[1:] == (2,)


def test_the_blocks_are_the_session(tmp_path: Path) -> None:
    path = write(tmp_path / "noon.md", "---\nmusic: rain\n---\nGood day.\n[rest]\n")
    session = voicemat.load(path).compile("20s", voice="silent")
    blocks = list(session.blocks())
    assert {block.dtype for block in blocks} == {np.dtype(np.float32)}
    whole = np.concatenate(blocks)
    assert whole.shape == (session.frames, 2) == (20 * RATE, 2)
    assert session.seconds == 20.0
    # From anywhere it is the same, bit for bit.
    for start in (1, 123_457, 20 * RATE - 1):
        assert np.array_equal(np.concatenate(list(session.blocks(start=start))), whole[start:])
    assert list(session.blocks(start=session.frames)) == []


def test_a_wav_export_is_the_mix_to_its_last_bit(tmp_path: Path) -> None:
    path = write(tmp_path / "noon.md", "---\nmusic: rain\n---\nGood day.\n[rest]\n")
    session = voicemat.load(path).compile("20s", voice="silent")
    told: list[int] = []
    written = session.export(tmp_path / "noon.wav", progress=told.append)
    assert written == tmp_path / "noon.wav"
    assert told == sorted(told)
    assert told[-1] == session.frames
    samples, rate = soundfile.read(written, dtype="float32")
    assert rate == RATE
    mix = np.concatenate(list(session.blocks()))
    assert np.abs(samples - mix).max() <= 2**-23


def test_play_from_a_program(tmp_path: Path) -> None:
    path = write(tmp_path / "noon.md", "Good day.\n[rest]\n")
    session = voicemat.load(path).compile("20s", voice="silent")
    session.play(output="wav:noon.wav", start=12 * RATE)
    assert soundfile.info(tmp_path / "noon.wav").frames == 8 * RATE


def test_a_file_without_a_header_is_a_routine(tmp_path: Path) -> None:
    path = write(tmp_path / "a-quiet-noon.md", "Good day.\n\nBe still.\n")
    routine = voicemat.load(path)
    assert routine.title == "A quiet noon"
    assert routine.check() == ()
    session = routine.compile(voice="silent")
    assert [chapter.title for chapter in session.timeline.chapters] == ["A quiet noon"]
    spoken = [clip.text for clip in session.timeline.bus(BusName.VOICE).tracks[0].clips]
    assert spoken == ["Good day.", "Be still."]


def test_a_script_in_the_library_is_found_by_its_name(tmp_path: Path) -> None:
    write(tmp_path / "library" / "Quiet-Noon.md", "Good day.\n")
    for name in ("Quiet-Noon", "quiet-noon", "quiet noon"):
        assert voicemat.load(name).check() == ()
    with pytest.raises(voicemat.UsageError, match='no routine named "quiet-moon"'):
        voicemat.load("quiet-moon")


def test_what_goes_wrong_is_raised(tmp_path: Path) -> None:
    with pytest.raises(voicemat.FileError, match="no such file"):
        voicemat.load("nowhere.md")
    routine = voicemat.load(write(tmp_path / "bad.md", "Good day {nme}.\n[pause 5]\n"))
    with pytest.raises(voicemat.ScriptError) as caught:
        routine.compile(voice="silent")
    assert [found.kind for found in caught.value.diagnostics] == ["unknown-name", "missing-unit"]
    assert str(caught.value).endswith("2 errors")
    assert caught.value.exit_code == 1
    routine = voicemat.load(write(tmp_path / "noon.md", "Good day.\n[pause 20-60 s]\n"))
    with pytest.raises(voicemat.ScriptError, match="the shortest is"):
        routine.compile("5s", voice="silent")
    with pytest.raises(voicemat.UsageError, match="no voice"):
        routine.compile(voice="nobody")
    with pytest.raises(voicemat.UsageError, match="not a duration"):
        routine.compile("soon")
    session = routine.compile("5s", voice="silent", fit=voicemat.Fit.NEAREST)
    assert session.seconds > 20
    with pytest.raises(voicemat.UsageError, match="no bus"):
        session.blocks(bus="drums")
    with pytest.raises(voicemat.FileError, match="no folder"):
        session.export("nowhere/noon.mp3")
    with pytest.raises(voicemat.UsageError, match="cannot start"):
        session.play(output="null", start=session.frames)
    assert all(
        issubclass(error, voicemat.VoicematError)
        for error in (voicemat.FileError, voicemat.MissingError, voicemat.ScriptError)
    )


def test_a_music_file_of_ones_own(tmp_path: Path, loudness: Any) -> None:
    """At 44.1 kHz, named relative to the script, and shorter than the session."""
    times = np.arange(40 * 44_100) / 44_100
    swell = 0.05 * (1.0 + 0.3 * np.sin(2 * np.pi * 0.4 * times))
    pitches = (220.0, 331.0)
    tones = [swell * np.sin(2 * np.pi * pitch * times) for pitch in pitches]
    (tmp_path / "mine" / "sounds").mkdir(parents=True)
    soundfile.write(tmp_path / "mine" / "sounds" / "tones.flac", np.stack(tones, axis=1), 44_100)
    path = write(
        tmp_path / "mine" / "noon.md", "---\nmusic: sounds/tones.flac\n---\nGood day.\n[rest]\n"
    )
    session = voicemat.load(path).compile("2m", voice="silent")
    music = np.concatenate(list(session.blocks(bus="music")))
    # After the only sentence, well before the end, over two wraps of the loop.
    heard = music[15 * RATE : 105 * RATE]
    for channel, pitch in enumerate(pitches):
        spectrum = np.abs(np.fft.rfft(heard[:, channel] * np.hanning(len(heard))))
        assert np.argmax(spectrum) * RATE / len(heard) == pytest.approx(pitch, abs=0.1)
    # 12 LU below the narration, whatever the file's own loudness.
    aim = session.timeline.voice_loudness - 12.0
    assert loudness([heard]) == pytest.approx(aim, abs=1.0)
    # No wrap clicks: a tone bends little, and 16 bits of the decoded file add at most 2 steps.
    bends = np.abs(np.diff(heard, n=2, axis=0))
    assert bends.max() < 8 * np.sqrt(np.mean(bends**2))


def test_a_music_file_that_is_not_there(tmp_path: Path) -> None:
    path = write(tmp_path / "noon.md", "---\nmusic: sounds/none.flac\n---\nGood day.\n")
    (finding,) = voicemat.load(path).check()
    assert finding.kind == "unknown-bed"
