"""A revision in the sentences of a report, whatever it is written as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sendspec_gen.changes.change import CONCERNS, Change, Concern, LawChange, Rename, Revision

MEANINGS: dict[Concern, str] = {
    "CODE": "what other code calls, passes or matches is another",
    "DATA": "what rows already written mean or show is another",
    "KPI": "a number that people see moves",
    "DOCS": "words, pages and pictures only",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One change, told once for all machines in which it is the same."""

    change: Change
    machines: tuple[str, ...]

    @property
    def title(self) -> str:
        """What changed, as `state retrying: status`."""
        aspect = f": {self.change.aspect}" if self.change.aspect else ""
        return f"{self.change.of} {self.change.name}{aspect}"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many changes concern somebody, and the first of them."""

    concern: Concern
    meaning: str
    count: int
    instance: str


def verdict(revision: Revision) -> str:
    """The first line: who is concerned, and how much there is."""
    if not (revision.changes or revision.laws):
        rest = f", but {_count(len(revision.rows), 'test row')} changed" if revision.rows else ""
        return f"Nothing changed in meaning{rest}"
    concerned = revision.concerned
    counts = [_count(len(entries(revision)), "change")] if revision.changes else []
    counts += [f"{_count(number, 'law')} {how}" for how, number in _laws(revision.laws)]
    counts += [_count(len(revision.rows), "test row")] if revision.rows else []
    counts += [_count(len(revision.cannot_tell), "doubt")] if revision.cannot_tell else []
    return f"{' and '.join(_commas(concerned))} {'is' if len(concerned) == 1 else 'are'} concerned: {', '.join(counts)}"


def entries(revision: Revision) -> tuple[Entry, ...]:
    """The changes, those alike in several machines as one, and those that concern code first."""
    groups: dict[Change, list[Change]] = {}
    for change in revision.changes:
        alike = replace(change, machine=None, before_place=None, after_place=None)
        groups.setdefault(alike, []).append(change)
    told = (Entry(group[0], tuple(change.machine for change in group if change.machine)) for group in groups.values())
    return tuple(sorted(told, key=lambda entry: CONCERNS.index(entry.change.concerns[0])))


def tallies(revision: Revision) -> Iterator[Tally]:
    """Each who is concerned."""
    told = entries(revision)
    for concern in revision.concerned:
        mine = [entry for entry in told if concern in entry.change.concerns]
        laws = [law for law in revision.laws if concern in law.concerns]
        titles = [
            *(f"{entry.change.what} {entry.title}" for entry in mine),
            *(f"{law.strength} law {law.name}" for law in laws),
        ]
        yield Tally(concern, MEANINGS[concern], len(titles), titles[0])


def likeness_of(change: Change, renames: Iterable[Rename]) -> int | None:
    """How alike the two names of a rename are, in percent."""
    found = (
        one.likeness for one in renames if (one.of, one.machine, one.after) == (change.of, change.machine, change.name)
    )
    return next(found, None) if change.what == "renamed" else None


def _laws(laws: Iterable[LawChange]) -> Iterator[tuple[str, int]]:
    """How many laws went which way; those whose direction is not known are called changed."""
    counted: dict[str, int] = {}
    for law in laws:
        how = "changed" if law.strength == "cannot tell" else law.strength
        counted[how] = counted.get(how, 0) + 1
    yield from counted.items()


def _commas(words: tuple[str, ...]) -> tuple[str, ...]:
    """The last word by itself, the others joined."""
    return (", ".join(words[:-1]), words[-1]) if len(words) > 1 else words


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
