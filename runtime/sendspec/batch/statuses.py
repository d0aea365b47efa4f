"""What the sending logs show of each message in each mode, as a table of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import IO, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

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
TEXTS = ("message", "recipient", "time", "event", "event_id", "reason")


def status_tables(
    folded: Folded, log: Log, meanings: Mapping[str, str] | None = None, threads: int = 1
) -> Iterator[pa.Table]:
    """Tables of `SCHEMA`: the messages in the order in which the log first speaks of them, in each mode.

    The log is read once more, for the texts. Raises `BadLogError` as it does.
    """
    if not folded.rows:
        return
    rows = _joined(folded.rows)
    unclear = _unclear(folded, rows, log, meanings)
    reasons = _Reasons(rows.cause, log)
    owners = np.full(int(rows.first.max(initial=-1)) + 1, -1, np.int32)
    owners[rows.first] = np.arange(len(rows.first), dtype=np.int32)
    wanted = [name for name in ("message", "recipient") if name in log.columns]

    def work(chunk: Chunk) -> list[pa.Table]:
        owned = owners[chunk.first_row : chunk.first_row + chunk.rows]
        places = np.flatnonzero(owned >= 0)
        if not len(places):
            return []
        texts = chunk.read(wanted).take(pa.array(places))
        messages = owned[places].astype(np.int64)
        return [
            _table(lane, number, rows, messages, texts, reasons, unclear)
            for number, lane in enumerate(folded.plan.modes)
        ]

    for tables in in_threads(work, log.chunks(wanted), threads):
        yield from tables


def write_parquet(stream: IO[bytes], tables: Iterable[pa.Table]) -> None:
    """Write tables of `SCHEMA` as Parquet."""
    # Each message is there once: a dictionary of them would be larger than they are.
    options = {"compression": "zstd", "compression_level": 1, "use_dictionary": REPEATED, "write_statistics": REPEATED}
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

    def __init__(self, causes: NDArray[np.int64], log: Log) -> None:
        self._rows = np.unique(causes[causes >= 0])
        self._texts = pa.nulls(0, pa.string())
        if len(self._rows):
            column = log.take(self._rows, ["reason"])["reason"]
            self._texts = pa.chunked_array(column.chunks).unify_dictionaries().combine_chunks()

    def of(self, causes: NDArray[np.int64]) -> pa.Array:
        """One text for each cause, null for none."""
        if not len(self._rows):
            return pa.nulls(len(causes), pa.string())
        places = np.searchsorted(self._rows, causes)
        return self._texts.take(pa.array(places, mask=causes < 0)).cast(pa.string())


def _joined(parts: tuple[Rows, ...]) -> Rows:
    """All parts as one; the messages of unclear rows numbered anew."""
    before = np.cumsum([0, *(len(part.first) for part in parts)])
    for part, number in zip(parts, before, strict=False):
        part.unclear[:, 0] += number
    arrays = {name: [getattr(part, name) for part in parts] for name in Rows._fields}
    return Rows(**{name: np.concatenate(each) for name, each in arrays.items()})


def _table(
    lane: Lane,
    number: int,
    rows: Rows,
    chosen: NDArray[np.int64],
    texts: pa.Table,
    reasons: _Reasons,
    unclear: Mapping[int, Clarified],
) -> pa.Table:
    states = pa.array(list(lane.states))
    statuses = list(dict.fromkeys(standing.status for standing in lane.table.states.values() if standing.status))
    shown = [lane.table.states[state].status for state in lane.states]
    code = np.array([statuses.index(status) if status is not None else -1 for status in shown], np.int32)
    state = rows.state[chosen, number].astype(np.int32)
    status = code[state]
    recipients = texts["recipient"] if "recipient" in texts.schema.names else pa.repeat(pa.scalar(""), len(chosen))
    reason = reasons.of(rows.cause[chosen, number])
    places = [place for place, message in enumerate(chosen.tolist()) if message in unclear] if unclear else []
    if places:
        clear = [unclear[int(chosen[place])] for place in places]
        recipients = _replaced(recipients, places, [each.recipient for each in clear])
        reason = _replaced(reason, places, [each.reasons[number] for each in clear])
    return pa.table(
        [
            texts["message"],
            recipients,
            _coded(np.zeros(len(chosen), np.int32), pa.array([lane.table.name])),
            _coded(state, states),
            _coded(status, pa.array(statuses, pa.string()), missing=status < 0),
            pa.array(rows.since[chosen, number]).cast(pa.timestamp("us", tz="UTC")),
            reason,
        ],
        schema=SCHEMA,
    )


def _coded(codes: NDArray[np.int32], values: pa.Array, missing: NDArray[np.bool_] | None = None) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=missing), values)


def _replaced(column: pa.Array | pa.ChunkedArray, places: list[int], values: list[str | None] | list[str]) -> pa.Array:
    """A column of text with other values at some places, which ascend."""
    import pyarrow.compute as pc

    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    mask = np.zeros(len(whole), np.bool_)
    mask[places] = True
    return pc.replace_with_mask(whole, pa.array(mask), pa.array(values, pa.string()))


class _Record(NamedTuple):
    """An event as `sendspec.walks` hears it."""

    time: int
    message: str
    recipient: str
    event: str
    id: str | None
    reason: str | None
    place: str


def _unclear(folded: Folded, rows: Rows, log: Log, meanings: Mapping[str, str] | None) -> dict[int, Clarified]:
    """Messages of which two events differ in nothing but texts, told by the reference engine."""
    if not len(rows.unclear):
        return {}
    places, texts = _unlike(rows, log)
    found: dict[int, list[_Record]] = {}
    for message, record in zip(rows.unclear[places, 0].tolist(), _records(texts, meanings), strict=True):
        found.setdefault(message, []).append(record)
    machines = [Machine(lane.table) for lane in folded.plan.modes]
    return {message: _clarified(folded, machines, records) for message, records in found.items()}


def _unlike(rows: Rows, log: Log) -> tuple[NDArray[np.int64], pa.Table]:
    """Which of the unclear rows are of messages whose events differ in recipient or reason, and their texts."""
    numbers, places = np.unique(rows.unclear[:, 1], return_inverse=True)
    texts = log.take(numbers, [name for name in TEXTS if name in log.columns])
    messages = rows.unclear[:, 0]
    edges = np.flatnonzero(np.diff(messages, prepend=-1))
    unlike = np.zeros(len(edges), np.bool_)
    for name in ("recipient", "reason"):
        if name in texts.schema.names:
            codes = _codes(texts[name])[places]
            unlike |= np.minimum.reduceat(codes, edges) != np.maximum.reduceat(codes, edges)
    chosen = np.flatnonzero(np.repeat(unlike, np.diff(edges, append=len(messages))))
    return chosen, texts.take(pa.array(places[chosen]))


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
