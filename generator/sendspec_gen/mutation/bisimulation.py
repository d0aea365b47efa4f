"""Whether two specs differ in what is shown and counted, and the shortest way to see it.

The machines answer each event in one way once the facts are said, so they behave alike exactly if no pair of states
that one sequence of events leads to tells them apart. What is looked at:

- in a state: its status, its code, whether it is settled, and its clock: its length, since when it runs, and the event
  that it raises; a clock whose event does not move the state changes nothing and counts as none;
- of an event, whatever is said of the facts: whether it moves, is ignored, or is refused and in which words; the
  effects, who is told what, and how long it has to wait;
- in the vocabulary: where the counters start, what sums are made of, and what each KPI shows.

Not looked at: the names of states, `final` (a promise, not an answer), how often a KPI is refreshed, the codes of
statuses, and all words. Lengths of time are compared as such: that a clock might always strike before an event can
come is not used.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from sendspec_gen.guards import Said, holds, supplied
from sendspec_gen.model import Answer, Condition, Ignored, Machine, Model, Move, Moves, Rejected, State

Seen = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """An event, and what has to be said for it."""

    event: str
    said: tuple[tuple[str, bool], ...]

    def __str__(self) -> str:
        said = ", ".join(name if value else f"not {name}" for name, value in self.said)
        return f"{self.event} ({said})" if said else self.event


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two models differ; `way` is a shortest sequence of events after which it is seen."""

    machine: str | None
    """None for the vocabulary."""
    way: tuple[Heard, ...]

    def __str__(self) -> str:
        if self.machine is None:
            return "at once"
        return ", ".join(map(str, self.way)) or "at the start"


def difference(one: Model, other: Model) -> Difference | None:
    """A difference in what is shown and counted; None if there is none."""
    if _formulas(one) != _formulas(other):
        return Difference(None, ())
    same_lengths = _lengths(one) == _lengths(other)
    for name, machine in one.machines.items():
        if machine is other.machines[name] and same_lengths:
            continue
        way = _way(_Side(machine, _lengths(one)), _Side(other.machines[name], _lengths(other)))
        if way is not None:
            return Difference(name, way)
    return None


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two machines, and how long its durations are."""

    machine: Machine
    lengths: Mapping[str, int]

    def shown(self, name: str) -> Seen:
        """What is seen of a state."""
        state = self.machine.states[name]
        return (state.status, state.code, state.settled, self._clock(state))

    def heard(self, name: str, event: str, said: Said, *, entered: bool) -> tuple[Seen, str]:
        """What is seen of an event, and the state that it leads to; where it starts, a machine waits for nothing."""
        match self.machine.states[name].answers[event]:
            case Ignored():
                return ("ignored",), name
            case Rejected(refusal=refusal):
                return ("refused", refusal), name
            case Moves(ways=ways):
                return self._moved(name, ways, said, entered=entered)

    def _moved(self, name: str, ways: tuple[Move, ...], said: Said, *, entered: bool) -> tuple[Seen, str]:
        facts = self.machine.facts
        way = next(way for way in ways if way.when is None or holds(way.when, said, facts))
        for requirement in way.requires:
            if not holds(requirement.condition, said, facts):
                return ("refused", requirement.refusal), name
        effects = tuple(sorted((counter, effect) for counter, effect in way.effects.items() if effect))
        wait = self.lengths[way.not_before] if way.not_before and entered else 0
        return ("moved", effects, tuple(sorted(way.tell.items())), wait), way.target

    def _clock(self, state: State) -> Seen | None:
        deadline = state.deadline
        if deadline is None or not isinstance(state.answers.get(deadline.raises), Moves):
            return None
        return (self.lengths[deadline.after], deadline.since, deadline.raises)


def _way(one: _Side, other: _Side) -> tuple[Heard, ...] | None:
    """The shortest way to see a difference: pairs of states are visited, the nearest first."""
    start = (one.machine.initial, other.machine.initial)
    if one.shown(start[0]) != other.shown(start[1]):
        return ()
    ways: dict[tuple[str, str, bool], tuple[Heard, ...]] = {(*start, False): ()}
    waiting = deque([(*start, False)])
    while waiting:
        first, second, entered = waiting.popleft()
        for heard in _inputs(one, other, (first, second)):
            seen, there = one.heard(first, heard.event, dict(heard.said), entered=entered)
            seen_in_other, there_in_other = other.heard(second, heard.event, dict(heard.said), entered=entered)
            target = (there, there_in_other, entered or seen[0] == "moved")
            way = (*ways[first, second, entered], heard)
            if seen != seen_in_other or one.shown(there) != other.shown(there_in_other):
                return way
            if target not in ways:
                ways[target] = way
                waiting.append(target)
    return None


def _inputs(one: _Side, other: _Side, pair: tuple[str, str]) -> Iterator[Heard]:
    """Every event with all that may be said of the facts that one of two answers rests on."""
    for event, answer in one.machine.states[pair[0]].answers.items():
        conditions = (*_conditions(answer), *_conditions(other.machine.states[pair[1]].answers[event]))
        names = dict.fromkeys((*supplied(conditions, one.machine.facts), *supplied(conditions, other.machine.facts)))
        for said in product(*(_said_of(name, one.machine, other.machine) for name in names)):
            yield Heard(
                event, tuple((name, value) for name, value in zip(names, said, strict=True) if value is not None)
            )


def _conditions(answer: Answer) -> Iterator[Condition]:
    for way in answer.ways if isinstance(answer, Moves) else ():
        if way.when is not None:
            yield way.when
        for requirement in way.requires:
            yield requirement.condition


def _said_of(fact: str, one: Machine, other: Machine) -> tuple[bool | None, ...]:
    """What may be said of a fact; None for nothing, which is as by default, and may not be the same in both."""
    default = one.facts[fact].default
    return (None, not default) if other.facts[fact].default == default else (None, False, True)


def _lengths(model: Model) -> dict[str, int]:
    return {duration.name: duration.value for duration in model.project.durations.values()}


def _formulas(model: Model) -> Seen:
    counters = tuple((counter.name, counter.at_start, counter.parts) for counter in model.counters.values())
    kpis = tuple((kpi.name, kpi.counter, kpi.status, kpi.over, kpi.unit) for kpi in model.kpis.values())
    return (counters, kpis)
