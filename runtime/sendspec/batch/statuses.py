"""What the sending logs show of each message in each mode, as a table of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import IO, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pyarrow import compute

from sendspec.batch import arrays
from sendspec.batch.fold import Folded
from sendspec.batch.kernel import Rows
from sendspec.batch.logs import Chunk, Log
from sendspec.batch.plan import Lane
from sendspec.batch.threads import in_threads
from sendspec.histories import Grouped
from sendspec.walks import Machine

FEW_VALUES = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema(
    [
        pa.field("message", pa.string(), nullable=False),
        pa.field("recipient", pa.string()),
        pa.field("mode", FEW_VALUES, nullable=False),
        pa.field("state", FEW_VALUES, nullable=False),
        pa.field("status", FEW_VALUES),
        pa.field("since", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("reason", pa.string()),
    ]
)
"""The columns of `sendspec replay --statuses`."""
REPEATED = ["mode", "state", "status", "reason"]
NOTHING = np.empty((0, 2), np.int64)
TEXTS = ("recipient", "time", "event", "event_id", "reason")


def status_tables(
    folded: Folded, log: Log, meanings: Mapping[str, str] | None = None, threads: int = 1
) -> Iterator[pa.Table]:
    """Tables of `SCHEMA`: the messages in the order in which the log first speaks of them, in each mode.

    The log is read once more for the texts, unless the fold kept them. Raises `BadLogError` as it does.
    """
    if not folded.rows:
        return
    unclear = _unclear(folded, log, meanings)
    reasons = _Reasons(folded.rows, log)
    wanted = [name for name in ("message", "recipient") if name in log.columns]

    def work(chunk: Chunk) -> list[pa.Table]:
        rows = _rows_of(folded.rows, chunk)
        if not len(rows.first):
            return []
        texts = chunk.read(wanted).take(arrays.rows(rows.first - chunk.first_row))
        return [_table(lane, number, rows, texts, reasons, unclear) for number, lane in enumerate(folded.plan.modes)]

    for tables in in_threads(work, log.chunks(wanted), threads):
        yield from tables


def _rows_of(parts: Sequence[Rows], chunk: Chunk) -> Rows:
    """The messages of which a chunk speaks first, in its order."""
    edges = [np.searchsorted(part.first, (chunk.first_row, chunk.first_row + chunk.rows)) for part in parts]
    names = ("first", "state", "since", "cause")
    joined = {
        name: np.concatenate([getattr(part, name)[low:high] for part, (low, high) in zip(parts, edges, strict=True)])
        for name in names
    }
    order = np.argsort(joined["first"])
    return Rows(**{name: values[order] for name, values in joined.items()}, unclear=NOTHING)


def write_parquet(stream: IO[bytes], tables: Iterable[pa.Table]) -> None:
    """Write tables of `SCHEMA` as Parquet."""
    # Each message is there once, under an id that hardly compresses: neither a dictionary nor zstd pays for its time.
    options: dict[str, Any] = {
        "compression": {name: "none" if name == "message" else "zstd" for name in SCHEMA.names},
        "compression_level": {name: 1 for name in SCHEMA.names if name != "message"},
        "use_dictionary": REPEATED,
        "write_statistics": REPEATED,
    }
    with pq.ParquetWriter(stream, SCHEMA, **options) as writer:
        for table in tables:
            writer.write_table(table)


class Clarified(NamedTuple):
    """What only texts can tell of a message."""

    recipient: str
    reasons: tuple[str | None, ...]
    """In each mode."""


class _Reasons:
    """The texts of the reasons that are wanted."""

    def __init__(self, parts: Sequence[Rows], log: Log) -> None:
        self._rows = np.unique(np.concatenate([part.cause[part.cause >= 0] for part in parts]))
        self._texts = pa.nulls(0, pa.string())
        if len(self._rows):
            column = log.take(self._rows, ["reason"])["reason"]
            self._texts = pa.chunked_array(column.chunks).unify_dictionaries().combine_chunks()

    def of(self, causes: NDArray[np.int64]) -> pa.Array:
        """One text for each cause, null for none."""
        if not len(self._rows):
            return pa.nulls(len(causes), pa.string())
        places = np.searchsorted(self._rows, causes)
        return self._texts.take(arrays.numbers(places, pa.int64(), causes < 0)).cast(pa.string())


def _table(
    lane: Lane,
    number: int,
    rows: Rows,
    texts: pa.Table,
    reasons: _Reasons,
    unclear: Mapping[int, Clarified],
) -> pa.Table:
    states = pa.array(list(lane.states))
    statuses = list(dict.fromkeys(standing.status for standing in lane.table.states.values() if standing.status))
    shown = [lane.table.states[state].status for state in lane.states]
    code = np.array([statuses.index(status) if status is not None else -1 for status in shown], np.int32)
    state = rows.state[:, number].astype(np.int32)
    status = code[state]
    recipients = texts["recipient"] if "recipient" in texts.schema.names else pa.repeat(pa.scalar(""), len(state))
    reason = reasons.of(rows.cause[:, number])
    places = [place for place, first in enumerate(rows.first.tolist()) if first in unclear] if unclear else []
    if places:
        clear = [unclear[int(rows.first[place])] for place in places]
        recipients = _replaced(recipients, places, [each.recipient for each in clear])
        reason = _replaced(reason, places, [each.reasons[number] for each in clear])
    return pa.table(
        [
            texts["message"],
            recipients,
            _coded(np.zeros(len(state), np.int32), pa.array([lane.table.name])),
            _coded(state, states),
            _coded(status, pa.array(statuses, pa.string()), missing=status < 0),
            arrays.numbers(rows.since[:, number], pa.timestamp("us", tz="UTC")),
            reason,
        ],
        schema=SCHEMA,
    )


def _coded(codes: NDArray[np.int32], values: pa.Array, missing: NDArray[np.bool_] | None = None) -> pa.Array:
    return pa.DictionaryArray.from_arrays(arrays.numbers(codes, pa.int32(), missing), values)


def _replaced(column: pa.Array | pa.ChunkedArray, places: list[int], values: list[str | None] | list[str]) -> pa.Array:
    """A column of text with other values at some places, which ascend."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    mask = np.zeros(len(whole), np.bool_)
    mask[places] = True
    others = pa.array(values, pa.string())
    return compute.call_function("replace_with_mask", [whole, arrays.truths(mask), others])


class _Record(NamedTuple):
    """An event as `sendspec.walks` hears it."""

    time: int
    message: str
    recipient: str
    event: str
    id: str | None
    reason: str | None
    place: str


def _unclear(folded: Folded, log: Log, meanings: Mapping[str, str] | None) -> dict[int, Clarified]:
    """Messages of which two events differ in nothing but texts, told by the reference engine; by their first rows."""
    unclear = np.concatenate([part.unclear for part in folded.rows])
    chosen = unclear[_unlike(unclear, log)] if len(unclear) else unclear
    if not len(chosen):
        return {}
    log_events = [event for event, of_log in zip(folded.plan.events, folded.plan.heard_by_log, strict=True) if of_log]
    grouped = Grouped(log_events, (), folded.as_of)
    grouped.add(_records(chosen, log, meanings))
    histories, names = grouped.histories(grouped.messages)
    walks = [Machine(lane.table).walk_all(histories, names, folded.as_of) for lane in folded.plan.modes]
    return {
        int(history[0].message): Clarified(history[0].recipient, tuple(walk.reason(history) for walk in of_modes))
        for history, *of_modes in zip(histories, *walks, strict=True)
    }


def _unlike(unclear: NDArray[np.int64], log: Log) -> NDArray[np.bool_]:
    """Which of the unclear rows are of messages whose events differ in recipient or reason."""
    numbers, places = np.unique(unclear[:, 1], return_inverse=True)
    texts = log.take(numbers, [name for name in ("recipient", "reason") if name in log.columns])
    messages = unclear[:, 0]
    edges = np.flatnonzero(np.diff(messages, prepend=-1))
    unlike = np.zeros(len(edges), np.bool_)
    for column in texts.columns:
        codes = _codes(column)[places]
        unlike |= np.minimum.reduceat(codes, edges) != np.maximum.reduceat(codes, edges)
    return np.repeat(unlike, np.diff(edges, append=len(messages)))


def _codes(column: pa.ChunkedArray) -> NDArray[np.int32]:
    """A number for each text, the same for the same text; -1 for none."""
    texts = column.cast(pa.string()).combine_chunks().dictionary_encode()
    return np.frombuffer(texts.indices.fill_null(-1).buffers()[1], np.int32)[: len(texts)]


def _records(chosen: NDArray[np.int64], log: Log, meanings: Mapping[str, str] | None) -> Iterator[_Record]:
    """The events of rows; what stands for a message is the number of its first row."""
    numbers, places = np.unique(chosen[:, 1], return_inverse=True)
    texts = log.take(numbers, [name for name in TEXTS if name in log.columns]).take(arrays.rows(places))
    columns = texts.to_pydict()
    nothing: list[None] = [None] * texts.num_rows
    events = columns["event"]
    return map(
        _Record,
        columns["time"],
        map(str, chosen[:, 0].tolist()),
        [recipient or "" for recipient in columns.get("recipient", nothing)],
        events if meanings is None else [meanings[name] for name in events],
        columns.get("event_id", nothing),
        columns.get("reason", nothing),
        repeat(""),
    )
