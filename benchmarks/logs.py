"""Realistic logs of events, from a seed: `python -m benchmarks.logs --events 10000000 --seed 1 --out FILE.parquet`.

Of the messages 13 % fail at first, a third of these are delivered later, and the others bounce or expire after as many
attempts as a real Postfix log has. Delivered messages bounce out of band, are opened and clicked. One event in a
hundred is there twice. The log ends after one day, when some messages are still being retried. Its rows are shuffled,
or nearly in the order of their times.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import texts

Array = npt.NDArray[Any]

EVENTS = (
    *("relayed", "delivered", "soft_bounced", "hard_bounced", "expired", "cancelled", "excluded"),
    *("opened", "clicked", "mirror_page_viewed", "unsubscribed", "complained"),
)
RELAYED, DELIVERED, SOFT, HARD, EXPIRED, CANCELLED, EXCLUDED, OPENED, CLICKED, MIRROR, OPT_OUT, COMPLAINED = range(12)

FAILS_AT_FIRST = 0.13
LATER, BOUNCED, RAN_OUT = 1 / 3, 2 / 3 * 59 / 107, 2 / 3 * 48 / 107
"""What becomes of those that fail at first; the measured log has 59 that bounced and 48 that expired."""
HISTORIES = (
    (1 - FAILS_AT_FIRST - 0.006 - 0.0078, (RELAYED, DELIVERED)),
    (0.0078, (RELAYED, DELIVERED, HARD)),  # out of band: 3 of 336
    (0.005, (EXCLUDED,)),
    (0.001, (RELAYED, CANCELLED)),
    (FAILS_AT_FIRST * LATER * 16 / 40, (RELAYED, SOFT, SOFT, DELIVERED)),
    (FAILS_AT_FIRST * LATER * 24 / 40, (RELAYED, SOFT, SOFT, SOFT, DELIVERED)),
    (FAILS_AT_FIRST * BOUNCED, (RELAYED, SOFT, HARD)),
    (FAILS_AT_FIRST * RAN_OUT * 1 / 48, (RELAYED, *[SOFT] * 4, EXPIRED)),
    (FAILS_AT_FIRST * RAN_OUT * 14 / 48, (RELAYED, *[SOFT] * 5, EXPIRED)),
    (FAILS_AT_FIRST * RAN_OUT * 33 / 48, (RELAYED, *[SOFT] * 6, EXPIRED)),
)
TRACKED = (
    (OPENED, 0.6, 3.1),
    (CLICKED, 0.15, 1.9),
    (MIRROR, 0.012, 1.2),
    (OPT_OUT, 0.006, 1.05),
    (COMPLAINED, 0.0005, 1.0),
)
"""The event, the share of delivered messages that have it, and how often these do on average."""
REPEATED = 0.01
EVENTS_A_MESSAGE = 4.36

SECOND = 1_000_000
DAY = 86_400 * SECOND
FIRST_TIME = 1_772_409_600 * SECOND
"""2026-03-02, in microseconds since 1970 in UTC."""
LAST_START = 20 * 3_600 * SECOND
MESSAGES_AT_ONCE = 250_000
ROWS_IN_A_GROUP = 1_000_000

BARE = ("message", "time", "event")
FULL = ("message", "recipient", "time", "event", "event_id", "source", "reason")


class Rows(NamedTuple):
    """Some rows of a log, each by the numbers that its texts are made from."""

    messages: Array
    times: Array
    """Microseconds since 1970 in UTC."""
    events: Array
    """Positions in `EVENTS`."""
    numbers: Array
    """The same for an event and its repeats."""


def write(path: Path, events: int, seed: int, *, columns: str = "bare", in_order: bool = False) -> None:
    """Write a log of so many events; equal arguments give equal rows.

    `columns` is `bare` (message, time, event) or `full` (the whole schema). `in_order`: rows come as they would
    arrive, up to minutes late, rather than shuffled.
    """
    names = BARE if columns == "bare" else FULL
    schema = pa.schema([(name, pa.timestamp("us", tz="UTC") if name == "time" else pa.string()) for name in names])
    coded = [name for name in names if name in ("event", "source", "reason")]
    with pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=coded) as writer:
        for rows in row_groups(events, seed, in_order=in_order):
            writer.write_table(table(rows, seed, schema), row_group_size=len(rows.times))


def table(rows: Rows, seed: int, schema: pa.Schema) -> pa.Table:
    """Rows as the texts that a log holds."""
    arrays = {
        "message": lambda: texts.uuids(rows.messages, seed),
        "recipient": lambda: texts.recipients(rows.messages, rows.numbers),
        "time": lambda: pa.array(rows.times, pa.timestamp("us", tz="UTC")),
        "event": lambda: pa.array(EVENTS).take(pa.array(rows.events)),
        "event_id": lambda: texts.event_ids(rows.numbers, seed),
        "source": lambda: texts.sources(rows.events >= OPENED, rows.messages),
        "reason": lambda: texts.reasons(
            np.select([rows.events == SOFT, rows.events == HARD, rows.events == EXPIRED], [0, 1, 2], -1), rows.messages
        ),
    }
    return pa.table([arrays[name]() for name in schema.names], schema=schema)


def row_groups(events: int, seed: int, *, in_order: bool = False) -> Iterator[Rows]:
    """So many rows in groups of about a million, each event dealt to a group by chance or by its arrival."""
    groups = max(1, round(events / ROWS_IN_A_GROUP))
    dealt: list[list[Rows]] = [[] for _ in range(groups)]
    for number, rows in enumerate(_batches(events, seed)):
        chance = np.random.default_rng((seed, 1, number))
        if in_order:
            lateness = chance.exponential(30 * SECOND, len(rows.times))
            group = ((rows.times - FIRST_TIME + lateness) / (DAY + 1) * groups).astype(np.int64).clip(0, groups - 1)
        else:
            group = chance.integers(0, groups, len(rows.times))
        order = np.argsort(group.astype(np.uint16), kind="stable")
        ends = np.cumsum(np.bincount(group, minlength=groups))
        for listed, begin, end in zip(dealt, (0, *ends), ends, strict=False):
            listed.append(Rows(*(column[order[begin:end]] for column in rows)))
    chance = np.random.default_rng((seed, 2))
    for listed in dealt:
        rows = Rows(*map(np.concatenate, zip(*listed, strict=True)))
        listed.clear()
        lateness = chance.exponential(30 * SECOND, len(rows.times))
        order = np.argsort(rows.times + lateness) if in_order else chance.permutation(len(rows.times))
        yield Rows(*(column[order] for column in rows))


def _batches(events: int, seed: int) -> Iterator[Rows]:
    """So many rows, message by message; the log ends in the middle of the last ones."""
    left, first_message, first_number = events, 0, 0
    while left:
        chance = np.random.default_rng((seed, 0, first_message))
        messages = min(MESSAGES_AT_ONCE, round(left / EVENTS_A_MESSAGE * 1.05) + 20)
        rows = _batch(chance, messages)
        rows = Rows(
            (rows.messages + first_message).astype(np.uint32),
            rows.times,
            rows.events.astype(np.uint8),
            (rows.numbers + first_number).astype(np.uint32),
        )
        first_message += messages
        first_number += len(rows.times)
        rows = Rows(*(column[:left] for column in rows))
        left -= len(rows.times)
        yield rows


def _batch(chance: np.random.Generator, messages: int) -> Rows:
    """All that happens to so many messages, in the order of the messages."""
    logged = _logged(chance, messages)
    arrived = logged.events == DELIVERED
    tracked = [_tracked(chance, logged.messages[arrived], logged.times[arrived], *kind) for kind in TRACKED]
    rows = Rows(*map(np.concatenate, zip(logged, *tracked, strict=True)))
    rows = rows._replace(numbers=np.arange(len(rows.times)))
    again = chance.random(len(rows.times)) < REPEATED
    rows = Rows(*(np.concatenate((column, column[again])) for column in rows))
    order = np.argsort(rows.messages, kind="stable")
    order = order[rows.times[order] < FIRST_TIME + DAY]
    return Rows(*(column[order] for column in rows))


def _logged(chance: np.random.Generator, messages: int) -> Rows:
    """From the relay to the outcome: the first answer within seconds, later attempts ever further apart."""
    steps = [events for _, events in HISTORIES]
    longest = max(map(len, steps))
    events_of = np.array([(*events, *[0] * (longest - len(events))) for events in steps])
    shares = np.array([share for share, _ in HISTORIES])
    history = chance.choice(len(steps), messages, p=shares / shares.sum())
    lengths = np.array([len(events) for events in steps])[history]
    message = np.repeat(np.arange(messages), lengths)
    begins = np.cumsum(lengths) - lengths
    step = np.arange(len(message)) - begins[message]
    event = events_of[history[message], step]
    retry = 240 * SECOND * 2.0 ** (step - 1) * (0.8 + 0.4 * chance.random(len(step)))
    # Feedback may overtake the report of the relay by a second.
    answer = chance.exponential(20 * SECOND, len(step)) - SECOND
    gap = np.select([step == 0, step == 1], [0, answer], retry).astype(np.int64)
    waited = np.cumsum(gap)
    start = FIRST_TIME + SECOND + (LAST_START * chance.random(messages) ** 1.5).astype(np.int64)
    times = start[message] + waited - waited[begins][message]
    return Rows(message, times, event, message)


def _tracked(
    chance: np.random.Generator, delivered: Array, times: Array, event: int, share: float, often: float
) -> Rows:
    """What recipients do, most of it within hours of the delivery and all of it on the same day."""
    picked = chance.random(len(delivered)) < share
    number = chance.geometric(1 / often, int(picked.sum()))
    message, begun = np.repeat(delivered[picked], number), np.repeat(times[picked], number)
    left = (FIRST_TIME + DAY - 1 - begun) / (7_200 * SECOND)
    waited = -np.log1p(-chance.random(len(begun)) * -np.expm1(-left)) * 7_200 * SECOND
    return Rows(message, begun + waited.astype(np.int64), np.full(len(message), event), message)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--columns", choices=("bare", "full"), default="bare")
    parser.add_argument("--in-order", action="store_true", help="nearly in the order of time, rather than shuffled")
    given = parser.parse_args()
    write(given.out, given.events, given.seed, columns=given.columns, in_order=given.in_order)


if __name__ == "__main__":
    main()
