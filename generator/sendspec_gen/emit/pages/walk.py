"""One message along a sequence of events, and what the KPIs show of it on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from sendspec_gen.derive import stocks_of
from sendspec_gen.model import Kpi, Machine, Model, Moves, State

Direction = Literal["up", "down", "same"]

ARROWS: Mapping[Direction, str] = {"up": "↑", "down": "↓", "same": "="}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one message stands: its state, and the counters without the sums."""

    state: State
    counters: Mapping[str, int]


def walk(machine: Machine, events: Iterable[str], model: Model) -> tuple[Standing, ...]:
    """Where one message stands at the start and after each event; refused events change nothing.

    Message logs have no facts, so of several ways the last one is taken.
    """
    counters = {stock.name: stock.at_start for stock in stocks_of(machine, model)}
    standings = [Standing(machine.states[machine.initial], counters)]
    for event in events:
        answer = standings[-1].state.answers[event]
        if isinstance(answer, Moves):
            way = answer.ways[-1]
            counters = {**counters}
            for name, effect in way.effects.items():
                counters[name] = counters.get(name, 0) + effect
            standings.append(Standing(machine.states[way.target], counters))
        else:
            standings.append(standings[-1])
    return tuple(standings)


def value(kpi: Kpi, standing: Standing, model: Model) -> float | None:
    """What a KPI shows of one message: a number, percent from 0 to 100, or None for a share of nothing."""
    shown = int(standing.state.status == kpi.status) if kpi.counter is None else _count(kpi.counter, standing, model)
    if kpi.over is None:
        return shown
    whole = _count(kpi.over, standing, model)
    return 100 * shown / whole if whole else None


def direction(before: float, after: float) -> Direction:
    """Which way a KPI goes."""
    return "same" if before == after else "up" if before < after else "down"


def _count(counter: str, standing: Standing, model: Model) -> int:
    parts = model.counters[counter].parts or (counter,)
    return sum(standing.counters.get(part, 0) for part in parts)
