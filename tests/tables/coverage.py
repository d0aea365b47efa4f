"""How much of a machine paths cover, worked out from its emitted table and from what was seen on the way alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from sendspec.table import Move, Table, holds

from tests.tables.path_rows import Row, Seen, Step

AnyTable: TypeAlias = Table[Any, Any]
Trail: TypeAlias = list[tuple[str, Step, Seen, dict[str, bool]]]
"""For each step the state before it, what was done, what was seen then, and all that had been said."""
Items: TypeAlias = set[tuple[object, ...]]

WALKED: dict[str, tuple[AnyTable, dict[str, Items]]] = {}
"""What the tests of this run have walked on the emitted classes: by machine, then by criterion."""

SHORT = {
    "all_states": "states",
    "all_moves": "moves",
    "pairs_of_moves": "pairs",
    "triples_of_moves": "triples",
    "forbidden_cells": "forbidden cells",
    "clocks": "clocks",
}


def record(table: AnyTable, row: Row, seen: Sequence[Seen]) -> None:
    """Remember that an object of a class went the way of a row."""
    _, items = WALKED.setdefault(table.name, (table, {criterion: set() for criterion in SHORT}))
    for criterion, found in items.items():
        found |= covered(criterion, table, row.steps, seen)


def summary() -> Iterator[str]:
    """A line for each machine that was walked."""
    for name, (table, items) in sorted(WALKED.items()):
        parts = [
            f"{len(items[criterion])}/{all_of(criterion, table)} {word}"
            for criterion, word in SHORT.items()
            if all_of(criterion, table)
        ]
        yield f"{name}: {', '.join(parts)}"


def covered(criterion: str, table: AnyTable, steps: Sequence[Step], seen: Sequence[Seen]) -> Items:
    """What a path covers."""
    trail = trail_of(steps, seen)
    match criterion:
        case "all_states":
            return {(each.state,) for each in seen}
        case "all_moves" | "shortest_tour":
            return in_a_row(1, table, trail)
        case "pairs_of_moves":
            return in_a_row(2, table, trail)
        case "triples_of_moves":
            return in_a_row(3, table, trail)
        case "forbidden_cells":
            return {
                (state, step.event, stayed(table, state, step, after, said))
                for state, step, after, said in trail
                if after.answer in ("ignored", "rejected")
            }
        case "clocks":
            return {
                (state, taken(table, state, table.states[state].deadline.raises, said))
                for state, _, after, said in trail
                if after.answer == "strikes"
            }
    raise AssertionError(f"no criterion: {criterion}")


def all_of(criterion: str, table: AnyTable) -> int:
    """How much there is to cover."""
    match criterion:
        case "all_states":
            return len(table.states)
        case "all_moves" | "shortest_tour":
            return len(table.moves)
        case "pairs_of_moves":
            return sum(first.target == second.source for first in table.moves for second in table.moves)
        case "triples_of_moves":
            return sum(
                first.target == second.source and second.target == third.source
                for first in table.moves
                for second in table.moves
                for third in table.moves
            )
        case "forbidden_cells":
            unanswered = len(table.states) * len(table.events) - len(
                {(each.source, each.event) for each in table.moves}
            )
            return unanswered + sum(len(move.requires) + (move.not_before is not None) for move in table.moves)
        case "clocks":
            return sum(
                len(ways(table, name, state.deadline.raises)) for name, state in table.states.items() if state.deadline
            )
    raise AssertionError(f"no criterion: {criterion}")


def trail_of(steps: Sequence[Step], seen: Sequence[Seen]) -> Trail:
    said: dict[str, bool] = {}
    trail = []
    for before, step, after in zip(seen, steps, seen[1:], strict=False):
        said = said | step.said
        trail.append((before.state, step, after, said))
    return trail


def in_a_row(number: int, table: AnyTable, trail: Trail) -> Items:
    """So many moves one after the other, each by the state, the event and the way that was taken."""
    moves = [
        (state, step.event, taken(table, state, step.event, said)) if after.answer == "moves" else None
        for state, step, after, said in trail
    ]
    windows = (tuple(moves[first : first + number]) for first in range(len(moves) - number + 1))
    return {window for window in windows if None not in window}


def ways(table: AnyTable, state: str, event: str | None) -> list[Move[Any, Any]]:
    return [move for move in table.moves if move.source == state and move.event == event]


def taken(table: AnyTable, state: str, event: str | None, said: dict[str, bool]) -> int:
    """Which way answers."""
    return next(
        number
        for number, move in enumerate(ways(table, state, event))
        if move.when is None or holds(move.when, said, table.facts)
    )


def stayed(table: AnyTable, state: str, step: Step, after: Seen, said: dict[str, bool]) -> object:
    """Why an event did not move: the state never does, the way's first need that is not met, or the time."""
    if not (there := ways(table, state, step.event)):
        return after.answer
    number = taken(table, state, step.event, said)
    needs = there[number].requires
    unmet = (place for place, need in enumerate(needs) if not holds(need.condition, said, table.facts))
    return number, next(unmet, "soon")
