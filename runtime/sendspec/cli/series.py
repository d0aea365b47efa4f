"""The file of KPIs over time that `sendspec replay --series` writes: whole or not at all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click
from sendspec_gen.disk import whole_file

from sendspec.cli.statuses import check_parquet, iso

if TYPE_CHECKING:
    from sendspec.series import Series, Value

COLUMNS = ("time", "mode", "kpi", "value")


def check_suffix(path: Path) -> None:
    """End the command with exit code 2 for a kind of file that is not written."""
    if path.suffix not in WRITERS:
        known = ", ".join(WRITERS)
        raise click.BadParameter(f"{path}: a series is written as one of {known}", param_hint="--series")
    check_parquet(path, "--series")


def write_series(path: Path, series: Series) -> None:
    """One row for each time, mode and KPI, in the form that the suffix names; a share of nothing is empty."""
    with whole_file(path.resolve()) as file:
        WRITERS[path.suffix](file, _rows(series))


def _rows(series: Series) -> Iterator[tuple[int, str, str, Value]]:
    for place, time in enumerate(series.times):
        for mode, kpis in series.modes.items():
            for kpi, values in kpis.items():
                yield time, mode, kpi, values[place]


def _write_lines(file: IO[bytes], rows: Iterator[tuple[int, str, str, Value]]) -> None:
    for time, mode, kpi, value in rows:
        record = {"time": iso(time), "mode": mode, "kpi": kpi, "value": value}
        file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")


def _write_table(file: IO[bytes], rows: Iterator[tuple[int, str, str, Value]]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows((iso(time), mode, kpi, value) for time, mode, kpi, value in rows)
    text.flush()
    text.detach()


def _write_parquet(file: IO[bytes], rows: Iterator[tuple[int, str, str, Value]]) -> None:
    import pyarrow
    import pyarrow.parquet

    few = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    kinds = (pyarrow.timestamp("us", tz="UTC"), few, few, pyarrow.float64())
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in COLUMNS]
    arrays = [pyarrow.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
    pyarrow.parquet.write_table(pyarrow.table(arrays, names=list(COLUMNS)), file, compression="zstd")


WRITERS: Mapping[str, Callable[[IO[bytes], Iterator[tuple[int, str, str, Value]]], None]] = {
    ".jsonl": _write_lines,
    ".csv": _write_table,
    ".parquet": _write_parquet,
}
