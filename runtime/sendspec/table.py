"""A machine as plain data: the one thing that every engine reads.

States and events are strings (in emitted code members of a `StrEnum`). Times and durations are microseconds, times
since 1970 in UTC. Mappings keep the order of the spec.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeAlias, TypeVar

S = TypeVar("S", bound=str)
E = TypeVar("E", bound=str)

Words: TypeAlias = Mapping[str, str]
"""A text for each locale."""


@dataclass(frozen=True, slots=True)
class FactIs:
    """A named fact holds."""

    fact: str


@dataclass(frozen=True, slots=True)
class NotThat:
    """A condition does not hold."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one condition holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Each condition holds; none at all holds too."""

    conditions: tuple[Condition, ...]


Condition: TypeAlias = "FactIs | NotThat | AnyOf | AllOf"


@dataclass(frozen=True, slots=True)
class Fact:
    """What a caller says of the world, with its default; or, with a condition, facts combined under a name."""

    label: Words = field(default_factory=dict)
    default: bool = False
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """What must hold for a move, and the name of the refusal if it does not."""

    condition: Condition
    refusal: str


@dataclass(frozen=True, slots=True)
class Move(Generic[S, E]):
    """One way out of a state on an event; of several ways the first whose `when` holds is taken."""

    source: S
    event: E
    target: S
    effects: Mapping[str, int] = field(default_factory=dict)
    when: Condition | None = None
    requires: tuple[Requirement, ...] = ()
    not_before: str | None = None
    """A duration by name: sooner than this after the entry into the state, the event is ignored."""
    tell: Mapping[str, str] = field(default_factory=dict)
    """The event that others hear: `{"unsettled_messages": "cancelled"}`."""


@dataclass(frozen=True, slots=True)
class Deadline(Generic[E]):
    """After a duration, by name, `raises` is heard; counted from the first event heard or the entry into the state."""

    after: str
    raises: E
    since: Literal["start", "entry"]


@dataclass(frozen=True, slots=True)
class Standing(Generic[E]):
    """What a state shows, and what one message in it contributes to the stocks."""

    label: Words = field(default_factory=dict)
    status: str | None = None
    code: int | None = None
    settled: bool = False
    final: bool = False
    deadline: Deadline[E] | None = None
    contributes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in microseconds, and the limit to which it may be set."""

    value: int
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Table(Generic[S, E]):
    """A whole machine. Every state answers every event of `events`: by moves, `ignored` or `rejected`."""

    name: str
    kind: str
    label: Words
    initial: S
    events: tuple[E, ...]
    states: Mapping[S, Standing[E]]
    moves: tuple[Move[S, E], ...]
    ignored: Mapping[S, tuple[E, ...]] = field(default_factory=dict)
    rejected: Mapping[S, Mapping[E, str]] = field(default_factory=dict)
    """The name of the refusal for each event that a state refuses."""
    refusals: Mapping[str, Words] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    at_start: Mapping[str, int] = field(default_factory=dict)
    """What one new object adds to the counters."""
    durations: Mapping[str, Duration] = field(default_factory=dict)
    channels: tuple[str, ...] = ()


def holds(condition: Condition, said: Mapping[str, bool], facts: Mapping[str, Fact]) -> bool:
    """Whether a condition holds, given what was said; facts that nobody spoke of have their default."""
    match condition:
        case FactIs(name):
            fact = facts.get(name)
            if fact is not None and fact.condition is not None:
                return holds(fact.condition, said, facts)
            return said.get(name, fact.default if fact is not None else False)
        case NotThat(inner):
            return not holds(inner, said, facts)
        case AnyOf(parts):
            return any(holds(part, said, facts) for part in parts)
        case AllOf(parts):
            return all(holds(part, said, facts) for part in parts)
