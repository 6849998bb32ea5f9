"""What is built is what runs: wheel and sdist, and the wheel in a bare environment.

The environment holds Python, the wheel, and of all that is installed beside these tests nothing
but what the wheel declares it needs, and what that needs in turn. So a missing file, a missing
entry point or an undeclared dependency shows, without asking the network. That each dependency
can be had for other systems does not show here.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]

SHIPPED = {".py", ".md", ".ogg", ".json", ".typed", ".html", ".css", ".js", ".svg"}
"""Suffixes of the files that the program needs."""

ROUTINES = sorted(path.stem for path in (ROOT / "scripts").glob("*.md"))

Run = Callable[..., subprocess.CompletedProcess[str]]

pytest.importorskip("hatchling", reason="builds the wheel: pip install hatchling")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel and the sdist, built from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    (sdist,) = folder.glob("*.tar.gz")
    return wheel, sdist


@pytest.fixture(scope="module")
def run(built: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a program of the bare environment, from a folder that is not the checkout."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder / "venv", with_pip=False, symlinks=sys.platform != "win32")
    programs = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    python = str(programs / "python")
    pip = [sys.executable, "-m", "pip", "--python", python]
    subprocess.run(
        [*pip, "install", "--quiet", "--no-index", "--no-deps", str(built[0])],
        check=True,
        capture_output=True,
    )
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True).stdout
    link_dependencies(Path(site.strip()))
    work = folder / "work"
    work.mkdir()

    def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(programs / program), *arguments],
            cwd=work,
            env={
                "PATH": str(programs),
                "HOME": str(work),
                "USERPROFILE": str(work),
                "VOICEMAT_CACHE": str(folder / "cache"),
                "PYTHONUTF8": "1",
                "COLUMNS": "200",
            },
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def link_dependencies(site: Path) -> None:
    """Links what the wheel needs into `site`, as it is installed here."""
    from packaging.requirements import Requirement

    (installed,) = metadata.distributions(path=[str(site)])
    waiting = [(requirement, "") for requirement in installed.requires or ()]
    done = set()
    while waiting:
        text, extra = waiting.pop()
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        found = metadata.distribution(requirement.name)
        assert requirement.specifier.contains(found.version, prereleases=True), text
        if found.name in done:
            continue
        done.add(found.name)
        for name in {file.parts[0] for file in found.files or () if file.parts[0] != ".."}:
            if name != "__pycache__" and not (site / name).exists():
                (site / name).symlink_to(Path(str(found.locate_file(name))))
        extras = requirement.extras or {""}
        waiting += [(needed, wish) for needed in found.requires or () for wish in extras]


def test_the_wheel_holds_the_program_its_scripts_and_its_sounds(
    built: tuple[Path, Path],
) -> None:
    names = zipfile.ZipFile(built[0]).namelist()
    inside = set(names)
    assert len(inside) == len(names)
    for folder in ("voicemat", "scripts", "audio"):
        prefix = "" if folder == "voicemat" else "voicemat/"
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix in SHIPPED:
                assert f"{prefix}{path.relative_to(ROOT).as_posix()}" in inside
    licences = {name.rpartition("/")[2] for name in names if ".dist-info/licenses/" in name}
    assert licences == {"LICENSE", "CC0-1.0.txt"}
    outside = {name.split("/")[0] for name in names}
    assert {name for name in outside if not name.endswith(".dist-info")} == {"voicemat"}
    assert not any("__pycache__" in name for name in names)


def test_the_sdist_holds_what_a_packager_needs(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[1]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for name in (
        "LICENSE",
        "README.md",
        "ARCHITECTURE.md",
        "audio/manifest.json",
        "audio/LICENSES/CC0-1.0.txt",
        "audio/make.py",
        "pyproject.toml",
        "scripts/sleep.md",
        "voicemat/__init__.py",
    ):
        assert name in names
    for folder in ("tests", "benchmarks", "docs", "audio/beds", "audio/cues"):
        kept = [
            path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".md", ".ogg"}
        ]
        assert kept
        for path in kept:
            assert path.relative_to(ROOT).as_posix() in names


def test_a_wheel_from_the_sdist_is_the_same(built: tuple[Path, Path], tmp_path: Path) -> None:
    with tarfile.open(built[1]) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (again,) = tmp_path.glob("*.whl")

    def content(wheel: Path) -> dict[str, int]:
        return {info.filename: info.CRC for info in zipfile.ZipFile(wheel).infolist()}

    assert content(again) == content(built[0])


def test_the_program_runs_and_is_the_installed_one(run: Run) -> None:
    said = run("voicemat", "--version")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout == f"voicemat {metadata.version('voicemat')}\n"
    where = run("python", "-c", "import voicemat; print(voicemat.__file__)")
    assert "site-packages" in where.stdout
    assert str(ROOT) not in where.stdout


def test_every_bundled_routine_is_listed_and_one_is_checked(run: Run) -> None:
    said = run("voicemat", "list")
    assert (said.returncode, said.stderr) == (0, "")
    assert [line.split()[0] for line in said.stdout.splitlines()] == ROUTINES
    # With the real voice, so the shortest one; the slow tests check them all.
    assert run("voicemat", "check", "feet").returncode == 0


@pytest.mark.parametrize(
    "routine",
    [ROUTINES[0], *(pytest.param(name, marks=pytest.mark.slow) for name in ROUTINES[1:])],
)
def test_every_bundled_routine_compiles(run: Run, routine: str) -> None:
    said = run("voicemat", "show", routine, "--voice", "silent")
    assert (said.returncode, said.stderr) == (0, "")
    assert "voice silent" in said.stdout


def test_it_speaks_plays_and_exports(run: Run) -> None:
    """With the real voice and all kinds of sounds: what it needs is declared."""
    write = "import pathlib; pathlib.Path('a.md').write_text({!r}, encoding='utf-8')"
    script = (
        "---\nmusic: rain + drift\n---\nGood day.\n[breathe in 4, out 6, 1 time]\n[bell]\n[rest]\n"
    )
    assert run("python", "-c", write.format(script)).returncode == 0
    for arguments in (
        ("export", "a.md", "-l", "45s", "-o", "a.mp3"),
        ("export", "a.md", "-l", "45s", "-o", "a.wav"),
        ("play", "a.md", "-l", "45s", "--output", "wav:b.wav"),
    ):
        said = run("voicemat", *arguments)
        assert (said.returncode, said.stderr) == (0, ""), said.stderr
    # A sound device is another matter, but its library is there.
    assert run("python", "-c", "import voicemat.player.outputs.miniaudio_output").returncode == 0


def test_each_entry_point_can_be_loaded(run: Run) -> None:
    program = (
        "from importlib.metadata import entry_points\n"
        "from voicemat.errors import MissingError\n"
        "for group in ('engines', 'outputs', 'encoders'):\n"
        "    for point in entry_points(group=f'voicemat.{group}'):\n"
        "        try:\n"
        "            point.load()\n"
        "        except ModuleNotFoundError as error:\n"  # an extra that is not installed here
        "            assert error.name == point.name, error\n"
        "        except MissingError as error:\n"
        "            assert 'PyAV' in error.message, error\n"
        "        print(point.name)\n"
    )
    said = run("python", "-c", program)
    assert said.stderr == ""
    assert sorted(said.stdout.split()) == sorted(
        [
            "heart",
            "http",
            "kokoro",
            "piper",
            "silent",
            "system",
            "miniaudio",
            "null",
            "simpleaudio",
            "sounddevice",
            "stdout",
            "wav",
            "flac",
            "m4a",
            "m4b",
            "mp3",
            "opus",
            "wav",
        ]
    )
