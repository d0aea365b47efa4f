"""The fold on Spark: one shuffle brings histories together, and each partition goes through the kernel."""
# pyright: reportMissingImports=false

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from math import ceil, sqrt
from pathlib import Path
from typing import TYPE_CHECKING

from pyspark import StorageLevel
from pyspark.sql import functions

from sendspec.batch.counts import NO_SPAN, Account, nothing
from sendspec.batch.fold import Folded, step_for
from sendspec.batch.plan import Plan
from sendspec.batch.result import Result, result_of
from sendspec.batch.spark_frames import ROWS_A_PARTITION, checked, partitions_for, seen, together
from sendspec.batch.spark_parts import Part, ToldLog, part_from
from sendspec.batch.spark_tasks import FAULT, PART, PARTS, STATUSES, TASK, Folding, added
from sendspec.kpi import Measures

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

MOST_AT_ONCE = 64
"""More parts than so many are added up by the executors, before the driver adds what is left."""
PARTS_IN_SPARK = f"{PART} binary, {TASK} int, {FAULT} string"
STATUSES_IN_SPARK = (
    "message string, recipient string, mode string, state string, status string, since timestamp, reason string"
)


@dataclass(frozen=True)
class FrameFolded:
    """What a DataFrame came to."""

    result: Result
    folded: Folded
    log: ToldLog
    """Tells where the rows stand that are samples or not understood: their messages and times."""
    statuses: DataFrame | None
    """What became of each message, kept on the executors' disks until `forget`; None where it was not asked for."""
    _kept: DataFrame | None = None

    def forget(self) -> None:
        """Free what was kept."""
        if self._kept is not None:
            self._kept.unpersist()


def fold_frame(
    frame: DataFrame,
    plan: Plan,
    measures: Measures,
    *,
    as_of: int | None = None,
    every: int | None = None,
    statuses: bool | Path | str = False,
    partitions: int | None = None,
    meanings: Mapping[str, str] | None = None,
) -> FrameFolded:
    """Fold a DataFrame with the columns of an event log, as at `as_of`, else at its greatest time.

    Times are microseconds since 1970 in UTC. `every` asks for a series with buckets of so many microseconds (0: as
    suits a picture). `statuses`: True for rows of what became of each message, or the folder where Spark shall write
    them as Parquet. `partitions`: how many the shuffle makes, else so many that each has about two million rows.
    `meanings` gives the event that each name means. Unless both `as_of` and `partitions` are given, the times are read
    once before all else. Raises `BadLogError` before anything is read for columns that are missing or of another type,
    and `ValueError` for a series of too many buckets.
    """
    narrow = checked(frame)
    look = seen(narrow) if as_of is None or partitions is None or every == 0 else None
    end = (look.last if look and look.last is not None else 0) if as_of is None else as_of
    number = partitions or partitions_for(narrow, look.rows if look else 0)
    folding = Folding(
        plan=plan,
        columns=tuple(narrow.columns),
        as_of=end,
        every=step_for(end if look.first is None else look.first, end) if look and every == 0 else every,
        meanings=None if meanings is None else dict(meanings),
        with_rows=statuses is not False,
        expected=ceil(look.rows / number) if look else ROWS_A_PARTITION,
    )
    part, kept = _fold(narrow, number, folding)
    if as_of is None and (part.latest or 0) != end:
        # The greatest time of all stands in a row that is not understood.
        _forget(kept)
        folding = replace(folding, as_of=part.latest or 0)
        part, kept = _fold(narrow, number, folding)
    log = ToldLog(folding.columns, part.told)
    folded = Folded(plan, folding.as_of, part.span, part.counts, part.account, ())
    result = result_of(folded, measures, log)
    if kept is None:
        return FrameFolded(result, folded, log, None)
    found = kept.where(functions.col(TASK).isNull()).select(*STATUSES.names)
    if statuses is True:
        return FrameFolded(result, folded, log, found, kept)
    try:
        found.write.parquet(str(statuses))
    finally:
        _forget(kept)
    return FrameFolded(result, folded, log, None)


def _fold(frame: DataFrame, partitions: int, folding: Folding) -> tuple[Part, DataFrame | None]:
    """All counts; and the rows that tasks gave, kept, where statuses are among them.

    Each task gives its counts as a row: a task that is tried again gives it again, and Spark takes one.
    """
    schema = f"{STATUSES_IN_SPARK}, {PARTS_IN_SPARK}" if folding.with_rows else PARTS_IN_SPARK
    done = together(frame, partitions).mapInArrow(folding, schema)
    kept = done.persist(StorageLevel.DISK_ONLY) if folding.with_rows else None
    parts = done.where(functions.col(TASK).isNotNull()).select(*PARTS.names)
    if partitions > MOST_AT_ONCE:
        parts = parts.repartition(ceil(sqrt(partitions)), TASK).mapInArrow(added, PARTS_IN_SPARK)
    try:
        rows = parts.collect()
        fault = next((row[FAULT] for row in rows if row[FAULT] is not None), None)
        if fault is not None:
            raise ValueError(fault)
    except BaseException:
        _forget(kept)
        raise
    none = Part(nothing(folding.plan, NO_SPAN), Account(), NO_SPAN, None, {})
    return reduce(Part.plus, (part_from(row[PART]) for row in rows), none), kept


def _forget(kept: DataFrame | None) -> None:
    if kept is not None:
        kept.unpersist()
