"""The mutation score as a page of Markdown: the same results give the same page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sendspec_gen.mutation.reasons import Reason
from sendspec_gen.mutation.score import Noticed

VOCABULARY = "vocabulary and project"

HEAD = """\
# Mutation score

What the spec says about itself is tested by changing the spec. Each mutant has one thing changed: a move goes
elsewhere, an effect is one more, a guard is negated. It should then be noticed by the laws, by the rules of structure
or by the scenarios that people wrote. Tables are made from the spec and are no evidence; they stand beside.
Written by `make mutation`.

**{score}: {noticed} of {different} mutants that behave differently are noticed.** \
{equivalent} others behave as the original and are left out. Without the rules of structure, laws and scenarios \
alone notice {written}.

Behaves differently: after some events a state shows another status or code, is settled where it was not, or has
another clock; or an event is answered otherwise, with other effects, other words, another wait, or tells others; or a
counter starts elsewhere, or a sum or KPI is made otherwise. The names of states, `final`, how often a KPI is
refreshed, and the codes of statuses are not looked at.
"""

COLUMNS = ("mutants", "as the original", "different", "laws", "structure", "scenarios", "noticed", "tables", "score")


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the page tells."""

    mutants: tuple[Noticed, ...]
    reasons: Mapping[str, Reason | None]
    """For each survivor its reason, by id."""

    @property
    def different(self) -> tuple[Noticed, ...]:
        """The mutants that count."""
        return tuple(mutant for mutant in self.mutants if mutant.difference is not None)

    @property
    def noticed(self) -> int:
        """How many of them laws, structure or scenarios notice."""
        return sum(mutant.by_checks for mutant in self.different)

    @property
    def percent(self) -> float:
        """The score, never rounded up; 100 if nothing behaves differently."""
        return _percent(self.noticed, len(self.different))

    @property
    def unexplained(self) -> tuple[Noticed, ...]:
        """The survivors without a reason."""
        return tuple(mutant for mutant in survivors(self.mutants) if self.reasons.get(mutant.id) is None)


def survivors(mutants: Iterable[Noticed]) -> tuple[Noticed, ...]:
    """The mutants that behave differently and that no check notices."""
    return tuple(mutant for mutant in mutants if mutant.difference is not None and not mutant.by_checks)


def page(report: Report) -> str:
    """The whole page."""
    head = HEAD.format(
        score=f"{report.percent:.1f} %",
        noticed=f"{report.noticed:,}",
        different=f"{len(report.different):,}",
        equivalent=f"{len(report.mutants) - len(report.different):,}",
        written=f"{sum(bool(mutant.laws or mutant.scenarios) for mutant in report.different):,}",
    )
    parts = [
        head,
        _section("By what was changed", "change", report.mutants, lambda mutant: _words(mutant.operator)),
        _section("By machine", "machine", report.mutants, lambda mutant: mutant.machine or VOCABULARY),
        "\n".join(_laws(report.different)),
        "\n".join(_survivors(report)),
        "\n".join(_equivalent(report.mutants)),
    ]
    return "\n".join(parts)


def _section(title: str, first: str, mutants: Sequence[Noticed], key: Callable[[Noticed], str]) -> str:
    groups: dict[str, list[Noticed]] = {}
    for mutant in mutants:
        groups.setdefault(key(mutant), []).append(mutant)
    rows = [_row(name, groups[name]) for name in sorted(groups)]
    return "\n".join([f"## {title}", "", *_table((first, *COLUMNS), [*rows, _row("**all**", mutants)]), ""])


def _row(name: str, mutants: Sequence[Noticed]) -> tuple[str, ...]:
    different = [mutant for mutant in mutants if mutant.difference is not None]
    noticed = sum(mutant.by_checks for mutant in different)
    numbers = (
        len(mutants),
        len(mutants) - len(different),
        len(different),
        sum(bool(mutant.laws) for mutant in different),
        sum(bool(mutant.structure) for mutant in different),
        sum(bool(mutant.scenarios) for mutant in different),
        noticed,
        sum(mutant.tables for mutant in different),
    )
    score = f"{_percent(noticed, len(different)):.1f} %" if different else "–"
    return (name, *(f"{number:,}" for number in numbers), score)


def _laws(mutants: Sequence[Noticed]) -> Iterator[str]:
    yield "## By law"
    yield ""
    yield "How many mutants each law notices, and how many of them no other law, rule of structure or scenario does."
    yield ""
    names = sorted({law for mutant in mutants for law in mutant.laws})
    rows = []
    for name in names:
        by_it = [mutant for mutant in mutants if name in mutant.laws]
        alone = sum(mutant.laws == (name,) and not mutant.structure and not mutant.scenarios for mutant in by_it)
        rows.append((f"`{name}`", f"{len(by_it):,}", f"{alone:,}"))
    yield from _table(("law", "notices", "alone"), rows) if rows else ["No law notices anything."]
    yield ""


def _survivors(report: Report) -> Iterator[str]:
    found = survivors(report.mutants)
    yield "## Survivors"
    yield ""
    if not found:
        yield "Every mutant that behaves differently is noticed."
        yield ""
        return
    yield "What neither laws nor scenarios notice: the place, the change, the events that show it, and the id."
    yield ""
    groups: dict[str, list[Noticed]] = {}
    for mutant in found:
        reason = report.reasons.get(mutant.id)
        groups.setdefault("" if reason is None else reason.why, []).append(mutant)
    for why in sorted(groups):
        yield f"### {why or 'Without a reason'}"
        yield ""
        for mutant in groups[why]:
            place = f"{mutant.place.file}:{mutant.place.line}"
            yield f"- `{place}`: {mutant.what}. Seen: {mutant.difference}. `{mutant.id}`"
        yield ""


def _equivalent(mutants: Sequence[Noticed]) -> Iterator[str]:
    groups: dict[str, list[Noticed]] = {}
    for mutant in mutants:
        if mutant.difference is None:
            groups.setdefault(_words(mutant.operator), []).append(mutant)
    yield "## As the original"
    yield ""
    yield "What behaves as the original and is left out of the score."
    yield ""
    for name in sorted(groups):
        shown = ", ".join(f"`{mutant.id}`" for mutant in groups[name][:SHOWN])
        more = f" and {len(groups[name]) - SHOWN:,} more" if len(groups[name]) > SHOWN else ""
        yield f"- {name}, {len(groups[name]):,}: {shown}{more}"
    if not groups:
        yield "None."
    yield ""


SHOWN = 6
"""So many mutants that behave as the original are named for each change."""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    rule = ["---", *("---:" for _ in head[1:])]
    return [f"| {' | '.join(cells)} |" for cells in (head, rule, *rows)]


def _percent(part: int, whole: int) -> float:
    return part * 1000 // whole / 10 if whole else 100.0


def _words(operator: str) -> str:
    return operator.replace("_", " ")
