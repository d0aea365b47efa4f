"""A scenario told on the model: a small interpreter that shares nothing with the runtime."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sendspec_gen.guards import holds
from sendspec_gen.model import Ignored, Machine, Model, Move, Rejected, Scenario


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of an event."""

    answer: Literal["moved", "ignored", "refused"]
    refusal: str | None = None
    tell: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Actor:
    """One machine of one message, address or delivery."""

    machine: Machine
    model: Model
    counters: Counter[str]
    state: str = ""
    started: int | None = None
    entered: int | None = None

    def __post_init__(self) -> None:
        self.state = self.machine.initial

    def hear(self, event: str, at: int, facts: Mapping[str, bool]) -> Heard:
        """Answer an event; the clock has been heard before."""
        heard = self._answer(event, at, facts)
        if self.started is None and heard.answer != "refused":
            self.started = at
        return heard

    def hear_clock(self, at: int, facts: Mapping[str, bool]) -> None:
        """Raise the deadlines that are over by then, each at its own time."""
        # Clocks that run in a circle are a problem of their own; without one, each state's strikes once at most.
        for _ in self.machine.states:
            deadline, due = self.machine.states[self.state].deadline, self._due()
            if deadline is None or due is None or due > at:
                return
            self.hear(deadline.raises, due, facts)

    def _answer(self, event: str, at: int, facts: Mapping[str, bool]) -> Heard:
        answer = self.machine.states[self.state].answers[event]
        if isinstance(answer, Rejected):
            return Heard("refused", answer.refusal)
        if isinstance(answer, Ignored):
            return Heard("ignored")
        way = next(way for way in answer.ways if way.when is None or holds(way.when, facts, self.machine.facts))
        for requirement in way.requires:
            if not holds(requirement.condition, facts, self.machine.facts):
                return Heard("refused", requirement.refusal)
        if self._comes_early(way, at):
            return Heard("ignored")
        self._move(way, at)
        return Heard("moved", tell=way.tell)

    def _comes_early(self, way: Move, at: int) -> bool:
        """Whether a way is still closed; where an object starts it may have been for ever."""
        if way.not_before is None or self.entered is None:
            return False
        return at - self.entered < self._length(way.not_before)

    def _due(self) -> int | None:
        deadline = self.machine.states[self.state].deadline
        if deadline is None or self.started is None:
            return None
        # Where an object starts, it is counted from the first event.
        entered = self.started if self.entered is None else self.entered
        since = entered if deadline.since == "entry" else self.started
        # A state that is entered after its deadline is left at once, not in the past.
        return max(since + self._length(deadline.after), entered)

    def _move(self, way: Move, at: int) -> None:
        self.state, self.entered = way.target, at
        self.counters.update(way.effects)

    def _length(self, duration: str) -> int:
        return self.model.project.durations[duration].value


@dataclass(slots=True)
class Story:
    """The messages of a scenario, and what is counted and shown of them."""

    model: Model
    actors: list[tuple[Actor, ...]]
    """For each message its machine, and beside a mode the tracking."""
    counters: Counter[str]
    facts: dict[str, bool]
    now: int = 0

    def happen(self, event: str | None, at: int, message: int | None) -> list[Heard]:
        """Let time pass until `at`, and then an event happen to a message, from 1, or to all."""
        self.now = at
        for actors in self.actors:
            for actor in actors:
                actor.hear_clock(at, self.facts)
        if event is None:
            return []
        chosen = self.actors if message is None else [self.actors[message - 1]]
        return [
            actor.hear(event, at, self.facts)
            for actors in chosen
            for actor in actors
            if event in self.model.events[actor.machine.kind]
        ]

    def kpi(self, name: str) -> float | None:
        """What a KPI shows; None for a share of nothing."""
        kpi = self.model.kpis[name]
        shown = self.count(kpi.counter) if kpi.counter else self._rows(kpi.status)
        if kpi.over is None:
            return shown
        whole = self.count(kpi.over)
        return 100 * shown / whole if whole else None

    def count(self, name: str) -> int:
        """Where a counter stands."""
        counter = self.model.counters[name]
        return sum(self.count(part) for part in counter.parts) if counter.kind == "sum" else self.counters[name]

    def _rows(self, status: str | None) -> int:
        shown = [actors[0].machine.states[actors[0].state].status for actors in self.actors]
        return shown.count(status)


def begin(scenario: Scenario, machine: Machine, model: Model) -> Story:
    """The scenario's messages before its first step."""
    beside = [other for other in model.machines.values() if machine.kind == "log" and other.kind == "tracking"]
    counters: Counter[str] = Counter()
    for counter in model.counters.values():
        if counter.of in {machine.kind, *(other.kind for other in beside)}:
            counters[counter.name] = counter.at_start * scenario.messages
    actors = [tuple(Actor(each, model, counters) for each in (machine, *beside)) for _ in range(scenario.messages)]
    return Story(model, actors, counters, dict(scenario.facts))
