"""`sendspec replay` by the columnar engine: logs of any size."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from sendspec.cli.logs import check_columns, duration_given
from sendspec.cli.privacy import complain

if TYPE_CHECKING:
    import pyarrow as pa

    from sendspec.batch.fold import Folded, Progress
    from sendspec.batch.logs import Log
    from sendspec.batch.plan import Plan
    from sendspec.batch.result import Result
    from sendspec.cli.engines import Asked
    from sendspec.cli.plot.picture import Curves
    from sendspec.cli.project import Compiled, SourceConfig
    from sendspec.series import Series
    from sendspec.sources.privacy import AddressHashes
    from sendspec.sources.records import NotUnderstood, Reading

NEEDED = ("numpy", "numba", "pyarrow", "duckdb")
"""What the engine stands on, and need not be installed."""
SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?([KMGT]i?B?|B)?", re.IGNORECASE)
UNITS = {"": 1, "B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
MOST_MEMORY = 1 << 63
SHARE_OF_MEMORY = 0.6


@dataclass(frozen=True, slots=True)
class Columns:
    """What the engine found."""

    spec: Compiled
    reading: Reading
    """The account of the log's rows; its events are not kept."""
    numbers: Result
    tables: Callable[[], Iterator[pa.Table]]
    """The statuses of the messages."""
    finish: Callable[[], None]

    def write_statuses(self, path: Path, hashes: AddressHashes | None = None) -> None:
        """Write the status of each message; raises `OSError`."""
        from sendspec.cli.statuses import write_status_tables

        write_status_tables(path, self.tables(), hashes)

    def series(self) -> Series:
        """Each KPI at the end of each step."""
        from sendspec.series import Series

        return self.numbers.series.as_series() if self.numbers.series is not None else Series((), {})

    def curves(self) -> Curves:
        """What a plot shows."""
        from sendspec.cli.plot.picture import curves_over_time

        tracking = self.spec.tracking
        tracked = tracking is None or self.numbers.machines[tracking.name].objects > 0
        return curves_over_time(self.spec, self.series(), tracked=tracked)

    def addresses(self) -> Any:
        """It keeps no events."""
        raise NotImplementedError

    def replayed(self) -> Any:
        """No walk is kept; whoever needs one asks the engine `live`."""
        raise NotImplementedError


class _Done(NamedTuple):
    """A fold, what it tells of each message, and what is to be removed at the end."""

    folded: Folded
    status_tables: Callable[[], Iterator[pa.Table]]
    finish: Callable[[], None]
    log: Log
    """The log whose rows the fold speaks of."""
    remarks: list[str]


def size_given(written: str | None) -> int | None:
    """Bytes of a size such as 4GiB; another text ends the command with exit code 2."""
    if written is None:
        return None
    match = SIZE.fullmatch(written.strip())
    size = 0.0 if match is None else float(match[1]) * UNITS[(match[2] or "B")[0].upper()]
    if not 1 <= size < MOST_MEMORY:
        raise click.BadParameter(f"`{written}` is no size; write it as 4GiB or 800MiB", param_hint="--memory")
    return int(size)


def answer(spec: Compiled, config: SourceConfig, asked: Asked) -> Columns:
    """Replay a log of events; what cannot be read or written ends the command with exit code 1."""
    check_columns("--source", "the engine `columns`", NEEDED)
    from sendspec.batch.account import reading_of, without_unnamed
    from sendspec.batch.logs import open_log
    from sendspec.batch.plan import plan_of
    from sendspec.batch.result import result_of
    from sendspec.sources.records import BadLogError

    try:
        log = open_log(asked.paths, zone=asked.zone)
        plan = plan_of([spec.tables[name] for name in asked.modes], spec.tracking)
        with progress() as say:
            done = (_carried if asked.tuning.get("state") else _folded)(config, asked, log, plan, say)
        reading = reading_of(done.folded.account, done.log, config.events)
        if asked.keep_aside:
            reading.not_understood = _all_not_understood(config, asked)
        reading.remarks += done.remarks
        result = without_unnamed(result_of(done.folded, spec.measures, done.log), reading)
    except (BadLogError, ValueError) as error:
        complain(error)
        raise SystemExit(1) from None
    return Columns(spec, reading, result, done.status_tables, done.finish)


def _all_not_understood(config: SourceConfig, asked: Asked) -> list[NotUnderstood]:
    """Every row that was not understood, for which the log is read once more."""
    from sendspec.batch.reading import EventRows
    from sendspec.sources.records import Request

    rows = EventRows(Request(asked.paths, config.events, asked.zone, keep_aside=True))
    for _ in rows.tables():
        pass
    return rows.reading.not_understood


def _options(config: SourceConfig, asked: Asked, say: Progress) -> dict[str, Any]:
    """What every way to fold is asked."""
    return {
        "as_of": asked.as_of,
        # A picture alone takes steps that suit it.
        "every": asked.every if asked.every is not None or not asked.with_plot else 0,
        "with_rows": asked.with_rows,
        "meanings": config.events,
        "threads": os.cpu_count() or 1,
        "progress": say,
    }


def _carried(config: SourceConfig, asked: Asked, log: Log, plan: Plan, say: Progress) -> _Done:
    """Added to all logs before it, of which a folder holds the state."""
    from sendspec.batch.carry import replay_on
    from sendspec.batch.statuses import status_tables

    folder = asked.tuning["state"]
    keep = duration_given(asked.tuning.get("keep"), "--keep")
    options = _options(config, asked, say)
    try:
        run = replay_on(folder, log, plan, keep=keep, **options)
    except OSError as error:
        click.echo(
            f"error: {error.filename or folder}: it cannot be written: {error.strerror}; the state is as it was",
            err=True,
        )
        raise SystemExit(1) from None
    told = run.account
    remarks = [
        f"{folder}: run {told.run}; {told.kept:,} events are kept for the next, {told.closed:,} objects were closed"
    ]
    if told.repeated:
        remarks.append(f"{folder}: the log is that of the last run, which was repeated")
    if told.too_late:
        remarks.append(
            f"{told.too_late:,} events came too late: their messages were closed by an earlier run (--keep); "
            "they are left out"
        )
    return _Done(
        run.folded,
        lambda: status_tables(run.folded, run.log, run.meanings, options["threads"]),
        lambda: None,
        run.log,
        remarks,
    )


def _folded(config: SourceConfig, asked: Asked, log: Log, plan: Plan, say: Progress) -> _Done:
    """In memory if it has room, else in parts on disk."""
    from sendspec.batch.fold import fold, needs
    from sendspec.batch.partitions import bits_for
    from sendspec.batch.statuses import status_tables

    memory = size_given(asked.tuning.get("memory")) or int(
        SHARE_OF_MEMORY * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    )
    options = _options(config, asked, say)
    if asked.tuning.get("work") is None and needs(log, plan, with_rows=asked.with_rows) <= memory:
        folded = fold(log, plan, **options)
        return _Done(
            folded, lambda: status_tables(folded, log, config.events, options["threads"]), lambda: None, log, []
        )
    return _in_parts(asked, log, plan, bits_for(log.estimated_rows, memory), options)


def _in_parts(asked: Asked, log: Log, plan: Plan, bits: int, options: Mapping[str, Any]) -> _Done:
    from sendspec.batch.log_files import files_of, stamp_of
    from sendspec.batch.partitions import clear, fold_in_parts, identity_of, locked

    files = [(file.name, *_size_of(file.path, file.address, stamp_of)) for file in files_of(asked.paths)]
    wishes = {name: repr(options[name]) for name in ("as_of", "every", "with_rows", "meanings")}
    # The fingerprint of a plan is of what moves a message, not of what its states show.
    wishes["statuses"] = repr([[standing.status for standing in lane.table.states.values()] for lane in plan.modes])
    identity = identity_of(files, plan, zone=str(asked.zone), **wishes)
    work = asked.tuning.get("work") or Path(tempfile.gettempdir()) / f"sendspec-{identity[:16]}"
    try:
        # Up to the end of the command: the statuses of the parts are read when they are written.
        click.get_current_context().with_resource(locked(work))
        parted = fold_in_parts(log, plan, work, identity=identity, bits=bits, **options)
    except KeyboardInterrupt:
        click.echo(f"\n{work}: what is done so far is kept there; the same command goes on from it", err=True)
        raise
    except OSError as error:
        where = error.filename or work
        click.echo(
            f"error: {where}: it cannot be written: {error.strerror}; what is done so far is kept in {work}, and the "
            "same command goes on from it; --work names another folder",
            err=True,
        )
        raise SystemExit(1) from None

    return _Done(parted.folded, parted.status_tables, lambda: clear(work), log, [])


def _size_of(path: Path, address: str | None, stamp_of: Callable[[Path], Any]) -> tuple[int, int]:
    if address is not None:
        return 0, 0
    stamp = stamp_of(path)
    return stamp.size, stamp.changed


@contextmanager
def progress() -> Iterator[Progress]:
    """A bar on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def say(what: str, done: int, whole: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=whole)
            bar.update(tasks[what], completed=done, total=max(whole, done))

        yield say
