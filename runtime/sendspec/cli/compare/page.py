"""A comparison as a page that people can open and send."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.emit.comparison_page import ComparisonPage, KpiPart, KpiRow, Mode, StepRow, page

from sendspec.cli import replay_report
from sendspec.cli.compare.picture import MOST_STEPS, NothingToDrawError, Picture, picture_of
from sendspec.cli.compare.report import Report, lines_of
from sendspec.cli.compare.words import Words, sample_of, value_of
from sendspec.cli.plot import can_plot
from sendspec.comparison import JointStep, KpiDifference


def as_page(report: Report) -> str:
    """The KPIs; of each that differs the curves, the steps with their rules, and messages by their ids.

    Without what draws it has no pictures.
    """
    words = Words(report)
    _ = words.translate
    drawn = _drawn(report)
    account = replay_report.account_of(report.spec, report.reading, report.result, report.locale)
    return page(
        ComparisonPage(
            locale=report.locale,
            title=words.title(),
            when=words.when(),
            modes=_modes(words, drawn),
            rows=[*_rows(report, words)],
            parts=[_part(found, report, words, drawn) for found in report.differing],
            account=[line for line in account if line],
            words={
                "kpi": _("KPI"),
                "difference": _("Difference"),
                "step": _("Step"),
                "messages": _("Messages"),
                "at_end": _("at the end"),
                "at_greatest": _("when the difference is greatest"),
                "how": _(
                    "Every message goes through both modes at once. Steps in which both do the same to a KPI cancel "
                    "out; the others are listed, and together they are the difference."
                ),
            },
        )
    )


def _drawn(report: Report) -> Picture | None:
    try:
        return picture_of(report) if can_plot() else None
    except NothingToDrawError:
        return None


def _modes(words: Words, drawn: Picture | None) -> tuple[Mode, Mode]:
    """Both modes, and how their lines are drawn."""
    if drawn is None:
        return Mode(words.modes[0], "", 0, ""), Mode(words.modes[1], "", 0, "")
    from sendspec.cli.plot.chart import COLORS, DASHES, WIDTHS

    looks = [
        (COLORS[place % len(COLORS)], WIDTHS[place % len(WIDTHS)], " ".join(map(str, DASHES[place % len(DASHES)])))
        for place in drawn.places
    ]
    return Mode(words.modes[0], *looks[0]), Mode(words.modes[1], *looks[1])


def _rows(report: Report, words: Words) -> Iterator[KpiRow]:
    for found in report.kpis:
        first, second = (value_of(value, found.kpi) for value in found.values)
        yield KpiRow(
            label=words.kpi(found.kpi),
            first=first,
            second=second,
            difference=words.difference(found),
            headline=_sentence(words.headline(found)),
            part=found.kpi.name if found.differs else None,
        )


def _part(found: KpiDifference, report: Report, words: Words, drawn: Picture | None) -> KpiPart:
    steps = [
        StepRow(
            color=_color(part.step, drawn),
            what=words.step(part, found.kpi),
            rules=[*lines_of(report.rules(part.step))],
            counted=words.counted(part),
            at_end=words.amount(part.at_end, found.kpi),
            at_greatest=words.amount(part.at_greatest, found.kpi),
            samples=[sample_of(sample) for sample in part.samples],
        )
        for part in found.parts
    ]
    return KpiPart(
        found.kpi.name, words.kpi(found.kpi), _sentence(words.headline(found)), _pictures(found, drawn), steps
    )


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _pictures(found: KpiDifference, drawn: Picture | None) -> tuple[str, ...]:
    if drawn is None:
        return ()
    from sendspec.cli.compare.plot import panels_of

    return panels_of(drawn, next(row for row in drawn.rows if row.name == found.kpi.name))


def _color(step: JointStep, drawn: Picture | None) -> str:
    """The colour of a step's area."""
    if drawn is None:
        return ""
    from sendspec.cli.compare.chart import STEP_COLORS

    return STEP_COLORS[drawn.steps.index(step) if step in drawn.steps else MOST_STEPS]
