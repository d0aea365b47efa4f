"""Logs in Parquet files as a DataFrame: each is read in its own form, and all are checked before anything starts."""
# pyright: reportMissingImports=false

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import functions

from sendspec.batch.log_files import LogFile, files_of
from sendspec.batch.logs import open_log
from sendspec.batch.schema import NAMES
from sendspec.sources.records import BadLogError

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/{1,3}(?=[^/])")
GLOB = re.compile(r"([\\*?\[\]{}])")


class Found(NamedTuple):
    """Logs that Spark can read."""

    files: tuple[tuple[str, pa.Schema], ...]
    """Addresses of files of this machine, each with its columns of an event log."""
    addresses: tuple[str, ...]
    """Of what only Spark can see."""
    remarks: list[str]


def found_logs(paths: Sequence[Path | str], zone: tzinfo | None = None) -> Found:
    """What stands at some paths, globs and folders of this machine, and at addresses such as `hdfs://` and `s3a://`.

    Raises `BadLogError` for paths at which no log is, for what is no Parquet, and for columns that are missing or of
    another type.
    """
    addresses = tuple(address for path in paths if (address := address_of(path)))
    here = [path for path in paths if address_of(path) is None]
    files = files_of(here) if here else []
    for file in files:
        if file.form != "parquet":
            raise BadLogError(
                f"{file.name}: Spark is given Parquet; make it so by `sendspec events`, or use --engine columns"
            )
        if Path(file.name).name.startswith(("_", ".")):
            raise BadLogError(f"{file.name}: Spark passes over files whose names begin with `_` or `.`; rename it")
    remarks = open_log(here, zone=zone).remarks if here else []
    return Found(tuple((_escaped(file), _columns(file)) for file in files), addresses, remarks)


def address_of(path: Path | str) -> str | None:
    """The address of what is not on this machine; None for a path."""
    # A path has lost one of two slashes.
    match = ADDRESS.match(str(path))
    return None if match is None else f"{match[1]}://{str(path)[match.end() :]}"


def frame_of(session: SparkSession, found: Found) -> DataFrame:
    """The rows of all of them. Times without a zone are in that of the session."""
    kinds: dict[pa.Schema, list[str]] = {}
    for address, schema in found.files:
        kinds.setdefault(schema, []).append(address)
    frames = [session.read.parquet(*addresses) for addresses in kinds.values()]
    frames += [session.read.option("mergeSchema", "true").parquet(*found.addresses)] if found.addresses else []
    columns = [name for name in NAMES if any(name in frame.columns for frame in frames)]
    if len(frames) == 1:
        return frames[0].select(*(_column(frames[0], name) for name in columns))
    whole, *others = (frame.select(*(_column(frame, name) for name in columns)) for frame in frames)
    for other in others:
        whole = whole.unionByName(other)
    return whole


def _column(frame: DataFrame, name: str) -> Column:
    """A column as all files can have it; where one lacks recipients, its events are about the message as a whole."""
    if name not in frame.columns:
        return functions.lit("" if name == "recipient" else None).cast("string").alias(name)
    return functions.col(name).cast("timestamp" if name == "time" else "string").alias(name)


def _columns(file: LogFile) -> pa.Schema:
    schema = pq.read_schema(file.path)
    found = pa.schema([pa.field(name, schema.field(name).type) for name in NAMES if name in schema.names])
    if pa.types.is_timestamp(found.field("time").type) and found.field("time").type.unit == "ns":
        raise BadLogError(
            f"{file.name}: column `time`: Spark reads no nanoseconds; write microseconds by `sendspec events`, or use "
            "--engine columns"
        )
    return found


def _escaped(file: LogFile) -> str:
    """A path that Spark takes as it is."""
    return "file://" + GLOB.sub(r"\\\1", str(file.path.resolve()))
