"""What a revision changes, as one page of HTML that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import jinja2
from markupsafe import Markup

from sendspec_gen.emit import jinja


@dataclass(frozen=True, slots=True)
class Section:
    """A table under a heading."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


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
    sections: Sequence[Section]
    pictures: Sequence[MachinePictures]
    flow: str = ""
    """What becomes of a log, as HTML."""


def page(content: RevisionPage) -> str:
    """The page as text; words are escaped, pictures stand in it as they are."""
    return _environment().get_template("revision.html.jinja").render(page=content)


def _table(section: Section) -> Markup:
    head = _row("th", section.columns)
    body = Markup("\n").join(_row("td", row) for row in section.rows)
    return Markup('<div class="scroll"><table>\n<thead>{}</thead>\n<tbody>\n{}\n</tbody>\n</table></div>').format(
        head, body
    )


def _row(tag: str, cells: Iterable[str]) -> Markup:
    return Markup("<tr>{}</tr>").format(Markup("").join(Markup(f"<{tag}>{{}}</{tag}>").format(cell) for cell in cells))


def _inline(svg: str) -> Markup:
    """A picture of ours inside a page: what stands before its root is for files only."""
    return Markup(svg[svg.index("<svg") :])


@cache
def _environment() -> jinja2.Environment:
    environment = jinja.environment().overlay(autoescape=True)
    environment.filters = {**environment.filters, "table": _table, "inline": _inline, "as_it_is": Markup}
    return environment
