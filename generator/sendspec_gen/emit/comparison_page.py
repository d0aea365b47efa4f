"""What a change of mode does to the numbers of a log, as one page of HTML that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import jinja2
from markupsafe import Markup

from sendspec_gen.emit import jinja


@dataclass(frozen=True, slots=True)
class Mode:
    """A mode, and how its line is drawn."""

    label: str
    color: str
    width: float
    dashes: str


@dataclass(frozen=True, slots=True)
class KpiRow:
    """A KPI in both modes; `part` is where the page says more of it."""

    label: str
    first: str
    second: str
    difference: str
    headline: str
    part: str | None


@dataclass(frozen=True, slots=True)
class StepRow:
    """What a step adds to a difference; `color` is that of its area in the picture, if there is one."""

    color: str
    what: str
    rules: Sequence[str]
    counted: str
    at_end: str
    at_greatest: str
    samples: Sequence[str]


@dataclass(frozen=True, slots=True)
class KpiPart:
    """A KPI that differs; pictures as SVG."""

    name: str
    label: str
    headline: str
    pictures: Sequence[str]
    steps: Sequence[StepRow]


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """What the page says, in words of its locale."""

    locale: str
    title: str
    when: str
    modes: tuple[Mode, Mode]
    rows: Sequence[KpiRow]
    parts: Sequence[KpiPart]
    account: Sequence[str]
    words: Mapping[str, str]
    """Heads of columns and what else is said of every comparison, by name."""


def page(content: ComparisonPage) -> str:
    """The page as text; words are escaped, pictures stand in it as they are."""
    return _environment().get_template("comparison.html.jinja").render(page=content)


def _inline(svg: str) -> Markup:
    """A picture of ours inside a page: what stands before its root is for files only."""
    return Markup(svg[svg.index("<svg") :])


def _legend(mode: Mode) -> Markup:
    """A piece of a line, and whose it is."""
    return Markup(
        '<span><svg width="36" height="8" aria-hidden="true"><line x1="0" x2="36" y1="4" y2="4" stroke="{}" '
        'stroke-width="{}" stroke-dasharray="{}"/></svg>{}</span>'
    ).format(mode.color, mode.width, mode.dashes, mode.label)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja.environment().overlay(autoescape=True)
    environment.filters = {**environment.filters, "inline": _inline, "legend": _legend}
    return environment
