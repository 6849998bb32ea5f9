"""Many sessions on a Dask cluster of one machine, with worker processes of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import soundfile

pytestmark = pytest.mark.slow


@pytest.fixture
def cluster(environment: Mapping[str, str], tmp_path: Path) -> Iterator[Any]:
    """A scheduler and two worker processes, which stand in another folder."""
    distributed = pytest.importorskip("distributed")
    away = tmp_path / "away"
    away.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, _paths())))
        patch.chdir(away)
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster:
            yield cluster


def _paths() -> list[str]:
    return [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]


def test_a_cluster_makes_them(run: Any, write: Any, folder: Path, cluster: Any) -> None:
    for name in ("noon", "night", "dawn"):
        write(f"{name}.md", f"Good {name}.\n[rest]\n")
    write("wrong.md", "[bellow]\n")
    (folder / "phone").mkdir()
    command = ("export", "*.md", "-l", "20s", "--voice", "silent", "-o", "phone")
    said = run(*command, "--dask", cluster.scheduler_address)
    assert said.returncode == 1, said.stderr
    assert "wrong.md:1:2: error[" in said.stderr
    assert said.stdout.endswith(f"3 made, 1 failed  {folder / 'phone'}\n")
    made = sorted((folder / "phone").glob("*.mp3"))
    assert [path.name for path in made] == ["01 Dawn.mp3", "02 Night.mp3", "03 Noon.mp3"]
    assert all(soundfile.info(path).frames == 20 * 48_000 for path in made)
    # What a cluster has made is what one computer makes, and known as such.
    (folder / "wrong.md").write_text("Good.\n[rest]\n")
    said = run(*command)
    assert said.returncode == 0, said.stderr
    assert said.stdout.endswith("1 made, 3 there already  phone\n")


def test_a_worker_that_sees_another_text_refuses(
    run: Any, environment: Mapping[str, str], folder: Path, cluster: Any
) -> None:
    """The routine is found by its name in a library that the workers have otherwise."""
    library = Path(environment["VOICEMAT_LIBRARY"])
    library.mkdir(exist_ok=True)
    (library / "noon.md").write_text("Good day.\n[rest]\n")
    (folder / "phone").mkdir()

    from dask.distributed import Client

    from voicemat import config
    from voicemat.batch.cluster import work_in_cluster
    from voicemat.batch.worker import Failure, Task
    from voicemat.production import Order

    task = Task(
        number=0,
        order=Order(routine="noon", length="20s", voice="silent", path=str(folder / "phone/a.mp3")),
        config=config.load(),
        text="another",
        there=None,
    )
    with Client(cluster) as client:
        outcome = client.submit(work_in_cluster, task, pure=False).result(timeout=60)
    assert isinstance(outcome, Failure)
    assert "this worker reads another text" in outcome.message
    assert not (folder / "phone/a.mp3").exists()


def test_a_folder_that_the_workers_do_not_see(cluster: Any, tmp_path: Path) -> None:
    """Seen by this process alone: through its own file descriptor."""
    from voicemat.batch.cluster import joined
    from voicemat.errors import FileError

    here = tmp_path / "here"
    here.mkdir()
    handle = os.open(here, os.O_RDONLY)
    try:
        with (
            pytest.raises(FileError, match="is not the same folder on tcp://"),
            joined(cluster.scheduler_address, Path(f"/proc/self/fd/{handle}")),
        ):
            pass
    finally:
        os.close(handle)
    assert list(here.iterdir()) == []
