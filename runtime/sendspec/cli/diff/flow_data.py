"""What two versions of a spec make of one log, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sendspec.table import Words

Number: TypeAlias = float | int | None
Unit: TypeAlias = Literal["messages", "percent"]
Side: TypeAlias = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Named:
    """A name of the spec with its labels."""

    name: str
    label: Words


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with both versions; None where it is a share of nothing, or is not known to that version."""

    what: Named
    unit: Unit
    before: Number
    after: Number
    only: Side | None = None
    """The one version that knows it."""

    @property
    def difference(self) -> Number:
        """After minus before; None where there is nothing to subtract."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def moves(self) -> bool:
        """Whether the two versions differ in it."""
        return self.only is not None or self.before != self.after


@dataclass(frozen=True, slots=True)
class Sample:
    """One of the messages that went one way."""

    message: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Stream:
    """Messages that end in one place with the old version, and in another with the new one."""

    before: Named | None
    """None: the message is not there, or nothing is shown of it."""
    after: Named | None
    messages: int
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """Where messages went; the broadest streams first."""

    streams: tuple[Stream, ...]
    unchanged: int


@dataclass(frozen=True, slots=True)
class ModeFlow:
    """What becomes of a log in a mode that both versions have."""

    mode: Named
    kpis: tuple[Figure, ...]
    counters: tuple[Figure, ...]
    unsettled: Figure
    statuses: Flow
    states: Flow


@dataclass(frozen=True, slots=True)
class RevisionFlow:
    """What becomes of a log; names are the new ones."""

    source: Named
    as_of: int
    """In microseconds since 1970 in UTC."""
    modes: tuple[ModeFlow, ...]
    only_before: tuple[Named, ...]
    """Modes that are gone."""
    only_after: tuple[Named, ...]
    """Modes that are new."""
    records: tuple[Figure, ...]
    remarks: tuple[str, ...]
    """What was assumed when the log was read."""
    untold: frozenset[str]
    """KPIs of which the source tells nothing, such as opens."""
    faults: str = ""
    """What `--strict` refuses of the log as the new version reads it, in words."""
