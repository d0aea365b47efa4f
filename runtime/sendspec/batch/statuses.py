"""What the sending logs show of each message in each mode, as a table of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
TEXTS = ("message", "recipient", "time", "event", "event_id", "reason")


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
    """Messages of which two events differ in nothing but texts, told by the reference engine."""
    unclear = np.concatenate([part.unclear for part in folded.rows])
    if not len(unclear):
        return {}
    places, texts = _unlike(unclear, log)
    found: dict[int, list[_Record]] = {}
    for message, record in zip(unclear[places, 0].tolist(), _records(texts, meanings), strict=True):
        found.setdefault(message, []).append(record)
    machines = [Machine(lane.table) for lane in folded.plan.modes]
    return {message: _clarified(folded, machines, records) for message, records in found.items()}


def _unlike(unclear: NDArray[np.int64], log: Log) -> tuple[NDArray[np.int64], pa.Table]:
    """Which of the unclear rows are of messages whose events differ in recipient or reason, and their texts."""
    numbers, places = np.unique(unclear[:, 1], return_inverse=True)
    texts = log.take(numbers, [name for name in TEXTS if name in log.columns])
    messages = unclear[:, 0]
    edges = np.flatnonzero(np.diff(messages, prepend=-1))
    unlike = np.zeros(len(edges), np.bool_)
    for name in ("recipient", "reason"):
        if name in texts.schema.names:
            codes = _codes(texts[name])[places]
            unlike |= np.minimum.reduceat(codes, edges) != np.maximum.reduceat(codes, edges)
    chosen = np.flatnonzero(np.repeat(unlike, np.diff(edges, append=len(messages))))
    return chosen, texts.take(arrays.rows(places[chosen]))


def _codes(column: pa.ChunkedArray) -> NDArray[np.int32]:
    """A number for each text, the same for the same text; -1 for none."""
    texts = column.cast(pa.string()).combine_chunks().dictionary_encode()
    return np.frombuffer(texts.indices.fill_null(-1).buffers()[1], np.int32)[: len(texts)]


def _records(texts: pa.Table, meanings: Mapping[str, str] | None) -> Iterator[_Record]:
    columns = texts.to_pydict()
    nothing: list[None] = [None] * texts.num_rows
    for index in range(texts.num_rows):
        name = columns["event"][index]
        yield _Record(
            time=columns["time"][index],
            message=columns["message"][index],
            recipient=columns.get("recipient", nothing)[index] or "",
            event=name if meanings is None else meanings[name],
            id=columns.get("event_id", nothing)[index],
            reason=columns.get("reason", nothing)[index],
            place="",
        )


def _clarified(folded: Folded, machines: list[Machine], records: list[_Record]) -> Clarified:
    plan, as_of = folded.plan, folded.as_of
    log_events = [event for event, of_log in zip(plan.events, plan.heard_by_log, strict=True) if of_log]
    grouped = Grouped(log_events, (), as_of)
    grouped.add(records)
    histories, names = grouped.histories(grouped.messages)
    walks = [machine.walk_all(histories, names, as_of)[0] for machine in machines]
    return Clarified(histories[0][0].recipient, tuple(walk.reason(histories[0]) for walk in walks))
