"""The computer's own voices: eSpeak NG through pyttsx3 for real, and every fault of the process.

What the real driver cannot be made to do on demand, a small program in the worker's place does.
"""

from __future__ import annotations

import ctypes.util
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voicemat.errors import FileError, MissingError
from voicemat.speech import registry
from voicemat.speech.engines import system as system_module
from voicemat.speech.engines.system import Patience, SystemEngine, short_names, tag
from voicemat.speech.narrator import Narrator, SpeechError
from voicemat.timeline.utterance import Utterance

pytestmark = pytest.mark.slow

Say = Callable[..., Utterance]

SENTENCE = "Let your weight spread evenly over the mat."
AMERICAN = "english-america"

espeak = pytest.mark.skipif(
    sys.platform != "linux" or ctypes.util.find_library("espeak-ng") is None,
    reason="libespeak-ng is not there (Debian: libespeak-ng1)",
)
posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")


@pytest.fixture(scope="module")
def shared() -> Iterator[SystemEngine]:
    """One whose process may be used by many tests."""
    pytest.importorskip("pyttsx3")
    engine = SystemEngine()
    yield engine
    engine.close()


@pytest.fixture
def engine() -> Iterator[SystemEngine]:
    """One that a test may break."""
    pytest.importorskip("pyttsx3")
    engine = SystemEngine()
    yield engine
    engine.close()


def seconds(engine: SystemEngine, utterance: Utterance) -> float:
    take = engine.synthesise(utterance, 1)
    assert take.rate == 48_000
    assert take.samples.dtype == np.float32
    return len(take.samples) / take.rate


def pid(engine: SystemEngine) -> int:
    number = engine._child.pid
    assert number is not None
    return number


# -- what it says ----------------------------------------------------------------------------


@espeak
def test_it_tells_the_computer_s_voices_with_their_languages(shared: SystemEngine) -> None:
    voices = {voice.name: voice for voice in shared.voices()}
    assert len(voices) == len(shared.voices()) > 50
    assert voices[AMERICAN].language == "en-US"
    assert voices["german"].language == "de"
    assert voices["portuguese-brazil"].language == "pt-BR"
    assert voices["norwegian-bokmal"].language == "nb"
    assert voices["german"].description == "German, eSpeak"
    assert all(" " not in name and "," not in name for name in voices)
    # The first is the one that the system has set.
    assert shared.voices()[0].name == "english-great-britain"


@espeak
def test_its_version_names_what_shapes_the_sound(shared: SystemEngine) -> None:
    library = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", "libespeak-ng1"], capture_output=True, text=True
    ).stdout.partition("+")[0]
    assert shared.version.startswith("1-espeak-2.")
    assert not library or shared.version.endswith(f"-{library}")


@espeak
def test_it_says_what_it_is_told(shared: SystemEngine, say: Say, ear: Any) -> None:
    take = shared.synthesise(say(SENTENCE, AMERICAN), 1)
    # A recogniser understands eSpeak only roughly.
    assert ear.error_rate(SENTENCE, ear.hear(take.samples)) <= 0.5


@espeak
def test_it_says_the_same_thing_the_same_way(shared: SystemEngine, say: Say) -> None:
    first = seconds(shared, say(SENTENCE, AMERICAN))
    shared.synthesise(say("Guten Abend.", "german", "0.5"), 1)
    # eSpeak's own state makes some hundredths of a second of difference.
    assert seconds(shared, say(SENTENCE, AMERICAN)) == pytest.approx(first, abs=0.1)


@espeak
def test_each_pace_is_obeyed_whatever_came_before(shared: SystemEngine, say: Say) -> None:
    paces = ("1", "0.5", "1.5", "0.5", "0.9", "1.5", "1", "0.5")
    lengths = [seconds(shared, say(SENTENCE, AMERICAN, pace)) for pace in paces]
    for pace, length in zip(paces, lengths, strict=True):
        assert length * float(pace) == pytest.approx(lengths[0], rel=0.1)


@espeak
def test_each_voice_is_the_one_that_was_asked_for(shared: SystemEngine, say: Say) -> None:
    named = ("english-america", "german", "finnish", "german", "english-america")
    lengths = [seconds(shared, say(SENTENCE, name)) for name in named]
    assert lengths[0] == pytest.approx(lengths[4], abs=0.1)
    assert lengths[1] == pytest.approx(lengths[3], abs=0.1)
    assert abs(lengths[0] - lengths[1]) > 0.1


@espeak
def test_a_text_of_any_length_is_said_whole(shared: SystemEngine, say: Say) -> None:
    text = "Breathe in, slowly and gently, and breathe out. " * 8
    short = seconds(shared, say(text[:48], AMERICAN))
    assert seconds(shared, say(text, AMERICAN)) == pytest.approx(8 * short, rel=0.3)


@espeak
@pytest.mark.slow
def test_sixty_thousand_characters_do_not_crash_it(shared: SystemEngine, say: Say) -> None:
    text = "Breathe in, slowly and gently, and breathe out. " * 1250
    assert seconds(shared, say(text, AMERICAN, "1.5")) > 1250


@espeak
def test_several_threads_take_turns(shared: SystemEngine, say: Say) -> None:
    words = ("one", "two words", "three words now", "and these are four") * 3
    alone = [seconds(shared, say(text, AMERICAN)) for text in words[:4]] * 3
    with ThreadPoolExecutor(4) as executor:
        together = list(executor.map(lambda text: seconds(shared, say(text, AMERICAN)), words))
    assert together == pytest.approx(alone, abs=0.1)


@espeak
def test_text_that_means_something_to_an_engine_or_a_shell_is_only_text(
    shared: SystemEngine, say: Say
) -> None:
    for text in ('a "quoted" $HOME `x`; \\ end.', "ünïcödé, Ōm, 呼吸.", "[[h@l'oU]] <break/>"):
        assert seconds(shared, say(text, AMERICAN)) > 0.3


@espeak
def test_a_session_s_recordings_are_made_with_it(
    open_cache: Callable[..., Any], shared: SystemEngine, say: Say
) -> None:
    narrator = Narrator(registry.Registry({"system": lambda: shared}), open_cache())
    utterances = [
        say(SENTENCE, f"system:{AMERICAN}", "0.9"),
        say(SENTENCE, AMERICAN, "0.9"),
        say("...", AMERICAN),
    ]
    lengths = narrator.durations(utterances)
    assert lengths[utterances[0]] == lengths[utterances[1]] > 48_000
    assert lengths[utterances[2]] == 0
    assert narrator.statistics.synthesised == 1
    # The next run knows them without a process that speaks.
    again = Narrator(registry.Registry({"system": lambda: shared}), open_cache())
    assert again.durations(utterances) == lengths
    assert again.statistics.synthesised == 0


@espeak
def test_nothing_is_started_before_a_voice_is_asked_for(engine: SystemEngine) -> None:
    assert engine._child.pid is None
    engine.voices()
    first = pid(engine)
    assert engine.voices()
    assert engine.version
    assert pid(engine) == first


# -- what goes wrong with the real one -------------------------------------------------------


@espeak
def test_an_empty_text_is_refused_and_not_waited_for(engine: SystemEngine, say: Say) -> None:
    """None comes from a script; pyttsx3 asserts that there is one."""
    begun = time.monotonic()
    with pytest.raises(MissingError, match="the driver failed: AssertionError"):
        engine.synthesise(say("", AMERICAN), 1)
    assert time.monotonic() - begun < 10


@espeak
@posix
def test_a_process_that_was_killed_is_replaced(engine: SystemEngine, say: Say) -> None:
    expected = seconds(engine, say(SENTENCE, AMERICAN))
    first = pid(engine)
    os.kill(first, signal.SIGKILL)
    assert seconds(engine, say(SENTENCE, AMERICAN)) == pytest.approx(expected, abs=0.1)
    assert pid(engine) != first


@espeak
@posix
def test_one_that_is_killed_in_the_middle_is_replaced(engine: SystemEngine, say: Say) -> None:
    text = "Breathe in, slowly and gently, and breathe out. " * 30
    expected = seconds(engine, say(text, AMERICAN))
    first = pid(engine)
    killer = threading.Timer(0.15, os.kill, (first, signal.SIGKILL))
    killer.start()
    assert seconds(engine, say(text, AMERICAN)) == pytest.approx(expected, rel=0.01)
    killer.join()
    assert pid(engine) != first


@espeak
@posix
def test_one_that_hangs_is_replaced(say: Say) -> None:
    pytest.importorskip("pyttsx3")
    engine = SystemEngine(patience=Patience(sentence=1.5))
    try:
        expected = seconds(engine, say(SENTENCE, AMERICAN))
        os.kill(pid(engine), signal.SIGSTOP)
        begun = time.monotonic()
        assert seconds(engine, say(SENTENCE, AMERICAN)) == pytest.approx(expected, abs=0.1)
        assert 1.5 <= time.monotonic() - begun < 5
    finally:
        engine.close()


@espeak
def test_a_folder_that_goes_away_is_told_and_not_a_silent_sentence(
    engine: SystemEngine, say: Say
) -> None:
    engine.synthesise(say("Rest.", AMERICAN), 1)
    engine._folder.cleanup()
    with pytest.raises(MissingError) as caught:
        engine.synthesise(say("Rest.", AMERICAN), 1)
    message = caught.value.message
    assert "Error saving WAV file: [Errno 2] No such file or directory" in message


@espeak
def test_no_temporary_folder(
    engine: SystemEngine, say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.voices()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(FileError) as caught:
        engine.synthesise(say("Rest.", AMERICAN), 1)
    assert caught.value.message.startswith("there is no temporary folder to write speech to: ")
    assert caught.value.advice == "set TMPDIR to a folder that can be written and has room"


@espeak
def test_a_computer_without_espeak_is_told_what_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real worker and the real pyttsx3, where the system's loader does not find the library."""
    pytest.importorskip("pyttsx3")
    (tmp_path / "sitecustomize.py").write_text(
        "import ctypes\n"
        "def refuse(self, name):\n"
        "    raise OSError(f'{name}: cannot open shared object file')\n"
        "ctypes.LibraryLoader.LoadLibrary = refuse\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    engine = SystemEngine()
    try:
        with pytest.raises(MissingError) as caught:
            _ = engine.version
        assert "do not have eSpeak or eSpeak-ng installed" in caught.value.message
        assert "sudo apt install libespeak-ng1" in (caught.value.advice or "")
        assert engine.voices() == ()
    finally:
        engine.close()


@espeak
def test_what_a_driver_prints_is_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, say: Say
) -> None:
    """The real driver prints through Python; here its C library writes to standard output too."""
    pytest.importorskip("pyttsx3")
    (tmp_path / "sitecustomize.py").write_text(
        "import json, os\n"
        "dumps = json.dumps\n"
        "json.dumps = lambda *value: (os.write(1, b'noise\\n'), dumps(*value))[1]\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    engine = SystemEngine()
    try:
        assert seconds(engine, say("Rest.", AMERICAN)) > 0.3
    finally:
        engine.close()


def test_a_computer_without_pyttsx3(monkeypatch: pytest.MonkeyPatch, say: Say) -> None:
    monkeypatch.setattr(system_module.util, "find_spec", lambda name: None)
    engine = SystemEngine(["must", "not", "be", "started"])
    for use in (lambda: engine.version, lambda: engine.synthesise(say("Rest."), 1)):
        with pytest.raises(MissingError) as caught:
            use()
        assert caught.value.message == "the computer's own voices need pyttsx3"
        assert caught.value.advice == 'pip install "voicemat[system]"'
    assert engine.voices() == ()


# -- what goes wrong with one that misbehaves on demand --------------------------------------

WORKER = """
import json, os, sys, time, wave

def write(path, frames=24_000, sound=b"\\x00\\x20\\x00\\xe0"):
    with wave.open(path, "wb") as file:
        file.setparams((1, 2, 24_000, 0, "NONE", ""))
        file.writeframes(sound * (frames // 2))

starts = len(os.listdir({folder!r}))
open(os.path.join({folder!r}, str(os.getpid())), "w").close()
for line in sys.stdin:
    request = json.loads(line)
    answer = {{"id": request["id"]}}
    if request["do"] == "describe":
        answer |= {{"driver": "espeak", "library": "1", "default": "b", "rate": 175, "voices": [
            {{"id": "a", "name": "Anna", "language": "en"}},
            {{"id": "b", "name": "Bea", "language": "de"}}]}}
        {describing}
    else:
        path, text = request["file"], request["text"]
        answer["voice"] = request["voice"]
        {speaking}
    print(json.dumps(answer), flush=True)
"""

Fake = Callable[..., SystemEngine]


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    """An engine whose process does something else; `starts` counts the processes before it."""
    monkeypatch.setattr(system_module.util, "find_spec", lambda name: object())
    engines: list[SystemEngine] = []
    processes = tmp_path / "processes"
    processes.mkdir()

    def make(speaking: str = "write(path)", describing: str = "pass") -> SystemEngine:
        script = tmp_path / "worker.py"
        script.write_text(
            WORKER.format(folder=str(processes), describing=describing, speaking=speaking)
        )
        engine = SystemEngine([sys.executable, str(script)], Patience(start=1.0, sentence=0.4))
        engines.append(engine)
        return engine

    yield make
    for engine in engines:
        engine.close()


FAULTS = [
    ("time.sleep(60)", "it did not answer for 0.4 seconds"),
    ("os.kill(os.getpid(), 11)", "it was ended by SIGSEGV"),
    ("sys.exit('no more')", "it ended with code 1: no more"),
    ("pass", "it wrote no file"),
    ("open(path, 'w').close()", "it wrote a file without sound"),
    ("write(path, 0)", "it wrote a file without sound"),
    ("open(path, 'w').write('Good evening.')", "it wrote a file without sound"),
    ("write(path); answer['voice'] = 'b'", "it spoke with another voice, b"),
    ("answer['error'] = 'wrong type'", "the driver failed: wrong type"),
    ("write(path); print('Audio saved')", "it said what is no answer: Audio saved"),
    ("write(path); answer['id'] -= 1", "it said what is no answer: {"),
]


@pytest.mark.parametrize(("fault", "problem"), FAULTS)
def test_a_fault_that_stays_is_told(fake: Fake, say: Say, fault: str, problem: str) -> None:
    engine = fake(fault)
    with pytest.raises(MissingError) as caught:
        engine.synthesise(say("Rest.", "anna"), 1)
    said = caught.value.message.removeprefix("the computer's own voices do not work: ")
    assert said.startswith(problem)
    assert said.endswith("(tried 2 times)")
    assert caught.value.advice == "try again, or choose another voice: voicemat list voices"


@pytest.mark.parametrize(("fault", "problem"), FAULTS)
def test_a_fault_that_passes_costs_nothing_but_time(
    fake: Fake, say: Say, fault: str, problem: str
) -> None:
    engine = fake(f"exec({fault!r} if starts == 0 else 'write(path)')")
    assert seconds(engine, say("Rest.", "anna")) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ("time.sleep(60)", "do not work: it did not answer for 1 seconds (tried 2 times)"),
        ("os._exit(3)", "do not work: it ended with code 3 (tried 2 times)"),
        ("del answer['voices']", "do not work: it described the voices in no known way"),
        ("answer['rate'] = 'fast'", "do not work: it described the voices in no known way"),
        ("answer = {'id': request['id'], 'error': 'no COM'}", "cannot be used: no COM"),
    ],
)
def test_a_process_that_cannot_tell_its_voices_has_none_and_says_why_once(
    fake: Fake, fault: str, problem: str
) -> None:
    engine = fake(describing=fault)
    assert engine.voices() == ()
    begun = time.monotonic()
    for _ in range(3):
        with pytest.raises(MissingError) as caught:
            _ = engine.version
        assert caught.value.message.startswith(f"the computer's own voices {problem}")
    assert time.monotonic() - begun < 0.2


def test_a_voice_that_is_gone(fake: Fake, say: Say) -> None:
    with pytest.raises(MissingError) as caught:
        fake().synthesise(say("Rest.", "cleo"), 1)
    assert caught.value.message == 'this computer has no voice named "cleo"'


def test_what_a_session_says_of_it(fake: Fake, say: Say, open_cache: Callable[..., Any]) -> None:
    """What was made before is kept, and the next run goes on from there."""
    broken = fake("write(path) if len(text) < 8 else os._exit(1)")
    narrator = Narrator(registry.Registry({"system": lambda: broken}), open_cache())
    texts = ("Rest.", "Lie.", "Let go of everything.", "Sleep.")
    utterances = [say(text, "anna") for text in texts]
    narrator.durations(utterances[:2])
    with pytest.raises(SpeechError) as caught:
        narrator.durations(utterances)
    assert caught.value.utterance.text == texts[2]
    assert caught.value.missing in (1, 2)
    mended = Narrator(registry.Registry({"system": lambda: fake()}), open_cache())
    mended.durations(utterances)
    assert mended.statistics.cached >= 2


# -- names -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["Microsoft Zira Desktop - English (United States)"], ["zira"]),
        (["Microsoft David Desktop - English (United States)", "Samantha"], ["david", "samantha"]),
        (["Eddy (German (Germany))"], ["eddy-german-germany"]),
        (["Norwegian Bokmål", "Māori", "K'iche'"], ["norwegian-bokmal", "maori", "kiche"]),
        (["Cherokee ", "小悦", "..."], ["cherokee", "小悦", "voice"]),
        (["Anna", "Anna", "Anna", "anna"], ["anna", "anna-en-us", "anna-en-us-2", "anna-en-us-3"]),
    ],
)
def test_a_voice_s_name_can_be_typed(names: list[str], short: list[str]) -> None:
    assert list(short_names([(name, "en-US") for name in names])) == short


@pytest.mark.parametrize(
    ("told", "is_tag"),
    [
        ("en-us", "en-US"),
        ("en_US", "en-US"),
        ("de", "de"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("cmn-latn-pinyin", "cmn-Latn-pinyin"),
        ("en-gb-x-rp", "en-GB-x-rp"),
        ("es-419", "es-419"),
        ("", "mul"),
        ("Unknown Locale: 4096", "mul"),
    ],
)
def test_a_driver_s_language_becomes_a_tag(told: str, is_tag: str) -> None:
    assert tag(told) == is_tag
