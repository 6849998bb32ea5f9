"""Worker processes of a Dask cluster, which may stand on other computers."""

# mypy: allow-untyped-calls
# distributed has types for some of its functions only.

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from voicemat import config as configuration
from voicemat.batch.running import Workforce
from voicemat.batch.worker import Outcome, Task, work
from voicemat.config import PERSONAL, Config, Secret, Setting
from voicemat.errors import FileError, MissingError

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from distributed import Client

PATIENCE = 15
"""Seconds that a cluster has to answer, and to bring its first worker."""

PLACES = ("cache", "cache_megabytes", "models", "output")
"""Settings of a computer, in which a worker keeps its own."""


@contextmanager
def joined(address: str, folder: Path) -> Iterator[Workforce]:
    """The cluster whose scheduler is at `address`, such as ``tcp://host:8786``.

    Its workers write the files themselves, whole and under their final names, so all must see
    `folder`: bringing every file back through the scheduler would need its memory for hours of
    sound. At the end, also that of an error, what has not begun is called off.

    Raises MissingError where Dask is not installed or no cluster answers, FileError where a worker
    does not see the folder.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise MissingError(
            f"a cluster needs Dask: {error}", advice='pip install "voicemat[dask]"'
        ) from error
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise MissingError(
            f"no Dask cluster answers at {address}",
            advice="start one with dask scheduler and dask worker, or check the address",
        ) from error
    with client:
        count = _workers(client, address)
        _check_folder(client, folder)
        # The order of a worker that is lost is done elsewhere: the scheduler sees to it.
        executor = client.get_executor(pure=False)
        try:
            yield Workforce(submit=partial(_submit, executor), count=count, cores=count)
        finally:
            executor.shutdown(wait=False)


def _submit(executor: Executor, task: Task) -> Future[Outcome]:
    return executor.submit(work_in_cluster, replace(task, config=for_others(task.config)))


def _workers(client: Client, address: str) -> int:
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise MissingError(
            f"the Dask cluster at {address} has no workers",
            advice=f"start some with dask worker {address} --nworkers auto --nthreads 1",
        ) from None
    return len(client.nthreads())


def _check_folder(client: Client, folder: Path) -> None:
    """Let every worker read a file that is written into the folder here."""
    token = secrets.token_hex(16)
    probe = folder / f".voicemat-{token}.probe"
    try:
        probe.write_text(token)
    except OSError as error:
        raise FileError(f"{folder} cannot be written: {error.strerror}") from error
    try:
        seen: dict[str, object] = client.run(_reads, str(probe), on_error="return")
    finally:
        probe.unlink()
    broken = {name: answer for name, answer in seen.items() if isinstance(answer, BaseException)}
    if broken:
        name, problem = next(iter(broken.items()))
        raise MissingError(
            f"the worker {name} cannot run voicemat: {problem}",
            advice='pip install "voicemat[dask]" on every computer of the cluster',
        )
    blind = [name for name, answer in seen.items() if answer != token]
    if blind:
        raise FileError(
            f"{folder} is not the same folder on {', '.join(blind)}: the workers of a cluster "
            "write the files themselves",
            advice="choose a folder that all of them share under the same path",
        )


def _reads(path: str) -> str:
    """What a worker reads in a file; nothing where it cannot, or could not write beside it."""
    file = Path(path)
    try:
        return file.read_text() if os.access(file.parent, os.W_OK) else ""
    except OSError:
        return ""


def for_others(config: Config) -> Config:
    """Settings that may leave this computer: without what tells where words and keys go."""
    nothing = {"http_url": "", "http_key": Secret(), "http_without_tls": False}
    settings = {name: replace(getattr(config, name), value=nothing[name]) for name in PERSONAL}
    return _with(config, settings)


def work_in_cluster(task: Task) -> Outcome:
    """`work`, with this computer's own caches, voices and keys, on as many cores as the worker has
    threads.
    """
    from distributed import get_worker

    own = configuration.load()
    kept = {name: getattr(own, name) for name in (*PLACES, *PERSONAL)}
    cores = get_worker().state.nthreads
    return work(replace(task, config=_with(task.config, kept), cores=cores))


def _with(config: Config, settings: dict[str, Setting[object]]) -> Config:
    return replace(config, **settings)  # type: ignore[arg-type]  # each setting is of its field
