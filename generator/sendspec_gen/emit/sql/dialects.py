"""What the dialects of SQL do differently, and what sqlglot does not know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sendspec_gen.emit.sql.rows import Type


@dataclass(frozen=True, slots=True, eq=False)
class Dialect:
    """A warehouse's SQL."""

    name: str
    """As sqlglot calls it."""
    title: str
    hints: str
    """What to know before it is run: lines without their `--`."""
    microseconds: str
    """A moment as microseconds since 1970 in UTC."""
    moment: str
    """Such microseconds as a moment."""
    array_by: str
    """Values as an array in the order of a number, given the number and the value."""
    element: str
    """An element of an array by its number from 1, or null."""
    types: Mapping[Type, str]
    kept_as: str = "VIEW"
    collation: str | None = None
    """That of code points, where text is ordered in another one by default."""
    rows_are_typed: bool = False
    """Whether rows are an array of structs, not `VALUES`."""


_STEPS = """\
An object takes a step of the recursion for each of its events and deadlines, and time grows by the square of the
longest history: some thousand events of one message are too many."""

DIALECTS = (
    Dialect(
        name="duckdb",
        title="DuckDB",
        hints=f"""\
Views: each result is computed when it is asked for. Where that takes long, write TABLE for VIEW at sendspec_objects
and sendspec_steps, and run the file anew when there are more events.
{_STEPS}""",
        microseconds="EPOCH_US({})",
        moment="MAKE_TIMESTAMPTZ({})",
        array_by="ARRAY_AGG({1} ORDER BY {0})",
        element="{}[{}]",
        types={"text": "TEXT", "integer": "BIGINT", "boolean": "BOOLEAN"},
    ),
    Dialect(
        name="postgres",
        title="PostgreSQL (12 or later)",
        hints=f"""\
Views: each result is computed when it is asked for. Where that takes long, write MATERIALIZED VIEW for OR REPLACE VIEW
at sendspec_objects and sendspec_steps, and refresh the two in this order when there are more events.
{_STEPS}""",
        microseconds="CAST(EXTRACT(EPOCH FROM {}) * 1000000 AS BIGINT)",
        moment="TIMESTAMPTZ 'epoch' + {} * INTERVAL '1 microsecond'",
        array_by="ARRAY_AGG({1} ORDER BY {0})",
        element="({})[{}]",
        types={"text": "TEXT", "integer": "BIGINT", "boolean": "BOOLEAN"},
        collation="C",
    ),
    Dialect(
        name="spark",
        title="Spark (4.1 or later)",
        hints=f"""\
Views of the session: each result is computed when it is asked for. Where that takes long, write TABLE
sendspec_objects USING PARQUET for OR REPLACE TEMPORARY VIEW sendspec_objects, the same for sendspec_steps, and drop the
two before the file is run anew.
{_STEPS}
Spark allows 100 steps and a million rows unless told otherwise before the file is run:
  SET spark.sql.cteRecursionLevelLimit = 1000;
  SET spark.sql.cteRecursionRowLimit = -1;""",
        microseconds="UNIX_MICROS({})",
        moment="TIMESTAMP_MICROS({})",
        array_by="TRANSFORM(ARRAY_SORT(COLLECT_LIST(STRUCT({0} AS number, {1} AS item))), pair -> pair.item)",
        element="TRY_ELEMENT_AT({}, CAST({} AS INT))",
        types={"text": "STRING", "integer": "BIGINT", "boolean": "BOOLEAN"},
        kept_as="TEMPORARY VIEW",
    ),
    Dialect(
        name="bigquery",
        title="BigQuery",
        hints=f"""\
Tables, since a view would need the dataset before each name: run the file in a default dataset, as
`bq query --dataset_id=DATASET --nouse_legacy_sql < bigquery.sql` does, and anew when there are more events.
{_STEPS}
BigQuery allows 500 steps, and ends the query with an error where there are more.""",
        microseconds="UNIX_MICROS({})",
        moment="TIMESTAMP_MICROS({})",
        array_by="ARRAY_AGG({1} ORDER BY {0})",
        element="{}[SAFE_ORDINAL({})]",
        types={"text": "STRING", "integer": "INT64", "boolean": "BOOL"},
        kept_as="TABLE",
        rows_are_typed=True,
    ),
)
