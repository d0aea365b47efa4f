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
    """One change, told once for all machines in which it is the same, and for all that is written in one place."""

    change: Change
    machines: tuple[str, ...]
    more: int = 0
    """How many others are written there, as for a row of numbered states or with `otherwise`."""

    @property
    def title(self) -> str:
        """What changed, as `state retrying: status`."""
        return f"{self.change.of} {self.change.name}{self.rest}"

    @property
    def rest(self) -> str:
        """What is said after the name."""
        more = f" and {self.more} more" if self.more else ""
        return f"{more}: {self.change.aspect}" if self.change.aspect else more


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
    """The changes, those that are alike and written in one place or in several machines as one; code comes first."""
    groups: dict[Change, list[Change]] = {}
    for change in revision.changes:
        alike = replace(change, machine=None, before_place=None, after_place=None)
        groups.setdefault(alike, []).append(change)
    written: dict[Change, list[list[Change]]] = {}
    for group in groups.values():
        written.setdefault(_as_written(group[0]), []).append(group)
    told = (
        Entry(group[0], tuple(change.machine for change in group if change.machine), len(others))
        for group, *others in written.values()
    )
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


def _as_written(change: Change) -> Change:
    """A change as its places tell it: states and events that share them are not told apart."""
    if change.of not in ("state", "answer", "move") or change.before_place is None or change.after_place is None:
        return change
    return replace(change, name="", state=None, event=None)


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
