"""Words of events, run on a machine step by step: nothing is explored, nothing is remembered but the run itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from typing import Literal

from sendspec_gen.model import AllOf, AnyOf, Condition, FactIs, Ignored, Machine, Model, Moves, NotThat
from sendspec_gen.source import Place

Facts = Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing that may come of an event, and the facts under which it comes of it."""

    answer: Literal["moves", "ignored", "rejected"]
    target: str
    effects: Mapping[str, int]
    place: Place
    facts: tuple[Facts, ...]


@dataclass(frozen=True, slots=True)
class Hearing:
    """An event that was heard, or (`clock`) raised by the state's deadline."""

    event: str
    clock: bool
    source: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, eq=False)
class Player:
    """A machine, with its counters and the outcomes that were looked up before."""

    machine: Machine
    events: tuple[str, ...]
    at_start: Mapping[str, int]
    looked_up: dict[tuple[str, str], tuple[Outcome, ...]] = field(default_factory=dict)

    def outcomes(self, state: str, event: str) -> tuple[Outcome, ...]:
        """All that may come of an event."""
        if (state, event) not in self.looked_up:
            self.looked_up[state, event] = tuple(_outcomes(self.machine, state, event))
        return self.looked_up[state, event]


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What one machine made of a word."""

    player: Player
    state: str
    counters: Mapping[str, int]
    hearings: tuple[Hearing, ...] = ()

    @property
    def settled(self) -> bool:
        return self.player.machine.states[self.state].settled

    @property
    def status(self) -> str | None:
        return self.player.machine.states[self.state].status

    def hear(self, event: str, *, clock: bool = False) -> Iterator[Run]:
        """One run for each thing that may come of it."""
        for outcome in self.player.outcomes(self.state, event):
            counters = self.counters
            if outcome.effects:
                counters = {name: value + outcome.effects.get(name, 0) for name, value in counters.items()}
            hearings = (*self.hearings, Hearing(event, clock, self.state, outcome))
            yield Run(self.player, outcome.target, counters, hearings)

    def strike(self) -> Iterator[Run]:
        """The clock of the state strikes, if it has one."""
        deadline = self.player.machine.states[self.state].deadline
        if deadline is not None:
            yield from (run for run in self.hear(deadline.raises, clock=True) if run.moved)

    @property
    def moved(self) -> bool:
        """Whether the last event moved it."""
        return self.hearings[-1].outcome.answer == "moves"


Runs = tuple[Run, ...]
Letter = Callable[[Runs], Iterable[Runs]]


def start(model: Model, machine: str) -> Run:
    """The empty word."""
    meant = model.machines[machine]
    counters = {
        counter.name: counter.at_start
        for counter in model.counters.values()
        if counter.kind != "sum" and counter.of == meant.kind
    }
    return Run(Player(meant, tuple(model.events[meant.kind]), counters), meant.initial, counters)


def value(model: Model, runs: Runs, counter: str) -> int:
    """What a counter shows after these runs, side by side."""
    meant = model.counters[counter]
    if meant.kind == "sum":
        return sum(value(model, runs, part) for part in meant.parts)
    return next((run.counters[counter] for run in runs if counter in run.counters), meant.at_start)


def words(runs: Runs, letters: Iterable[Letter], longest: int) -> Iterator[Runs]:
    """What comes of every word up to a length, the shortest first."""
    letters = tuple(letters)
    reached = [runs]
    for _ in range(longest):
        yield from reached
        reached = [after for before in reached for letter in letters for after in letter(before)]
    yield from reached


def side_by_side(runs: Runs) -> Iterator[Letter]:
    """Each event goes to the machine that knows it; one that changes nothing makes no new word."""
    for place, run in enumerate(runs):
        for event in run.player.events:
            yield partial(_one_is_moved, place, event)


def together(runs: Runs, *, clocks: bool) -> Iterator[Letter]:
    """All machines hear the same events; with clocks, each one's may strike by itself."""
    for event in runs[0].player.events:
        yield partial(_some_are_moved, event)
    for place in range(len(runs)) if clocks else ():
        yield partial(_clock_strikes, place)


def every(run: Run) -> Iterator[Letter]:
    """One machine hears each event, also where it changes nothing."""
    for event in run.player.events:
        yield partial(_one_hears, event)


def _one_is_moved(place: int, event: str, before: Runs) -> Iterator[Runs]:
    for after in before[place].hear(event):
        if after.moved:
            yield (*before[:place], after, *before[place + 1 :])


def _some_are_moved(event: str, before: Runs) -> Iterator[Runs]:
    for after in product(*(run.hear(event) for run in before)):
        if any(run.moved for run in after):
            yield after


def _clock_strikes(place: int, before: Runs) -> Iterator[Runs]:
    for after in before[place].strike():
        yield (*before[:place], after, *before[place + 1 :])


def _one_hears(event: str, before: Runs) -> Iterator[Runs]:
    for after in before[0].hear(event):
        yield (after,)


def spelled(run: Run) -> str:
    """The word as it is read aloud: `sent bounced clock`."""
    return " ".join("clock" if hearing.clock else hearing.event for hearing in run.hearings)


def holds(machine: Machine, condition: Condition, facts: Facts) -> bool:
    """Whether a condition holds where the supplied facts are these."""
    match condition:
        case FactIs(name):
            combined = machine.facts[name].condition
            return facts[name] if combined is None else holds(machine, combined, facts)
        case NotThat(negated):
            return not holds(machine, negated, facts)
        case AnyOf(conditions):
            return any(holds(machine, part, facts) for part in conditions)
        case AllOf(conditions):
            return all(holds(machine, part, facts) for part in conditions)


def valuations(machine: Machine) -> tuple[Facts, ...]:
    """All that the caller may say."""
    supplied = [fact.name for fact in machine.facts.values() if fact.condition is None]
    return tuple(dict(zip(supplied, said, strict=True)) for said in product((False, True), repeat=len(supplied)))


def _outcomes(machine: Machine, state: str, event: str) -> Iterator[Outcome]:
    answer = machine.states[state].answers[event]
    if not isinstance(answer, Moves):
        kind: Literal["ignored", "rejected"] = "ignored" if isinstance(answer, Ignored) else "rejected"
        yield Outcome(kind, state, {}, answer.place, valuations(machine))
        return
    refused: dict[int, list[Facts]] = {}
    taken: dict[int, list[Facts]] = {}
    for facts in valuations(machine):
        number, way = next(
            (number, way)
            for number, way in enumerate(answer.ways)
            if way.when is None or holds(machine, way.when, facts)
        )
        met = all(holds(machine, requirement.condition, facts) for requirement in way.requires)
        (taken if met else refused).setdefault(number, []).append(facts)
    for number, way in enumerate(answer.ways):
        if number in taken:
            yield Outcome("moves", way.target, way.effects, way.place, tuple(taken[number]))
            if way.not_before is not None:
                yield Outcome("ignored", state, {}, way.place, tuple(taken[number]))
        if number in refused:
            yield Outcome("rejected", state, {}, way.place, tuple(refused[number]))
