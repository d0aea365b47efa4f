"""Random logs for any spec, made to be hard: ties, repeats, disorder, skew, odd names, times around deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.engines import LOG, Event, Spec

Numbers: TypeAlias = NDArray[np.int64]
SECOND = 1_000_000
HOUR = 3_600 * SECOND
START = 1_767_225_600 * SECOND
"""2026."""
NONE = -1

NAMES = (
    "",
    "ann@x.test",
    "İ@x.test",
    "i\u0307@x.test",
    "ΣΑΣ@x.test",
    "straße@x.test",
    "STRASSE@x.test",
    "k\u212a@x.test",
    "éva@x.test",
)
CASES = (str, str.upper, str.title, str.lower)
WRITTEN = tuple(dict.fromkeys(change(name) for name, change in product(NAMES, CASES)))
"""Recipients: some are one object, some only look as if they were."""
REASONS = ("", "a", "b", "ab", "é", "z", "\uffff", "\U0001f600", "450 4.2.1 busy", "x" * 300)
"""By UTF-16, the one before `450` would come before the one before itself."""
SOURCES = ("postfix", "dsn", "é")
UNKNOWN = ("rained", "", "Delivered", "delivered ", "\u212a")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a log is like; shares are from 0 to 1."""

    events_a_message: float = 4.0
    skew: float = 0.0
    """The share of rows that belong to the first three messages."""
    recipients: int = 2
    """At most so many written forms a message; 0: no column of recipients."""
    start: int = START
    span: int = 30 * 24 * HOUR
    """Over how long messages begin."""
    grid: int = 1
    """All times are multiples of this."""
    ids: float = 0.5
    """The share of rows with an id of their own."""
    reasons: float = 0.5
    repeats: float = 0.05
    """How many rows are added for each row, as repeats of all sorts."""
    unknown: float = 0.02
    tracking: float = 0.2
    nulls: float = 0.001
    disorder: bool = True
    first: str = ""
    """What the ids of messages begin with."""


SHAPES: dict[str, Shape] = {
    "usual": Shape(),
    "one event each": Shape(events_a_message=1.0, repeats=0.01),
    "few messages": Shape(events_a_message=2_000.0, recipients=4),
    "skewed": Shape(skew=0.3),
    "whole seconds, all at once": Shape(span=2, grid=SECOND, ids=0.1, repeats=0.3),
    "ties": Shape(span=0, grid=24 * HOUR, events_a_message=8.0, ids=0.2, reasons=0.9),
    "around 1970": Shape(start=0, span=2 * 24 * HOUR, ids=0.9),
    "long names, in order": Shape(first="m" * 60, disorder=False, repeats=0.5),
    "no recipients": Shape(recipients=0, nulls=0.0, unknown=0.3),
}


def random_log(spec: Spec, shape: Shape, rows: int, seed: int) -> pa.Table:
    """A log of about so many rows (repeats come on top), of `LOG`; the same for the same arguments."""
    random = np.random.default_rng(seed)
    messages = max(1, int(rows / shape.events_a_message))
    columns = _first_told(spec, shape, random, rows, messages)
    columns = _with_repeats(columns, shape, random, messages)
    if shape.disorder:
        order = random.permutation(len(columns["time"]))
        columns = {name: values[order] for name, values in columns.items()}
    log = _written(columns, spec, shape, messages, random)
    return log if shape.recipients else log.drop_columns(["recipient"])


def small_logs(spec: Spec, *, most: int = 14) -> st.SearchStrategy[list[Event]]:
    """A few events that have much in common, for hypothesis."""
    lengths = _lengths(spec)
    moments = sorted({0, 1, *(each + near for each in lengths for near in (-1, 0, 1)), *(2 * each for each in lengths)})
    event = st.builds(
        Event,
        time=st.tuples(st.sampled_from(moments), st.sampled_from((0, 0, 0, START, -1))).map(sum),
        message=st.sampled_from(("m", "m", "m", "M", "", "é")),
        recipient=st.sampled_from(("a@x", "a@x", "A@x", "A@X", "", "İ", "i\u0307", "É", "é")),
        event=st.sampled_from((*_events(spec), *_events(spec), "rained", "")),
        id=st.sampled_from((None, None, "", "1", "2", "é")),
        reason=st.sampled_from((None, "", "a", "b", "\uffff", "\U0001f600")),
    )
    return st.lists(event, max_size=most)


def _events(spec: Spec) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(event) for machine in spec.machines for event in machine.events))


def _lengths(spec: Spec) -> list[int]:
    """All lengths of time that mean something in the spec."""
    found = {length.value for machine in spec.machines for length in machine.durations.values()}
    return sorted(found) or [HOUR]


def _first_told(spec: Spec, shape: Shape, random: np.random.Generator, rows: int, messages: int) -> dict[str, Numbers]:
    """Each column as numbers: of events, recipients and so on; `NONE` where there is nothing."""
    message = random.integers(0, messages, rows)
    message[random.random(rows) < shape.skew] %= 3
    recipient = (message * 7 + random.integers(0, max(shape.recipients, 1), rows) * 5) % len(WRITTEN)
    begun = random.integers(0, shape.span + 1, messages)[message]
    time = shape.start + (begun + _offsets(spec, random, rows)) // shape.grid * shape.grid
    log_events = len(dict.fromkeys(event for table in spec.tables.values() for event in table.events))
    event = random.integers(0, log_events, rows)
    followed = random.random(rows) < (shape.tracking if len(_events(spec)) > log_events else 0)
    event[followed] = random.integers(log_events, len(_events(spec)) or 1, int(followed.sum()))
    strange = random.random(rows) < shape.unknown
    event[strange] = len(_events(spec)) + random.integers(0, len(UNKNOWN), int(strange.sum()))
    return {
        "message": message,
        "recipient": recipient,
        "time": time,
        "event": event,
        "event_id": np.where(random.random(rows) < shape.ids, np.arange(rows), NONE),
        "source": random.integers(NONE, len(SOURCES), rows),
        "reason": np.where(random.random(rows) < shape.reasons, random.integers(0, len(REASONS), rows), NONE),
    }


def _offsets(spec: Spec, random: np.random.Generator, rows: int) -> Numbers:
    """How long after its message began each row comes: often at once, or within a microsecond of deadlines."""
    lengths = np.array(_lengths(spec))
    first, second = random.choice(lengths, rows), random.choice(lengths, rows)
    near = random.integers(-1, 2, rows)
    anywhere = random.integers(0, 2 * int(lengths[-1]) + 1, rows)
    kind = random.integers(0, 8, rows)
    return np.select(
        [kind < 3, kind < 5, kind == 5, kind == 6],
        [np.zeros(rows, np.int64), first + near, first + second + near, np.maximum(near, 0)],
        anywhere,
    )


def _with_repeats(
    columns: dict[str, Numbers], shape: Shape, random: np.random.Generator, messages: int
) -> dict[str, Numbers]:
    """The rows, and some of them again: as they were, with another time, event, reason, recipient, message or id."""
    rows = len(columns["time"])
    again = random.integers(0, rows, int(rows * shape.repeats))
    repeats = {name: values[again] for name, values in columns.items()}
    kind = random.integers(0, 12, len(again))
    repeats["time"] = repeats["time"] + np.where(kind == 1, random.integers(-HOUR, HOUR, len(again)), 0)
    repeats["event"] = np.where(kind == 2, columns["event"][random.integers(0, rows, len(again))], repeats["event"])
    repeats["reason"] = np.where(kind == 3, random.integers(NONE, len(REASONS), len(again)), repeats["reason"])
    written = (repeats["recipient"] + random.integers(-2, 3, len(again))) % len(WRITTEN)
    repeats["recipient"] = np.where(kind >= 9, written, repeats["recipient"])
    repeats["message"] = np.where(kind == 5, random.integers(0, messages, len(again)), repeats["message"])
    repeats["event_id"] = np.where(kind == 6, NONE, np.where(kind == 7, again % 50, repeats["event_id"]))
    repeats["source"] = np.where(kind == 8, NONE, repeats["source"])
    return {name: np.concatenate((values, repeats[name])) for name, values in columns.items()}


def _written(
    columns: dict[str, Numbers], spec: Spec, shape: Shape, messages: int, random: np.random.Generator
) -> pa.Table:
    rows = len(columns["time"])
    null = {name: random.random(rows) < shape.nulls / 4 for name in ("message", "recipient", "time", "event")}
    names = pa.array([message_named(number, shape.first) for number in range(messages)], pa.string())
    ids = columns["event_id"]
    texts = pa.array(np.char.add("e", ids.astype(str)), pa.string(), mask=ids == NONE)
    empty = pa.array((ids != NONE) & (ids % 31 == 0))
    written = {
        "message": names.take(pa.array(columns["message"], mask=null["message"])),
        "recipient": _texts(WRITTEN, columns["recipient"], null["recipient"]),
        "time": pa.array(columns["time"], pa.int64(), mask=null["time"]),
        "event": _texts((*_events(spec), *UNKNOWN), columns["event"], null["event"]),
        "event_id": pc.if_else(empty, pa.scalar(""), texts),
        "source": _texts(SOURCES, columns["source"], columns["source"] == NONE),
        "reason": _texts(REASONS, columns["reason"], columns["reason"] == NONE),
    }
    return pa.table({name: written[name].cast(LOG.field(name).type) for name in LOG.names}, schema=LOG)


def message_named(number: int, first: str = "") -> str:
    """A message: mostly short names that are like each other, and a few that are long, empty or not of ASCII."""
    if number % 101 == 1:
        return f"{first}{number:0300x}"
    if number % 101 == 2:
        return f"{first}é{number:x}\U0001f600"
    return f"{first}{number:x}" if number else first


def _texts(known: Sequence[str], numbers: Numbers, null: NDArray[np.bool_]) -> pa.Array:
    return pa.array(known, pa.string()).take(pa.array(np.maximum(numbers, 0), mask=null))
