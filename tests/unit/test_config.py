"""Settings in layers: each value, and the layer that gave it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import platformdirs
import pytest

from voicemat import config
from voicemat.config import Config, Layer, Secret
from voicemat.errors import FileError, UsageError


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user's file is looked for in the test; it is not there yet."""
    path = tmp_path / "settings" / "voicemat.toml"
    path.parent.mkdir()
    monkeypatch.setattr(config, "user_file", lambda: path)
    return path


def load(folder: Path, *, flags: dict[str, str] | None = None, **environment: str) -> Config:
    return config.load(flags, environment=environment, folder=folder)


def test_the_defaults(user: Path, tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.voice.value == "heart"
    assert settings.pace.value == Decimal("0.9")
    assert settings.output.value == "miniaudio"
    assert settings.library.value == platformdirs.user_documents_path() / "voicemat"
    assert settings.cache.value == platformdirs.user_cache_path("voicemat", appauthor=False)
    assert settings.cache_megabytes.value == 1000
    for name in Config.__slots__:
        setting = getattr(settings, name)
        assert (setting.layer, setting.origin) == (Layer.DEFAULT, "default")


def test_the_user_s_file_lies_where_the_system_keeps_settings() -> None:
    assert config.user_file().name == "voicemat.toml"
    assert config.user_file().parent == platformdirs.user_config_path("voicemat", appauthor=False)


def test_each_layer_wins_over_the_ones_below(user: Path, tmp_path: Path) -> None:
    project = tmp_path / "voicemat.toml"
    seen = []
    settings = load(tmp_path)
    seen.append((settings.voice.value, settings.voice.layer, settings.voice.origin))
    user.write_text('voice = "user"\npace = 0.8\n')
    settings = load(tmp_path)
    seen.append((settings.voice.value, settings.voice.layer, settings.voice.origin))
    project.write_text('voice = "project"\n')
    settings = load(tmp_path)
    seen.append((settings.voice.value, settings.voice.layer, settings.voice.origin))
    settings = load(tmp_path, VOICEMAT_VOICE="environment")
    seen.append((settings.voice.value, settings.voice.layer, settings.voice.origin))
    settings = load(tmp_path, flags={"voice": "flag"}, VOICEMAT_VOICE="environment")
    seen.append((settings.voice.value, settings.voice.layer, settings.voice.origin))
    assert seen == [
        ("heart", Layer.DEFAULT, "default"),
        ("user", Layer.USER, str(user)),
        ("project", Layer.PROJECT, str(project)),
        ("environment", Layer.ENVIRONMENT, "VOICEMAT_VOICE"),
        ("flag", Layer.FLAG, "--voice"),
    ]
    # What a higher layer does not mention comes from below.
    assert (settings.pace.value, settings.pace.layer) == (Decimal("0.8"), Layer.USER)


def test_the_header_of_a_script_stands_between_the_files_and_the_environment() -> None:
    assert Layer.PROJECT < Layer.ENVIRONMENT < Layer.FLAG
    assert Layer.DEFAULT < Layer.USER < Layer.PROJECT


def test_a_pace_keeps_its_decimal(user: Path, tmp_path: Path) -> None:
    user.write_text("pace = 0.85\n")
    assert load(tmp_path).pace.value == Decimal("0.85")
    assert load(tmp_path, VOICEMAT_PACE="1.10").pace.value == Decimal("1.10")


def test_a_path_becomes_absolute(
    user: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    assert load(tmp_path, VOICEMAT_LIBRARY="mine").library.value == tmp_path / "mine"
    assert load(tmp_path, VOICEMAT_CACHE="~/c").cache.value == tmp_path / "home" / "c"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("pace", "0.4", "a number from 0.5 to 1.5"),
        ("pace", "1.6", "a number from 0.5 to 1.5"),
        ("pace", "slow", "a number from 0.5 to 1.5"),
        ("pace", "nan", "a number from 0.5 to 1.5"),
        ("voice", " ", "a word"),
        ("library", "", "a word"),
        ("library", "~nobody-of-that-name/x", "a path of a person whom this machine knows"),
        ("cache_megabytes", "49", "a whole number of megabytes from 50 on"),
        ("cache_megabytes", "1.5", "a whole number of megabytes from 50 on"),
        ("cache_megabytes", "-500", "a whole number of megabytes from 50 on"),
        ("cache_megabytes", "²", "a whole number of megabytes from 50 on"),
    ],
)
def test_a_value_that_does_not_fit_says_where_and_what(
    user: Path, tmp_path: Path, name: str, text: str, expected: str
) -> None:
    with pytest.raises(UsageError) as caught:
        load(tmp_path, flags={name: text})
    flag = "--" + name.replace("_", "-")
    assert caught.value.message == f'{flag}: "{text}" does not fit "{name}": expected {expected}'
    with pytest.raises(UsageError, match=f"^VOICEMAT_{name.upper()}: "):
        config.load(environment={f"VOICEMAT_{name.upper()}": text}, folder=tmp_path)


def test_an_unknown_setting_of_a_file_is_an_error(user: Path, tmp_path: Path) -> None:
    user.write_text('vioce = "heart"\n')
    with pytest.raises(UsageError) as caught:
        load(tmp_path)
    assert caught.value.message == f'{user}: there is no setting "vioce"'
    assert caught.value.advice == 'did you mean "voice"?'


@pytest.mark.parametrize("content", ["[voice]\nname = 'x'\n", "voice = ['a', 'b']\n"])
def test_a_setting_is_one_value(user: Path, tmp_path: Path, content: str) -> None:
    user.write_text(content)
    with pytest.raises(UsageError, match='"voice" must be one value'):
        load(tmp_path)


@pytest.mark.parametrize("content", [b"voice = ", b"voice = 'caf\xe9'\n"])
def test_a_file_that_is_no_toml(user: Path, tmp_path: Path, content: bytes) -> None:
    user.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        load(tmp_path)
    assert caught.value.message.startswith(f"{user}: ")


def test_a_file_that_cannot_be_read(user: Path, tmp_path: Path) -> None:
    user.mkdir()
    with pytest.raises(FileError, match="cannot be read"):
        load(tmp_path)


# -- the settings of a speech server ---------------------------------------------------------

KEY = "sk-very-secret-0123456789"


def test_the_settings_of_a_speech_server(user: Path, tmp_path: Path) -> None:
    user.write_text(
        'http_url = "https://voice.example:8080/v1/"\nhttp_voices = "alloy, nova"\n'
        f'http_key = "{KEY}"\nhttp_model = "tts-1-hd"\nhttp_format = "MP3"\n'
        "http_without_tls = true\n"
    )
    settings = load(tmp_path)
    assert settings.http_url.value == "https://voice.example:8080/v1"
    assert settings.http_voices.value == ("alloy", "nova")
    assert settings.http_key.value.text == KEY
    assert settings.http_model.value == "tts-1-hd"
    assert settings.http_format.value == "mp3"
    assert settings.http_without_tls.value is True
    assert load(tmp_path, VOICEMAT_HTTP_KEY="other ").http_key.value.text == "other"


def test_there_is_no_speech_server_unless_one_is_named(user: Path, tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.http_url.value == ""
    assert settings.http_key.value == Secret()
    assert settings.http_voices.value == ()
    assert settings.http_without_tls.value is False


def test_a_key_is_shown_to_nobody(user: Path, tmp_path: Path) -> None:
    settings = load(tmp_path, VOICEMAT_HTTP_KEY=KEY)
    assert str(settings.http_key.value) == "(hidden)"
    assert KEY not in f"{settings} {settings!r} {settings.http_key.value!r}"
    assert str(Secret()) == ""


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("http_key", f"{KEY} {KEY}", "letters, digits and signs, with no blank among them"),
        ("http_key", f"{KEY}\n", None),
        ("http_key", f"ключ{KEY}", "letters, digits and signs, with no blank among them"),
        ("http_url", f"https://me:{KEY}@voice.example/v1", "an address such as"),
        ("http_url", f"ftp://{KEY}.example", "an address such as"),
        ("http_url", f"https://voice.example/v1?key={KEY}", "an address such as"),
    ],
)
def test_a_key_is_in_no_message(
    user: Path, tmp_path: Path, name: str, text: str, expected: str | None
) -> None:
    if expected is None:
        assert getattr(load(tmp_path, **{f"VOICEMAT_{name.upper()}": text}), name)
        return
    with pytest.raises(UsageError) as caught:
        load(tmp_path, **{f"VOICEMAT_{name.upper()}": text})
    assert KEY not in caught.value.message
    assert f'what is given does not fit "{name}": expected {expected}' in caught.value.message


@pytest.mark.parametrize("name", ["http_url", "http_key", "http_without_tls"])
def test_a_folder_that_came_from_anywhere_sends_nobody_s_words_away(
    user: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "voicemat.toml").write_text(f'{name} = "https://evil.example"\n')
    with pytest.raises(UsageError) as caught:
        load(tmp_path)
    assert f'"{name}" is not taken from the folder' in caught.value.message
    assert str(user) in (caught.value.advice or "")
    (tmp_path / "voicemat.toml").write_text('http_model = "m"\nhttp_voices = "a"\n')
    assert load(tmp_path).http_voices.value == ("a",)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("http_voices", "nova, a b", "names with commas between them, and no blank in any"),
        ("http_format", "aac", "one of wav, flac, mp3, opus, pcm"),
        ("http_without_tls", "maybe", "yes or no"),
    ],
)
def test_a_server_s_setting_that_does_not_fit(
    user: Path, tmp_path: Path, name: str, text: str, expected: str
) -> None:
    with pytest.raises(UsageError) as caught:
        load(tmp_path, flags={name: text})
    assert caught.value.message.endswith(f'does not fit "{name}": expected {expected}')


def test_other_people_s_variables_are_left_alone(user: Path, tmp_path: Path) -> None:
    assert load(tmp_path, VOICE="x", VOICEMAT_DEBUG="1").voice.value == "heart"
