"""Databases that run the emitted fold, and what they must answer: what `replay` answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Protocol

import duckdb
import pyarrow as pa
from sendspec.cli.project import Compiled, compiled_of
from sendspec.evidence import counts_of
from sendspec.replay import Result, replay
from sendspec.sources.records import EventRecord
from sendspec_gen.emit import sql
from sendspec_gen.model import Model

MINUTE = 60_000_000
Row = tuple[Any, ...]


class Answers(NamedTuple):
    """All results but the series, as rows in any order."""

    statuses: set[Row]
    counters: set[Row]
    kpis: set[Row]
    totals: set[Row]
    moves: set[Row]
    account: dict[str, int]


class Warehouse(Protocol):
    """A database with a table of events, and the fold over it."""

    def query(self, text: str) -> list[Row]: ...
    def micros(self, column: str) -> str:
        """A moment as microseconds, in the database's own words."""
        ...


@dataclass(frozen=True, slots=True)
class DuckDb:
    connection: duckdb.DuckDBPyConnection

    def query(self, text: str) -> list[Row]:
        return self.connection.execute(text).fetchall()

    def micros(self, column: str) -> str:
        return f"epoch_us({column})"


@dataclass(frozen=True, slots=True)
class Postgres:
    connection: Any

    def query(self, text: str) -> list[Row]:
        found: list[Row] = self.connection.execute(text).fetchall()
        return found

    def micros(self, column: str) -> str:
        return f"(extract(epoch from {column}) * 1000000)::bigint"


def emitted(model: Model, dialect: str) -> str:
    """The file for a dialect."""
    return dict(sql.files(model))[f"generated/sql/{dialect}.sql"]


def in_duckdb(model: Model, events: Sequence[EventRecord], as_of: int | None = None) -> DuckDb:
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.execute("SET TimeZone = 'America/Lima'")
    rows = arrow_of(events)
    connection.register("arrived", rows)
    connection.execute("CREATE TABLE events AS SELECT * FROM arrived")
    connection.execute(emitted(model, "duckdb"))
    if as_of is not None:
        connection.execute(
            "CREATE OR REPLACE VIEW sendspec_settings AS "
            f"SELECT make_timestamptz({as_of}) AS as_of, CAST({MINUTE} AS BIGINT) AS bucket"
        )
    return DuckDb(connection)


@contextmanager
def in_postgres(
    address: str, model: Model, events: Sequence[EventRecord], as_of: int | None = None, *, kept: bool = False
) -> Iterator[Postgres]:
    """The fold in a schema that is rolled back; `kept` computes the steps once, as the file's head says how."""
    import psycopg

    text = emitted(model, "postgres")
    if kept:
        for name in ("objects", "steps"):
            text = text.replace(f"OR REPLACE VIEW sendspec_{name} ", f"MATERIALIZED VIEW sendspec_{name} ")
    with psycopg.connect(address) as connection:
        connection.execute("SET TimeZone = 'America/Lima'")
        connection.execute(
            "CREATE TABLE events "
            "(message text, recipient text, time timestamptz, event text, event_id text, reason text)"
        )
        with connection.cursor().copy("COPY events FROM STDIN") as copy:
            for event in events:
                copy.write_row((event.message, event.recipient, _iso(event.time), event.event, event.id, event.reason))
        settings, relations = text.split("\n\n-- The events that are heard", 1)
        if as_of is not None:
            settings = (
                "CREATE VIEW sendspec_settings AS "
                f"SELECT TIMESTAMPTZ '{_iso(as_of)}' AS as_of, CAST({MINUTE} AS BIGINT) AS bucket;"
            )
        connection.execute(f"{settings}\n\n--{relations}".encode())
        yield Postgres(connection)
        connection.rollback()


def arrow_of(events: Sequence[EventRecord]) -> pa.Table:
    columns: dict[str, pa.Array] = {
        name: pa.array([getattr(event, attribute) for event in events], pa.string())
        for name, attribute in (
            ("message", "message"),
            ("recipient", "recipient"),
            ("event", "event"),
            ("event_id", "id"),
            ("reason", "reason"),
        )
    }
    return pa.table(columns | {"time": pa.array([event.time for event in events], pa.timestamp("us", "UTC"))})


def answers(warehouse: Warehouse) -> Answers:
    since = warehouse.micros("since")
    return Answers(
        statuses=_rows(
            warehouse, f"SELECT mode, message, recipient, state, status, {since}, reason FROM sendspec_statuses"
        ),
        counters=_rows(warehouse, "SELECT mode, counter, value FROM sendspec_counters"),
        kpis=_rows(warehouse, "SELECT mode, kpi, value FROM sendspec_kpis"),
        totals=_rows(warehouse, "SELECT mode, kind, name, value FROM sendspec_totals WHERE kind <> 'counter'"),
        moves=_rows(warehouse, "SELECT machine, state, event, kind, by_clock, times FROM sendspec_moves"),
        account=dict(warehouse.query("SELECT name, events FROM sendspec_account")),
    )


def expected(model: Model, events: Sequence[EventRecord], as_of: int | None = None) -> Answers:
    return expected_of(replayed(compiled_of(model), events, as_of), len(events))


def replayed(spec: Compiled, events: Sequence[EventRecord], as_of: int | None = None) -> Result:
    return replay(list(events), spec.tables, spec.measures, tracking=spec.tracking, as_of=as_of)


def expected_of(result: Result, events: int) -> Answers:
    """What replay answers, in the words of the views."""
    modes = result.modes.items()
    return Answers(
        statuses={
            (name, row.message, row.recipient, row.state, row.status, row.since, row.reason)
            for name, mode in modes
            for row in mode.rows()
        },
        counters={(name, *counted) for name, mode in modes for counted in mode.counters.items()},
        kpis={(name, *shown) for name, mode in modes for shown in mode.kpis.items()},
        totals={(name, "status", *shown) for name, mode in modes for shown in mode.statuses.items()}
        | {(name, "unsettled", "unsettled", mode.unsettled) for name, mode in modes},
        moves=set(_moves(result)),
        account={
            "heard": events - result.duplicates - result.later - result.unknown,
            "duplicates": result.duplicates,
            "later": result.later,
            "unknown": result.unknown,
            "not_understood": 0,
            "unexpected": result.unexpected,
        },
    )


def assert_same_series(warehouse: Warehouse, model: Model, events: Sequence[EventRecord], most: int = 8) -> None:
    """At the end of some minutes the last bucket up to there says what replay says as of there."""
    spec = compiled_of(model)
    bucket = warehouse.micros("bucket")
    told: dict[tuple[str, str], dict[int, Any]] = {}
    for mode, kpi, start, value in warehouse.query(f"SELECT mode, kpi, {bucket}, value FROM sendspec_series"):
        assert start not in told.setdefault((mode, kpi), {})
        told[mode, kpi][start] = value
    last = max(event.time for event in events)
    starts = sorted({start for values in told.values() for start in values})
    some = starts[:: max(1, len(starts) // most)] + starts[-1:]
    for start in some:
        found = replayed(spec, events, min(start + MINUTE - 1, last)).modes
        wanted = {(mode, kpi): value for mode in found for kpi, value in found[mode].kpis.items()}
        shown = {pair: values[max(at for at in values if at <= start)] for pair, values in told.items()
                 if min(values) <= start}  # fmt: skip

        assert {pair: wanted[pair] for pair in shown} == shown


def _rows(warehouse: Warehouse, text: str) -> set[Row]:
    found = warehouse.query(text)
    rows = set(found)
    assert len(found) == len(rows), "a row is given twice"
    return rows


def _moves(result: Result) -> Iterator[Row]:
    """Each kind of answer that was given; the clock's moves stand alone."""
    for walked in result.walked:
        for (state, event), heard in counts_of(walked).cells.items():
            kinds: Mapping[tuple[str, bool], int] = {
                ("moved", False): sum(heard.ways.values()) - heard.by_clock,
                ("moved", True): heard.by_clock,
                ("ignored", False): heard.ignored,
                ("refused", False): heard.refused,
            }
            for kind, times in kinds.items():
                if times:
                    yield walked.table.name, state, event, *kind, times


def _iso(time: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time)).isoformat()
