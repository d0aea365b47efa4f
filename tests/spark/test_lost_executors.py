"""What dies in the middle is done again by others, and nothing is counted twice."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.engines import differences
from tests.random_events import HOUR, SHAPES, random_log
from tests.reference import reference
from tests.spark.spark_engine import by_spark
from tests.spark.test_same_as_one_machine import SHIPPED
from tests.spark.waiting import GO, Waiting, begun_in, parent_of, waiting_in

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PARTITIONS = 6
PATIENCE = 120.0
VICTIMS: dict[str, Callable[[int], int]] = {
    "Python": lambda worker: worker,
    # The worker was forked by a daemon, which the executor started.
    "executor": lambda worker: parent_of(parent_of(worker)),
}


@pytest.mark.parametrize("what", VICTIMS)
def test_killed_in_the_middle(
    session: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr("sendspec.batch.spark.Folding", partial(Waiting, folder=str(tmp_path)))
    log = random_log(SHIPPED, SHAPES["usual"], 2_000, seed=11)
    with ThreadPoolExecutor(1) as other:
        answer = other.submit(by_spark, session, log, SHIPPED, None, HOUR, PARTITIONS)
        try:
            worker = _first_that_waits(tmp_path)
            os.kill(VICTIMS[what](worker), signal.SIGKILL)
        finally:
            (tmp_path / GO).touch()

        assert differences(reference(log, SHIPPED, None, HOUR), answer.result(PATIENCE)) == []
    begun = begun_in(tmp_path)

    assert list(range(PARTITIONS)) == sorted(set(begun))
    assert len(begun) > PARTITIONS


def _first_that_waits(folder: Path) -> int:
    begin = time.monotonic()
    while time.monotonic() < begin + PATIENCE:
        waiting = waiting_in(folder)
        if waiting:
            return waiting[0]
        time.sleep(0.05)
    raise AssertionError("no task ever began")
