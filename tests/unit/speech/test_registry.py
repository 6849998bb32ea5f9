from __future__ import annotations

import importlib
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from voicemat import config
from voicemat.config import Config
from voicemat.errors import MissingError, UsageError
from voicemat.speech import registry as registry_module
from voicemat.speech.engine import Engine, Offer, Voice
from voicemat.speech.engines.http import HttpEngine, Server
from voicemat.speech.engines.silent import SilentEngine
from voicemat.speech.registry import BUNDLED, GROUP, Registry


class Named(SilentEngine):
    """Silence in voices of any names; `missing` says why there are none, and `offered` is what
    could be installed.
    """

    def __init__(
        self, name: str, *voices: str, missing: str = "", offered: tuple[str, ...] = ()
    ) -> None:
        self.name = name  # type: ignore[misc]
        self._voices = voices
        self._missing = missing
        self._offered = offered
        self.asked = 0

    @property
    def version(self) -> str:  # type: ignore[override]
        if self._missing:
            raise MissingError(self._missing, advice=f"pip install {self.name}")
        return "1"

    def voices(self) -> tuple[Voice, ...]:
        self.asked += 1
        return tuple(Voice(name=name, language="en", description="") for name in self._voices)

    def offers(self) -> tuple[Offer, ...]:
        voices = tuple(Voice(name=name, language="en", description="") for name in self._offered)
        command = f"voicemat voices install {self.name}"
        return (Offer(name=self.name, voices=voices, size=1, command=command),) if voices else ()


def broken() -> Engine:
    raise MissingError('the engine "organ" could not be loaded (no pipes)', advice="pip install it")


def made(*engines: Named) -> Registry:
    return Registry({engine.name: lambda engine=engine: engine for engine in engines})  # type: ignore[misc]


def found(registry: Registry, name: str) -> tuple[str, str]:
    speaker = registry.find(name)
    return speaker.engine.name, speaker.voice.name


def refusal(registry: Registry, name: str) -> tuple[type, str, str | None]:
    with pytest.raises((UsageError, MissingError)) as caught:
        registry.find(name)
    return type(caught.value), caught.value.message, caught.value.advice


# -- names -----------------------------------------------------------------------------------


def test_a_bare_name_is_the_first_voice_of_that_name_in_the_order_of_the_engines() -> None:
    registry = made(Named("first", "anna", "bea"), Named("second", "bea", "cleo"))
    assert found(registry, "anna") == ("first", "anna")
    assert found(registry, "bea") == ("first", "bea")
    assert found(registry, "cleo") == ("second", "cleo")


def test_an_engine_and_its_voice_are_named_with_a_colon() -> None:
    registry = made(Named("first", "anna", "bea"), Named("second", "bea"))
    assert found(registry, "second:bea") == ("second", "bea")
    assert found(registry, "first:anna") == ("first", "anna")


def test_an_engine_s_name_alone_is_its_default_voice() -> None:
    registry = made(Named("first", "second"), Named("second", "bea", "cleo"))
    assert found(registry, "second") == ("second", "bea")
    # It goes before a voice of the same name, which has its full name.
    assert found(registry, "first:second") == ("first", "second")


def test_a_colon_that_follows_no_engine_belongs_to_the_voice() -> None:
    assert found(made(Named("first", "clone:7")), "clone:7") == ("first", "clone:7")


def test_the_bundled_engines_come_in_their_order_and_before_all_others() -> None:
    names = Registry.installed().engines()
    assert names[:5] == ("heart", "kokoro", "piper", "system", "http")
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"][GROUP] == BUNDLED


def test_heart_and_silent_are_found_without_asking_any_other_engine() -> None:
    code = (
        "import sys; from voicemat.speech.registry import Registry\n"
        "from voicemat.speech.narrator import Narrator\n"
        "registry = Registry.installed()\n"
        "assert registry.find('silent').engine.name == 'silent'\n"
        "assert registry.find('heart').engine.name == 'heart'\n"
        "assert registry.find('heart:heart').engine.name == 'heart'\n"
        "heavy = {'hibari', 'onnxruntime', 'scipy', 'soundfile', 'soxr', 'sentencex', 'httpx2'}\n"
        "heavy |= {'subprocess', 'voicemat.speech.engines.system'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_engine_is_loaded_when_a_voice_before_it_was_not_the_one() -> None:
    loaded: list[str] = []

    def load() -> Engine:
        loaded.append("later")
        return Named("later", "cleo")

    registry = Registry({"first": lambda: Named("first", "anna"), "later": load})
    registry.find("anna")
    registry.find("first")
    assert not loaded
    registry.find("cleo")
    registry.find("later:cleo")
    assert loaded == ["later"]


def test_a_voice_is_looked_for_once() -> None:
    engine = Named("first", "anna")
    registry = made(engine)
    assert registry.find("anna") is registry.find("anna")
    assert engine.asked == 1


# -- what there is not -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("ana", 'did you mean "anna"?'),
        ("Kleo", 'did you mean "cleo"?'),
        ("secnd", 'did you mean "second"?'),
        ("zarathustra", "the voices are: anna, cleo"),
    ],
)
def test_an_unknown_voice_names_the_near_one_of_all_engines(name: str, advice: str) -> None:
    registry = made(Named("first", "anna"), Named("second", "cleo"))
    assert refusal(registry, name) == (UsageError, f'there is no voice named "{name}"', advice)


def test_an_unknown_voice_of_an_engine_names_the_near_one_of_that_engine() -> None:
    registry = made(Named("first", "anna"), Named("second", "ann", "cleo"))
    message = 'the engine "second" has no voice named "anna"'
    assert refusal(registry, "second:anna") == (UsageError, message, 'did you mean "ann"?')


def test_two_near_voices_are_not_guessed_between() -> None:
    registry = made(Named("a", "anna"), Named("b", "anne"))
    assert refusal(registry, "ann")[2] == "the voices are: anna, anne"


def test_many_voices_are_not_listed_in_a_message() -> None:
    registry = made(Named("many", *(f"number-{number}" for number in range(40))))
    assert refusal(registry, "zarathustra")[2] == (
        "voicemat list voices shows the 40 that there are"
    )


def test_a_voice_that_can_be_installed_says_how() -> None:
    registry = made(Named("first", "anna"), Named("more", offered=("cleo", "doris")))
    install = "voicemat voices install more"
    for name in ("cleo", "more:cleo", "more"):
        assert refusal(registry, name) == (
            MissingError,
            f'the voice "{name}" is not installed',
            install,
        )
    assert refusal(registry, "more:nobody")[::2] == (MissingError, install)
    # Near enough to be meant, though it is not there yet.
    assert refusal(registry, "doriss") == (
        UsageError,
        'there is no voice named "doriss"',
        'did you mean "doris"?',
    )


def test_a_voice_of_an_engine_that_is_not_there_is_never_another_voice() -> None:
    registry = made(Named("first", "anna"), Named("gone", missing="gone is not installed"))
    missing = (MissingError, "gone is not installed", "pip install gone")
    assert refusal(registry, "gone:anna") == missing
    assert refusal(registry, "gone") == missing
    assert found(registry, "anna") == ("first", "anna")
    assert refusal(registry, "zarathustra")[0] is UsageError


def test_which_engines_work() -> None:
    registry = Registry(
        {
            "first": lambda: Named("first", "anna"),
            "gone": lambda: Named("gone", "ghost", missing="gone is not installed"),
            "mute": lambda: Named("mute"),
            "organ": broken,
        }
    )
    names = (*registry.engines(), "nobody")
    assert [name for name in names if registry.works(name)] == ["first"]


def test_a_broken_engine_disturbs_no_other() -> None:
    registry = Registry({"organ": broken, "silent": SilentEngine})
    assert found(registry, "silent") == ("silent", "silent")
    assert len(registry.voices()) == 1
    assert [failure.advice for failure in registry.failures()] == ["pip install it"]
    assert refusal(registry, "organ:flute")[0] is MissingError


def test_a_voice_that_may_be_a_broken_engine_s_says_how_to_mend_it() -> None:
    registry = Registry({"organ": broken, "silent": SilentEngine})
    assert refusal(registry, "diapason") == (
        MissingError,
        'there is no voice named "diapason", and the engine "organ" could not be loaded (no pipes)',
        "pip install it",
    )


# -- how engines are made --------------------------------------------------------------------


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Config]:
    monkeypatch.setattr(config, "user_file", lambda: tmp_path / "user.toml")

    def load(**environment: str) -> Config:
        return config.load(environment=environment, folder=tmp_path)

    return load


def test_an_engine_that_depends_on_settings_is_made_from_them(
    settings: Callable[..., Config],
) -> None:
    given = settings(
        VOICEMAT_HTTP_URL="https://voice.example/v1",
        VOICEMAT_HTTP_VOICES="alloy, nova",
        VOICEMAT_HTTP_KEY="sk-1",
    )
    engine = Registry.installed(given).find("http:nova").engine
    assert isinstance(engine, HttpEngine)
    assert engine._server == Server(
        url="https://voice.example/v1",
        key=given.http_key.value,
        model="tts-1",
        voices=("alloy", "nova"),
    )
    assert refusal(Registry.installed(settings()), "http:nova")[1] == (
        "no speech server is configured"
    )
    assert refusal(Registry.installed(), "http")[0] is MissingError


def test_engines_of_other_packages_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Callable[..., Config]
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
    # The computer's own voices, which may have any name, are another test's.
    without = {name: value for name, value in BUNDLED.items() if name != "system"}
    monkeypatch.setattr(registry_module, "BUNDLED", without)

    registry = Registry.installed(settings())
    assert found(registry, "choir:alto") == ("choir", "alto")
    assert found(registry, "alto") == ("choir", "alto")
    _, message, advice = refusal(registry, "zarathustra")
    assert "there_is_no_such_module" in message
    assert advice == "pip install --upgrade organ-voice"
