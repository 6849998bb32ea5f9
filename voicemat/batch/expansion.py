"""A plan becomes orders: routines are looked up, choices multiplied out, files named.

The order of the sessions is that of the plan: entry by entry, and within one by routine, language,
the routine's options, length, voice, music, format and quality, the last changing fastest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from itertools import product

from voicemat.batch.names import Naming, Variant, name_all
from voicemat.batch.plan import Axis, Choice, Choices, Entry, Plan, PlanError, Problem
from voicemat.batch.selection import is_pattern, select
from voicemat.batch.space import expected
from voicemat.compiler.languages import speaks
from voicemat.diagnostics import nearest
from voicemat.documents import find_document
from voicemat.errors import FileError, MissingError, UsageError
from voicemat.exporter import parse_quality
from voicemat.exporter.encoders import find_encoder
from voicemat.library import Found, Shelf
from voicemat.loading import Manuscript, load_manuscript
from voicemat.pipeline import parse_length
from voicemat.production import Order
from voicemat.script.model import Header
from voicemat.studio import Studio


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One session of a plan: its order, which lacks the path, the name of its file, the routine as
    it is now, and about how many frames it will have.
    """

    order: Order
    name: str
    manuscript: Manuscript
    frames: int


def expand(plan: Plan, studio: Studio, base: Order) -> tuple[Item, ...]:
    """The sessions of a plan, named and numbered. `base` holds what all have in common.

    Raises PlanError with all that is wrong, and does so before anything is made.
    """
    expansion = _Expansion(studio, base)
    variants = [
        variant
        for entry in plan.entries
        for variant in expansion.variants(entry)
        if not expansion.left_out(variant, plan.exclusions)
    ]
    for exclusion in plan.exclusions:
        expansion.check_use(exclusion)
    if not variants and not expansion.problems:
        expansion.problems.append(
            Problem(place=plan.entries[0].place, message="the plan leaves everything out")
        )
    names = name_all(variants, expansion.problems)
    if expansion.problems:
        raise PlanError(tuple(dict.fromkeys(expansion.problems)))
    return tuple(
        expansion.item(variant, naming, number, len(variants))
        for number, (variant, naming) in enumerate(zip(variants, names, strict=True), start=1)
    )


class _Expansion:
    def __init__(self, studio: Studio, base: Order) -> None:
        self.problems: list[Problem] = []
        self._studio = studio
        self._base = base
        self._manuscripts: dict[Found, Manuscript] = {}
        self._used: set[int] = set()

    # -- the product -----------------------------------------------------------------------

    def variants(self, entry: Entry) -> Iterator[Variant]:
        """Every combination of an entry's choices."""
        choices = entry.choices
        self._check(choices)
        for document in entry.documents or ():
            self._try(document, find_document)
        for found in self._routines(choices):
            header = self._manuscript(found).script.header
            options = self._options(found, header, choices.options)
            voices = self._voices(found, header, choices.axes.get(Axis.VOICE, ()))
            axes = [choices.axes.get(axis, ()) for axis in (Axis.MUSIC, Axis.FORMAT, Axis.QUALITY)]
            several = [options[name] for name in options]
            lengths = choices.axes.get(Axis.LENGTH, ())
            for combination in product(*map(_or_none, [*several, lengths, voices, *axes])):
                *settings, length, voice, music, kind, quality = combination
                yield Variant(
                    found=found,
                    header=header,
                    settings=tuple(
                        (name, choice.text)
                        for name, choice in zip(options, settings, strict=True)
                        if choice
                    ),
                    length=_text(length),
                    voice=_text(voice),
                    music=_text(music),
                    format=(_text(kind) or self._base.format or "mp3").casefold(),
                    quality=_text(quality),
                    documents=tuple(one.text for one in entry.documents or ()),
                    template=entry.name,
                    place=entry.place,
                )

    def item(self, variant: Variant, naming: Naming, number: int, count: int) -> Item:
        """What is made of a variant."""
        header = variant.header
        found = variant.found
        order = replace(
            self._base,
            # A worker may stand in another folder.
            routine=str(found.path.absolute()) if found.shelf is Shelf.PATH else found.name,
            length=variant.length,
            voice=variant.voice,
            music=variant.music,
            settings=variant.settings,
            format=variant.format,
            quality=variant.quality or self._base.quality,
            documents=variant.documents,
            title=None if naming.title == header.title else naming.title,
            track=number if count > 1 else 0,
            tracks=count if count > 1 else 0,
        )
        return Item(
            order=order,
            name=naming.file,
            manuscript=self._manuscript(found),
            frames=expected(order, header),
        )

    def _manuscript(self, found: Found) -> Manuscript:
        if found not in self._manuscripts:
            self._manuscripts[found] = load_manuscript(found, self._studio.library)
        return self._manuscripts[found]

    # -- routines and languages ------------------------------------------------------------

    def _routines(self, choices: Choices) -> tuple[Found, ...]:
        chosen: dict[Found, None] = {}
        for choice in choices.axes.get(Axis.ROUTINE, ()):
            try:
                matches = select((choice.text,), self._studio.library)
                headers = {one: self._manuscript(one).script.header for one in matches}
            except (UsageError, FileError) as error:
                self._bad(choice, error.message, error.advice)
                continue
            languages = choices.axes.get(Axis.LANGUAGE)
            if languages is None:
                chosen.update(dict.fromkeys(matches))
                continue
            for found in matches:
                for language in languages:
                    one = self._in_language(found, headers[found], language.text)
                    if one:
                        chosen[one] = None
                    elif not is_pattern(choice.text):
                        self._bad(
                            language,
                            f"{found.name} is not there in the language {language.text}",
                            f"write the translation as {found.name}.{language.text}.md, with "
                            f"language: {language.text} in its head, or leave it out",
                        )
        return tuple(chosen)

    def _in_language(self, found: Found, header: Header, language: str) -> Found | None:
        """The routine itself where it is in that language, else its translation."""
        if speaks(header.language, language):
            return found
        name = f"{found.path.stem}.{language}"
        if found.shelf is not Shelf.PATH:
            return next(
                (one for one in self._studio.library.routines() if _same(one.name, name)), None
            )
        path = found.path.with_name(name + found.path.suffix)
        return replace(found, name=str(path), path=path) if path.is_file() else None

    # -- checks ----------------------------------------------------------------------------

    def _check(self, choices: Choices) -> None:
        """Look at everything that needs no routine."""
        for choice in choices.axes.get(Axis.LENGTH, ()):
            self._try(choice, parse_length)
        for choice in choices.axes.get(Axis.MUSIC, ()):
            self._try(choice, self._studio.bed)
        for choice in choices.axes.get(Axis.FORMAT, ()):
            self._try(choice, lambda text: find_encoder(text.casefold()))
        for choice in choices.axes.get(Axis.QUALITY, ()):
            self._try(choice, parse_quality)
        for choice in choices.axes.get(Axis.VOICE, ()):
            self._try(choice, self._studio.registry.find)

    def _try(self, choice: Choice, check: Callable[[str], object]) -> None:
        try:
            check(choice.text)
        except UsageError as error:
            self._bad(choice, error.message, error.advice)
        except MissingError:
            pass  # told for each session that needs it

    def _options(
        self, found: Found, header: Header, wanted: Mapping[str, tuple[Choice, ...]]
    ) -> Mapping[str, tuple[Choice, ...]]:
        """The wanted values of the options that the routine has; others are problems."""
        own = {option.name: option.choices for option in header.options}
        fine = {}
        for name, choices in wanted.items():
            known = own.get(name)
            if known is None:
                near = nearest(name, own)
                there = f"its options are {', '.join(own)}" if own else "it has no options"
                self._bad(
                    choices[0],
                    f'{found.name} has no option "{name}"',
                    f'did you mean "{near}"?' if near else there,
                )
                continue
            for choice in choices:
                if len(known) > 1 and choice.text not in known:
                    near = nearest(choice.text, known)
                    self._bad(
                        choice,
                        f'{found.name}: {name} cannot be "{choice.text}"',
                        f'did you mean "{near}"?' if near else f"it is {' or '.join(known)}",
                    )
            fine[name] = choices
        return fine

    def _voices(
        self, found: Found, header: Header, wanted: tuple[Choice, ...]
    ) -> tuple[Choice, ...]:
        """Of several voices those that speak the routine's language."""
        if len(wanted) < 2:
            return wanted
        fitting = tuple(choice for choice in wanted if self._speaks(choice, header.language))
        if not fitting:
            self._bad(
                wanted[0],
                f"none of the voices speaks the language of {found.name}, {header.language}",
                f"voicemat voices --language {header.language} tells which do",
            )
        return fitting

    def _speaks(self, voice: Choice, language: str) -> bool:
        try:
            return speaks(self._studio.registry.find(voice.text).voice.language, language)
        except (MissingError, UsageError):
            return True

    # -- exclusions ------------------------------------------------------------------------

    def left_out(self, variant: Variant, exclusions: Iterable[Choices]) -> bool:
        """Whether one of `exclusions` means the variant."""
        for exclusion in exclusions:
            if _means(exclusion, variant):
                self._used.add(id(exclusion))
                return True
        return False

    def check_use(self, exclusion: Choices) -> None:
        """An exclusion that leaves nothing out is a mistake."""
        named = [*exclusion.axes.values(), *exclusion.options.values()]
        if id(exclusion) not in self._used and named and named[0]:
            self._bad(named[0][0], "this leaves nothing out", "compare it with the sessions")

    def _bad(self, choice: Choice, message: str, advice: str | None = None) -> None:
        self.problems.append(Problem(place=choice.place, message=message, advice=advice))


def _means(exclusion: Choices, variant: Variant) -> bool:
    """Whether the variant has one of the excluded values on each axis that is named."""
    settings = {option.name: option.choices[0] for option in variant.header.options}
    settings.update(variant.settings)
    return all(
        any(_is(axis, choice.text, variant) for choice in choices)
        for axis, choices in exclusion.axes.items()
    ) and all(
        settings.get(name, "").casefold() in {choice.text.casefold() for choice in choices}
        for name, choices in exclusion.options.items()
    )


def _is(axis: Axis, text: str, variant: Variant) -> bool:
    match axis:
        case Axis.ROUTINE:
            name = variant.found.name.casefold().replace(" ", "-")
            return fnmatchcase(name, text.casefold().replace(" ", "-"))
        case Axis.LANGUAGE:
            return speaks(variant.header.language, text)
        case Axis.LENGTH:
            return variant.length is not None and _frames(variant.length) == _frames(text)
        case Axis.VOICE:
            return _same(variant.voice or "", text)
        case Axis.MUSIC:
            return _same(variant.music or "", text)
        case Axis.FORMAT:
            return _same(variant.format, text)
        case Axis.QUALITY:
            return _same(variant.quality or "", text)


def _frames(length: str) -> int | None:
    try:
        return parse_length(length)
    except UsageError:
        return None


def _same(one: str, other: str) -> bool:
    return one.casefold().replace(" ", "-") == other.casefold().replace(" ", "-")


def _or_none(choices: tuple[Choice, ...]) -> tuple[Choice | None, ...]:
    return choices or (None,)


def _text(choice: Choice | None) -> str | None:
    return choice.text if choice else None
