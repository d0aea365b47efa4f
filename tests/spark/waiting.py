"""Tasks that wait until they may go on, so that a test can do something to them meanwhile."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from sendspec.batch.spark_tasks import Folding

FREE = 2
"""So many partitions need not wait: when others do, something is done already."""
GO = "go"
LONGEST = 120.0


@dataclass(frozen=True)
class Waiting(Folding):
    """A fold that leaves its name in a folder, and waits there."""

    folder: str = ""

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import TaskContext

        context = TaskContext.get()
        assert context is not None
        partition = context.partitionId()
        Path(self.folder, f"{partition}-{context.taskAttemptId()}-{os.getpid()}").touch()
        begin = time.monotonic()
        while partition >= FREE and not Path(self.folder, GO).exists() and time.monotonic() < begin + LONGEST:
            time.sleep(0.05)
        yield from super().__call__(batches)


def waiting_in(folder: Path) -> list[int]:
    """The processes whose tasks wait."""
    names = [path.name.split("-") for path in folder.iterdir() if path.name != GO]
    return [int(process) for partition, _, process in names if int(partition) >= FREE]


def begun_in(folder: Path) -> list[int]:
    """The partition of each task that began, once for each time that it did."""
    return sorted(int(path.name.split("-")[0]) for path in folder.iterdir() if path.name != GO)


def parent_of(process: int) -> int:
    # The name of a program may have blanks in it.
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
