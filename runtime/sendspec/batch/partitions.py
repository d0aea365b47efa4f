"""A log that is larger than the memory: parted by keys on disk, folded part by part, gone on with after a break.

The events of one message are in one part. A part is done when its counts are there; what is done is not done again by
another run of the same work in the same folder.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sendspec.batch import arrays
from sendspec.batch.counts import NO_SPAN, Account, Counts, Span, counts_from, nothing
from sendspec.batch.fold import Folded, Progress, fold, span_of
from sendspec.batch.kernel import NO_ROW
from sendspec.batch.keys import MARK, ROW
from sendspec.batch.memory_logs import TablesLog
from sendspec.batch.packing import Packed, Packer
from sendspec.batch.plan import Plan
from sendspec.batch.schema import normalised
from sendspec.batch.statuses import SCHEMA, status_tables, write_parquet
from sendspec.batch.threads import in_threads
from sendspec.batch.whole_files import whole_file
from sendspec.sources.records import BadLogError

if TYPE_CHECKING:
    from sendspec.batch.logs import Chunk, Log

MOST_BITS = 9
BYTES_A_ROW = 260
"""What a row needs while its part is folded, texts included."""
FIXED = 450 << 20
"""What the program needs whatever the log."""
ROW_NUMBER = "row"
PARTING = "parting.json"
EVENTS, STATUSES, COUNTS = ".arrows", ".statuses", ".npz"
"""The files of a part; none is a log by its name, so that a folder of logs may be worked in."""
LOCK = ".sendspec.lock"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Parting:
    """What is known of a log once it is parted."""

    identity: str
    bits: int
    account: Account
    first: int | None
    latest: int | None


@dataclass(frozen=True, slots=True)
class Parted:
    """What a log came to, part by part."""

    folded: Folded
    """With the rows of the log in samples, and without what became of each message."""
    files: tuple[Path, ...]
    """The statuses of each part, where they were asked for."""

    def status_tables(self) -> Iterator[pa.Table]:
        """Tables of `sendspec.batch.statuses.SCHEMA`, part by part."""
        for file in self.files:
            with pq.ParquetFile(file) as parquet:
                for batch in parquet.iter_batches():
                    yield pa.Table.from_batches([batch]).cast(SCHEMA)


def bits_for(rows: int, memory: int) -> int:
    """Into how many parts, as a power of two, so many rows are parted for so much memory, in bytes."""
    room = max(memory - FIXED, 64 << 20)
    return min(MOST_BITS, max(1, (rows * BYTES_A_ROW // room).bit_length()))


def identity_of(files: list[tuple[str, int, int]], plan: Plan, **asked: object) -> str:
    """What a work is: its files (name, size, time of change), its machines, and what is asked."""
    return hashlib.sha256(repr((VERSION, files, plan.fingerprint, sorted(asked.items()))).encode()).hexdigest()


def fold_in_parts(
    log: Log,
    plan: Plan,
    work: Path,
    *,
    identity: str,
    bits: int,
    as_of: int | None = None,
    every: int | None = None,
    with_rows: bool = False,
    meanings: Mapping[str, str] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Parted:
    """As `fold`, with the folder `work` for the parts. `identity` tells whether what lies there is of this very work.

    Raises what `fold` raises, and `OSError` for a disk that is full; what was done by then stays.
    """
    say = progress or (lambda *_: None)
    parting = _parting(work, identity)
    if parting is None:
        _emptied(work)
        packer = Packer(plan, log.columns, bits, as_of, meanings)
        parting = _part(log, packer, work, identity, bits, threads or os.cpu_count() or 1, say)
    end = as_of if as_of is not None else parting.latest or 0
    span = NO_SPAN if every is None or parting.first is None else span_of(parting.first, end, every, plan)
    counts = nothing(plan, span)
    files = []
    for number in range(1 << parting.bits):
        part = _Part(work, number)
        if not part.is_done:
            part.fold(plan, end, span, with_rows=with_rows, meanings=meanings, threads=threads)
        counts = counts.plus(part.counts())
        if with_rows and part.statuses.exists():
            files.append(part.statuses)
        say("folding", number + 1, 1 << parting.bits)
    return Parted(Folded(plan, end, span, counts, parting.account, ()), tuple(files))


@contextmanager
def locked(work: Path) -> Iterator[None]:
    """Keep a folder to oneself; raises `BadLogError` if another run is at work in it."""
    work.mkdir(parents=True, exist_ok=True)
    with (work / LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BadLogError(f"{work}: another run is at work there; wait for it, or name another folder") from error
        yield


class _Part:
    """The files of one part."""

    def __init__(self, work: Path, number: int) -> None:
        self.events = work / f"part-{number:03}{EVENTS}"
        self.statuses = work / f"part-{number:03}{STATUSES}"
        self._counts = work / f"part-{number:03}{COUNTS}"

    @property
    def is_done(self) -> bool:
        """Whether it was folded; its counts are written last."""
        return self._counts.exists()

    def counts(self) -> Counts:
        """What was counted."""
        return counts_from(self._counts.read_bytes())

    def fold(
        self,
        plan: Plan,
        end: int,
        span: Span,
        *,
        with_rows: bool,
        meanings: Mapping[str, str] | None,
        threads: int | None,
    ) -> None:
        """Fold its events, and write what came of them."""
        tables = list(_tables_of(self.events))
        rows = [table[ROW_NUMBER].combine_chunks() for table in tables]
        log = TablesLog([normalised(table, table.schema.names, None) for table in tables])
        folded = fold(
            log, plan, as_of=end, every=span.every, with_rows=with_rows, meanings=meanings, threads=threads, span=span
        )
        if with_rows and tables:
            with whole_file(self.statuses) as stream:
                write_parquet(stream, status_tables(folded, log, meanings, threads or 1))
        counts = folded.counts
        numbers = np.concatenate([np.zeros(0, np.int64), *(_numbers(each) for each in rows)])
        known = counts.samples < NO_ROW
        counts.samples[known] = numbers[counts.samples[known]]
        with whole_file(self._counts) as stream:
            stream.write(counts.to_bytes())
        self.events.unlink(missing_ok=True)


def _numbers(column: pa.Array) -> NDArray[np.int64]:
    return np.frombuffer(column.buffers()[1], np.int64)[column.offset : column.offset + len(column)]


def _tables_of(path: Path) -> Iterator[pa.Table]:
    """The events of a part, in tables of about a million rows."""
    if not path.exists():
        return
    with pa.ipc.open_stream(pa.memory_map(str(path))) as stream:
        batches: list[pa.RecordBatch] = []
        rows = 0
        for batch in stream:
            batches.append(batch)
            rows += batch.num_rows
            if rows >= 1 << 20:
                yield pa.Table.from_batches(batches).combine_chunks()
                batches, rows = [], 0
        if batches:
            yield pa.Table.from_batches(batches).combine_chunks()


def _part(log: Log, packer: Packer, work: Path, identity: str, bits: int, threads: int, progress: Progress) -> Parting:
    """Write each row that is heard to the part of its key; the last file says that all of them are there."""
    account = Account()
    firsts: list[int] = []
    latests: list[int] = []
    scratch = local()

    def sort(chunk: Chunk) -> tuple[Packed, pa.Table]:
        table = chunk.read(packer.columns)
        packed = packer.pack(table, chunk.first_row, scratch)
        rows = (packed.events[:, MARK] & ROW).astype(np.int64)
        sorted_table = table.take(arrays.rows(rows - chunk.first_row))
        return packed, _plain(sorted_table.append_column(ROW_NUMBER, arrays.rows(rows)))

    with ExitStack() as stack:
        writers: dict[int, Any] = {}
        for packed, table in in_threads(sort, log.chunks(packer.columns), threads):
            account.add(packed.account)
            firsts += [] if packed.first is None else [packed.first]
            latests += [] if packed.latest is None else [packed.latest]
            for number in range(1 << bits):
                low, high = int(packed.starts[number]), int(packed.starts[number + 1])
                if high > low:
                    if number not in writers:
                        writers[number] = _writer(stack, _Part(work, number).events, table.schema)
                    writers[number].write_table(table.slice(low, high - low))
            progress("parting", account.rows, log.estimated_rows)
    parting = Parting(identity, bits, account, min(firsts, default=None), max(latests, default=None))
    with whole_file(work / PARTING) as stream:
        stream.write(_kept(parting))
    return parting


def _kept(parting: Parting) -> bytes:
    """As `_parting` reads it; `asdict` would take the pairs of a counter for its keys."""
    account = {name: getattr(parting.account, name) for name in Account.__slots__}
    return json.dumps({name: getattr(parting, name) for name in Parting.__slots__} | {"account": account}).encode()


def _writer(stack: ExitStack, path: Path, schema: pa.Schema) -> Any:
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    sink = stack.enter_context(pa.OSFile(str(path), "wb"))
    return stack.enter_context(pa.ipc.new_stream(sink, schema, options=options))


def _plain(table: pa.Table) -> pa.Table:
    """Without dictionaries, which differ from chunk to chunk."""
    for index, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(index, field.name, table.column(index).cast(pa.string()))
    return table


def _parting(work: Path, identity: str) -> Parting | None:
    """What an earlier run of the same work left, if its parts are complete."""
    try:
        found = json.loads((work / PARTING).read_bytes())
    except (OSError, ValueError):
        return None
    if found.get("identity") != identity:
        return None
    account = found["account"]
    return Parting(**found | {"account": Account(**account | {"unknown": Counter(account["unknown"])})})


def _emptied(work: Path) -> None:
    """A folder without the parts of another work; what else lies there is let alone."""
    work.mkdir(parents=True, exist_ok=True)
    parts = (f"part-???{suffix}" for suffix in (EVENTS, STATUSES, COUNTS))
    for name in (PARTING, *parts):
        # What was cut off while it was written has a longer name; see `whole_files`.
        for file in (*work.glob(name), *work.glob(f".{name}.*")):
            file.unlink(missing_ok=True)


def clear(work: Path) -> None:
    """Remove the parts, and the folder if nothing else lies in it."""
    _emptied(work)
    (work / LOCK).unlink(missing_ok=True)
    with suppress(OSError):
        work.rmdir()
