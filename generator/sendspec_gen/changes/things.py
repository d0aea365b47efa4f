"""Two sets of named things, compared aspect by aspect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from sendspec_gen.changes.change import Change, Concern, Thing
from sendspec_gen.model import Words
from sendspec_gen.source import Place


class HasPlace(Protocol):
    """Whatever stands somewhere in the spec."""

    @property
    def place(self) -> Place: ...


T = TypeVar("T", bound=HasPlace)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who is concerned, and why."""

    concerns: tuple[Concern, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Aspect(Generic[T]):
    """One part of a thing, in words or in the words of each locale; what is said alike is alike."""

    name: str
    said: Callable[[T], str | Words]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Sort(Generic[T]):
    """A sort of things: its aspects, and who is concerned when one comes or goes."""

    of: Thing
    aspects: tuple[Aspect[T], ...]
    added: Verdict
    removed: Verdict
    shown: Callable[[T], str]
    """A thing in a few words, for one that comes or goes."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where the things are: the machine, and the locales that both specs have."""

    locales: tuple[str, ...]
    machine: str | None = None


WORDS_ONLY = Verdict(("DOCS",), "only words, pages and pictures are others")


def compared(sort: Sort[T], old: Mapping[str, T], new: Mapping[str, T], scope: Scope) -> Iterator[Change]:
    """What came, what changed and, last, what went."""
    for name, thing in new.items():
        if name in old:
            yield from aspects_compared(sort.of, name, old[name], thing, sort.aspects, scope)
        else:
            yield come(sort.of, name, sort.shown(thing), thing.place, sort.added, scope)
    for name, thing in old.items():
        if name not in new:
            yield gone(sort.of, name, sort.shown(thing), thing.place, sort.removed, scope)


def come(of: Thing, name: str, shown: str, place: Place, verdict: Verdict, scope: Scope) -> Change:
    """Something is there that was not."""
    return Change("added", of, "", scope.machine, name, "", shown, verdict.concerns, verdict.why, after_place=place)


def gone(of: Thing, name: str, shown: str, place: Place, verdict: Verdict, scope: Scope) -> Change:
    """Something is there no more."""
    return Change("removed", of, "", scope.machine, name, shown, "", verdict.concerns, verdict.why, before_place=place)


def aspects_compared(
    of: Thing, name: str, old: T, new: T, aspects: Iterable[Aspect[T]], scope: Scope
) -> Iterator[Change]:
    """The aspects that are others."""
    for aspect in aspects:
        said = difference(aspect.said(old), aspect.said(new), scope.locales)
        if said is not None:
            yield changed(of, aspect.name, name, said, (old.place, new.place), aspect.verdict, scope)


def changed(
    of: Thing,
    aspect: str,
    name: str,
    said: tuple[str, str],
    places: tuple[Place, Place],
    verdict: Verdict,
    scope: Scope,
) -> Change:
    """One part of something is another."""
    return Change("changed", of, aspect, scope.machine, name, *said, verdict.concerns, verdict.why, *places)


def difference(old: str | Words, new: str | Words, locales: tuple[str, ...]) -> tuple[str, str] | None:
    """What was said and what is said now, of words only in the locales that differ; None if nothing does.

    A locale that only one of the specs has is told once, and not again of every text.
    """
    if isinstance(old, str) or isinstance(new, str):
        return (str(old), str(new)) if old != new else None
    differing = [locale for locale in locales if _spaced(old.get(locale, "")) != _spaced(new.get(locale, ""))]
    if not differing:
        return None
    return _spoken(old, differing), _spoken(new, differing)


def order_changed(old: Iterable[str], new: Iterable[str]) -> tuple[str, str] | None:
    """The names that both have, in either order; None if it is the same."""
    before, after = list(old), list(new)
    left = [name for name in before if name in after]
    right = [name for name in after if name in before]
    return (", ".join(left), ", ".join(right)) if left != right else None


def _spoken(words: Words, locales: list[str]) -> str:
    return "; ".join(f"{locale}: {_spaced(words[locale])}" for locale in locales if locale in words)


def _spaced(text: str) -> str:
    """Where a line is broken is no matter."""
    return " ".join(text.split())
