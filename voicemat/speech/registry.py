"""The engines that are installed, and the one that a voice belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import Self

from voicemat.config import Config
from voicemat.diagnostics.suggest import nearest
from voicemat.errors import MissingError, UsageError
from voicemat.speech.engine import Configurable, Engine, Installable, Offer, Voice

GROUP = "voicemat.engines"
"""The entry points in which a package names its engines."""

BUNDLED = {
    "heart": "voicemat.speech.engines.heart:HeartEngine",
    "kokoro": "voicemat.speech.engines.kokoro:KokoroEngine",
    "piper": "voicemat.speech.engines.piper:PiperEngine",
    "system": "voicemat.speech.engines.system:SystemEngine",
    "http": "voicemat.speech.engines.http:HttpEngine",
    "silent": "voicemat.speech.engines.silent:SilentEngine",
}
"""Our own engines in the order in which a voice is looked for, known even where the program runs
without being installed."""

MOST_NAMES = 12
"""Voices that a message lists; of more it says where they are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A voice, and the engine that speaks with it."""

    engine: Engine
    voice: Voice


class Registry:
    """Engines by name, each loaded when a voice is looked for that none before it has."""

    def __init__(self, loaders: Mapping[str, Callable[[], Engine]]) -> None:
        """`loaders` make an engine each, in the order in which voices are looked for.

        A loader that fails raises MissingError; the other engines work all the same.
        """
        self._loaders = dict(loaders)
        self._engines: dict[str, Engine] = {}
        self._failures: dict[str, MissingError] = {}
        self._found: dict[str, Speaker] = {}

    @classmethod
    def installed(cls, config: Config | None = None) -> Self:
        """Our own engines, then those of other packages in alphabetical order.

        Without `config` an engine that depends on settings is made without any.
        """
        points = {
            name: metadata.EntryPoint(name=name, value=value, group=GROUP)
            for name, value in BUNDLED.items()
        }
        for point in sorted(metadata.entry_points(group=GROUP), key=lambda point: point.name):
            points.setdefault(point.name, point)
        return cls({name: _loader(point, config) for name, point in points.items()})

    def find(self, name: str) -> Speaker:
        """The voice called `name`, with its engine.

        ``ENGINE:VOICE`` is a voice of that engine, an engine's name alone its default voice, and
        any other name the first voice of that name, in the order of the engines.

        Raises UsageError when there is no such voice, naming the near one, and MissingError when
        its engine is not there or could not be loaded.
        """
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def works(self, name: str) -> bool:
        """Whether there is an engine called `name`, and it can speak."""
        try:
            _ = self.find(name).engine.version
        except (MissingError, UsageError):
            return False
        return True

    def engines(self) -> tuple[str, ...]:
        """The names of all engines, in the order in which voices are looked for."""
        return tuple(self._loaders)

    def engine(self, name: str) -> Engine:
        """The engine called `name`. Raises MissingError when it could not be loaded."""
        if name not in self._engines and name not in self._failures:
            try:
                self._engines[name] = self._loaders[name]()
            except MissingError as error:
                self._failures[name] = error
        if name in self._failures:
            raise self._failures[name]
        return self._engines[name]

    def voices(self) -> tuple[tuple[Engine, Voice], ...]:
        """Every voice with its engine, in the order in which they are looked for."""
        return tuple((engine, voice) for engine in self._loaded() for voice in engine.voices())

    def offers(self) -> tuple[tuple[Engine, Offer], ...]:
        """What can be installed and is not there, with its engine, in the same order."""
        return tuple(
            (engine, offer)
            for engine in self._loaded()
            if isinstance(engine, Installable)
            for offer in engine.offers()
        )

    def failures(self) -> tuple[MissingError, ...]:
        """Why engines could not be loaded, of those that were tried so far."""
        return tuple(self._failures.values())

    def _loaded(self) -> Iterable[Engine]:
        for name in self._loaders:
            try:
                yield self.engine(name)
            except MissingError:  # kept for `failures`
                continue

    def _find(self, name: str) -> Speaker:
        prefix, colon, wanted = name.partition(":")
        if name in self._loaders:
            prefix, wanted = name, ""
        elif not (colon and prefix in self._loaders):
            return self._of_any(name)
        return self._of(self.engine(prefix), wanted)

    def _of(self, engine: Engine, wanted: str) -> Speaker:
        """The voice of `engine` named `wanted`; its default voice without a name."""
        voices = engine.voices()
        for voice in voices:
            if voice.name == wanted or not wanted:
                return Speaker(engine=engine, voice=voice)
        name = f"{engine.name}:{wanted}" if wanted else engine.name
        if offer := self._offer(wanted or engine.name, engine):
            raise _not_installed(name, offer)
        if not voices:
            _ = engine.version  # raises, with the remedy, where the engine is not there
            commands = [offer.command for of, offer in self.offers() if of is engine]
            raise MissingError(
                f'the engine "{engine.name}" has no voices here',
                advice=commands[0] if commands else "voicemat doctor tells more",
            )
        raise UsageError(
            f'the engine "{engine.name}" has no voice named "{wanted}"',
            advice=_suggestion(wanted, tuple(voice.name for voice in voices)),
        )

    def _of_any(self, wanted: str) -> Speaker:
        """The first voice named `wanted`."""
        names: list[str] = []
        for engine in self._loaded():
            for voice in engine.voices():
                if voice.name == wanted:
                    return Speaker(engine=engine, voice=voice)
                names.append(voice.name)
        message = f'there is no voice named "{wanted}"'
        if offer := self._offer(wanted):
            raise _not_installed(wanted, offer)
        others = (*self._loaders, *(v.name for _, offer in self.offers() for v in offer.voices))
        if nearest(wanted, (*names, *others)) is None:
            for failure in self._failures.values():
                raise MissingError(f"{message}, and {failure.message}", advice=failure.advice)
        raise UsageError(message, advice=_suggestion(wanted, names, others))

    def _offer(self, wanted: str, of: Engine | None = None) -> Offer | None:
        """What brings the voice named `wanted`, of any engine or of one."""
        for engine, offer in self.offers():
            names = {offer.name, *(voice.name for voice in offer.voices)}
            if wanted in names and of in (None, engine):
                return offer
        return None


def _not_installed(name: str, offer: Offer) -> MissingError:
    return MissingError(f'the voice "{name}" is not installed', advice=offer.command)


def _suggestion(name: str, voices: Sequence[str], others: Iterable[str] = ()) -> str:
    """The near one, also of `others`, or else all voices, or else where they are listed."""
    near = nearest(name, (*voices, *others))
    if near:
        return f'did you mean "{near}"?'
    if len(voices) > MOST_NAMES:
        return f"voicemat list voices shows the {len(voices)} that there are"
    return f"the voices are: {', '.join(voices)}"


def _loader(point: metadata.EntryPoint, config: Config | None) -> Callable[[], Engine]:
    def load() -> Engine:
        try:
            kind: Callable[[], Engine] = point.load()
            if config is not None and isinstance(kind, Configurable):
                return kind.configured(config)
            return kind()
        # Another package's code may fail in any way; the rest must work on.
        except Exception as error:
            package = point.dist.name if point.dist else "voicemat"
            raise MissingError(
                f'the engine "{point.name}" could not be loaded ({error})',
                advice=f"pip install --upgrade {package}",
            ) from error

    return load
