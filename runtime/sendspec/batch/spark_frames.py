"""DataFrames of events: what is demanded of their columns, and how their rows are brought together by message."""
# pyright: reportMissingImports=false

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
from pyspark.sql import functions, types

from sendspec.batch.schema import NAMES, check_names, check_types
from sendspec.sources.records import BadLogError

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

WHERE = "the DataFrame"
ROWS_A_PARTITION = 2_000_000
"""So many that a task is worth its start, and so few that they have room beside those of other cores."""
KEYS = {
    "message": "coalesce(message, string(time))",
    # It folds letter by letter, wherever that is done, so that A–Z meet a–z. `lower` depends on the locale of the JVM,
    # and `translate` takes longer than the shuffle.
    "recipient": "collate(make_valid_utf8(coalesce(recipient, string(time))), 'UTF8_LCASE')",
}
"""What decides where a row goes, by the column that it needs."""


class Seen(NamedTuple):
    """What a first look tells."""

    first: int | None
    """The least and the greatest time, in microseconds since 1970 in UTC, of all rows that have one."""
    last: int | None
    rows: int


def checked(frame: DataFrame) -> DataFrame:
    """The columns of a frame that a fold needs; raises `BadLogError` before anything of it is read."""
    if frame.isStreaming:
        raise BadLogError(f"{WHERE} is a stream; give one that ends, such as what the stream has written so far")
    for name in NAMES:
        alike = [each for each in frame.columns if each.lower() == name]
        if name in alike and len(alike) > 1:
            raise BadLogError(f"{WHERE}: Spark cannot tell the columns {', '.join(alike)} apart; drop all but one")
    columns = check_names(frame.columns, WHERE).columns
    kinds = {field.name: field.dataType for field in frame.schema.fields if field.name in columns}
    kind = kinds["time"]
    if isinstance(kind, types.TimestampNTZType | types.DateType):
        raise BadLogError(
            f"{WHERE}: column `time`: its times tell no time zone ({kind.simpleString()}); name it by "
            'spark.conf.set("spark.sql.session.timeZone", "UTC"), and give .withColumn("time", expr("timestamp(time)"))'
        )
    check_types(pa.schema([(name, _in_arrow(kind)) for name, kind in kinds.items()]), WHERE, None)
    return frame.select(*(_plain(name, kinds[name]) for name in columns if name != "source"))


def together(frame: DataFrame, partitions: int) -> DataFrame:
    """The same rows, those of one history in one partition.

    Recipients go into the key, so that one message to millions is divided; a history is not. Rows that lack a message
    or a recipient are of no history, and may be anywhere.
    """
    keys = [KEYS[name] for name in KEYS if name in frame.columns]
    return frame.repartition(partitions, *map(functions.expr, keys))


def partitions_for(frame: DataFrame, rows: int) -> int:
    """So many that all cores have as much to do, and none too much at once."""
    cores = _cores(frame)
    return max(1, ceil(rows / ROWS_A_PARTITION / cores)) * cores


def seen(frame: DataFrame) -> Seen:
    """Look through the column of times once."""
    found = frame.selectExpr("unix_micros(min(time))", "unix_micros(max(time))", "count(1)").collect()[0]
    return Seen(*found)


def _plain(name: str, kind: types.DataType) -> Column:
    """A column in the one type that it has in the shuffle; bytes stay the bytes that they are."""
    column = functions.col(name)
    if name == "time":
        return column.cast("timestamp") if isinstance(kind, types.NullType) else column
    return column if type(kind) is types.StringType else column.cast("string").alias(name)


def _in_arrow(kind: types.DataType) -> pa.DataType:
    """As Arrow calls a type; what Arrow does not know is named as Spark does."""
    from pyspark.errors import PySparkException
    from pyspark.sql.pandas.types import to_arrow_type

    try:
        return to_arrow_type(kind, timezone="UTC")
    except PySparkException:
        raise BadLogError(f"{WHERE}: a column of an event log is of type {kind.simpleString()}; give text") from None


def _cores(frame: DataFrame) -> int:
    from pyspark.errors import PySparkException

    try:
        return int(frame.sparkSession.sparkContext.defaultParallelism)
    except PySparkException:
        # A session of Spark Connect does not tell.
        return 1
