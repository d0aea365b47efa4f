"""What happens to messages in two modes at once, counted by time: what every engine fills and the comparison reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

Pair: TypeAlias = tuple[str, str]
"""Something of the first mode, and of the second."""


class JointStep(NamedTuple):
    """An event, or a clock, and what each of two modes does with a message that it finds in a state."""

    event: str | None
    """None: the message begins, in the initial states."""
    by_clock: bool
    """Raised by a deadline: by that of one mode, or by those of both at the same time."""
    states: Pair
    """Where each mode is before."""
    ways: tuple[int | None, int | None]
    """Which of the ways out of the state on the event each mode goes, from 0; None: it stays as it is."""


class Sample(NamedTuple):
    """A message that took a step."""

    message: str
    time: int
    """In microseconds since 1970 in UTC."""
    place: str
    """The record of the event; of a strike of a clock, that of the last event before it."""


@dataclass(frozen=True, slots=True)
class JointCounts:
    """How often each joint step was taken, by time. Steps in which neither mode moves need not be counted."""

    times: Sequence[int]
    """Ascending, in microseconds since 1970 in UTC, the end last; each stands for all since the one before."""
    taken: Sequence[Mapping[JointStep, int]]
    """At each of the times, how often each step was taken."""
    flows: Sequence[Mapping[str, int]]
    """At each of the times, what tracking, which runs beside every mode, adds to the counters."""
    messages: Mapping[JointStep, int]
    """How many messages took each step, be it once or several times."""
    samples: Mapping[JointStep, Sequence[Sample]]
    """The first messages of the log that took each step, the first time that each did."""
