"""What moves counters and KPIs, and which states hold them."""

from __future__ import annotations

from collections.abc import Mapping

from sendspec_gen.emit.pages.parts import Line, itemized, words
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
    places: dict[str, dict[str, None]] = {}
    for state, answer, way in machine.moves():
        effect = sum(way.effects.get(part, 0) for part in parts)
        if effect * sign > 0:
            times = "" if abs(effect) == 1 else f" {abs(effect)}×"
            event = f"{wording.event(machine.kind, answer.event)}{times}"
            places.setdefault(event, {})[wording.state(state)] = None
    return by_places({event: tuple(states) for event, states in places.items()}, len(machine.states), wording)


def by_places(places: Mapping[str, tuple[str, ...]], all_states: int, wording: Wording) -> Line:
    """Events in words with the states where something holds of them; events with the same states are said together."""
    _ = wording.translate
    events: dict[tuple[str, ...], list[str]] = {}
    for event, states in places.items():
        events.setdefault(states, []).append(event)
    said = []
    for states, together in events.items():
        text = _("{event} (from {states})") if len(states) < all_states else _("{event} (from every state)")
        said.append(text.format(event=", ".join(together), states=", ".join(states)))
    return itemized(words(text) for text in said)


def held_in(machine: Machine, counter: str, wording: Wording) -> Line:
    """Which states hold a stock or a sum of stocks, and how much of it; nothing for flows."""
    _ = wording.translate
    if wording.model.counters[counter].kind == "flow":
        return ()
    parts = parts_of(counter, wording.model)
    counted = wording.contributions[machine.name]
    numbers = {name: sum(held.get(part, 0) for part in parts) for name, held in counted.items()}
    return words(wording.holding(numbers, machine))
