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
def pack_rows(
    messages,
    message_offsets,
    has_recipient,
    recipients,
    recipient_offsets,
    times,
    names,
    ranks,
    valid,
    valid_offsets,
    ids,
    id_offsets,
    reasons,
    reason_hashes,
    as_of,
    first_row,
    shift,
    packed,
    buckets,
    counts,
    unknown,
    incomplete_rows,
):
    """Pack the rows that are heard, in their order, into `packed` (n, words), and count them in `counts` by bucket.

    `valid` holds five bitmaps (message, recipient, time, event, event id). `names` are codes of event names and `ranks`
    the rank of each code; `ids` are texts, empty where there is no such column; `reasons` are codes (-1: none) into
    `reason_hashes`, empty where there is no such column. Gives back (packed, later, incomplete, first, last, latest).
    """
    words = packed.shape[1]
    written = later = incomplete = 0
    first, last, latest = np.int64(2**63 - 1), np.int64(-(2**63)), np.int64(-(2**63))
    has_ids, has_reasons = len(id_offsets) > 0, len(reasons) > 0
    for row in range(len(times)):
        if (
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
        rank = ranks[names[row]]
        if rank < 0:
            unknown[names[row]] += 1
            continue
        if time > as_of:
            later += 1
            continue
        one, other = stirred_text(FIRST, SECOND, messages, message_offsets[row], message_offsets[row + 1], False)
        if has_recipient:
            one, other = stirred_text(one, other, recipients, recipient_offsets[row], recipient_offsets[row + 1], True)
        one = mixed(one)
        mark = np.uint64(first_row + row) | (np.uint64(rank) << np.uint64(ROW_BITS))
        content = np.uint64(0)
        if has_reasons and reasons[row] >= 0:
            mark |= HAS_REASON
            content = reason_hashes[reasons[row]]
        if has_ids and id_offsets[row + 1] > id_offsets[row] and not _is_null(valid[4], valid_offsets[4], row):
            mark |= HAS_ID
            half, rest = stirred_text(FIRST, SECOND, ids, id_offsets[row], id_offsets[row + 1], False)
            content = half ^ mixed(rest)
        packed[written, KEY] = one
        packed[written, REST] = other
        packed[written, TIME] = np.uint64(time)
        packed[written, MARK] = mark
        if words > CONTENT:
            packed[written, CONTENT] = content
        bucket = one >> shift
        buckets[written] = bucket
        counts[bucket] += 1
        written += 1
        first, last = min(first, time), max(last, time)
    return written, later, incomplete, first, last, latest


@compiled
def scatter(packed, buckets, number, places, out):
    """Move packed events into their buckets; `places` says where each begins and is moved on."""
    words = packed.shape[1]
    for row in range(number):
        bucket = buckets[row]
        place = places[bucket]
        places[bucket] = place + 1
        for word in range(words):
            out[place, word] = packed[row, word]
