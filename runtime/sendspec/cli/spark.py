"""`sendspec replay --engine spark`: the fold on a cluster, and all else here."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sendspec.cli.columns import NEEDED, Columns
from sendspec.cli.logs import check_columns
from sendspec.cli.privacy import complain
from sendspec.cli.project import Compiled, SourceConfig
from sendspec.cli.spark_session import SparkError, check_spark, session_on, settings_named

if TYPE_CHECKING:
    import pyarrow as pa

    from sendspec.batch.spark import FrameFolded
    from sendspec.cli.engines import Asked

MASTER = "local[*]"


def answer(spec: Compiled, config: SourceConfig, asked: Asked) -> Columns:
    """Replay logs in Parquet; what does not go ends the command with exit code 1, and wrong usage with 2."""
    master = asked.tuning.get("master") or MASTER
    settings = settings_named(asked.tuning.get("conf") or ())
    if asked.with_rows and not master.startswith("local"):
        raise click.BadParameter(
            "on a cluster they are more than one file; `sendspec.batch.spark.fold_frame(…, statuses=…)` writes them to "
            "where all executors write",
            param_hint="--statuses",
        )
    if asked.keep_aside:
        raise click.BadParameter("Spark keeps only the first of them; use --engine columns", param_hint="--aside")
    check_columns("--engine", "the engine `spark`", NEEDED)
    check_spark(master)
    from sendspec.batch.account import reading_of, without_unnamed
    from sendspec.sources.records import BadLogError

    # It is removed at the end of the process, however that comes.
    folder = tempfile.TemporaryDirectory(prefix="sendspec-statuses-")
    statuses = Path(folder.name, "statuses")
    try:
        folded = _folded(spec, config, asked, master, settings, statuses if asked.with_rows else None)
    except (BadLogError, SparkError, ValueError, OSError) as error:
        complain(error)
        raise SystemExit(1) from None
    reading = reading_of(folded.folded.account, folded.log, config.events)
    result = without_unnamed(folded.result, reading)
    return Columns(spec, reading, result, lambda: _tables(statuses), folder.cleanup)


def _folded(
    spec: Compiled, config: SourceConfig, asked: Asked, master: str, settings: dict[str, str], statuses: Path | None
) -> FrameFolded:
    from sendspec.batch.plan import plan_of
    from sendspec.batch.spark import fold_frame
    from sendspec.batch.spark_files import found_logs, frame_of

    found = found_logs(asked.paths, asked.zone)
    plan = plan_of([spec.tables[name] for name in asked.modes], spec.tracking)
    clock = {} if asked.zone is None else {"spark.sql.session.timeZone": str(asked.zone)}
    with _sign_of_life(master), session_on(master, clock | settings) as session:
        folded = fold_frame(
            frame_of(session, found),
            plan,
            spec.measures,
            as_of=asked.as_of,
            # A picture alone takes steps that suit it.
            every=asked.every if asked.every is not None or not asked.with_plot else 0,
            statuses=False if statuses is None else statuses.as_uri(),
            meanings=config.events,
        )
    folded.log.remarks.extend(found.remarks)
    return folded


def _tables(folder: Path) -> Iterator[pa.Table]:
    """The rows that Spark wrote, in the order of its files."""
    import pyarrow as pa
    from pyarrow import dataset

    from sendspec.batch.statuses import SCHEMA

    for batch in dataset.dataset(folder, format="parquet").to_batches():
        yield pa.Table.from_batches([batch]).cast(SCHEMA)


@contextmanager
def _sign_of_life(master: str) -> Iterator[None]:
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"folding on Spark, {master}"):
        yield
