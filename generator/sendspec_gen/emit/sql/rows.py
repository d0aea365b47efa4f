"""A spec as rows, for SQL: what the fold of a log is computed with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sendspec_gen.guards import holds
from sendspec_gen.model import Ignored, Kpi, Machine, Model, Moves, Rejected, State

Cell = str | int | bool | None


Type = Literal["text", "integer", "boolean"]


@dataclass(frozen=True, slots=True)
class Relation:
    """Some rows, all as wide as there are columns."""

    name: str
    words: str
    """What a row says."""
    columns: Mapping[str, Type]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a state makes of an event while every fact is as by default."""

    refused: bool
    target: str = ""
    effects: Mapping[str, int] | None = None
    gap: int | None = None
    """In microseconds: how long after the entry it is ignored."""


def relations(model: Model) -> Iterator[Relation]:
    """The rows of the modes, and of the tracking beside them."""
    machines = heard(model)
    yield Relation(
        "events",
        "The events that are heard, by which kind of machine, and which goes first where times are equal.",
        {"event": "text", "kind": "text", "place": "integer"},
        tuple(_events(machines, model)),
    )
    yield Relation(
        "machines",
        "The modes, and the machine that runs beside every mode.",
        {"machine": "text", "kind": "text", "initial_state": "text"},
        tuple((machine.name, machine.kind, machine.initial) for machine in machines),
    )
    yield Relation(
        "parts", "Whose moves a mode counts.", {"mode": "text", "machine": "text"}, tuple(_parts(machines, model))
    )
    yield Relation(
        "states",
        "What a state shows; the event that its deadline raises so many microseconds after entry or start.",
        {
            "machine": "text",
            "state": "text",
            "status": "text",
            "settled": "boolean",
            "raised": "text",
            "lasts": "integer",
            "counted_from": "text",
            "most_strikes": "integer",
        },
        tuple(_state(state, machine, model) for machine in machines for state in machine.states.values()),
    )
    yield Relation(
        "answers",
        "What a state answers to an event that it does not ignore; sooner than a gap after entry it does.",
        {"machine": "text", "state": "text", "event": "text", "answer": "text", "target": "text", "gap": "integer"},
        tuple(row for machine in machines for row in _answers(machine, model)),
    )
    yield Relation(
        "measures",
        "What is counted: counters, messages that show a status, messages whose fate is open.",
        {"kind": "text", "name": "text"},
        tuple(_measures(model)),
    )
    yield Relation(
        "effects",
        "What a move adds to a measure, sums included; the first move of an object comes from nowhere by no event.",
        {"machine": "text", "state": "text", "event": "text", "kind": "text", "name": "text", "amount": "integer"},
        tuple(row for machine in machines for row in _effects(machine, model)),
    )
    yield Relation(
        "formulas",
        "Of what a KPI is made: a measure, perhaps in percent of a counter.",
        {"kpi": "text", "kind": "text", "name": "text", "whole": "text"},
        tuple(_formula(kpi) for kpi in model.kpis.values()),
    )


def heard(model: Model) -> tuple[Machine, ...]:
    """The machines that hear a log: every mode, and the first that tracks."""
    tracking = [machine for machine in model.machines.values() if machine.kind == "tracking"]
    return (*model.modes, *tracking[:1])


def answer_of(state: State, event: str, machine: Machine, model: Model) -> Answer | None:
    """What a state makes of an event where nobody states facts; None if it ignores it."""
    answer = state.answers[event]
    match answer:
        case Ignored():
            return None
        case Rejected():
            return Answer(refused=True)
        case Moves(ways=ways):
            way = next((way for way in ways if way.when is None or holds(way.when, {}, machine.facts)), None)
    if way is None:
        return None
    if not all(holds(requirement.condition, {}, machine.facts) for requirement in way.requires):
        return Answer(refused=True)
    gap = model.project.durations[way.not_before].value if way.not_before else None
    return Answer(refused=False, target=way.target, effects=way.effects, gap=gap)


def _events(machines: tuple[Machine, ...], model: Model) -> Iterator[tuple[Cell, ...]]:
    """Each event with its place; one that modes and tracking hear is the modes'."""
    kinds = dict.fromkeys(machine.kind for machine in machines)
    told: set[str] = set()
    for kind in kinds:
        for place, event in enumerate(model.events[kind]):
            if event not in told:
                yield event, kind, place
        told.update(model.events[kind])


def _parts(machines: tuple[Machine, ...], model: Model) -> Iterator[tuple[Cell, ...]]:
    for mode in model.modes:
        yield from ((mode.name, machine.name) for machine in machines if machine is mode or machine.kind != "log")


def _state(state: State, machine: Machine, model: Model) -> tuple[Cell, ...]:
    shown = (machine.name, state.name, state.status, state.settled)
    deadline = state.deadline
    answer = answer_of(state, deadline.raises, machine, model) if deadline else None
    if deadline is None or answer is None or answer.refused or answer.target == state.name:
        return (*shown, None, None, None, None)
    lasts = model.project.durations[deadline.after].value
    return (*shown, deadline.raises, lasts, deadline.since, len(machine.states))


def _answers(machine: Machine, model: Model) -> Iterator[tuple[Cell, ...]]:
    for state in machine.states.values():
        for event in model.events[machine.kind]:
            answer = answer_of(state, event, machine, model)
            if answer is not None and answer.refused:
                yield machine.name, state.name, event, "refused", None, None
            elif answer is not None:
                yield machine.name, state.name, event, "moved", answer.target, answer.gap


def _measures(model: Model) -> Iterator[tuple[Cell, ...]]:
    yield from (("counter", counter) for counter in model.counters)
    yield from (("status", status) for status in model.statuses.get("log", {}))
    yield "unsettled", "unsettled"


def _effects(machine: Machine, model: Model) -> Iterator[tuple[Cell, ...]]:
    """What each move adds, that of a new object first."""
    at_start = {counter.name: counter.at_start for counter in model.counters.values() if counter.of == machine.kind}
    initial = machine.states[machine.initial]
    for measure, amount in _added(at_start, None, initial, machine, model):
        yield machine.name, "", "", *measure, amount
    for state in machine.states.values():
        for event in model.events[machine.kind]:
            answer = answer_of(state, event, machine, model)
            if answer is not None and not answer.refused:
                target = machine.states[answer.target]
                for measure, amount in _added(answer.effects or {}, state, target, machine, model):
                    yield machine.name, state.name, event, *measure, amount


def _added(
    effects: Mapping[str, int], source: State | None, target: State, machine: Machine, model: Model
) -> Iterator[tuple[tuple[str, str], int]]:
    """What a move adds to each measure, in their order; a measure that stays is left out."""
    added = {
        ("counter", counter.name): sum(effects.get(moved, 0) for moved in counter.moved)
        for counter in model.counters.values()
    }
    if machine.kind == "log":
        for state, amount in ((source, -1), (target, +1)):
            for measure in _shown(state):
                added[measure] = added.get(measure, 0) + amount
    return ((measure, amount) for measure, amount in added.items() if amount)


def _shown(state: State | None) -> Iterator[tuple[str, str]]:
    """The measures in which a message in a state is counted because of it."""
    if state is not None and state.status is not None:
        yield "status", state.status
    if state is not None and not state.settled:
        yield "unsettled", "unsettled"


def _formula(kpi: Kpi) -> tuple[Cell, ...]:
    kind, name = ("counter", kpi.counter) if kpi.counter is not None else ("status", kpi.status)
    return kpi.name, kind, name, kpi.over
