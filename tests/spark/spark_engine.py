"""The fold on Spark as an engine among others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from sendspec.batch.plan import plan_of

from tests.engines import Answer, Spec, rows_of
from tests.parity.columnar_engine import answer_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def by_spark(
    session: SparkSession, log: pa.Table, spec: Spec, as_of: int | None, every: int, partitions: int | None = None
) -> Answer:
    return by_frame(session.createDataFrame(log), spec, as_of, every, partitions)


def by_frame(frame: DataFrame, spec: Spec, as_of: int | None, every: int, partitions: int | None = None) -> Answer:
    from sendspec.batch.spark import fold_frame

    plan = plan_of(list(spec.tables.values()), spec.tracking)
    options: dict[str, Any] = {"as_of": as_of, "partitions": partitions, "statuses": True}
    try:
        found = fold_frame(frame, plan, spec.measures, every=every, **options)
    except ValueError:
        found = fold_frame(frame, plan, spec.measures, **options)
    assert found.statuses is not None
    rows = rows_of(found.statuses.toArrow())
    found.forget()
    return replace(answer_of(found.folded, found.log, spec, every), rows=rows)  # type: ignore[arg-type]
