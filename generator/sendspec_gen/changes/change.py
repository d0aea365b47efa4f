"""What differs in meaning between two specs, as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sendspec_gen.source import Place

Concern = Literal["CODE", "DATA", "KPI", "DOCS"]
CONCERNS: tuple[Concern, ...] = ("CODE", "DATA", "KPI", "DOCS")
"""Who is concerned, in the order in which it is said.

CODE: what other code calls, passes or matches is another; DATA: what rows already written mean or show is another;
KPI: a number that people see moves; DOCS: words, pages and pictures only.
"""

What = Literal["added", "removed", "changed", "renamed"]

Thing = Literal[
    "project",
    "locale",
    "duration",
    "number",
    "document",
    "event",
    "status",
    "counter",
    "kpi",
    "refusal",
    "machine",
    "fact",
    "state",
    "answer",
    "move",
    "scenario",
    "source",
    "recording",
    "reason",
    "bounce rule",
    "addresses",
]
"""What can be added, removed, changed or renamed; laws and test rows are told apart.

An `answer` is what a state says to an event (`moves`, `ignored`, `rejected`); a `move` is one way of an answer that
moves. The name of both is `state/event`, and `state/event#2` for the second of several ways, as in the test tables.
"""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, and who is concerned.

    Names are the new ones, and the old ones of what is gone. Places are None on the side where there is nothing.
    """

    what: What
    of: Thing
    aspect: str
    """Of what changed, the part that did: `label`, `status`, `deadline`, `target`, `effects`; else empty."""
    machine: str | None
    name: str
    before: str
    after: str
    """In words, empty where there is nothing."""
    concerns: tuple[Concern, ...]
    """In the order of `CONCERNS`; at least one."""
    why: str
    """Why they are concerned, in one sentence."""
    before_place: Place | None = None
    after_place: Place | None = None
    guess: bool = False
    state: str | None = None
    """Of states, answers and moves: the state that it stands in."""
    event: str | None = None
    """Of answers and moves: the event."""
    way: int | None = None
    """Of moves that are one of several ways: which, from 1."""


@dataclass(frozen=True, slots=True)
class Rename:
    """Two names that seem to mean one thing: a guess."""

    of: Thing
    machine: str | None
    """The machine's new name, of states and facts."""
    kind: str | None
    """The kind of machine, of events and statuses."""
    before: str
    after: str
    likeness: int
    """How alike the two are, in percent."""
    before_place: Place
    after_place: Place


Strength = Literal["added", "removed", "weakened", "strengthened", "reworded", "cannot tell"]


@dataclass(frozen=True, slots=True)
class LawChange:
    """A law that promises less, more, the same in other words, or something that cannot be compared."""

    strength: Strength
    false: bool
    """Whether it stands among the `not_laws`: what is known to be false."""
    name: str
    """As it is written: `at_most_one_of`."""
    before: str
    after: str
    concerns: tuple[Concern, ...]
    why: str
    before_place: Place | None = None
    after_place: Place | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row that is another."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row of a test table, by its id; of one that is added or removed, the cells that are not empty."""

    what: Literal["added", "removed", "changed"]
    table: str
    """The name of the machine, the new one if it was renamed."""
    id: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """All that differs in meaning between an old spec and a new one, in the order of the new spec."""

    renames: tuple[Rename, ...] = ()
    changes: tuple[Change, ...] = ()
    """With a `renamed` one for each rename."""
    laws: tuple[LawChange, ...] = ()
    rows: tuple[RowChange, ...] = ()
    cannot_tell: tuple[str, ...] = ()
    """What a person must look at, in sentences."""

    @property
    def concerned(self) -> tuple[Concern, ...]:
        """Who is concerned by any of it."""
        found: list[Concern] = []
        for change in self.changes:
            found += change.concerns
        for law in self.laws:
            found += law.concerns
        return in_order(found)


def in_order(concerns: Iterable[Concern]) -> tuple[Concern, ...]:
    """Each concern once, in the order of `CONCERNS`."""
    found = frozenset(concerns)
    return tuple(concern for concern in CONCERNS if concern in found)
