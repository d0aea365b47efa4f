"""One cluster for all tests: its executors are processes of their own, as on any other."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests.project import ROOT
from tests.requirements import lacking, needed

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

CLUSTER = "local-cluster[2,1,1024]"
SETTINGS = {
    "spark.driver.memory": "1g",
    # Tests hand functions of their own to executors.
    "spark.executorEnv.PYTHONPATH": str(ROOT),
    # As small as the logs are, none comes in one batch.
    "spark.sql.execution.arrow.maxRecordsPerBatch": "100",
    "spark.sql.shuffle.partitions": "2",
}


@pytest.fixture(scope="session")
def java() -> str:
    """What all of these tests need; without it they are skipped."""
    found = needed("java")
    if find_spec("pyspark") is None:
        lacking("java", "Spark is not installed; `make test-spark` does it")
    return found


@pytest.fixture(scope="session")
def session(java: str) -> Iterator[SparkSession]:  # noqa: ARG001 -- it skips
    from sendspec.cli.spark_session import session_on

    with session_on(CLUSTER, SETTINGS) as started:
        yield started
