"""What came of trying to prove a law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sendspec_gen.model import Law
from sendspec_gen.source import Place

Answered = Literal["moves", "ignored", "rejected", "clock"]
"""`clock`: the deadline of the source raises the event."""


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a counterexample, and what the machine answers."""

    machine: str
    event: str
    source: str
    target: str
    answer: Answered
    effects: Mapping[str, int]
    place: Place
    """Where the answer is written; of a move, where it says `to`."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A sequence of events from the start, as short as any that shows what is wrong."""

    title: str
    """What it shows, if there are several: `one way`, `the other way`, the name of a mode."""
    steps: tuple[Step, ...]
    loop_from: int | None = None
    """The steps from this one on lead back to where they began, and may be repeated for ever."""
    ends: str = ""
    """What is seen then, in words: `delivered 2, bounces_errors 0`."""


@dataclass(frozen=True, slots=True)
class Explored:
    """What was gone through to say so; for laws across machines, `states` are combinations of their states."""

    states: int
    moves: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a law holds in one machine, or across some."""

    law: Law
    machines: tuple[str, ...]
    """One, or those that the law was proved across: two modes, or a mode and the tracking."""
    proved: bool
    explored: Explored
    code: str
    """The code of the problem if it does not hold."""
    place: Place
    """Where to mend it: a step of the counterexample, mostly its last, or the state; else the law's place."""
    finding: str = ""
    """What is wrong, in one sentence; empty if it holds."""
    hint: str | None = None
    traces: tuple[Trace, ...] = ()
    """The counterexample: one sequence, or two that disagree."""
