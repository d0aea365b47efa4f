"""Spark on two cores: a shuffle by message alone, and one with a sort within partitions.

Run `python -m benchmarks.spark`, with requirements/spark.txt installed. Each is done twice to warm up, then measured.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

from sendlogs import MEASURES, MODES, Tracking
from sendspec.batch.plan import plan_of
from sendspec.batch.spark import fold_frame

from benchmarks import data
from benchmarks.columns import ONE, Setup, ours
from benchmarks.machines import MINUTE, Answer
from benchmarks.peers.ours import answer
from benchmarks.telling import Table, Value, tell

MASTER = "local[2]"
PARTITIONS = 16
MEMORY = "4g"
SETTINGS = {
    "spark.sql.shuffle.partitions": str(PARTITIONS),
    "spark.sql.adaptive.enabled": "false",
    "spark.driver.memory": MEMORY,
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
COLUMNS = ("message", "time", "event")
Work = Callable[[Any], Any]


def shuffle(frame: Any) -> None:
    """All events of a message in one partition."""
    _finish(frame.repartition(PARTITIONS, "message"))


def shuffle_and_sort(frame: Any) -> None:
    """And in the order of their times."""
    _finish(frame.repartition(PARTITIONS, "message").sortWithinPartitions("message", "time"))


def sendspec(frame: Any, statuses: Path | None = None) -> Answer:
    """Totals and a KPI value a minute, as on one machine."""
    plan = plan_of([MODES[mode].table for mode in ONE], Tracking.table)
    folded = fold_frame(frame, plan, MEASURES, every=MINUTE, statuses=statuses or False, partitions=PARTITIONS)
    folded.forget()
    return answer(folded.result)


def sendspec_with_statuses(frame: Any) -> Answer:
    """And the status of each message, written as Parquet."""
    with tempfile.TemporaryDirectory(prefix="sendspec-") as folder:
        return sendspec(frame, Path(folder, "statuses"))


WORKS: Mapping[str, Work] = {
    "shuffle alone": shuffle,
    "shuffle and sort": shuffle_and_sort,
    "sendspec on Spark": sendspec,
    "sendspec on Spark, statuses written": sendspec_with_statuses,
}
"""What is measured, by its name."""


def main() -> None:
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    from pyspark.sql import SparkSession

    path, few = data.log(data.EVENTS), data.log(data.EVENTS // 10)
    alone = ours(path, Setup(ONE, series=True), 1).answer
    with tempfile.TemporaryDirectory(prefix="sendspec-") as folder:
        builder = SparkSession.builder.master(MASTER).appName("sendspec").config("spark.local.dir", folder)
        for name, value in SETTINGS.items():
            builder = builder.config(name, value)
        begin = perf_counter()
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        rows = [_row(name, work, session, few, path, alone) for name, work in WORKS.items()]
        whole = perf_counter() - begin
        session.stop()
    note = (
        f"{data.counted(data.EVENTS)} events, {MASTER}, {PARTITIONS} partitions, after a warm-up on a tenth of the log"
    )
    tell(Table("Spark", rows, f"{note}; {whole:.0f} s with the start of Spark and all warm-ups."))


def _row(name: str, work: Work, session: Any, few: Path, path: Path, alone: Answer) -> dict[str, Value]:
    for each in (few, few):
        work(session.read.parquet(str(each)).select(*COLUMNS))
    begin = perf_counter()
    found = work(session.read.parquet(str(path)).select(*COLUMNS))
    seconds = perf_counter() - begin
    if found is not None and found != alone:
        raise SystemExit(f"{name} and one process differ; nothing is told of the times")
    return {
        "by": name,
        "work, s": seconds,
        "M events/s": data.EVENTS / seconds / 1e6,
        "peak of all processes so far, MiB": round(sum(map(_peak, _with_children(os.getpid())))),
    }


def _finish(frame: Any) -> None:
    frame.write.format("noop").mode("overwrite").save()


def _with_children(process: int) -> Iterator[int]:
    yield process
    for thread in Path(f"/proc/{process}/task").iterdir():
        for child in (thread / "children").read_text().split():
            yield from _with_children(int(child))


def _peak(process: int) -> float:
    """The most memory that a process has held so far, in MiB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    main()
