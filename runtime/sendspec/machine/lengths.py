"""Durations as people give them, in microseconds and within the limits of tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from sendspec.machine.outcome import UnknownNameError
from sendspec.table import Table
from sendspec.times import MICROSECOND


@dataclass(frozen=True, slots=True, eq=False)
class Lengths:
    """Durations that were held against the limits of tables."""

    microseconds: Mapping[str, int]
    tables: Mapping[int, Table[Any, Any]]
    """By their identity, which is quicker to look up than tables are to compare."""


def within_limits(asked: Mapping[str, timedelta | int] | Lengths, *tables: Table[Any, Any]) -> Lengths:
    """Each duration cut to its limit; raises `UnknownNameError`, and `TypeError` or `ValueError` for no length."""
    if isinstance(asked, Lengths):
        if asked.tables.keys() >= set(map(id, tables)):
            return asked
        asked = asked.microseconds
    known = {name for table in tables for name in table.durations}
    for name in asked:
        if name not in known:
            raise UnknownNameError(" and ".join(table.name for table in tables), "duration", name, sorted(known))
    cut = {name: min([_length(name, length), *_limits(name, tables)]) for name, length in asked.items()}
    return Lengths(MappingProxyType(cut), {id(table): table for table in tables})


def _length(name: str, length: timedelta | int) -> int:
    whole = length // MICROSECOND if isinstance(length, timedelta) else length
    if type(whole) is not int:
        raise TypeError(f"the duration `{name}` cannot be {length!r}; give a timedelta, or whole microseconds")
    if whole < 0:
        raise ValueError(f"the duration `{name}` is negative; give 0 or more")
    return whole


def _limits(name: str, tables: tuple[Table[Any, Any], ...]) -> list[int]:
    found = [table.durations[name].at_most for table in tables if name in table.durations]
    return [limit for limit in found if limit is not None]
