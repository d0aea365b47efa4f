"""What a revision changes, as one page of HTML that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import jinja2
from markupsafe import Markup

from sendspec_gen.emit import jinja


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, and below it in small letters where that is."""

    text: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A table under a heading; a folded one opens on demand."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str | Cell]]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class MachinePictures:
    """The pictures of one machine, as SVG."""

    label: str
    difference: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RevisionPage:
    """What the page says, in plain words."""

    verdict: str
    against: str
    concerned: Section
    pictures: Sequence[MachinePictures]
    sections: Sequence[Section]
    flow: str = ""
    """What becomes of a log, as HTML."""


def page(content: RevisionPage) -> str:
    """The page as text; words are escaped, pictures stand in it as they are."""
    return _environment().get_template("revision.html.jinja").render(page=content)


def _table(section: Section) -> Markup:
    head = _row("th", section.columns)
    body = Markup("\n").join(_row("td", row) for row in section.rows)
    table = Markup('<div class="scroll"><table>\n<thead>{}</thead>\n<tbody>\n{}\n</tbody>\n</table></div>').format(
        head, body
    )
    if not section.folded:
        return table
    return Markup("<details><summary>{} rows</summary>\n{}\n</details>").format(len(section.rows), table)


def _row(tag: str, cells: Iterable[str | Cell]) -> Markup:
    return Markup("<tr>{}</tr>").format(
        Markup("").join(Markup(f"<{tag}>{{}}</{tag}>").format(_said(cell)) for cell in cells)
    )


def _said(cell: str | Cell) -> Markup:
    if isinstance(cell, str):
        return Markup("{}").format(cell)
    return Markup("{}<small>{}</small>").format(cell.text, cell.where) if cell.where else Markup("{}").format(cell.text)


def _inline(svg: str) -> Markup:
    """A picture of ours inside a page: what stands before its root is for files only."""
    return Markup(svg[svg.index("<svg") :])


@cache
def _environment() -> jinja2.Environment:
    environment = jinja.environment().overlay(autoescape=True)
    environment.filters = {**environment.filters, "table": _table, "inline": _inline, "as_it_is": Markup}
    return environment
