"""CSV, JSON Lines and whatever is far away as parts of a log, streamed by DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import tzinfo

import duckdb
import numpy as np
import pyarrow as pa

from sendspec.batch.column_times import in_zone, known, numbers, shown
from sendspec.batch.duck import connected, said, text
from sendspec.batch.line_lengths import check_lines
from sendspec.batch.log_files import LogFile, Stamp, stamp_of
from sendspec.batch.logs import CHUNK_ROWS
from sendspec.batch.schema import READ_AS, Found, check_names, check_types, normalised
from sendspec.batch.text_forms import NAIVE, NUMBER, REJECTS, STRAY_RECIPIENT, Text, as_csv, as_json_lines
from sendspec.batch.text_places import Line, Told, csv_records, json_lines, nth
from sendspec.sources.records import BadLogError

HEAD = 1 << 16
UNPACKED = 5
"""How many times as long a file is about, unpacked."""
FAULTS = {
    NAIVE: "its time tells no time zone; name it with --timezone, as --timezone Europe/Paris",
    NUMBER: "its time is a number, which does not tell its unit; write it as 2026-11-21T01:58:36Z",
    STRAY_RECIPIENT: "it has a recipient, while the first lines have none; give every line a recipient, or none",
}


def open_other(file: LogFile, zone: tzinfo | None) -> StreamPart:
    """A file or an address whose columns are known to be those of an event log; raises `BadLogError`."""
    stamp = None if file.address else stamp_of(file.path)
    with _words(file), connected(to=file.address) as connection:
        if file.form == "parquet":
            schema = connection.sql(f"SELECT * FROM {_far(file)} LIMIT 0").to_arrow_table().schema
            check_types(schema, file.name, zone)
            return StreamPart(file, zone, stamp, None, check_names(schema.names, file.name))
        if stamp is not None and not stamp.size and file.form == "csv":
            raise BadLogError(f"{file.name}: it is empty; its first line must name the columns")
        if stamp is not None and file.form == "csv":
            check_lines(file.path)
        form = as_csv(file, connection) if file.form == "csv" else as_json_lines(file, connection)
        return StreamPart(file, zone, stamp, form, form.found)


class StreamPart:
    """The rows of one file, which only its reader can number: chunks hold what they were made of."""

    def __init__(
        self, file: LogFile, zone: tzinfo | None, stamp: Stamp | None, form: Text | None, found: Found
    ) -> None:
        self.name = file.name
        self.columns = found.columns
        self.remarks = found.remarks
        self.estimated_rows = _estimate(file)
        self._file = file
        self._zone = zone
        self._stamp = stamp
        self._form = form
        self._rejected: list[int] = []
        """Lines as DuckDB counts them: a record of several lines is one."""
        self._good_rows: int | None = None
        """How many rows DuckDB gave; None before it came to the end."""

    def chunks(self, columns: Sequence[str]) -> Iterator[Chunk]:
        """What DuckDB reads, and at the end a row of nulls for each record that it could not read."""
        wanted = tuple(name for name in self.columns if name in columns)
        far = ", ".join(wanted)
        # Of a column that nobody asks for DuckDB does not see that it is no text, so that rows would be numbered anew.
        asked = self.columns if self._form is not None and self._form.keeps_rejects else wanted
        query = self._form.query(asked) if self._form else f"SELECT {far} FROM {_far(self._file)}"
        self._check()
        first = 0
        with _words(self._file), connected(to=self._file.address) as connection:
            for batch in connection.sql(query).to_arrow_reader(CHUNK_ROWS):
                yield Chunk(self, wanted, pa.Table.from_batches([batch]), first, batch.num_rows)
                first += batch.num_rows
            self._good_rows = first
            if self._form is not None and self._form.keeps_rejects:
                self._rejected = self._lines_rejected(connection)
        self._check()
        if self._rejected:
            rows = len(self._rejected)
            nulls = pa.table({name: pa.nulls(rows, READ_AS[name]) for name in wanted})
            yield Chunk(self, wanted, nulls, first, rows)

    def places(self, rows: Sequence[int]) -> Iterator[str]:
        """The line, or the number of the record where the file is far away."""
        return (told.place for told in self.tell(rows))

    def tell(self, rows: Sequence[int]) -> Iterator[Told]:
        """Rows as they stand in the file; the numbers ascend."""
        if self._file.address:
            yield from (Told(f"{self.name}: record {row + 1}", "") for row in rows)
            return
        if self._file.form == "json":
            yield from self._told(json_lines(self._file.path), rows)
            return
        if self._good_rows is None:
            # Which lines are no rows is known at the end only.
            for _ in self.chunks(()):
                pass
        end = self._good_rows or 0
        good = [row for row in rows if row < end]
        yield from self._told(self._records(), good)
        lost = [self._rejected[row - end] - 1 for row in rows[len(good) :]]
        yield from self._told(self._every_record(), lost)

    def as_read(self, table: pa.Table, columns: Sequence[str], first: int) -> pa.Table:
        """Rows as DuckDB gave them, in the form of `READ_AS`; raises `BadLogError` for times that tell too little."""
        if "fault" in table.schema.names:
            table = self._with_times(table, first)
        try:
            return normalised(table, columns, self._zone)
        except OverflowError as error:
            raise BadLogError(
                f"{self.name}: a million rows of it hold more than 2 GiB of text in one column"
            ) from error

    def _with_times(self, table: pa.Table, first: int) -> pa.Table:
        """The same without `fault`, and with times that were read from a clock in the zone that was given."""
        faults = np.frombuffer(table.column("fault").combine_chunks().buffers()[1], np.uint8, table.num_rows)
        grave = faults != 0 if self._zone is None else faults > NAIVE
        if grave.any():
            row = int(grave.argmax())
            raise BadLogError(f"{next(self.places([first + row]))}: {FAULTS[int(faults[row])]}")
        if "time" in table.schema.names and self._zone is not None and faults.any():
            column = table.column("time").combine_chunks()
            times = numbers(column).copy()
            times[faults == NAIVE] = in_zone(times[faults == NAIVE], self._zone)
            table = table.set_column(table.schema.get_field_index("time"), "time", shown(times, known(column)))
        return table.drop_columns(["fault"])

    def _records(self) -> Iterator[Line]:
        """Those records of a CSV file that DuckDB gave as rows."""
        rejected = set(self._rejected)
        header = True
        for number, line in enumerate(self._every_record(), 1):
            if line.text and number not in rejected:
                if not header:
                    yield line
                header = False

    def _every_record(self) -> Iterator[Line]:
        return csv_records(self._file.path, self._form.delimiter if self._form else ",")

    def _told(self, lines: Iterator[Line], numbers: Sequence[int]) -> Iterator[Told]:
        told = (Told(f"{self.name}:{line.number}", line.text) for line in nth(lines, numbers))
        # Where lines end in different ways, DuckDB may count records that nobody else finds.
        return (next(told, Told(f"{self.name}: record {number + 1}", "")) for number in numbers)

    def _lines_rejected(self, connection: duckdb.DuckDBPyConnection) -> list[int]:
        lines = []
        for line, kind, record in connection.sql(REJECTS).fetchall():
            if kind == "LINE SIZE OVER MAXIMUM" and '"' not in record:
                raise BadLogError(f"{self.name}: record {line}: it is longer than 2 MB; take it out")
            if kind == "LINE SIZE OVER MAXIMUM" or (kind == "UNQUOTED VALUE" and "\n" in record.strip("\r\n")):
                raise BadLogError(
                    f"{self.name}: record {line}: a quotation mark is opened, and not closed as it should be, so that "
                    'nobody can tell where the record ends; write a mark within a value as ""'
                )
            lines.append(int(line))
        return lines

    def _check(self) -> None:
        if self._stamp is not None:
            self._stamp.check()


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows of a file of text, held as DuckDB gave them."""

    part: StreamPart
    columns: tuple[str, ...]
    held: pa.Table
    first_row: int
    rows: int

    def read(self, columns: Sequence[str]) -> pa.Table:
        """Those of the columns that the chunks were asked for."""
        return self.part.as_read(self.held, [name for name in self.columns if name in columns], self.first_row)


@contextmanager
def _words(file: LogFile) -> Iterator[None]:
    """Tell in words what DuckDB cannot read."""
    try:
        yield
    except duckdb.Error as error:
        why = MIXED_ENDS if "invalid state" in str(error) else said(error)
        raise BadLogError(f"{file.name}: it cannot be read as {FORM_NAMES[file.form]}: {why}") from error
    except OSError as error:
        why = error.strerror or str(error)
        raise BadLogError(f"{file.name}: it cannot be read as {FORM_NAMES[file.form]}: {why}") from error


MIXED_ENDS = "its lines end in different ways; end each of them with one line feed"
FORM_NAMES = {"csv": "CSV", "json": "JSON Lines", "parquet": "Parquet"}


def _far(file: LogFile) -> str:
    return f"read_parquet({text(file.name)})"


def _estimate(file: LogFile) -> int:
    """From the length of the first lines."""
    if file.address:
        return 0
    with file.path.open("rb") as stream:
        head = stream.read(HEAD)
        size = stream.seek(0, 2)
    if file.path.suffix.lower() in (".gz", ".zst"):
        return size * UNPACKED // 150
    return head.count(b"\n") * size // max(len(head), 1)
