"""What a task of Spark counted, as bytes that any process can add up."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sendspec.batch.counts import Account, Counts, Span, counts_from
from sendspec.batch.fold import Folded
from sendspec.batch.kernel import NO_ROW
from sendspec.batch.logs import Chunk
from sendspec.batch.memory_logs import TablesLog
from sendspec.batch.schema import NAMES
from sendspec.sources.stamps import FIRST
from sendspec.times import EPOCH, MICROSECOND

SECOND = 1_000_000
DIGEST_BITS = 22
"""As many as a number below `NO_ROW` has room for beside the seconds of ten thousand years."""
KINDS = {name: pa.int64() if name == "time" else pa.string() for name in NAMES}


class Told(NamedTuple):
    """A row that is told of; rows of a frame have no numbers that would stay the same."""

    message: str | None
    recipient: str | None
    time: int | None
    """Microseconds since 1970 in UTC."""
    event: str | None

    @property
    def place(self) -> str:
        """What it can be found by."""
        who = "a row without a message" if self.message is None else f"message {self.message}"
        when = "" if self.time is None else f", {(EPOCH + self.time * MICROSECOND).isoformat().removesuffix('+00:00')}Z"
        return who + when

    @property
    def number(self) -> int:
        """The same wherever the row is, and the smaller the earlier it is."""
        seconds = 0 if self.time is None else (self.time - FIRST) // SECOND + 1
        digest = int.from_bytes(blake2b(repr(tuple(self)).encode("utf-8", "surrogateescape"), digest_size=8).digest())
        return seconds << DIGEST_BITS | digest >> (64 - DIGEST_BITS)


@dataclass(frozen=True, slots=True)
class Part:
    """What some whole histories came to; parts add up in any order."""

    counts: Counts
    account: Account
    span: Span
    latest: int | None
    """The greatest time of all rows that are understood, in microseconds since 1970 in UTC; None: there are none."""
    told: Mapping[int, Told]
    """The rows that `counts.samples` and `account.incomplete_rows` speak of, by numbers that ascend with time."""

    def plus(self, other: Part) -> Part:
        """Both together."""
        span = _joined(self.span, other.span)
        counts = _within(self.counts, self.span, span).plus(_within(other.counts, other.span, span))
        account = Account()
        account.add(self.account)
        account.add(other.account)
        latest = max((each for each in (self.latest, other.latest) if each is not None), default=None)
        kept = {*counts.samples[counts.samples < NO_ROW].tolist(), *account.incomplete_rows}
        both = {**self.told, **other.told}
        return Part(counts, account, span, latest, {number: both[number] for number in sorted(kept)})

    def to_bytes(self) -> bytes:
        """The same as `part_from` reads it."""
        beside = (self.counts.to_bytes(), self.account, self.span, self.latest, dict(self.told))
        return zlib.compress(pickle.dumps(beside), 1)


def part_from(data: bytes) -> Part:
    """A part that was written by `to_bytes` in another process of the same job."""
    counts, account, span, latest, told = pickle.loads(zlib.decompress(data))
    return Part(counts_from(counts), account, span, latest, told)


def part_of(folded: Folded, log: TablesLog, latest: int | None) -> Part:
    """What a fold of some tables came to; its rows are numbered anew, since each task begins at 0."""
    samples = folded.counts.samples
    rows = np.unique([*samples[samples < NO_ROW].tolist(), *folded.account.incomplete_rows]).astype(np.int64)
    known = dict(zip(rows.tolist(), _told(log, rows), strict=True))
    numbers = {row: told.number for row, told in known.items()} | {int(NO_ROW): int(NO_ROW)}
    again = np.array([numbers[row] for row in samples.ravel().tolist()], np.int64).reshape(samples.shape)
    account = replace(folded.account, incomplete_rows=sorted(numbers[row] for row in folded.account.incomplete_rows))
    counts = replace(folded.counts, samples=np.sort(again, axis=-1))
    return Part(counts, account, folded.span, latest, {told.number: told for told in known.values()})


class ToldLog:
    """As much of a log as the rows that are told of."""

    def __init__(self, columns: tuple[str, ...], told: Mapping[int, Told]) -> None:
        self.columns = columns
        self.remarks: list[str] = []
        self.estimated_rows = len(told)
        self._told = told

    def chunks(self, columns: Sequence[str]) -> Iterator[Chunk]:  # noqa: ARG002
        """None: the rows are where Spark has them."""
        return iter(())

    def take(self, rows: NDArray[np.int64], columns: Sequence[str]) -> pa.Table:
        """What is told of rows by their numbers."""
        told = [self._told[row]._asdict() for row in rows.tolist()]
        chosen = [name for name in columns if name in self.columns]
        return pa.table({name: pa.array([row.get(name) for row in told], KINDS[name]) for name in chosen})

    def place(self, row: int) -> str:
        """The message and the time of a row."""
        return self._told[row].place

    def places(self, rows: NDArray[np.int64]) -> Iterator[str]:
        """The same of many rows."""
        return map(self.place, rows.tolist())


def _told(log: TablesLog, rows: NDArray[np.int64]) -> list[Told]:
    columns = log.take(rows, Told._fields).to_pylist() if len(rows) else []
    return [Told(*(row.get(name) for name in Told._fields)) for row in columns]


def _joined(one: Span, other: Span) -> Span:
    """The buckets of both; both end at the same time."""
    if not one.number or not other.number:
        return one if one.number else other
    return max(one, other, key=lambda span: span.number)


def _within(counts: Counts, span: Span, wider: Span) -> Counts:
    """The same counts with nothing in the buckets before their own."""
    missing = wider.number - span.number
    if not missing:
        return counts
    before = np.zeros((missing, counts.timed.shape[1]), np.int64)
    return replace(counts, timed=np.concatenate((before, counts.timed)))
