from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from voicemat.errors import MissingError, UsageError
from voicemat.speech.engine import Engine
from voicemat.speech.engines.silent import SilentEngine
from voicemat.speech.registry import Registry


def broken() -> Engine:
    raise MissingError('the engine "organ" could not be loaded (no pipes)', advice="pip install it")


def test_a_voice_leads_to_its_engine() -> None:
    registry = Registry.installed()
    assert registry.find("heart").name == "heart"
    assert registry.find("silent").name == "silent"
    assert registry.find("heart") is registry.find("heart")


def test_every_voice_is_listed_with_its_engine() -> None:
    names = [(engine.name, voice.name) for engine, voice in Registry.installed().voices()]
    assert names[:2] == [("heart", "heart"), ("silent", "silent")]


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("hart", 'did you mean "heart"?'),
        ("Silence", 'did you mean "silent"?'),
        ("zarathustra", "the voices are: heart, silent"),
    ],
)
def test_an_unknown_voice_names_the_near_one(name: str, advice: str) -> None:
    with pytest.raises(UsageError) as caught:
        Registry.installed().find(name)
    assert caught.value.message == f'there is no voice named "{name}"'
    assert caught.value.advice == advice


def test_two_near_voices_are_not_guessed_between() -> None:
    class Named(SilentEngine):
        def __init__(self, name: str) -> None:
            self._voice = name

        def voices(self):  # type: ignore[no-untyped-def]
            (voice,) = super().voices()
            return (type(voice)(name=self._voice, language="en", description=""),)

    registry = Registry({"a": lambda: Named("anna"), "b": lambda: Named("anne")})
    with pytest.raises(UsageError) as caught:
        registry.find("ann")
    assert caught.value.advice == "the voices are: anna, anne"


def test_an_engine_is_loaded_when_a_voice_before_it_was_not_the_one() -> None:
    loaded: list[str] = []

    def load() -> Engine:
        loaded.append("later")
        return SilentEngine()

    registry = Registry({"silent": SilentEngine, "later": load})
    registry.find("silent")
    assert not loaded
    with pytest.raises(UsageError):
        registry.find("nobody")
    assert loaded == ["later"]


def test_a_broken_engine_disturbs_no_other() -> None:
    registry = Registry({"organ": broken, "silent": SilentEngine})
    assert registry.find("silent").name == "silent"
    assert len(registry.voices()) == 1
    assert [failure.advice for failure in registry.failures()] == ["pip install it"]


def test_a_voice_that_may_be_a_broken_engine_s_says_how_to_mend_it() -> None:
    with pytest.raises(MissingError) as caught:
        Registry({"organ": broken, "silent": SilentEngine}).find("diapason")
    assert caught.value.message == (
        'there is no voice named "diapason", and the engine "organ" could not be loaded (no pipes)'
    )
    assert caught.value.advice == "pip install it"


def test_engines_of_other_packages_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Real packages on the path: one whose engine works, one whose module does not import."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "choir.py").write_text(
        "from voicemat.speech.engine import Voice\n"
        "from voicemat.speech.engines.silent import SilentEngine\n"
        "class Choir(SilentEngine):\n"
        "    name = 'choir'\n"
        "    def voices(self):\n"
        "        return (Voice(name='alto', language='en', description=''),)\n"
    )
    (tmp_path / "organ.py").write_text("import there_is_no_such_module\n")
    for package, value in (("choir", "choir:Choir"), ("organ", "organ:Organ")):
        folder = tmp_path / f"{package}_voice-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Name: {package}-voice\nVersion: 1.0\n")
        (folder / "entry_points.txt").write_text(f"[voicemat.engines]\n{package} = {value}\n")
    importlib.invalidate_caches()

    registry = Registry.installed()
    assert registry.find("alto").name == "choir"
    with pytest.raises(MissingError) as caught:
        registry.find("diapason")
    assert "there_is_no_such_module" in caught.value.message
    assert caught.value.advice == "pip install --upgrade organ-voice"


def test_looking_for_a_voice_imports_nothing_heavy() -> None:
    code = (
        "import sys; from voicemat.speech.registry import Registry\n"
        "from voicemat.speech.narrator import Narrator\n"
        "Registry.installed().find('silent')\n"
        "heavy = {'hibari', 'onnxruntime', 'scipy', 'soundfile', 'soxr', 'sentencex'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
