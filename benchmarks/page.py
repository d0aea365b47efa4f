"""Writes `docs/benchmarks.md` and its pictures from `docs/benchmarks.json`. Run `python -m benchmarks.page`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2

from benchmarks.measure import ROOT
from benchmarks.plots import pictures
from benchmarks.reach import summary
from benchmarks.run import PARTS, RESULTS, results
from benchmarks.telling import columns_of, shown

PAGE = ROOT / "docs/benchmarks.md"
FOLDER = ROOT / "docs/benchmarks"


def main() -> None:
    found = results(RESULTS)
    drawn = pictures(found)
    FOLDER.mkdir(exist_ok=True)
    for picture in drawn:
        _write(FOLDER / f"{picture.name}.svg", picture.svg)
    for path in FOLDER.glob("*.svg"):
        if path.stem not in {picture.name for picture in drawn}:
            path.unlink()
    _write(PAGE, page(found, drawn))


def page(found: Mapping[str, Any], drawn: Sequence[Any]) -> str:
    """The page, of the results by part and the pictures with their parts, names and descriptions."""
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    environment = jinja2.Environment(
        loader=loader,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["rows"] = _rows
    parts = [(name, found[name]) for name in PARTS if name in found]
    template = environment.get_template("page.md.jinja")
    return template.render(parts=parts, summary=list(summary(found)), pictures=drawn, machines=_machines(found))


def _machines(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each set of machine and versions that parts were measured with, and which parts these were."""
    machines: list[dict[str, Any]] = []
    for name in (name for name in PARTS if name in found):
        same = next((each for each in machines if each["rows"] == found[name]["machine"]), None)
        if same is None:
            machines.append({"rows": found[name]["machine"], "parts": [name]})
        else:
            same["parts"].append(name)
    return machines


def _rows(rows: Sequence[Mapping[str, Any]]) -> str:
    """A table of Markdown; columns of numbers to the right."""
    columns = columns_of(rows)
    numbers = {name for name in columns if all(not isinstance(row.get(name), str) for row in rows)}
    lines = [columns, ["---:" if name in numbers else "---" for name in columns]]
    lines += [[shown(row.get(name)) for name in columns] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _write(path: Path, text: str) -> None:
    fresh = path.with_suffix(".part")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)


if __name__ == "__main__":
    main()
