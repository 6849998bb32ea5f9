"""All of a plan into one folder: what is there already, what is to be made, and the playlist."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from pathlib import Path

from voicemat.batch.expansion import Item
from voicemat.batch.fingerprint import fingerprint, text_digest
from voicemat.batch.ledger import Entry, Ledger, State, stamp
from voicemat.batch.playlist import Track, write_playlist
from voicemat.batch.running import Observer
from voicemat.batch.space import about, check_space
from voicemat.batch.worker import Made, Outcome, Task, glimpse
from voicemat.config import Config
from voicemat.errors import FileError
from voicemat.exporter.reservation import reserved
from voicemat.production import files_of


class Answer(StrEnum):
    """What is done about a file that is there already."""

    OVERWRITE = auto()
    KEEP_BOTH = auto()
    SKIP = auto()


Ask = Callable[[Path, State], Answer]
"""What a person says to a file that this export has not made, or that was changed since. May raise
FileError in the place of an answer.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A session and where it goes: `path` is its file, which is called otherwise than `item.name`
    where a person wants to keep both; `state` is how what is there stands to what is wanted.
    """

    item: Item
    path: Path
    state: State
    key: str
    text: str

    @property
    def wanted(self) -> bool:
        """Whether it has to be made."""
        return self.state is not State.CURRENT


@contextmanager
def opened(folder: Path) -> Iterator[Ledger]:
    """The ledger of a folder, for one export at a time. Raises FileError."""
    if not folder.is_dir():
        raise FileError(
            f"there is no folder {folder}",
            advice="create it, or connect the phone, or choose another",
        )
    with reserved(folder):
        yield Ledger(folder)


def survey(
    items: Iterable[Item], folder: Path, config: Config, ledger: Ledger
) -> tuple[Placed, ...]:
    """How each session stands. Raises FileError for a take or music that cannot be read."""
    texts: dict[int, str] = {}
    placed = []
    for item in items:
        if id(item.manuscript) not in texts:
            texts[id(item.manuscript)] = text_digest(item.manuscript)
        text = texts[id(item.manuscript)]
        key = fingerprint(item.order, text, config)
        path = folder / ledger.file(item.name)
        files = [one.name for one in files_of(item.order, path)]
        state = ledger.state(item.name, key, files)
        placed.append(Placed(item=item, path=path, state=state, key=key, text=text))
    return tuple(placed)


def settle(placed: Sequence[Placed], ask: Ask) -> tuple[Placed, ...]:
    """The sessions that are to be made, each where it may be written."""
    taken = {one.path for one in placed}
    wanted = []
    for one in placed:
        path = settled(one.path, one.state, ask, taken)
        if one.wanted and path:
            wanted.append(replace(one, path=path))
    return tuple(wanted)


def settled(path: Path, state: State, ask: Ask, taken: set[Path]) -> Path | None:
    """Where something may be written that is to be called `path`; None where it may not.

    `taken` are paths that others will have, to which a new one is added.
    """
    if state not in (State.FOREIGN, State.CHANGED):
        return path
    match ask(path, state):
        case Answer.OVERWRITE:
            return path
        case Answer.SKIP:
            return None
        case Answer.KEEP_BOTH:
            other = free(path, taken)
            taken.add(other)
            return other


def free(path: Path, taken: Iterable[Path] = ()) -> Path:
    """The first name like `path` that nothing has: ``Sleep (2).mp3``."""
    others = set(taken)
    number = 2
    while True:
        other = path.with_name(f"{path.stem} ({number}){path.suffix}")
        if other not in others and not other.exists():
            return other
        number += 1


def check_room(wanted: Sequence[Placed], folder: Path) -> None:
    """Raises FileError where what is to be made will not fit into the folder."""
    sizes = [about(one.item.order, one.item.frames) for one in wanted]
    seen = [glimpse(one.path) for one in wanted]
    check_space(folder, sizes, replaced=sum(found[0] for found in seen if found))


def tasks(wanted: Iterable[Placed], config: Config) -> tuple[Task, ...]:
    """The orders for the workers, numbered from 0."""
    return tuple(
        Task(
            number=number,
            order=replace(one.item.order, path=str(one.path)),
            config=config,
            text=one.text,
            there=glimpse(one.path),
        )
        for number, one in enumerate(wanted)
    )


class Bookkeeper:
    """Notes in the ledger what begins and what is done, and passes it on to an observer."""

    def __init__(self, ledger: Ledger, wanted: Sequence[Placed], observer: Observer) -> None:
        self._ledger = ledger
        self._wanted = wanted
        self._observer = observer
        self._before: dict[str, Entry | None] = {}
        self.outcomes: dict[str, Outcome] = {}
        """What came of the sessions, by the names that the plan gives their files."""

    @property
    def made(self) -> int:
        """How many sessions are there."""
        return sum(isinstance(outcome, Made) for outcome in self.outcomes.values())

    def began(self, task: Task) -> None:
        """An order is being carried out. Raises FileError."""
        placed = self._wanted[task.number]
        name = placed.item.name
        self._before.setdefault(name, self._ledger.entries.get(name))
        self._ledger.begin(name, placed.key, placed.path.name)
        self._observer.began(task)

    def lost(self, task: Task) -> None:
        """Another worker tries."""
        self._observer.lost(task)

    def ended(self, task: Task, outcome: Outcome) -> None:
        """An order is done, well or not. Raises FileError."""
        placed = self._wanted[task.number]
        name = placed.item.name
        self.outcomes[name] = outcome
        if isinstance(outcome, Made):
            self._ledger.finish(
                name,
                Entry(
                    key=placed.key,
                    whole=True,
                    files=dict(outcome.files),
                    title=outcome.title,
                    frames=outcome.frames,
                ),
            )
        else:
            with suppress(FileError):  # a full disk: then it stays noted as begun
                self._ledger.restore(name, self._before[name])
        self._observer.ended(task, outcome)

    def looked(self) -> None:
        """Some time has passed."""
        self._observer.looked()


def place_playlist(name: str, folder: Path, ledger: Ledger, ask: Ask) -> Path | None:
    """Where the playlist goes; None where it may not be written."""
    path = folder / ledger.file(name)
    return settled(path, ledger.state(name, ""), ask, set())


def finish_playlist(name: str, path: Path, items: Iterable[Item], ledger: Ledger) -> None:
    """Write the playlist of all sessions that are there, and note it. Raises FileError."""
    write_playlist(path, tracks(items, ledger))
    ledger.finish(name, Entry(key="", whole=True, files={path.name: stamp(path)}))


def tracks(items: Iterable[Item], ledger: Ledger) -> Iterator[Track]:
    """The sessions that are there, in their order."""
    for item in items:
        entry = ledger.entries.get(item.name)
        if entry and entry.whole:
            yield Track(file=next(iter(entry.files)), title=entry.title, frames=entry.frames)
