"""A machine object for each message, by the libraries that people use: `transitions`, python-statemachine, sismic."""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sendspec.table import Table

from benchmarks.machines import BITS, Cells, Dense, empty
from benchmarks.peers.histories import histories, span
from benchmarks.peers.worker import run

MASK = (1 << BITS) - 1
Fire = Callable[[str], str]
"""Takes an event, and gives the state where it led."""
Maker = Callable[[Table[Any, Any]], Callable[[], Fire]]
"""Prepares a table, and then makes one object after another."""


def cells(make: Maker, path: Path, lanes: Sequence[Dense], every: int | None) -> list[Cells]:
    listed = histories(path)
    first, buckets = span(listed, every)
    return [_lane(make, listed, machine, every, first, buckets) for machine in lanes]


def _lane(make: Maker, listed: list[list[int]], machine: Dense, every: int | None, first: int, buckets: int) -> Cells:
    found = empty(machine, buckets)
    names = tuple(map(str, machine.table.events))
    numbers = {str(state): number for number, state in enumerate(machine.states)}
    heard: Counter[tuple[int, int, int]] = Counter()
    another = make(machine.table)
    kept = []
    for history in listed:
        events = [packed for packed in history if machine.hears(packed & MASK)]
        if not events:
            continue
        fire, state = another(), machine.initial
        kept.append(fire)
        for position, packed in enumerate(events):
            bucket = 0 if every is None else (packed >> BITS) // every - first
            if position == 0:
                found.begun[bucket] += 1
            event = (packed & MASK) - machine.first_event
            heard[bucket, state, event] += 1
            state = numbers[fire(names[event])]
    for place, number in heard.items():
        found.heard[place] = number
    return found


def stays(table: Table[Any, Any]) -> list[tuple[str, str]]:
    """Each state with each event that leads nowhere, as libraries refuse what they are not told of."""
    unmoved = [
        (state, event) for answers in (table.ignored, table.rejected) for state in answers for event in answers[state]
    ]
    return [(str(state), str(event)) for state, event in unmoved]


def moves(table: Table[Any, Any]) -> list[tuple[str, str, str]]:
    return [(str(move.source), str(move.event), str(move.target)) for move in table.moves]


def by_transitions(table: Table[Any, Any]) -> Callable[[], Fire]:
    """One machine, and a model for each message."""
    from transitions import Machine

    machine = Machine(model=None, states=[*map(str, table.states)], initial=None, auto_transitions=False)
    for source, event, target in moves(table):
        machine.add_transition(event, source, target)
    for state, event in stays(table):
        machine.add_transition(event, state, None)

    class Message:
        state: str

        def fire(self, event: str) -> str:
            self.trigger(event)  # type: ignore[attr-defined]
            return self.state

    def another() -> Fire:
        message = Message()
        machine.add_model(message, initial=str(table.initial))
        return message.fire

    return another


def by_statemachine(table: Table[Any, Any]) -> Callable[[], Fire]:
    """A class, and an object for each message."""
    from statemachine import State, StateMachine

    states = {str(name): State(initial=name == table.initial, value=str(name)) for name in table.states}
    events: dict[str, Any] = {}
    for source, event, target in moves(table):
        way = states[source].to(states[target])
        events[event] = events[event] | way if event in events else way
    for state, event in stays(table):
        way = states[state].to.itself(internal=True)
        events[event] = events[event] | way if event in events else way
    named = {f"in_{name}": state for name, state in states.items()}
    kind = type(StateMachine)("Message", (StateMachine,), {**named, **events})

    def another() -> Fire:
        message = kind()

        def fire(event: str) -> str:
            message.send(event)
            return str(message.current_state_value)

        return fire

    return another


def by_sismic(table: Table[Any, Any]) -> Callable[[], Fire]:
    """One chart, and an interpreter for each message."""
    from sismic.interpreter import Interpreter
    from sismic.model import BasicState, CompoundState, Statechart, Transition

    chart = Statechart(table.name)
    chart.add_state(CompoundState("root", initial=str(table.initial)), None)
    for state in table.states:
        chart.add_state(BasicState(str(state)), "root")
    for source, event, target in moves(table):
        chart.add_transition(Transition(source, target, event))

    def another() -> Fire:
        interpreter = Interpreter(chart)
        interpreter.execute()

        def fire(event: str) -> str:
            interpreter.queue(event)
            interpreter.execute()
            return next(name for name in interpreter.configuration if name != "root")

        return fire

    return another


LIBRARIES: dict[str, Maker] = {
    "transitions": by_transitions,
    "python-statemachine": by_statemachine,
    "sismic": by_sismic,
}

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    run(partial(cells, LIBRARIES[sys.argv.pop(1)]))
