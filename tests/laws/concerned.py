"""Which machines a law is about."""

from __future__ import annotations

from itertools import combinations

from sendspec_gen.model import (
    AtMostOneOf,
    Between,
    CounterIsStatus,
    Law,
    Model,
    Potential,
    SameWhenSettled,
    SettledTogether,
    Statement,
)


def groups(model: Model, law: Law) -> list[tuple[str, ...]]:
    """The machines that a law is about, each by itself, with the tracking beside it, or two modes at a time."""
    if isinstance(law.statement, SameWhenSettled | SettledTogether):
        return list(combinations(law.machines, 2))
    kinds = {model.counters[part].of for name in _named(law.statement) for part in _parts(model, name)}
    beside = [
        machine.name
        for machine in model.machines.values()
        if machine.kind in kinds and machine.kind != model.machines[law.machines[0]].kind
    ]
    return [(machine, *beside) for machine in law.machines]


def _named(statement: Statement) -> list[str]:
    match statement:
        case AtMostOneOf(counters) | SameWhenSettled(counters, _):
            return list(counters)
        case Between(counter, low, high):
            return [name for name in (counter, low, high) if isinstance(name, str)]
        case CounterIsStatus(statuses):
            return list(statuses)
        case Potential(stock):
            return [stock]
        case _:
            return []


def _parts(model: Model, counter: str) -> list[str]:
    meant = model.counters[counter]
    return [leaf for part in meant.parts for leaf in _parts(model, part)] if meant.kind == "sum" else [counter]
