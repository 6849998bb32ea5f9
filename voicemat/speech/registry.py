"""The engines that are installed, and the one that a voice belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import metadata
from typing import Self

from voicemat.diagnostics.suggest import nearest
from voicemat.errors import MissingError, UsageError
from voicemat.speech.engine import Engine, Installable, Offer, Voice

GROUP = "voicemat.engines"
"""The entry points in which a package names its engines."""

BUNDLED = {
    "heart": "voicemat.speech.engines.heart:HeartEngine",
    "kokoro": "voicemat.speech.engines.kokoro:KokoroEngine",
    "piper": "voicemat.speech.engines.piper:PiperEngine",
    "silent": "voicemat.speech.engines.silent:SilentEngine",
}
"""Our own engines, known even where the program runs without being installed."""


class Registry:
    """Engines by name, each loaded when a voice is looked for that none before it has."""

    def __init__(self, loaders: Mapping[str, Callable[[], Engine]]) -> None:
        """`loaders` make an engine each, in the order in which voices are looked for.

        A loader that fails raises MissingError; the other engines work all the same.
        """
        self._loaders = dict(loaders)
        self._engines: dict[str, Engine] = {}
        self._failures: dict[str, MissingError] = {}

    @classmethod
    def installed(cls) -> Self:
        """Our own engines, then those of other packages in alphabetical order."""
        points = {
            name: metadata.EntryPoint(name=name, value=value, group=GROUP)
            for name, value in BUNDLED.items()
        }
        for point in sorted(metadata.entry_points(group=GROUP), key=lambda point: point.name):
            points.setdefault(point.name, point)
        return cls({name: _loader(point) for name, point in points.items()})

    def find(self, voice: str) -> Engine:
        """The engine that speaks with the voice named `voice`.

        Raises UsageError when there is no such voice, naming the near one, and MissingError when
        it may be a voice of an engine that could not be loaded.
        """
        names: list[str] = []
        for engine_name in self._loaders:
            engine = self._engine(engine_name)
            if engine is None:
                continue
            for known in engine.voices():
                if known.name == voice:
                    return engine
                names.append(known.name)
        for failure in self._failures.values():
            raise MissingError(
                f'there is no voice named "{voice}", and {failure.message}',
                advice=failure.advice,
            )
        if (offer := self._offer(voice)) is not None:
            raise MissingError(f'the voice "{voice}" is not installed', advice=offer.command)
        near = nearest(voice, names)
        raise UsageError(
            f'there is no voice named "{voice}"',
            advice=f'did you mean "{near}"?' if near else f"the voices are: {', '.join(names)}",
        )

    def voices(self) -> tuple[tuple[Engine, Voice], ...]:
        """Every voice with its engine, in the order in which they are looked for."""
        engines = [self._engine(name) for name in self._loaders]
        return tuple(
            (engine, voice) for engine in engines if engine is not None for voice in engine.voices()
        )

    def offers(self) -> tuple[tuple[Engine, Offer], ...]:
        """What can be installed and is not there, with its engine, in the same order."""
        engines = [self._engine(name) for name in self._loaders]
        return tuple(
            (engine, offer)
            for engine in engines
            if engine is not None and isinstance(engine, Installable)
            for offer in engine.offers()
        )

    def _offer(self, voice: str) -> Offer | None:
        """The offer that holds the voice named `voice`, with its engine's name before it or not."""
        for engine, offer in self.offers():
            names = {offer.name, *(known.name for known in offer.voices)}
            if voice.removeprefix(f"{engine.name}:") in names:
                return offer
        return None

    def failures(self) -> tuple[MissingError, ...]:
        """Why engines could not be loaded, of those that were tried so far."""
        return tuple(self._failures.values())

    def _engine(self, name: str) -> Engine | None:
        if name not in self._engines and name not in self._failures:
            try:
                self._engines[name] = self._loaders[name]()
            except MissingError as error:
                self._failures[name] = error
        return self._engines.get(name)


def _loader(point: metadata.EntryPoint) -> Callable[[], Engine]:
    def load() -> Engine:
        try:
            engine: Engine = point.load()()
        # Another package's code may fail in any way; the rest must work on.
        except Exception as error:
            package = point.dist.name if point.dist else "voicemat"
            raise MissingError(
                f'the engine "{point.name}" could not be loaded ({error})',
                advice=f"pip install --upgrade {package}",
            ) from error
        return engine

    return load
