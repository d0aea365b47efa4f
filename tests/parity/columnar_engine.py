"""The columnar engine, on files of Parquet."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
from sendspec.batch.fold import Folded, fold
from sendspec.batch.logs import Log, open_log
from sendspec.batch.plan import plan_of
from sendspec.batch.result import Result, result_of
from sendspec.batch.statuses import status_tables

from tests.engines import ROWS, Answer, ModeAnswer, Spec, Value, changing, done_of, rows_of

FILES = 2
GROUPS = 3
"""Of rows, in each file."""


def by_columns(log: pa.Table, spec: Spec, as_of: int | None, every: int) -> Answer:
    """A fold of two files of a few row groups each."""
    with TemporaryDirectory() as folder:
        for number in range(FILES):
            edges = log.num_rows * number // FILES, log.num_rows * (number + 1) // FILES
            part = log.slice(edges[0], edges[1] - edges[0])
            pq.write_table(part, Path(folder) / f"{number}.parquet", row_group_size=part.num_rows // GROUPS + 1)
        opened = open_log([folder])
        plan = plan_of(list(spec.tables.values()), spec.tracking)
        try:
            folded = fold(opened, plan, as_of=as_of, every=every, with_rows=True)
        except ValueError:
            folded = fold(opened, plan, as_of=as_of, with_rows=True)
        return answer_of(folded, opened, spec, every)


def answer_of(folded: Folded, opened: Log, spec: Spec, every: int) -> Answer:
    """What was folded, told as all engines tell it."""
    result = result_of(folded, spec.measures, opened)
    moves, visits = done_of(result.machines)
    modes = {
        name: ModeAnswer(
            dict(found.statuses),
            dict(found.counters),
            dict(found.kpis),
            found.unsettled,
            found.unexpected,
            _series(result, name, spec, every),
        )
        for name, found in result.modes.items()
    }
    tables = [table.cast(ROWS) for table in status_tables(folded, opened)]
    return Answer(
        result.as_of,
        result.duplicates,
        result.later,
        result.unknown,
        result.unexpected,
        folded.account.incomplete,
        modes,
        rows_of(pa.concat_tables([ROWS.empty_table(), *tables])),
        moves,
        visits,
    )


def _series(result: Result, mode: str, spec: Spec, every: int) -> dict[str, list[tuple[int, Value]]] | None:
    if result.series is None:
        return changing(spec.measures, ()) if not any(one.objects for one in result.machines.values()) else None
    series = result.series.as_series()
    buckets = (
        (time // every, {kpi: values[number] for kpi, values in series.modes[mode].items()})
        for number, time in enumerate(series.times)
    )
    return changing(spec.measures, buckets)
