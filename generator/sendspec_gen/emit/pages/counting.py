"""What moves counters and KPIs, and which states hold them."""

from __future__ import annotations

from sendspec_gen.derive import contributions
from sendspec_gen.emit.pages.parts import Line, stacked, words
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Counter, Kpi, Machine, Model


def counters_of(machine: Machine, model: Model) -> tuple[Counter, ...]:
    """The counters that a machine moves or starts, in the order of the vocabulary."""
    moved = {name for _state, _answer, way in machine.moves() for name, effect in way.effects.items() if effect}
    return tuple(
        counter
        for counter in model.counters.values()
        if counter.name in moved or (counter.of == machine.kind and counter.at_start)
    )


def kpis_of(counter: str, model: Model) -> tuple[Kpi, ...]:
    """The KPIs that a counter has a part in, by itself or in a sum."""
    return tuple(
        kpi
        for kpi in model.kpis.values()
        if any(name is not None and counter in parts_of(name, model) for name in (kpi.counter, kpi.over))
    )


def parts_of(counter: str, model: Model) -> tuple[str, ...]:
    """The counters that are added up in one: itself unless it is a sum."""
    return model.counters[counter].parts or (counter,)


def machines_of(counter: str, model: Model) -> tuple[Machine, ...]:
    """The machines that move a counter or a part of it."""
    parts = parts_of(counter, model)
    return tuple(
        machine
        for machine in model.machines.values()
        if any(moved.name in parts for moved in counters_of(machine, model))
    )


def moved_by(machine: Machine, counter: str, sign: int, wording: Wording) -> Line:
    """The events that raise (`sign` 1) or lower (-1) a counter or sum, each with the states where they do."""
    parts = parts_of(counter, wording.model)
    states: dict[tuple[str, int], list[str]] = {}
    for state, answer, way in machine.moves():
        effect = sum(way.effects.get(part, 0) for part in parts)
        if effect * sign > 0:
            label = wording.state(state)
            places = states.setdefault((answer.event, abs(effect)), [])
            if label not in places:
                places.append(label)
    return stacked(
        words(_moved_by(machine, event, effect, places, wording)) for (event, effect), places in states.items()
    )


def held_in(machine: Machine, counter: str, wording: Wording) -> Line:
    """Which states hold a stock or a sum of stocks, and how much of it; nothing for flows."""
    _ = wording.translate
    if wording.model.counters[counter].kind == "flow":
        return ()
    parts = parts_of(counter, wording.model)
    counted = contributions(machine, wording.model)
    numbers = {name: sum(held.get(part, 0) for part in parts) for name, held in counted.items()}
    return words(wording.holding(numbers, machine))


def _moved_by(machine: Machine, event: str, effect: int, places: list[str], wording: Wording) -> str:
    _ = wording.translate
    by = "" if effect == 1 else f" {effect}×"
    text = _("{event} (from {states})") if len(places) < len(machine.states) else _("{event} (from every state)")
    return text.format(event=f"{wording.event(machine.kind, event)}{by}", states=", ".join(places))
