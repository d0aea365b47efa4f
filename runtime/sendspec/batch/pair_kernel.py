"""Joint steps of two modes: packed events, bucket by bucket, through two lanes of a plan at once.

What it does to one object is what `sendspec.comparison.walked` makes of two walks; the tests hold both to it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sendspec.batch.compiled import compiled
from sendspec.batch.kernel import NO_ROW, RANK, distinct_in_order, gather, group_by_key, most_in_a_bucket, slots_for
from sendspec.batch.keys import MARK, ROW, ROW_BITS, TIME
from sendspec.batch.plan import MOVED

SAMPLES = 3
"""How many messages stand for those that took a step, as in `sendspec.comparison.walked`."""
FIRST, RECORD, AT = range(3)
"""Of a sample: the first row of its message, the row of the event, and when."""


class PairTallies(NamedTuple):
    """What is counted of joint steps; by column where nothing else is said."""

    timed: NDArray[np.int64]
    """By bucket of time and column: how often it was taken."""
    messages: NDArray[np.int64]
    samples: NDArray[np.int64]
    """By column and sample: see `FIRST`; `NO_ROW` where there were fewer."""
    seen: NDArray[np.int64]
    """The last message that took it."""


def pair_tallies_for(columns: int, buckets: int) -> PairTallies:
    """Nothing counted yet."""
    return PairTallies(
        timed=np.zeros((buckets, columns), np.int64),
        messages=np.zeros(columns, np.int64),
        samples=np.full((columns, SAMPLES, 3), NO_ROW, np.int64),
        seen=np.full(columns, -1, np.int64),
    )


@compiled
def fold_pairs(machines, lanes, column, addresses, starts, begin, end, words, as_of, origin, every, tallies):
    """Count the joint steps of the buckets from `begin` to `end`.

    `lanes` (2) are the modes, `column` is that of a `PairPlan`; all else is as for `kernel.fold_buckets`.
    """
    heard_by_log, initial = machines.heard_by_log, machines.initial
    kinds, targets, gaps = machines.kind, machines.target, machines.gap
    due_after, due_event, due_from_start = machines.due_after, machines.due_event, machines.due_from_start
    states = due_after.shape[1]
    most = most_in_a_bucket(starts, begin, end)
    events = np.empty((most, words), np.uint64)
    base = np.uint64(events.ctypes.data)
    slots = np.empty(slots_for(most), np.int32)
    codes, order = np.empty(most, np.int32), np.empty(most, np.int32)
    ends, heads, kept = np.empty(most + 1, np.int32), np.empty(most, np.int32), np.empty(most, np.int32)
    state, struck = np.empty(2, np.int64), np.empty(2, np.int64)
    has_started, has_entered = np.empty(2, np.bool_), np.empty(2, np.bool_)
    started, entered, due = np.empty(2, np.int64), np.empty(2, np.int64), np.empty(2, np.int64)
    is_due, moves = np.empty(2, np.bool_), np.empty(2, np.bool_)
    message = tallies.seen.max() + 1
    for bucket in range(begin, end):
        number = gather(addresses, starts, bucket, words, events)
        groups = group_by_key(events, number, slots, codes, heads, ends, order)
        high = 0
        for group in range(groups):
            low, high = high, ends[group]
            first_row = NO_ROW
            for index in range(low, high):
                mark = events[order[index], MARK]
                if heard_by_log[np.int64((mark >> np.uint64(ROW_BITS)) & RANK)]:
                    first_row = min(first_row, np.int64(mark & ROW))
            if first_row == NO_ROW:
                continue
            left = distinct_in_order(base, words, order, low, high, kept)
            message += 1
            has_begun = False
            row = np.int64(0)
            for side in range(2):
                state[side] = initial[lanes[side]]
                has_started[side] = has_entered[side] = False
            for index in range(left + 1):
                rank, time, mark = np.int64(-1), np.int64(as_of), np.uint64(0)
                if index < left:
                    mark = events[kept[index], MARK]
                    rank = np.int64((mark >> np.uint64(ROW_BITS)) & RANK)
                    if not heard_by_log[rank]:
                        continue
                    time = np.int64(events[kept[index], TIME])
                    if not has_begun:
                        has_begun, row = True, np.int64(mark & ROW)
                        _count(tallies, 0, message, first_row, row, time, origin, every)
                struck[:] = 0
                while True:
                    for side in range(2):
                        lane = lanes[side]
                        after = due_after[lane, state[side]]
                        from_start = due_from_start[lane, state[side]] or not has_entered[side]
                        is_due[side] = False
                        if after < 0 or struck[side] >= states or (from_start and not has_started[side]):
                            continue
                        due[side] = (started[side] if from_start else entered[side]) + after
                        is_due[side] = due[side] <= time
                        if has_entered[side]:
                            due[side] = max(due[side], entered[side])
                    if not (is_due[0] or is_due[1]):
                        break
                    raised = np.int64(-1)
                    moves[0] = moves[1] = True
                    if is_due[0] and is_due[1]:
                        one, other = due_event[lanes[0], state[0]], due_event[lanes[1], state[1]]
                        if due[0] != due[1] or one != other:
                            moves[0] = due[0] <= due[1]
                            moves[1] = not moves[0]
                    else:
                        moves[0], moves[1] = is_due[0], is_due[1]
                    leading = 0 if moves[0] else 1
                    raised = np.int64(due_event[lanes[leading], state[leading]])
                    at = due[leading]
                    step = column[state[0], state[1], raised, 4 + 2 * moves[0] + moves[1]]
                    _count(tallies, step, message, first_row, row, at, origin, every)
                    for side in range(2):
                        if moves[side]:
                            state[side] = targets[lanes[side], state[side], raised]
                            has_entered[side], entered[side] = True, at
                            struck[side] += 1
                if rank < 0:
                    break
                row = np.int64(mark & ROW)
                for side in range(2):
                    lane = lanes[side]
                    kind = kinds[lane, state[side], rank]
                    gap = gaps[lane, state[side], rank]
                    is_early = gap >= 0 and has_entered[side] and time < entered[side] + gap
                    moves[side] = kind == MOVED and not is_early
                    if not has_started[side] and (kind <= MOVED or is_early):
                        has_started[side], started[side] = True, time
                if not (moves[0] or moves[1]):
                    continue
                step = column[state[0], state[1], rank, 2 * moves[0] + moves[1]]
                _count(tallies, step, message, first_row, row, time, origin, every)
                for side in range(2):
                    if moves[side]:
                        state[side] = targets[lanes[side], state[side], rank]
                        has_entered[side], entered[side] = True, time


@compiled
def _count(tallies, step, message, first_row, row, time, origin, every):
    """Count a step, and keep the message as a sample if it is among the first of the log that took it."""
    tallies.timed[(time - origin) // every, step] += 1
    if tallies.seen[step] == message:
        return
    tallies.seen[step] = message
    tallies.messages[step] += 1
    samples = tallies.samples[step]
    place = SAMPLES
    while place > 0 and first_row < samples[place - 1, FIRST]:
        place -= 1
    if place == SAMPLES:
        return
    for later in range(SAMPLES - 1, place, -1):
        samples[later] = samples[later - 1]
    samples[place, FIRST], samples[place, RECORD], samples[place, AT] = first_row, row, time
