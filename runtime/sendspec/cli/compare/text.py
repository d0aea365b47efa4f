"""What `sendspec compare` prints for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from textwrap import fill
from typing import NamedTuple

from sendspec.cli.compare.report import Report, lines_of
from sendspec.cli.compare.words import Words, signed, value_of
from sendspec.comparison import Exact, KpiDifference, Part

MOST_STEPS = 8


def print_report(report: Report) -> None:
    """The KPIs in both modes; for each that ever differs, the steps; plain text where nobody sits at a terminal."""
    from rich.console import Console
    from rich.text import Text

    from sendspec.cli import replay_report

    console = Console(soft_wrap=True)
    words = Words(report)
    _ = words.translate
    console.print(Text(f"{words.when()}\n{words.title()}\n"))
    replay_report.print_table(console, [*words.modes, _("Difference")], [*_rows(report, words)])
    lines = [line for found in report.differing for line in _steps(found, report, words)]
    if not lines:
        lines = [_Line("", ""), _Line("", _("No KPI ever differs."))]
    account = replay_report.account_of(report.spec, report.reading, report.result, report.locale)
    width = console.width if console.is_terminal else None
    for line in (*lines, *(_Line("", said) for said in account)):
        console.print(Text(line.set(width)))


class _Line(NamedTuple):
    """Words, and what stands before them in columns of their own."""

    columns: str
    words: str

    def set(self, width: int | None) -> str:
        """Broken into as many lines as a terminal of that width needs; None: on one line."""
        if width is None or not self.words:
            return f"{self.columns}{self.words}"
        indent = " " * len(self.columns) if len(self.columns) <= width // 2 else ""
        return fill(
            self.words,
            width,
            initial_indent=self.columns,
            subsequent_indent=indent,
            break_on_hyphens=False,
            break_long_words=False,
        )


def _rows(report: Report, words: Words) -> Iterator[tuple[str, list[str]]]:
    for found in report.kpis:
        values = [value_of(value, found.kpi) for value in found.values]
        yield words.kpi(found.kpi), [*values, words.difference(found)]


def _steps(found: KpiDifference, report: Report, words: Words) -> Iterator[_Line]:
    """What a KPI's difference is made of, the weightiest step first."""
    _ = words.translate
    yield _Line("", "")
    yield _Line("", words.labelled(words.kpi(found.kpi), words.headline(found)))
    both = found.greatest is not None and not found.ends_greatest
    shown = found.parts[:MOST_STEPS]
    cells = [
        (_("at the end"), _("then")),
        *((_cell(part.at_end, found), _cell(part.at_greatest, found)) for part in shown),
    ]
    rest = found.parts[MOST_STEPS:]
    if rest:
        cells.append(
            (_cell(_sum(part.at_end for part in rest), found), _cell(_sum(part.at_greatest for part in rest), found))
        )
    widths = [max(len(cell[side]) for cell in cells) for side in (0, 1)]
    columns = [f"  {'  '.join(cell[side].rjust(widths[side]) for side in range(1 + both))}" for cell in cells]
    yield _Line(columns[0], "")
    for column, part in zip(columns[1:], shown, strict=False):
        yield _Line(f"{column}  ", f"{words.step(part, found.kpi)}. {words.counted(part)}")
        yield _Line(f"{' ' * len(column)}  ", ". ".join(_sources(part, report, words)))
    if rest:
        further = _("further steps: {number}; --json has them all").format(number=len(rest))
        yield _Line(f"{columns[-1]}  ", further)


def _sources(part: Part, report: Report, words: Words) -> Iterator[str]:
    """Where the rules stand, and some of the messages."""
    rules = ", ".join(lines_of(report.rules(part.step)))
    return (said for said in (rules, words.samples(part)) if said)


def _cell(number: Exact, found: KpiDifference) -> str:
    return signed(number, found.kpi.unit)


def _sum(numbers: Iterable[Exact]) -> Exact:
    known = [number for number in numbers if number is not None]
    return sum(known, Fraction(0)) if known else None
