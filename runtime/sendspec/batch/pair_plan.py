"""The joint steps that two modes can take, as an array for the kernel: two lanes of a plan at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from sendspec.batch.plan import MOVED, NONE, Plan
from sendspec.comparison import JointStep

VARIANTS = 8
"""Of a state, a state and an event: whether a clock raised it, and whether the first and the second mode move."""


@dataclass(frozen=True, slots=True)
class PairPlan:
    """Two modes of a plan, and a column for each joint step in which one of them moves."""

    lanes: tuple[int, int]
    steps: tuple[JointStep, ...]
    """By column; the first one is the beginning."""
    column: NDArray[np.int32]
    """By the states of both lanes, the event and the variant; -1 where there is no such step."""


def variant(is_clock: bool, first: bool, second: bool) -> int:
    """The number of a variant; the kernel reckons it in the same way."""
    return 4 * is_clock + 2 * first + second


def pair_plan_of(plan: Plan, a: str, b: str) -> PairPlan:
    """The steps that can be reached from the initial states; raises `ValueError` for a mode that is not in the plan."""
    names = [lane.table.name for lane in plan.modes]
    first, second = names.index(a), names.index(b)
    lanes = (plan.lanes[first], plan.lanes[second])
    ways = [{(move.answer.state, move.answer.event): move.answer.way for move in lane.moves} for lane in lanes]
    states = plan.kind.shape[1]
    column = np.full((states, states, len(plan.events), VARIANTS), NONE, np.int32)
    begin = (int(plan.initial[first]), int(plan.initial[second]))
    steps = [
        JointStep(None, by_clock=False, states=(lanes[0].table.initial, lanes[1].table.initial), ways=(None, None))
    ]
    known = {begin: None}
    waiting = [begin]
    while waiting:
        here = waiting.pop()
        for rank, is_clock, moved in _possible(plan, (first, second), here):
            event = plan.events[rank]
            names_here = (lanes[0].states[here[0]], lanes[1].states[here[1]])
            taken = [ways[side][names_here[side], event] if moved[side] else None for side in (0, 1)]
            column[(*here, rank, variant(is_clock, *moved))] = len(steps)
            steps.append(JointStep(event, is_clock, names_here, (taken[0], taken[1])))
            there = [
                int(plan.target[lane, state, rank]) if moves else state
                for lane, state, moves in zip((first, second), here, moved, strict=True)
            ]
            if (there[0], there[1]) not in known:
                known[there[0], there[1]] = None
                waiting.append((there[0], there[1]))
    return PairPlan((first, second), tuple(steps), column)


def _possible(
    plan: Plan, lanes: tuple[int, int], here: tuple[int, int]
) -> Iterator[tuple[int, bool, tuple[bool, bool]]]:
    """What may happen in two states: an event by its rank, whether a clock raises it, and which modes move."""
    at = tuple(zip(lanes, here, strict=True))
    for rank in range(len(plan.events)):
        # An event that comes too soon after the entry is ignored.
        choices = [
            ([True, False] if plan.gap[lane, state, rank] >= 0 else [True])
            if plan.kind[lane, state, rank] == MOVED
            else [False]
            for lane, state in at
        ]
        for first, second in product(*choices):
            if first or second:
                yield rank, False, (first, second)
    raised = [int(plan.due_event[lane, state]) if plan.due_after[lane, state] >= 0 else NONE for lane, state in at]
    if raised[0] != NONE:
        yield raised[0], True, (True, False)
    if raised[1] != NONE:
        yield raised[1], True, (False, True)
    if raised[0] == raised[1] != NONE:
        yield raised[0], True, (True, True)
