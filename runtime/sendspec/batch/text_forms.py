"""CSV and JSON Lines as DuckDB is asked to read them: each value as text, whatever it looks like."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from sendspec.batch.duck import one_file, quoted, text
from sendspec.batch.log_files import LogFile
from sendspec.batch.schema import NAMES, Found, check_names
from sendspec.batch.text_places import first_line
from sendspec.sources.records import BadLogError

DELIMITERS = (",", "\t", ";", "|")
LOOKED_AT = 20_480
"""How many lines of JSON tell which keys there are."""
NO_TIME, NAIVE, NUMBER, STRAY_RECIPIENT = 0, 1, 2, 3
"""What `fault` says of a row; 0 is none, 1 and 2 are about its time."""
ZONED = "(right(t, 1) = 'Z' OR contains(substr(t, 12), '+') OR contains(substr(t, 12), '-'))"
DIGIT = "t[1] BETWEEN '0' AND '9'"
TIME = f"""CASE WHEN NOT {DIGIT} THEN NULL WHEN {ZONED} THEN epoch_us(try_cast(t AS TIMESTAMPTZ))
    ELSE epoch_us(try_cast(t AS TIMESTAMP)) END"""
FAULT = f"""CASE WHEN t IS NULL OR {ZONED} THEN 0 WHEN {DIGIT} AND try_cast(t AS TIMESTAMP) IS NOT NULL THEN {NAIVE}
    WHEN (t[1] IN ('-', '+') OR {DIGIT}) AND try_cast(t AS DOUBLE) IS NOT NULL THEN {NUMBER} ELSE 0 END"""
REJECTS = (
    "SELECT line, any_value(error_type::VARCHAR), any_value(csv_line) FROM reject_errors GROUP BY line ORDER BY line"
)


@dataclass(frozen=True, slots=True)
class Text:
    """A file of text, and how it is read."""

    table: str
    """As it stands after FROM; each of its columns is text."""
    found: Found
    named: dict[str, str]
    """The columns of the log by what they are called in the table."""
    keeps_rejects: bool
    """Whether DuckDB tells apart what it could not read, instead of giving a row of nulls."""
    delimiter: str = ""

    def query(self, columns: Sequence[str]) -> str:
        """The rows with those columns: text, `time` in microseconds or null, and `fault`."""
        fault = FAULT if "time" in columns else "0"
        if "recipient" in self.named and "recipient" not in self.found.columns:
            fault = f"CASE WHEN {quoted(self.named['recipient'])} IS NOT NULL THEN {STRAY_RECIPIENT} ELSE {fault} END"
        chosen = [TIME + " AS time" if name == "time" else f"{quoted(self.named[name])} AS {name}" for name in columns]
        chosen.append(f"({fault})::UTINYINT AS fault")
        return f"SELECT {', '.join(chosen)} FROM (SELECT *, upper({quoted(self.named['time'])}) AS t FROM {self.table})"


def as_csv(file: LogFile, connection: duckdb.DuckDBPyConnection) -> Text:
    """A file of values with a first line that names them; raises `BadLogError` where that does not do."""
    header = _first_line(file, connection)
    if not header:
        raise BadLogError(f"{file.name}: it is empty; its first line names the columns: {','.join(NAMES)}")
    delimiter, names = _split(header)
    found = check_names(names, file.name)
    called = {f"c{number}": name for number, name in enumerate(names)}
    columns = ", ".join(f"'{column}': 'VARCHAR'" for column in called)
    table = (
        f"read_csv({_location(file)}, auto_detect=false, header=true, delim={text(delimiter)}, quote='\"', "
        f"escape='\"', columns={{{columns}}}, nullstr='', allow_quoted_nulls=false, ignore_errors=true, "
        "store_rejects=true, rejects_limit=0)"
    )
    named = {name: column for column, name in called.items() if name in found.columns}
    return Text(table, found, named, keeps_rejects=True, delimiter=delimiter)


def as_json_lines(file: LogFile, connection: duckdb.DuckDBPyConnection) -> Text:
    """A file with one object a line; raises `BadLogError` where no line has the keys of an event."""
    options = "format='newline_delimited', ignore_errors=true"
    first = f"SELECT json FROM read_json_objects({_location(file)}, {options}) LIMIT {LOOKED_AT}"
    keys = (
        f"WITH first AS ({first}), lines AS (SELECT json_keys(json) AS keys, row_number() OVER () AS line FROM first "
        "WHERE json_type(json) = 'OBJECT') SELECT key FROM (SELECT unnest(keys) AS key, "
        "generate_subscripts(keys, 1) AS place, line FROM lines) GROUP BY key ORDER BY min((line, place))"
    )
    names = [str(key) for (key,) in connection.sql(keys).fetchall()]
    if names:
        found = check_names(names, file.name)
        # A key that the first lines lack may come later; all but a recipient may be given to some rows only.
        optional = [name for name in NAMES if name in names or name != "recipient"]
        found = Found(tuple(optional), found.remarks)
    elif connection.sql(f"SELECT 1 FROM ({first}) LIMIT 1").fetchall():
        raise BadLogError(f"{file.name}: none of its first lines is a JSON object; write one object a line")
    else:
        found = Found(NAMES, [f"{file.name}: it is empty"])
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in NAMES)
    table = f"read_json({_location(file)}, {options}, columns={{{columns}}})"
    return Text(table, found, {name: name for name in NAMES}, keeps_rejects=False)


def _location(file: LogFile) -> str:
    """Where DuckDB finds it; an address may be a glob, while those of paths were looked up already."""
    return text(file.name) if file.address else one_file(file.name)


def _first_line(file: LogFile, connection: duckdb.DuckDBPyConnection) -> str:
    """The first line that is not blank, without the mark that some programs put before UTF-8."""
    if not file.address:
        return first_line(file.path).removeprefix("\ufeff")
    options = "auto_detect=false, header=false, delim='\0', quote='', escape='', strict_mode=false"
    whole = f"read_csv({_location(file)}, {options}, columns={{'line': 'VARCHAR'}})"
    lines = connection.sql(f"SELECT line FROM {whole} LIMIT 1").fetchall()
    return str(lines[0][0]).removeprefix("\ufeff") if lines else ""


def _split(header: str) -> tuple[str, list[str]]:
    """By the delimiter that gives most of the columns of an event log, else the most columns."""
    splits = [(delimiter, next(csv.reader([header], delimiter=delimiter), [])) for delimiter in DELIMITERS]
    return max(splits, key=lambda split: (sum(name in NAMES for name in split[1]), len(split[1])))
