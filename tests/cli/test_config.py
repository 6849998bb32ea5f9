from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any


def settings(shown: str) -> dict[str, tuple[str, str]]:
    """Each setting's value and where it came from."""
    rows = (line.split(maxsplit=2) for line in shown.split("\n\n")[0].splitlines())
    return {name: (value, origin) for name, value, origin in rows}


def test_each_layer_wins_over_the_one_below(
    run: Any, folder: Path, environment: Mapping[str, str]
) -> None:
    def pace(**variables: str) -> tuple[str, str]:
        said = run("config", **variables)
        assert (said.returncode, said.stderr) == (0, "")
        return settings(said.stdout)["pace"]

    assert pace() == ("0.9", "default")
    # Where the file belongs is said by the command itself.
    told = next(line for line in run("config").stdout.splitlines() if line.startswith("To change"))
    user = Path(told.removeprefix("To change one for good, write it into ").rstrip(":"))
    assert user.is_relative_to(environment["HOME"])
    user.parent.mkdir(parents=True)
    user.write_text("pace = 0.8\n")
    assert pace() == ("0.8", str(user))
    project = folder / "voicemat.toml"
    project.write_text('pace = "0.7"\n')
    assert pace() == ("0.7", str(project))
    assert pace(VOICEMAT_PACE="1.1") == ("1.1", "VOICEMAT_PACE")


def test_a_flag_wins_over_the_environment_and_the_environment_over_the_script(
    run: Any, folder: Path
) -> None:
    (folder / "noon.md").write_text("---\nvoice: nobody\n---\nGood day.\n")

    def voice(*flags: str, **variables: str) -> str:
        shown: str = run("show", "noon.md", *flags, **variables).stdout
        return shown.partition("\n")[0].rpartition(" ")[2]

    said = run("show", "noon.md")
    assert said.returncode == 1
    assert 'no voice named "nobody"' in said.stderr
    assert voice(VOICEMAT_VOICE="silent") == "silent"
    said = run("show", "noon.md", "--voice", "nobody", VOICEMAT_VOICE="silent")
    assert said.returncode == 2
    assert voice("--voice", "silent", VOICEMAT_VOICE="nobody") == "silent"


def test_the_mix_is_a_setting_and_a_flag(run: Any, folder: Path) -> None:
    (folder / "voicemat.toml").write_text('preset = "earphones"\nmusic_level = -3\n')
    shown = settings(run("config").stdout)
    assert shown["preset"][0] == "earphones"
    assert shown["music_level"][0] == "-3"
    said = run("play", "calm", "--output", "null", "--preset", "loud")
    assert said.returncode == 2
    assert 'no preset named "loud"' in said.stderr
    assert "quiet-room" in said.stderr
    said = run("export", "calm", "--music-level", "-99")
    assert said.returncode == 2
    assert "from -40 to 12" in said.stderr
    assert list(folder.glob("*.mp3")) == []


def test_the_script_wins_over_the_files(run: Any, folder: Path) -> None:
    (folder / "noon.md").write_text("---\nvoice: silent\n---\nGood day.\n")
    (folder / "voicemat.toml").write_text('voice = "nobody"\n')
    assert run("show", "noon.md").returncode == 0


def test_a_mistyped_setting_names_the_file(run: Any, folder: Path) -> None:
    (folder / "voicemat.toml").write_text("pase = 1\n")
    said = run("config")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == (
        f'voicemat: {folder / "voicemat.toml"}: there is no setting "pase"\n'
        '  did you mean "pace"?\n'
    )


def test_a_value_that_does_not_fit(run: Any) -> None:
    said = run("config", VOICEMAT_CACHE_MEGABYTES="lots")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == (
        'voicemat: VOICEMAT_CACHE_MEGABYTES: "lots" does not fit "cache_megabytes": '
        "expected a whole number of megabytes from 50 on\n"
    )


def test_a_file_that_is_no_toml(run: Any, folder: Path) -> None:
    (folder / "voicemat.toml").write_text("pace: 1\n")
    said = run("list")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith(f"voicemat: {folder / 'voicemat.toml'}: ")
