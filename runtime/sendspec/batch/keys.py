"""Rows of a log to packed events, each of some words of 64 bits, sorted into buckets of keys.

An event is packed as its key (two words), its time, its *mark* with its row, and, where the log has event ids or
reasons, a word that tells it from another event of the same time and name. Events of one key share a bucket.
"""

from __future__ import annotations

import numpy as np

from sendspec.batch.compiled import compiled
from sendspec.batch.hashing import FIRST, SECOND, mixed, stirred_text

KEY, REST, TIME, MARK, CONTENT = range(5)
"""The words of an event."""
ROW_BITS = 48
ROW = np.uint64((1 << ROW_BITS) - 1)
HAS_ID = np.uint64(1 << 63)
HAS_REASON = np.uint64(1 << 62)
RANK_BITS = 12
NO_BUCKET = np.uint16(2**16 - 1)
NO_RANK = -1
"""The rank of an event that no machine hears."""


@compiled
def _is_null(bits, offset, row):
    """Whether a bitmap of valid rows says that a row is null; an empty bitmap has no null."""
    if len(bits) == 0:
        return False
    place = row + offset
    return (bits[place >> 3] >> (place & 7)) & 1 == 0


@compiled
def hash_rows(
    messages,
    message_offsets,
    has_recipient,
    recipients,
    recipient_offsets,
    times,
    names,
    ranks,
    has_nulls,
    valid,
    valid_offsets,
    as_of,
    first_row,
    shift,
    keys,
    buckets,
    counts,
    unknown,
    incomplete_rows,
):
    """The key and the bucket of each row that is heard, and how many there are in each bucket.

    `valid` holds five bitmaps (message, recipient, time, event, event id). `names` are codes of event names and `ranks`
    the rank of each code. Writes `keys` (n, 2), `buckets` (n; `NO_BUCKET` for a row that is not heard) and `counts`;
    gives back (heard, later, incomplete, first, latest).
    """
    heard = later = incomplete = 0
    first, latest = np.int64(2**63 - 1), np.int64(-(2**63))
    for row in range(len(times)):
        buckets[row] = NO_BUCKET
        if has_nulls and (
            _is_null(valid[0], valid_offsets[0], row)
            or _is_null(valid[1], valid_offsets[1], row)
            or _is_null(valid[2], valid_offsets[2], row)
            or _is_null(valid[3], valid_offsets[3], row)
        ):
            if incomplete < len(incomplete_rows):
                incomplete_rows[incomplete] = first_row + row
            incomplete += 1
            continue
        time = times[row]
        latest = max(latest, time)
        if ranks[names[row]] < 0:
            unknown[names[row]] += 1
            continue
        if time > as_of:
            later += 1
            continue
        one, other = stirred_text(FIRST, SECOND, messages, message_offsets[row], message_offsets[row + 1], False)
        if has_recipient:
            one, other = stirred_text(one, other, recipients, recipient_offsets[row], recipient_offsets[row + 1], True)
        one = mixed(one)
        keys[row, KEY] = one
        keys[row, REST] = other
        bucket = one >> shift
        buckets[row] = bucket
        counts[bucket] += 1
        heard += 1
        first = min(first, time)
    return heard, later, incomplete, first, latest


@compiled
def pack_rows(
    keys,
    buckets,
    times,
    names,
    ranks,
    has_nulls,
    valid,
    valid_offsets,
    ids,
    id_offsets,
    reasons,
    reason_hashes,
    first_row,
    places,
    packed,
):
    """Pack the rows that are heard into `packed` (n, words), each where the `places` of its bucket are next.

    `ids` are texts, empty where there is no such column; `reasons` are codes (-1: none) into `reason_hashes`, empty
    where there is no such column.
    """
    with_content = packed.shape[1] > CONTENT
    has_ids, has_reasons = len(id_offsets) > 0, len(reasons) > 0
    for row in range(len(times)):
        bucket = buckets[row]
        if bucket == NO_BUCKET:
            continue
        place = places[bucket]
        places[bucket] = place + 1
        mark = np.uint64(first_row + row) | (np.uint64(ranks[names[row]]) << np.uint64(ROW_BITS))
        if with_content:
            content = np.uint64(0)
            if has_reasons and reasons[row] >= 0:
                mark |= HAS_REASON
                content = reason_hashes[reasons[row]]
            is_there = has_ids and not (has_nulls and _is_null(valid[4], valid_offsets[4], row))
            if is_there and id_offsets[row + 1] > id_offsets[row]:
                mark |= HAS_ID
                half, rest = stirred_text(FIRST, SECOND, ids, id_offsets[row], id_offsets[row + 1], False)
                content = half ^ mixed(rest)
            packed[place, CONTENT] = content
        packed[place, KEY] = keys[row, KEY]
        packed[place, REST] = keys[row, REST]
        packed[place, TIME] = np.uint64(times[row])
        packed[place, MARK] = mark
