"""Where a KPI or a counter comes from: every move that raises or lowers it, and the laws and scenarios that pin it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sendspec_gen.derive import contributions
from sendspec_gen.model import (
    AtMostOneOf,
    Between,
    Counter,
    CounterIsStatus,
    Kpi,
    Law,
    Machine,
    Model,
    Move,
    Moves,
    SameWhenSettled,
    Scenario,
    Statement,
    Step,
)
from sendspec_gen.source import Place

Side: TypeAlias = Literal["value", "numerator", "denominator"]


@dataclass(frozen=True, slots=True)
class Change:
    """A move that changes what is counted, and by how much."""

    event: str
    source: str
    target: str
    amount: int
    place: Place
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """What a counter is to the KPI: its value, or one side of a share; by itself, or as a part of a sum."""

    side: Side
    through: str | None


@dataclass(frozen=True, slots=True)
class Moved:
    """What one machine does to a counter, or to the number of messages that show a status."""

    machine: str
    changes: tuple[Change, ...]
    holds: Mapping[str, int]
    """The states that count, and how much; nothing for flows."""


@dataclass(frozen=True, slots=True)
class Part:
    """A counter that is counted for the KPI, or (`status` is given) the messages that show a status."""

    counter: str | None
    status: str | None
    roles: tuple[Role, ...]
    machines: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """A law that speaks of it, or what is said to be false."""

    law: Law
    holds: bool


@dataclass(frozen=True, slots=True)
class Pin:
    """A step of a scenario that says what must be seen."""

    scenario: Scenario
    step: Step
    machines: tuple[str, ...]
    says: Mapping[str, str]
    """What is asserted of what: `{"delivered_rate": "50 %"}`."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a KPI, or a counter (`kpi` is None), comes from."""

    name: str
    kpi: Kpi | None
    counter: Counter | None
    parts: tuple[Part, ...]
    potentials: tuple[str, ...]
    """The stocks among its counters, which can never drift."""
    laws: tuple[Stated, ...]
    pins: tuple[Pin, ...]
    shown_in: tuple[str, ...]
    """Of a counter: the KPIs that it is counted for."""


def names_of(model: Model) -> tuple[str, ...]:
    """The KPIs and counters that have a lineage."""
    return tuple(dict.fromkeys((*model.kpis, *model.counters)))


def lineage(name: str, model: Model, modes: Collection[str]) -> Lineage:
    """The lineage of a KPI, else of a counter, in these modes; machines that are no mode are always there."""
    kpi = model.kpis.get(name)
    sides = _sides(name, kpi)
    roles = _roles(sides, model)
    machines = [machine for machine in model.machines.values() if machine.kind != "log" or machine.name in modes]
    counted = [Part(counter, None, found, _moved(counter, machines, model)) for counter, found in roles.items()]
    if kpi is not None and kpi.status is not None:
        role = Role("numerator" if kpi.over else "value", None)
        counted.insert(0, Part(None, kpi.status, (role,), _shown(kpi.status, machines)))
    # Of a sum its parts speak too.
    spoken = {*sides, *roles}
    return Lineage(
        name=name,
        kpi=kpi,
        counter=None if kpi is not None else model.counters[name],
        parts=tuple(counted),
        potentials=tuple(counter for counter in roles if model.counters[counter].kind == "stock"),
        laws=tuple(_laws(spoken, kpi.status if kpi else None, machines, model)),
        pins=tuple(_pins(name, spoken, kpi, machines, model)),
        shown_in=() if kpi is not None else tuple(_shown_in(name, model)),
    )


# ── what is counted ──────────────────────────────────────────────────────────────────────────────────────────────────


def _sides(name: str, kpi: Kpi | None) -> dict[str, list[Side]]:
    """The counters that are named, each with the side that it is on."""
    if kpi is None:
        return {name: ["value"]}
    sides: dict[str, list[Side]] = {}
    if kpi.counter is not None:
        sides.setdefault(kpi.counter, []).append("numerator" if kpi.over else "value")
    if kpi.over is not None:
        sides.setdefault(kpi.over, []).append("denominator")
    return sides


def _roles(sides: Mapping[str, list[Side]], model: Model) -> dict[str, tuple[Role, ...]]:
    """The counters that machines move, each with what it is to the KPI."""
    roles: dict[str, tuple[Role, ...]] = {}
    for counter, found in sides.items():
        for part in model.counters[counter].moved:
            more = (Role(side, None if part == counter else counter) for side in found)
            roles[part] = (*roles.get(part, ()), *more)
    return roles


def _moved(name: str, machines: list[Machine], model: Model) -> tuple[Moved, ...]:
    counter = model.counters[name]
    return tuple(
        Moved(
            machine.name,
            tuple(
                _change(state.name, answer, way, way.effects[name])
                for state, answer, way in machine.moves()
                if way.effects.get(name)
            ),
            {
                state: held[name]
                for state, held in (contributions(machine, model) if counter.kind == "stock" else {}).items()
                if name in held
            },
        )
        for machine in machines
        if machine.kind == counter.of
    )


def _shown(status: str, machines: list[Machine]) -> tuple[Moved, ...]:
    """The moves that lead to a status from another, or away from it."""

    def shows(machine: Machine, state: str) -> int:
        return int(machine.states[state].status == status)

    return tuple(
        Moved(
            machine.name,
            tuple(
                _change(state.name, answer, way, shows(machine, way.target) - shows(machine, state.name))
                for state, answer, way in machine.moves()
                if shows(machine, way.target) != shows(machine, state.name)
            ),
            {state: 1 for state in machine.states if shows(machine, state)},
        )
        for machine in machines
        if machine.kind == "log"
    )


def _change(source: str, answer: Moves, way: Move, amount: int) -> Change:
    cite = tuple(one.document if one.row is None else f"{one.document}.{one.row}" for one in way.cite)
    return Change(answer.event, source, way.target, amount, way.place, cite)


# ── what speaks of it ────────────────────────────────────────────────────────────────────────────────────────────────


def _laws(counters: Collection[str], status: str | None, machines: list[Machine], model: Model) -> Iterator[Stated]:
    known = {machine.name for machine in machines}
    for law, holds in (*((law, True) for law in model.laws), *((law, False) for law in model.not_laws)):
        names, statuses = spoken_of(law.statement)
        speaks = not names.isdisjoint(counters) or (status is not None and status in statuses)
        if speaks and not known.isdisjoint(law.machines):
            yield Stated(law, holds)


def spoken_of(statement: Statement) -> tuple[frozenset[str], frozenset[str]]:
    """The counters that a law names, and the statuses."""
    match statement:
        case AtMostOneOf(counters) | SameWhenSettled(counters, _):
            return frozenset(counters), frozenset()
        case Between(counter, low, high):
            return frozenset(name for name in (counter, low, high) if isinstance(name, str)), frozenset()
        case CounterIsStatus(statuses):
            return frozenset(statuses), frozenset(statuses.values())
        case _:
            return frozenset(), frozenset()


def _pins(
    name: str, counters: Collection[str], kpi: Kpi | None, machines: list[Machine], model: Model
) -> Iterator[Pin]:
    known = {machine.name: machine.kind for machine in machines}
    for scenario in model.scenarios:
        told = tuple(machine for machine in scenario.machines if machine in known)
        is_log = any(known[machine] == "log" for machine in told)
        for step in scenario.steps if told else ():
            says = {counter: str(number) for counter, number in step.counters.items() if counter in counters}
            if kpi is not None and name in step.kpis:
                says = {name: step.kpis[name], **says}
            if kpi is not None and kpi.status is not None and step.status == kpi.status and is_log:
                says["status"] = kpi.status
            if says:
                yield Pin(scenario, step, told, says)


def _shown_in(name: str, model: Model) -> Iterator[str]:
    for kpi in model.kpis.values():
        named = [counter for counter in (kpi.counter, kpi.over) if counter is not None]
        if name in named or any(name in model.counters[counter].parts for counter in named):
            yield kpi.name
