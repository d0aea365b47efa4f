"""The tables that the simulator's engine reads: what the runtime's tables hold, without words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from sendspec_gen.derive import contributions
from sendspec_gen.emit.site.assets import HEADER
from sendspec_gen.emit.table_source import durations_of
from sendspec_gen.model import (
    AllOf,
    AnyOf,
    Condition,
    Duration,
    Fact,
    FactIs,
    Ignored,
    Kpi,
    Machine,
    Model,
    Move,
    Moves,
    NotThat,
    Rejected,
    State,
)


def tables(model: Model) -> str:
    """Write `assets/tables.js`: one global name; times and durations in microseconds."""
    written = {
        "modes": _line([mode.name for mode in model.modes]),
        "machines": _block({machine.name: _machine(machine, model) for machine in model.machines.values()}, 1),
        "measures": _measures(model),
    }
    return f'{HEADER}\n"use strict";\nvar sendspecTables = {_block(written, 0)};\n'


def move_ids(machine: Machine) -> tuple[str, ...]:
    """The id of each move in order, as in the test tables: `sent/bounced`, of several ways `sent/bounced#2`."""
    return tuple(
        f"{state.name}/{answer.event}" + (f"#{number}" if len(answer.ways) > 1 else "")
        for state in machine.states.values()
        for answer in state.answers.values()
        if isinstance(answer, Moves)
        for number in range(1, len(answer.ways) + 1)
    )


def _machine(machine: Machine, model: Model) -> str:
    contributed = contributions(machine, model)
    moves = zip(move_ids(machine), machine.moves(), strict=True)
    return _block(
        {
            "name": _line(machine.name),
            "kind": _line(machine.kind),
            "channels": _line(machine.channels),
            "initial": _line(machine.initial),
            "events": _line(list(model.events[machine.kind])),
            "states": _block(
                {state.name: _line(_state(state, contributed[state.name])) for state in machine.states.values()}, 3
            ),
            "moves": _list((_line(_move(name, state, answer, move)) for name, (state, answer, move) in moves), 3),
            "ignored": _line({state.name: _ignored(state) for state in machine.states.values()}),
            "rejected": _line({state.name: _rejected(state) for state in machine.states.values()}),
            "facts": _block({fact.name: _line(_fact(fact)) for fact in machine.facts.values()}, 3),
            "durations": _line({duration.name: _duration(duration) for duration in durations_of(machine, model)}),
            "atStart": _line(
                {
                    counter.name: counter.at_start
                    for counter in model.counters.values()
                    if counter.of == machine.kind and counter.at_start
                }
            ),
        },
        2,
    )


def _state(state: State, contributes: Mapping[str, int]) -> dict[str, object]:
    deadline = state.deadline
    return {
        "status": state.status,
        "code": state.code,
        "settled": state.settled,
        "final": state.final,
        "deadline": deadline and {"after": deadline.after, "raises": deadline.raises, "since": deadline.since},
        "contributes": contributes,
    }


def _move(name: str, state: State, answer: Moves, move: Move) -> dict[str, object]:
    return {
        "id": name,
        "source": state.name,
        "event": answer.event,
        "target": move.target,
        "effects": move.effects,
        "when": _condition(move.when),
        "requires": [
            {"condition": _condition(requirement.condition), "refusal": requirement.refusal}
            for requirement in move.requires
        ],
        "notBefore": move.not_before,
        "tell": move.tell,
    }


def _ignored(state: State) -> list[str]:
    return [answer.event for answer in state.answers.values() if isinstance(answer, Ignored)]


def _rejected(state: State) -> dict[str, str]:
    return {answer.event: answer.refusal for answer in state.answers.values() if isinstance(answer, Rejected)}


def _fact(fact: Fact) -> dict[str, object]:
    return {"default": fact.default, "condition": _condition(fact.condition)}


def _duration(duration: Duration) -> dict[str, object]:
    return {"value": duration.value, "atMost": duration.at_most}


def _measures(model: Model) -> str:
    return _block(
        {
            "counters": _line(list(model.counters)),
            "sums": _line(
                {counter.name: counter.parts for counter in model.counters.values() if counter.kind == "sum"}
            ),
            "kpis": _list((_line(_kpi(kpi, model)) for kpi in model.kpis.values()), 2),
            "statuses": _line(list(model.statuses.get("log", {}))),
        },
        1,
    )


def _kpi(kpi: Kpi, model: Model) -> dict[str, object]:
    return {
        "name": kpi.name,
        "unit": kpi.unit,
        "counter": kpi.counter,
        "status": kpi.status,
        "over": kpi.over,
        "refreshed": model.project.durations[kpi.refreshed].value if kpi.refreshed else None,
        "channels": kpi.channels,
    }


def _condition(condition: Condition | None) -> object:
    """A fact by its name, or facts combined: `{"all": ["key", {"not": "night"}]}`."""
    match condition:
        case None:
            return None
        case FactIs(name):
            return name
        case NotThat(inner):
            return {"not": _condition(inner)}
        case AnyOf(parts):
            return {"any": [_condition(part) for part in parts]}
        case AllOf(parts):
            return {"all": [_condition(part) for part in parts]}


def _line(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _block(entries: Mapping[str, str], depth: int) -> str:
    """An object with a line for each entry, whose values are written already."""
    return _broken("{}", (f"{_line(name)}: {value}" for name, value in entries.items()), depth)


def _list(entries: Iterable[str], depth: int) -> str:
    return _broken("[]", entries, depth)


def _broken(brackets: str, entries: Iterable[str], depth: int) -> str:
    indent = "  " * depth
    lines = ",\n".join(f"{indent}  {entry}" for entry in entries)
    return f"{brackets[0]}\n{lines}\n{indent}{brackets[1]}" if lines else brackets
