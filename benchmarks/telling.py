"""What a benchmark found, as tables: for people, or with `--json` for `benchmarks.run`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TypeAlias

Value: TypeAlias = "str | int | float | None"


@dataclass(frozen=True)
class Table:
    """Rows of named values; a row may lack some."""

    title: str
    rows: Sequence[Mapping[str, Value]]
    note: str = ""


def columns_of(rows: Iterable[Mapping[str, Value]]) -> list[str]:
    """All names, in the order in which they come up."""
    return list(dict.fromkeys(name for row in rows for name in row))


def shown(value: Value) -> str:
    """Three significant digits, and thousands set apart."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.{2 if abs(value) < 10 else 1}f}"
    return f"{value:,}" if isinstance(value, int) else value


def tell(*tables: Table) -> None:
    """Print tables."""
    if "--json" in sys.argv:
        print(json.dumps([asdict(table) for table in tables], ensure_ascii=False))
        return
    for table in tables:
        columns = columns_of(table.rows)
        cells = [columns, *([shown(row.get(name)) for name in columns] for row in table.rows)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        print(table.title)
        for first, *rest in cells:
            line = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))]
            print("  " + "  ".join(line).rstrip())
        print(*([table.note] if table.note else []))
