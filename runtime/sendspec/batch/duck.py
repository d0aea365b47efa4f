"""DuckDB as it is used here: in memory, in UTC, and without fetching anything from anywhere."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from sendspec.sources.privacy import masked
from sendspec.sources.records import BadLogError

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,
}


def connected(*, to: str | None = None) -> duckdb.DuckDBPyConnection:
    """A connection of its own; raises `BadLogError` for an address that needs an extension which is not installed."""
    connection = duckdb.connect(":memory:", config=CONFIG)
    connection.sql("SET TimeZone = 'UTC'")
    if to is not None:
        try:
            connection.load_extension("httpfs")
        except duckdb.Error as error:
            connection.close()
            raise BadLogError(
                f"{to}: addresses are read by DuckDB's extension httpfs, which is not installed: "
                "run `INSTALL httpfs` in DuckDB once, or copy the file here first"
            ) from error
    return connection


def text(value: str) -> str:
    """Text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def one_file(path: str) -> str:
    """The path of a file as SQL writes it, whatever its name looks like: within brackets nothing stands for others."""
    return text("".join(f"[{letter}]" if letter in "*?[" else letter for letter in path))


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def said(error: duckdb.Error) -> str:
    """The first line of what DuckDB says, without the kind of error, and without the addresses that it quotes."""
    first: Iterable[str] = (line.strip() for line in str(error).splitlines())
    line = next((line for line in first if line), type(error).__name__)
    return masked(line.partition("Error: ")[2] or line)
