"""Machines as dense arrays: what the kernel reads.

A *lane* is one machine that a message goes through: each mode, and the tracking beside them. Events are numbered in
the order in which equal times are heard; the number is the *rank* of an event. States are numbered in the order of the
spec.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sendspec.table import Table
from sendspec.walks import Answer, Machine

IGNORED, MOVED, REFUSED = 0, 1, 2
NONE = -1
MOST_EVENTS = 1 << 12
"""As many as the rank's bits in the mark of an event can tell apart."""
MOST_STATES = 64
"""As many as one word can remember to have been visited."""


@dataclass(frozen=True, slots=True)
class Move:
    """A way that is taken from a state on an event, and its column among those that are counted by time."""

    answer: Answer
    column: int


@dataclass(frozen=True, slots=True)
class Lane:
    """One machine among the arrays of a plan."""

    table: Table[str, str]
    states: tuple[str, ...]
    begin: int
    """The column that counts objects that begin."""
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Lanes, modes first; arrays by lane, state and event, durations in microseconds."""

    lanes: tuple[Lane, ...]
    events: tuple[str, ...]
    columns: int
    """How many columns are counted by time."""
    heard_by_log: NDArray[np.bool_]
    """By event: whether the modes hear it; else the tracking does."""
    is_log: NDArray[np.bool_]
    """By lane."""
    initial: NDArray[np.int16]
    begin: NDArray[np.int32]
    kind: NDArray[np.uint8]
    target: NDArray[np.int16]
    column: NDArray[np.int32]
    gap: NDArray[np.int64]
    """An event sooner after the entry than this is ignored; -1: no such rule."""
    due_after: NDArray[np.int64]
    """By lane and state: -1 where there is no deadline that moves."""
    due_event: NDArray[np.int16]
    due_from_start: NDArray[np.bool_]

    @property
    def modes(self) -> tuple[Lane, ...]:
        """The lanes of the modes."""
        return tuple(lane for lane, is_log in zip(self.lanes, self.is_log, strict=True) if is_log)

    @property
    def rank(self) -> Mapping[str, int]:
        """The number of each event."""
        return {event: number for number, event in enumerate(self.events)}

    @property
    def fingerprint(self) -> str:
        """Of all that decides a result: equal for plans that give the same answers."""
        digest = hashlib.sha256()
        for lane in self.lanes:
            digest.update(repr((lane.table.name, lane.states, lane.begin)).encode())
        digest.update(repr(self.events).encode())
        of_moves = (self.kind, self.target, self.column, self.gap)
        of_clocks = (self.due_after, self.due_event, self.due_from_start)
        for array in (*of_moves, *of_clocks, self.initial):
            digest.update(array.tobytes())
        return digest.hexdigest()


def plan_of(tables: Sequence[Table[str, str]], tracking: Table[str, str] | None = None) -> Plan:
    """The plan of some modes and the tracking beside them; raises `ValueError` for a machine that is too large."""
    every = [*tables, *([] if tracking is None else [tracking])]
    events = tuple(dict.fromkeys(event for table in every for event in table.events))
    log_events = {event for table in tables for event in table.events}
    largest = max(len(table.states) for table in every)
    if len(events) > MOST_EVENTS or largest > MOST_STATES:
        raise ValueError(
            f"{len(events)} events and {largest} states: the columnar engine has room for {MOST_EVENTS} events and "
            f"{MOST_STATES} states a machine; use the engine `live`"
        )
    shape = (len(every), largest, len(events))
    kind, target, column = np.zeros(shape, np.uint8), np.full(shape, NONE, np.int16), np.full(shape, NONE, np.int32)
    gap, due_after = np.full(shape, NONE, np.int64), np.full(shape[:2], NONE, np.int64)
    due_event, due_from_start = np.zeros(shape[:2], np.int16), np.zeros(shape[:2], np.bool_)
    ranks = {event: number for number, event in enumerate(events)}
    lanes: list[Lane] = []
    columns = 0
    for number, table in enumerate(every):
        machine = Machine(table)
        numbers = {state: index for index, state in enumerate(table.states)}
        begin, moves = columns, []
        columns += 1
        for (state, event), answer in machine.answers.items():
            cell = (number, numbers[state], ranks[event])
            kind[cell] = REFUSED if answer.move is None else MOVED
            if answer.move is None:
                continue
            target[cell] = numbers[answer.move.target]
            column[cell] = columns
            moves.append(Move(answer, columns))
            columns += 1
            if answer.move.not_before is not None:
                gap[cell] = table.durations[answer.move.not_before].value
        for state, standing in table.states.items():
            deadline = standing.deadline
            struck = None if deadline is None else machine.answers.get((state, deadline.raises))
            if deadline is None or struck is None or struck.move is None or struck.move.target == state:
                continue
            due_after[number, numbers[state]] = table.durations[deadline.after].value
            due_event[number, numbers[state]] = ranks[deadline.raises]
            due_from_start[number, numbers[state]] = deadline.since == "start"
        lanes.append(Lane(table, tuple(table.states), begin, tuple(moves)))
    return Plan(
        lanes=tuple(lanes),
        events=events,
        columns=columns,
        heard_by_log=np.array([event in log_events for event in events], np.bool_),
        is_log=np.array([number < len(tables) for number in range(len(every))], np.bool_),
        initial=np.array([lane.states.index(lane.table.initial) for lane in lanes], np.int16),
        begin=np.array([lane.begin for lane in lanes], np.int32),
        kind=kind,
        target=target,
        column=column,
        gap=gap,
        due_after=due_after,
        due_event=due_event,
        due_from_start=due_from_start,
    )
