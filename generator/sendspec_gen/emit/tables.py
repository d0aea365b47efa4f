"""Test tables, CSV: what every state of a machine answers to every event, in plain words.

The first line says where the table comes from; readers skip lines that start with `#`. Nothing here is shared with
the emitter of Python, so that a fault in one is not repeated in the other.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from sendspec_gen.guards import condition_text
from sendspec_gen.kinds import duration_text
from sendspec_gen.model import (
    Ignored,
    Machine,
    Model,
    Move,
    Moves,
    NotThat,
    Rejected,
    State,
)

Row = dict[str, str]
FIRST_COLUMNS = ("id", "state", "event", "answer", "condition", "requires", "lasted", "next_state", "status")


def files(model: Model) -> Iterator[tuple[str, str]]:
    """Emit a table for each machine: the path relative to the project, and the text."""
    for machine in model.machines.values():
        yield f"generated/tables/{machine.name}.csv", _table(machine, model)


def rows(machine: Machine, model: Model) -> Iterator[Row]:
    """Every way in which a state answers an event; cells that are not given are empty."""
    for state in machine.states.values():
        for event in model.events[machine.kind]:
            cells = {"id": f"{state.name}/{event}", "state": state.name, "event": event}
            match state.answers[event]:
                case Ignored():
                    yield cells | _stays("ignored", state, machine, model)
                case Rejected(refusal=refusal):
                    yield cells | _refused(refusal, state, machine, model)
                case Moves(ways=ways):
                    for row in _ways(ways, state, machine, model):
                        yield cells | row | {"id": cells["id"] + row["id"]}


def _table(machine: Machine, model: Model) -> str:
    columns = [*FIRST_COLUMNS, *_counters(machine, model), "tell", "reason"]
    text = io.StringIO()
    text.write(f"# Generated from {machine.path} by `sendspec generate`. Do not edit.\n")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(machine, model))
    return text.getvalue()


def _counters(machine: Machine, model: Model) -> list[str]:
    return [counter.name for counter in model.counters.values() if counter.of == machine.kind]


def _ways(ways: tuple[Move, ...], state: State, machine: Machine, model: Model) -> Iterator[Row]:
    """The rows of each way: it is taken, it comes too soon, one of its requirements is not met."""
    others: list[str] = []
    for number, way in enumerate(ways, start=1):
        name = f"#{number}" if len(ways) > 1 else ""
        given = [*others, *([condition_text(way.when)] if way.when else [])]
        yield from _way(name, way, given, state, machine, model)
        if way.when:
            others.append(condition_text(NotThat(way.when)))


def _way(name: str, way: Move, given: list[str], state: State, machine: Machine, model: Model) -> Iterator[Row]:
    needs = [condition_text(requirement.condition) for requirement in way.requires]
    wait = duration_text(model.project.durations[way.not_before].value) if way.not_before else ""
    taken = {"condition": _all(given), "requires": _all(needs), "lasted": f">= {wait}" if wait else ""}
    yield {"id": name} | taken | _moved(way, machine, model)
    if wait:
        soon = {"condition": _all(given), "lasted": f"< {wait}"}
        yield {"id": f"{name}~soon"} | soon | _stays("ignored", state, machine, model)
    for number, requirement in enumerate(way.requires, start=1):
        unmet = [*given, *needs[: number - 1], condition_text(NotThat(requirement.condition))]
        refused = {"condition": _all(unmet), "lasted": taken["lasted"]}
        yield {"id": f"{name}!{number}"} | refused | _refused(requirement.refusal, state, machine, model)


def _moved(way: Move, machine: Machine, model: Model) -> Row:
    target = machine.states[way.target]
    effects = {counter: way.effects.get(counter, 0) for counter in _counters(machine, model)}
    return {
        "answer": "moves",
        "next_state": target.name,
        "status": target.status or "",
        **{counter: f"{effect:+d}" if effect else "0" for counter, effect in effects.items()},
        "tell": " ".join(f"{listener}:{event}" for listener, event in way.tell.items()),
    }


def _stays(answer: str, state: State, machine: Machine, model: Model) -> Row:
    unchanged = dict.fromkeys(_counters(machine, model), "0")
    return {"answer": answer, "next_state": state.name, "status": state.status or "", **unchanged}


def _refused(refusal: str, state: State, machine: Machine, model: Model) -> Row:
    words = model.words(model.refusals[refusal].label, model.project.default_locale)
    return _stays("rejected", state, machine, model) | {"reason": f"{refusal}: {' '.join(words.split())}"}


def _all(conditions: list[str]) -> str:
    """Several conditions as one; each is a name, a negation, or stands in brackets."""
    return " and ".join(conditions)
