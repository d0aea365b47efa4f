"""Which packed events are of messages that stay open, of ones that close now, and of ones that closed long ago."""

from __future__ import annotations

import numpy as np

from sendspec.batch.compiled import compiled
from sendspec.batch.hashing import mixed
from sendspec.batch.kernel import gather, group_by_key, most_in_a_bucket, slots_for, word_from
from sendspec.batch.keys import CONTENT, KEY, MARK, REST, ROW, ROW_BITS, TIME

OPEN, CLOSING, LATER, TOO_LATE, GONE = range(5)
"""Of a message that stays open; of one that closes now; after the time asked for; new, of one that was closed before;
in the state, of one that was closed before.
"""


@compiled
def judge_buckets(
    addresses, starts, begin, end, words, bases, closed, sizes, as_of, horizon, first_new, verdicts, carried, closing
):
    """Judge the buckets from `begin` to `end`; gives back how many messages close, and the least time that is counted.

    `addresses` and `starts` are those of `kernel.fold_buckets`. `closed` says where in memory sorted keys of closed
    messages lie, two words each, and `sizes` how many each time. A message closes whose events are all before
    `horizon`; rows from `first_new` on are new. Verdicts are written from `bases[bucket]` on, chunk after chunk;
    `carried` is set for rows that the next run needs; keys of messages that close are written to `closing` (n, 2).
    """
    most = most_in_a_bucket(starts, begin, end)
    events = np.empty((most, words), np.uint64)
    slots = np.empty(slots_for(most), np.int32)
    codes, order = np.empty(most, np.int32), np.empty(most, np.int32)
    ends, heads = np.empty(most + 1, np.int32), np.empty(most, np.int32)
    latest, fates = np.empty(most, np.int64), np.empty(most, np.uint8)
    messages, least = 0, np.int64(2**63 - 1)
    for bucket in range(begin, end):
        number = gather(addresses, starts, bucket, words, events)
        groups = group_by_key(events, number, slots, codes, heads, ends, order)
        latest[:groups] = -(2**63)
        for event in range(number):
            latest[codes[event]] = max(latest[codes[event]], np.int64(events[event, TIME]))
        for group in range(groups):
            key, rest = events[heads[group], KEY], events[heads[group], REST]
            fates[group] = OPEN
            if _is_among(key, rest, closed, sizes):
                fates[group] = TOO_LATE
            elif latest[group] < horizon:
                fates[group] = CLOSING
                closing[messages, 0], closing[messages, 1] = key, rest
                messages += 1
        for event in range(number):
            verdict = fates[codes[event]]
            time = np.int64(events[event, TIME])
            row = np.int64(events[event, MARK] & ROW)
            if verdict == OPEN:
                carried[row] = True
                if time > as_of:
                    verdict = np.uint8(LATER)
            if verdict == TOO_LATE and row < first_new:
                verdict = np.uint8(GONE)
            if verdict in (OPEN, CLOSING):
                least = min(least, time)
            verdicts[bases[bucket] + event] = verdict
    return messages, least


@compiled
def _is_among(key, rest, places, sizes):
    """Whether a key is one of those that lie, each time in ascending order, at some places in memory."""
    for segment in range(len(places)):
        low, high = 0, sizes[segment]
        while low < high:
            middle = (low + high) // 2
            if word_from(places[segment] + np.uint64(16 * middle)) < key:  # pyright: ignore[reportCallIssue]
                low = middle + 1
            else:
                high = middle
        while low < sizes[segment] and word_from(places[segment] + np.uint64(16 * low)) == key:  # pyright: ignore[reportCallIssue]
            if word_from(places[segment] + np.uint64(16 * low + 8)) == rest:  # pyright: ignore[reportCallIssue]
                return True
            low += 1
    return False


@compiled
def chosen_of(events, starts, places, verdicts, verdict):
    """The events of a chunk with one verdict, and where each bucket begins among them.

    `places` says where the verdicts of each bucket's events begin.
    """
    buckets = len(starts) - 1
    new_starts = np.zeros(buckets + 1, np.int64)
    for bucket in range(buckets):
        number = 0
        for index in range(starts[bucket + 1] - starts[bucket]):
            number += verdicts[places[bucket] + index] == verdict
        new_starts[bucket + 1] = new_starts[bucket] + number
    chosen = np.empty((new_starts[buckets], events.shape[1]), np.uint64)
    written = 0
    for bucket in range(buckets):
        for index in range(starts[bucket + 1] - starts[bucket]):
            if verdicts[places[bucket] + index] == verdict:
                for word in range(events.shape[1]):
                    chosen[written, word] = events[starts[bucket] + index, word]
                written += 1
    return chosen, new_starts


@compiled
def told_by(events, first_row):
    """A number for what the events from a row on tell, the same in whatever order they come."""
    total = np.uint64(0)
    for event in range(len(events)):
        mark = events[event, MARK]
        if np.int64(mark & ROW) < first_row:
            continue
        told = mixed(events[event, KEY] ^ mixed(events[event, REST] + np.uint64(1)))
        told = mixed(told ^ mixed(events[event, TIME] + np.uint64(2)))
        told = mixed(told ^ (mark >> np.uint64(ROW_BITS)))
        total += mixed(told ^ events[event, CONTENT])
    return total
