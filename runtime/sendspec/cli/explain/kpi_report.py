"""What `sendspec explain kpi` prints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sendspec_gen.kinds import duration_text
from sendspec_gen.laws.words import sentence
from sendspec_gen.lineage import Change, Lineage, Moved, Part, Pin, Role
from sendspec_gen.model import Counter, Kpi, Law, Model, Potential, Words


def lines_of(found: Lineage, model: Model) -> Iterator[str]:
    """The lineage for people."""
    if found.kpi is not None:
        yield from _kpi(found.kpi, model)
    if found.counter is not None:
        yield from _counter(found, found.counter, model)
    for part in found.parts:
        yield ""
        yield _part(part, model)
        for moved in part.machines:
            yield from _moved(moved, model)
    yield from _laws(found, model)
    yield from _pins(found, model)


def as_json(found: Lineage, model: Model) -> str:
    """The lineage for programs."""
    named = found.kpi or found.counter
    assert named is not None
    answer = {
        "name": found.name,
        "is": "kpi" if found.kpi else "counter",
        "label": _words(named.label, model),
        "place": str(named.place),
        **(_kpi_as_data(found.kpi, model) if found.kpi else {"shown_in": found.shown_in}),
        "parts": [_part_as_data(part, model) for part in found.parts],
        "potentials": found.potentials,
        "laws": [
            {
                "law": stated.law.name,
                "says": sentence(stated.law, model),
                "holds": stated.holds,
                "machines": stated.law.machines,
                "place": str(stated.law.place),
            }
            for stated in found.laws
        ],
        "scenarios": [
            {
                "title": _words(pin.scenario.title, model),
                "machines": pin.machines,
                "event": pin.step.event,
                "says": pin.says,
                "place": str(pin.step.place),
            }
            for pin in found.pins
        ],
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _kpi_as_data(kpi: Kpi, model: Model) -> dict[str, Any]:
    return {
        "formula": _formula(kpi, model),
        "counter": kpi.counter,
        "status": kpi.status,
        "over": kpi.over,
        "unit": kpi.unit,
        "refreshed": kpi.refreshed,
        "channels": kpi.channels,
    }


def _part_as_data(part: Part, model: Model) -> dict[str, Any]:
    counter = model.counters[part.counter] if part.counter else None
    return {
        "counter": part.counter,
        "status": part.status,
        "kind": counter.kind if counter else "status",
        "at_start": counter.at_start if counter else 0,
        "roles": [{"side": role.side, "through": role.through} for role in part.roles],
        "machines": {
            moved.machine: {"moves": [_change_as_data(change) for change in moved.changes], "counts_in": moved.holds}
            for moved in part.machines
        },
    }


def _change_as_data(change: Change) -> dict[str, Any]:
    return {
        "event": change.event,
        "from": change.source,
        "to": change.target,
        "amount": change.amount,
        "place": str(change.place),
        "cite": change.cite,
    }


# ── what it is ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _kpi(kpi: Kpi, model: Model) -> Iterator[str]:
    yield f"{kpi.name}, a KPI: {_words(kpi.label, model)}"
    yield f"  {kpi.place}"
    yield from _doc(kpi.doc, model)
    yield f"  {_formula(kpi, model)}"
    refreshed = f"every {_duration(kpi.refreshed, model)}" if kpi.refreshed else "at once"
    yield f"  unit: {kpi.unit}; brought up to date: {refreshed}; channels: {', '.join(kpi.channels) or 'all'}"


def _counter(found: Lineage, counter: Counter, model: Model) -> Iterator[str]:
    yield f"{counter.name}, a counter ({counter.kind}): {_words(counter.label, model)}"
    yield f"  {counter.place}"
    yield from _doc(counter.doc, model)
    if counter.parts:
        yield f"  the sum of {' + '.join(counter.parts)}"
    yield f"  counted for: {', '.join(found.shown_in) or 'no KPI'}"


def _formula(kpi: Kpi, model: Model) -> str:
    shown = _summed(kpi.counter, model) if kpi.counter else f"the messages whose log shows `{kpi.status}`"
    return f"{shown} ÷ {_summed(kpi.over, model)}; shown as – where {kpi.over} is 0" if kpi.over else shown


def _summed(counter: str, model: Model) -> str:
    parts = model.counters[counter].parts
    return f"{counter} ({' + '.join(parts)})" if parts else counter


def _doc(doc: Words, model: Model) -> Iterator[str]:
    if text := _words(doc, model):
        yield f"  {text}"


def _duration(name: str, model: Model) -> str:
    return f"{duration_text(model.project.durations[name].value)} ({name})"


# ── what moves it ────────────────────────────────────────────────────────────────────────────────────────────────────


def _part(part: Part, model: Model) -> str:
    roles = "; ".join(_role(role) for role in part.roles)
    if part.counter is None:
        return f"messages that show `{part.status}`: {roles}"
    counter = model.counters[part.counter]
    start = f", {counter.at_start} at the start" if counter.at_start else ""
    return f"{counter.name} ({counter.kind}{start}): {roles}"


def _role(role: Role) -> str:
    side = "what is shown" if role.side == "value" else f"the {role.side}"
    return f"{side}, as a part of {role.through}" if role.through else side


def _moved(moved: Moved, model: Model) -> Iterator[str]:
    machine = model.machines[moved.machine]
    yield f"  {machine.name}: {_words(machine.label, model)}"
    if moved.holds:
        numbers = sorted(set(moved.holds.values()))
        states = [f"{number} in {', '.join(_with(moved, number))}" for number in numbers]
        yield f"    counts {'; '.join(states)}"
    if not moved.changes:
        yield "    no move changes it"
    widths = [
        max((len(text) for text in column), default=0) for column in zip(*map(_cells, moved.changes), strict=True)
    ]
    for change in moved.changes:
        cells = "  ".join(cell.ljust(width) for cell, width in zip(_cells(change), widths, strict=True))
        cited = f" ({', '.join(change.cite)})" if change.cite else ""
        yield f"    {change.amount:+d}  {cells}  {change.place}{cited}"


def _with(moved: Moved, number: int) -> Iterator[str]:
    return (state for state, held in moved.holds.items() if held == number)


def _cells(change: Change) -> tuple[str, str]:
    return change.event, f"{change.source} → {change.target}"


def _potential(stock: str, model: Model) -> str:
    return sentence(Law("potential", Potential(stock), (), (), {}, (), model.counters[stock].place), model)


# ── what pins it ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _laws(found: Lineage, model: Model) -> Iterator[str]:
    yield ""
    yield "Laws"
    for stock in found.potentials:
        yield f"  built in: {_potential(stock, model)}"
    for stated in found.laws:
        said = "" if stated.holds else "what is not so: "
        yield f"  {stated.law.place}: {said}{sentence(stated.law, model)} [{_where(stated.law.machines, model)}]"
    if not (found.potentials or found.laws):
        yield "  none speaks of it"


def _pins(found: Lineage, model: Model) -> Iterator[str]:
    yield ""
    yield "Scenarios"
    told = None
    for pin in found.pins:
        if pin.scenario is not told:
            told = pin.scenario
            yield f"  {_words(told.title, model)} [{_where(pin.machines, model)}]"
        yield f"    {pin.step.place}: {_says(pin)}"
    if not found.pins:
        yield "  none pins it"


def _where(machines: tuple[str, ...], model: Model) -> str:
    return "every mode" if set(machines) == {mode.name for mode in model.modes} else ", ".join(machines)


def _says(pin: Pin) -> str:
    said = ", ".join(f"{name} {value}" for name, value in pin.says.items())
    return f"after {pin.step.event}: {said}" if pin.step.event else said


def _words(words: Words, model: Model) -> str:
    return model.words(words, model.project.default_locale)
