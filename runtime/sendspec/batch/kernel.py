"""The fold: packed events, bucket by bucket, through every lane of a plan at once.

What it does to one object is what `sendspec.walks` does; the parity tests hold both to it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from sendspec.batch.compiled import compiled, inlined
from sendspec.batch.hashing import mixed
from sendspec.batch.keys import CONTENT, HAS_ID, HAS_REASON, KEY, MARK, RANK_BITS, REST, ROW, ROW_BITS, TIME
from sendspec.batch.plan import IGNORED, MOVED, REFUSED, Plan

RANK = np.uint64((1 << RANK_BITS) - 1)
MOST_SETS = 10
"""States of a machine up to which the sets of them are counted."""
FEW = 24
"""Events of one object up to which plain insertion sorts fastest."""
SAMPLES = 3
"""How many events of each refused pair are remembered, as `sendspec.evidence` does."""
NO_ROW = np.int64(2**62)


class Machines(NamedTuple):
    """The arrays of a plan."""

    heard_by_log: NDArray[np.bool_]
    is_log: NDArray[np.bool_]
    initial: NDArray[np.int16]
    begin: NDArray[np.int32]
    kind: NDArray[np.uint8]
    target: NDArray[np.int16]
    column: NDArray[np.int32]
    gap: NDArray[np.int64]
    due_after: NDArray[np.int64]
    due_event: NDArray[np.int16]
    due_from_start: NDArray[np.bool_]


class Tallies(NamedTuple):
    """What is counted; by lane, state and event where nothing else is said."""

    heard: NDArray[np.int64]
    """Answered as the table says."""
    early: NDArray[np.int64]
    """Ignored because they came too soon after the entry."""
    struck: NDArray[np.int64]
    """By lane and state: its deadline moved an object."""
    visits: NDArray[np.int64]
    """By lane and state: objects that were ever in it."""
    ends: NDArray[np.int64]
    """By lane and state: objects that are in it at the end."""
    timed: NDArray[np.int32]
    """By bucket of time and column: objects that begin, and moves; no bucket where no series is asked for."""
    samples: NDArray[np.int64]
    """By lane, state and event: the rows of the first refusals, `NO_ROW` where there were fewer."""
    singles: NDArray[np.int64]
    """Duplicates, and events that some lane refused."""


class Rows(NamedTuple):
    """What became of each message, if it is asked for; by message and mode where nothing else is said."""

    first: NDArray[np.int64]
    """By message: the row of its first event; ascending once all are folded."""
    state: NDArray[np.uint8]
    since: NDArray[np.int64]
    cause: NDArray[np.int64]
    """The row of the last moving event with a reason; -1: none."""
    unclear: NDArray[np.int64]
    """Rows of messages that only their texts can tell apart, message by message: (first row of the message, row)."""


def machines_of(plan: Plan) -> Machines:
    """The arrays that the kernel reads."""
    return Machines(*(getattr(plan, name) for name in Machines._fields))


def tallies_for(plan: Plan, buckets: int) -> Tallies:
    """Nothing counted yet."""
    lanes, states, events = plan.kind.shape
    return Tallies(
        heard=np.zeros((lanes, states, events), np.int64),
        early=np.zeros((lanes, states, events), np.int64),
        struck=np.zeros((lanes, states), np.int64),
        visits=np.zeros((lanes, states), np.int64),
        ends=np.zeros((lanes, states), np.int64),
        timed=np.zeros((buckets, plan.columns), np.int32),
        samples=np.full((lanes, states, events, SAMPLES), NO_ROW, np.int64),
        singles=np.zeros(2, np.int64),
    )


def rows_for(messages: int, modes: int, *, wanted: bool) -> Rows:
    """Room for what became of so many messages at most."""
    room = messages if wanted else 0
    return Rows(
        first=np.empty(room, np.int64),
        state=np.empty((room, modes), np.uint8),
        since=np.empty((room, modes), np.int64),
        cause=np.empty((room, modes), np.int64),
        unclear=np.empty((room, 2), np.int64),
    )


@intrinsic
def word_from(_context, _address):
    """The word of 64 bits at an address in memory."""
    from llvmlite import ir

    def generate(_target, builder, _signature, arguments):
        place = builder.inttoptr(arguments[0], ir.IntType(64).as_pointer())
        return builder.load(place, typ=ir.IntType(64))

    return types.uint64(types.uint64), generate


@compiled
def fold_buckets(machines, addresses, starts, begin, end, words, as_of, origin, every, has_texts, tallies, rows):
    """Fold the buckets from `begin` to `end`; gives back how many messages and unclear rows were written.

    `addresses` (chunks) says where the packed events of each chunk lie in memory, `starts` (chunks, buckets + 1) where
    each bucket begins among them. `every` is the width of a bucket of time in microseconds from `origin` on.
    `has_texts`: recipients or reasons may tell apart what is equal in all else.
    """
    # Arrays are taken out of their tuples once, and what happens to each object is inlined: to hand over an array costs
    # as much as an event.
    heard_by_log, is_log = machines.heard_by_log, machines.is_log
    initial, begins, due_after = machines.initial, machines.begin, machines.due_after
    due_event, due_from_start = machines.due_event, machines.due_from_start
    kinds, targets, columns, gaps = machines.kind, machines.target, machines.column, machines.gap
    heard, early, struck, visits = tallies.heard, tallies.early, tallies.struck, tallies.visits
    finally_in, timed, samples, singles = tallies.ends, tallies.timed, tallies.samples, tallies.singles
    first_rows, end_states, sinces, causes, unclear_rows = rows.first, rows.state, rows.since, rows.cause, rows.unclear
    with_rows = len(first_rows) > 0
    states = due_after.shape[1]
    most = most_in_a_bucket(starts, begin, end)
    events = np.empty((most, words), np.uint64)
    base = np.uint64(events.ctypes.data)
    slots = np.empty(slots_for(most), np.int32)
    codes, order = np.empty(most, np.int32), np.empty(most, np.int32)
    ends, heads = np.empty(most + 1, np.int32), np.empty(most, np.int32)
    kept, refused = np.empty(most, np.int32), np.empty(most, np.bool_)
    # Which states an object was in is one number; how often each came is counted, and taken apart at the end.
    with_sets = states <= MOST_SETS
    sets = np.zeros((len(is_log), 1 << states if with_sets else 1), np.int64)
    messages = unclear = 0
    for bucket in range(begin, end):
        number = gather(addresses, starts, bucket, words, events)
        groups = group_by_key(events, number, slots, codes, heads, ends, order)
        high = 0
        for group in range(groups):
            low, high = high, ends[group]
            if high - low == 1:
                kept[0] = order[low]
                left = 1
            else:
                left = distinct_in_order(base, words, order, low, high, kept)
                singles[0] += high - low - left
            first = -1
            for index in range(left):
                refused[index] = False
                if first < 0 and heard_by_log[_rank(events[kept[index], MARK])]:
                    first = kept[index]
            for lane in range(len(is_log)):
                of_log = is_log[lane]
                has_begun = has_started = has_entered = False
                started = entered = since = np.int64(0)
                cause = np.int64(-1)
                state = np.int64(initial[lane])
                visited = np.uint64(1) << np.uint64(state)
                # One more turn than there are events: what the clock does up to the end.
                for index in range(left + 1):
                    rank, time, mark = np.int64(-1), np.int64(as_of), np.uint64(0)
                    if index < left:
                        event = kept[index]
                        mark = events[event, MARK]
                        rank = _rank(mark)
                        if heard_by_log[rank] != of_log:
                            continue
                        time = np.int64(events[event, TIME])
                        if not has_begun:
                            has_begun, since = True, time
                            if every:
                                timed[(time - origin) // every, begins[lane]] += 1
                    elif not has_begun:
                        break
                    for _ in range(states):
                        after = due_after[lane, state]
                        from_start = due_from_start[lane, state] or not has_entered
                        if after < 0 or (from_start and not has_started):
                            break
                        due = (started if from_start else entered) + after
                        if due > time:
                            break
                        # A late report may have led here after the deadline: time does not run backwards.
                        if has_entered:
                            due = max(due, entered)
                        struck[lane, state] += 1
                        raised = due_event[lane, state]
                        if every:
                            timed[(due - origin) // every, columns[lane, state, raised]] += 1
                        state = np.int64(targets[lane, state, raised])
                        visited |= np.uint64(1) << np.uint64(state)
                        has_entered, entered, since = True, due, due
                    if rank < 0:
                        break
                    kind = kinds[lane, state, rank]
                    gap = gaps[lane, state, rank]
                    if gap >= 0 and has_entered and time < entered + gap:
                        early[lane, state, rank] += 1
                        kind = np.uint8(IGNORED)
                    else:
                        heard[lane, state, rank] += 1
                    if kind == REFUSED:
                        refused[index] = True
                        _remember(samples, lane, state, rank, np.int64(mark & ROW))
                        continue
                    if not has_started:
                        has_started, started = True, time
                    if kind == MOVED:
                        if every:
                            timed[(time - origin) // every, columns[lane, state, rank]] += 1
                        target = np.int64(targets[lane, state, rank])
                        if target != state:
                            since = time
                        state = target
                        visited |= np.uint64(1) << np.uint64(state)
                        has_entered, entered = True, time
                        if mark & HAS_REASON:
                            cause = np.int64(mark & ROW)
                if not has_begun:
                    continue
                finally_in[lane, state] += 1
                if with_sets:
                    sets[lane, visited] += 1
                else:
                    for place in range(states):
                        visits[lane, place] += np.int64((visited >> np.uint64(place)) & np.uint64(1))
                if of_log and with_rows:
                    end_states[messages, lane] = state
                    sinces[messages, lane] = since
                    causes[messages, lane] = cause
            for index in range(left):
                singles[1] += refused[index]
            if first >= 0 and with_rows:
                first_rows[messages] = np.int64(events[first, MARK] & ROW)
                if has_texts and high - low > 1 and _is_unclear(heard_by_log, base, words, order, low, high):
                    for index in range(low, high):
                        unclear_rows[unclear, 0] = first_rows[messages]
                        unclear_rows[unclear, 1] = np.int64(events[order[index], MARK] & ROW)
                        unclear += 1
                messages += 1
    if with_sets:
        for lane in range(len(is_log)):
            for visited_states in range(1 << states):
                for place in range(states):
                    visits[lane, place] += sets[lane, visited_states] * ((visited_states >> place) & 1)
    return messages, unclear


@compiled
def most_in_a_bucket(starts, begin, end):
    """How many events the largest bucket from `begin` to `end` has; `starts` (chunks, buckets + 1)."""
    most = 0
    for bucket in range(begin, end):
        number = 0
        for chunk in range(len(starts)):
            number += starts[chunk, bucket + 1] - starts[chunk, bucket]
        most = max(most, number)
    return most


@compiled
def slots_for(number):
    """A power of two with room for twice as many keys."""
    slots = 16
    while slots < 2 * number:
        slots *= 2
    return slots


@compiled
def gather(addresses, starts, bucket, words, events):
    """Copy the events of a bucket from all chunks, in the order of the log; gives back how many there are."""
    number = 0
    for chunk in range(len(addresses)):
        low, high = starts[chunk, bucket], starts[chunk, bucket + 1]
        place = addresses[chunk] + np.uint64(low * words * 8)
        for _ in range(low, high):
            for word in range(words):
                events[number, word] = word_from(place)  # pyright: ignore[reportCallIssue]
                place += np.uint64(8)
            number += 1
    return number


@compiled
def group_by_key(events, number, slots, codes, heads, ends, order):
    """Order the events of a bucket by their keys; gives back how many keys there are.

    `ends` says where each key's events end in `order`; events of one key stay in the order of the log.
    """
    size = slots_for(number)
    mask = np.uint64(size - 1)
    slots[:size] = -1
    groups = 0
    for event in range(number):
        key, rest = events[event, KEY], events[event, REST]
        slot = key & mask
        while True:
            group = slots[slot]
            if group < 0:
                group = groups
                slots[slot] = group
                heads[group] = event
                ends[group] = 0
                groups += 1
                break
            head = heads[group]
            if events[head, KEY] == key and events[head, REST] == rest:
                break
            slot = (slot + np.uint64(1)) & mask
        codes[event] = group
        ends[group] += 1
    total = 0
    for group in range(groups):
        size_of_group = ends[group]
        ends[group] = total
        total += size_of_group
    for event in range(number):
        group = codes[event]
        order[ends[group]] = event
        ends[group] += 1
    return groups


@compiled
def distinct_in_order(base, words, order, low, high, kept):
    """Sort `order[low:high]`, the events of one key, and write them without repeats to `kept`; gives back how many.

    `base` is where the packed events lie in memory, `words` how many words each has: to hand over numbers costs less
    than to hand over an array.
    """
    if high - low > FEW:
        _sort_many(base, words, order, low, high)
        if words > CONTENT:
            return _distinct_of_many(base, words, order, low, high, kept)
        return _distinct_of_few(base, words, order, low, high, kept)
    for index in range(low + 1, high):
        event = order[index]
        place = index
        while place > low and _comes_before(base, words, event, order[place - 1]):
            order[place] = order[place - 1]
            place -= 1
        order[place] = event
    return _distinct_of_few(base, words, order, low, high, kept)


@inlined
def _word(base, words, event, which):
    return word_from(base + np.uint64(8) * np.uint64(np.int64(event) * words + which))  # pyright: ignore[reportCallIssue]


@inlined
def _rank(mark):
    return np.int64((mark >> np.uint64(ROW_BITS)) & RANK)


@inlined
def _comes_before(base, words, one, other):
    """Whether an event is heard before another: by time, rank, and then content, so that repeats are neighbours."""
    time_1, time_2 = np.int64(_word(base, words, one, TIME)), np.int64(_word(base, words, other, TIME))
    if time_1 != time_2:
        return time_1 < time_2
    rank_1, rank_2 = _rank(_word(base, words, one, MARK)), _rank(_word(base, words, other, MARK))
    if rank_1 != rank_2:
        return rank_1 < rank_2
    return words > CONTENT and _word(base, words, one, CONTENT) < _word(base, words, other, CONTENT)


@compiled
def _sort_many(base, words, order, low, high):
    """Merge sort, stable as the insertion is."""
    number = high - low
    here, there = order[low:high].copy(), np.empty(number, np.int32)
    width = 1
    while width < number:
        for begin in range(0, number, 2 * width):
            middle, end = min(begin + width, number), min(begin + 2 * width, number)
            one, other = begin, middle
            for place in range(begin, end):
                if one < middle and (other >= end or not _comes_before(base, words, here[other], here[one])):
                    there[place] = here[one]
                    one += 1
                else:
                    there[place] = here[other]
                    other += 1
        here, there = there, here
        width *= 2
    order[low:high] = here


@inlined
def _repeats(base, words, one, other):
    """Whether two events are one: of one name and id, or without an id of one name, time and reason."""
    mark_1, mark_2 = _word(base, words, one, MARK), _word(base, words, other, MARK)
    if (mark_1 ^ mark_2) & ((RANK << np.uint64(ROW_BITS)) | HAS_ID):
        return False
    if words > CONTENT and _word(base, words, one, CONTENT) != _word(base, words, other, CONTENT):
        return False
    if mark_1 & HAS_ID:
        return True
    return _word(base, words, one, TIME) == _word(base, words, other, TIME) and not (mark_1 ^ mark_2) & HAS_REASON


@compiled
def _distinct_of_few(base, words, order, low, high, kept):
    """Each event compared with those before it; without ids and reasons, repeats are neighbours."""
    number = 0
    for index in range(low, high):
        event = order[index]
        is_repeat = False
        for earlier in range(0 if words > CONTENT else max(number - 1, 0), number):
            if _repeats(base, words, kept[earlier], event):
                is_repeat = True
        if not is_repeat:
            kept[number] = event
            number += 1
    return number


@compiled
def _distinct_of_many(base, words, order, low, high, kept):
    """The same by open addressing."""
    size = slots_for(high - low)
    mask = np.uint64(size - 1)
    slots = np.full(size, -1, np.int32)
    number = 0
    for index in range(low, high):
        event = order[index]
        mark = _word(base, words, event, MARK)
        key = ((mark >> np.uint64(ROW_BITS)) & RANK) ^ _word(base, words, event, CONTENT)
        if not mark & HAS_ID:
            key ^= mixed(_word(base, words, event, TIME))
        slot = mixed(key) & mask
        is_repeat = False
        while slots[slot] >= 0 and not is_repeat:
            is_repeat = _repeats(base, words, slots[slot], event)
            slot = (slot + np.uint64(1)) & mask
        if not is_repeat:
            slots[slot] = event
            kept[number] = event
            number += 1
    return number


@compiled
def _is_unclear(heard_by_log, base, words, order, low, high):
    """Whether only texts can tell which of a message's events of one time came first, where its row depends on it."""
    first = -1
    for index in range(low, high):
        event = order[index]
        if heard_by_log[_rank(_word(base, words, event, MARK))]:
            if first < 0:
                first = event
            else:
                if _is_tied(base, words, first, event):
                    return True
                break
    # Of repeats with one id, the reason decides which is kept.
    for index in range(low + 1, high):
        one, other = order[index - 1], order[index]
        marks = _word(base, words, one, MARK) | _word(base, words, other, MARK)
        if (
            marks & HAS_REASON
            and _is_tied(base, words, one, other)
            and (_word(base, words, one, MARK) & HAS_ID or not _repeats(base, words, one, other))
        ):
            return True
    return False


@inlined
def _is_tied(base, words, one, other):
    """Whether two events are of one time and name."""
    return _word(base, words, one, TIME) == _word(base, words, other, TIME) and _rank(
        _word(base, words, one, MARK)
    ) == _rank(_word(base, words, other, MARK))


@compiled
def _remember(samples, lane, state, rank, row):
    """Keep a row if it is among the first."""
    for place in range(samples.shape[3]):
        if row < samples[lane, state, rank, place]:
            samples[lane, state, rank, place], row = row, samples[lane, state, rank, place]
