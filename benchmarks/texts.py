"""The texts of a log, from numbers: ids, addresses, replies of servers. All as Arrow arrays of strings."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Array = npt.NDArray[Any]

SOURCES = ("mta-1", "mta-2", "mta-3", "mta-4", "tracking-1", "tracking-2")
REPLIES = (
    (
        "452 4.2.2 Mailbox full",
        "450 4.2.0 Greylisted, see https://postgrey.schweikert.ch/help",
        "421 4.7.0 Try again later, closing connection",
        "451 4.7.1 Temporary policy rejection",
        "454 4.4.4 no MX or A for domain",
        "4.4.1 Connection timed out",
        "4.4.2 lost connection while sending DATA command",
    ),
    (
        "550 5.1.1 User unknown",
        "550 5.1.2 Host unknown",
        "550 5.2.1 Mailbox disabled",
        "554 5.7.1 Message rejected due to spam content",
        "550 5.7.26 Unauthenticated email is not accepted",
        "552 5.2.2 Over quota",
    ),
    (
        "551 5.4.7 Next delivery time would exceed max_age",
        "554 5.4.7 [internal] message timeout (last transfail: 452 4.2.2 Mailbox full)",
        "retry timeout exceeded",
    ),
)
"""Of soft bounces, of hard ones, and of those that expired."""
WITHOUT_ID = 0.05
IN_CAPITALS = 0.01
DOMAINS = 500


def mixed(numbers: Array, seed: int) -> Array:
    """A 64-bit number for each number, without a pattern: the finalizer of splitmix64."""
    begin = np.uint64((seed + 1) * 0xD1B54A32D192ED03 % 2**64)
    value = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + begin
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        value = (value ^ (value >> np.uint64(shift))) * np.uint64(factor)
    return value ^ (value >> np.uint64(31))


def share(numbers: Array, seed: int) -> Array:
    """A number from 0 to 1 for each number."""
    return (mixed(numbers, seed) >> np.uint64(11)) / 2.0**53


def uuids(numbers: Array, seed: int) -> pa.Array:
    """36 characters for each number."""
    digits = np.frombuffer(b"0123456789abcdef", np.uint8)
    pairs = np.stack((np.repeat(digits, 16), np.tile(digits, 16)), axis=1)
    halves = np.stack((mixed(numbers, 2 * seed), mixed(numbers, 2 * seed + 1)), axis=1)
    nibbles = pairs[halves.view(np.uint8)].reshape(len(numbers), 32)
    written = np.full((len(numbers), 36), ord("-"), np.uint8)
    written[:, [place for place in range(36) if place not in (8, 13, 18, 23)]] = nibbles
    offsets = np.arange(0, 36 * len(numbers) + 1, 36, dtype=np.int32)
    return pa.Array.from_buffers(pa.string(), len(numbers), [None, pa.py_buffer(offsets), pa.py_buffer(written)])


def event_ids(numbers: Array, seed: int) -> pa.Array:
    """36 characters for each number; none where a server gives no ids."""
    return pc.if_else(pa.array(share(numbers, seed + 7) < WITHOUT_ID), None, uuids(numbers, seed + 1_000))


def recipients(messages: Array, numbers: Array) -> pa.Array:
    """The address of each message, written in capitals by some that speak of it."""
    domain = pc.cast(pa.array(messages % DOMAINS), pa.string())
    local = pc.cast(pa.array(messages), pa.string())
    written = pc.binary_join_element_wise("recipient", local, "@domain", domain, ".example", "")
    return pc.if_else(pa.array(share(numbers, 11) < IN_CAPITALS), pc.ascii_upper(written), written)


def sources(tracking: Array, messages: Array) -> pa.Array:
    """Who tells of it: one of four servers that send, or of two that see reactions."""
    return pa.array(SOURCES).take(pa.array(np.where(tracking, 4 + messages % 2, messages % 4)))


def reasons(kinds: Array, messages: Array) -> pa.Array:
    """What the server of a recipient said, of a kind in `REPLIES` (-1: nothing); the same to a message each time."""
    said = pa.array([reply for replies in REPLIES for reply in replies])
    begins = np.cumsum([0, *map(len, REPLIES)])[kinds]
    length = np.array([*map(len, REPLIES), 1])[kinds]
    place = begins + (mixed(messages, 13) % length.astype(np.uint64)).astype(np.int64)
    return said.take(pa.array(place, mask=kinds < 0))
