"""What two versions of a spec make of one log: as plain text, Markdown, HTML and plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sendspec.cli.diff.flow_blocks import Block, Grid, Heading, Paragraph, html_of, markdown_of, text_of
from sendspec.cli.diff.flow_data import Figure, Flow, ModeFlow, Named, Number, RevisionFlow
from sendspec.cli.statuses import iso
from sendspec.kpi import show
from sendspec.sources.privacy import harmless

if TYPE_CHECKING:
    from sendspec_gen.emit.catalogue import Translate

_RECORD = ("read", "events", "not_understood", "unexpected")
"""The counts that are always told; the others where they are not zero."""


def as_data(flow: RevisionFlow) -> dict[str, Any]:
    """Everything, ready for JSON."""
    return {
        "source": flow.source.name,
        "as_of": iso(flow.as_of),
        "modes": {
            mode.mode.name: {
                "kpis": _figures_data(mode.kpis),
                "counters": _figures_data(mode.counters),
                "unsettled": _figure_data(mode.unsettled),
                "statuses": _flow_data(mode.statuses),
                "states": _flow_data(mode.states),
            }
            for mode in flow.modes
        },
        "modes_only_before": [mode.name for mode in flow.only_before],
        "modes_only_after": [mode.name for mode in flow.only_after],
        "records": _figures_data(flow.records),
    }


def as_text(flow: RevisionFlow, locale: str = "en", default_locale: str = "en") -> str:
    """For a terminal."""
    return "".join(f"{text_of(block)}\n\n" for block in blocks(flow, locale, default_locale))


def as_markdown(flow: RevisionFlow, locale: str = "en", default_locale: str = "en", *, level: int = 3) -> str:
    """For a pull request; `level` is that of the headings."""
    return "".join(f"{markdown_of(block, level)}\n\n" for block in blocks(flow, locale, default_locale))


def as_html(flow: RevisionFlow, locale: str = "en", default_locale: str = "en", *, level: int = 3) -> str:
    """A piece of a page: `section`, with headings of a level, paragraphs and tables."""
    inner = "".join(f"{html_of(block, level)}\n" for block in blocks(flow, locale, default_locale))
    return f'<section class="flow">\n{inner}</section>\n'


def blocks(flow: RevisionFlow, locale: str, default_locale: str) -> Iterator[Block]:
    """What is told, in order."""
    words = _Words(locale, default_locale)
    _ = words.translate
    yield Paragraph(f"{words.of(flow.source)}. {_('As of')} {iso(flow.as_of)}")
    for mode in flow.modes:
        yield Heading(words.of(mode.mode))
        yield from _mode(mode, words, flow.untold)
    for gone in flow.only_before:
        yield Paragraph(_("{mode}: only before, with nothing to compare it with.").format(mode=words.of(gone)))
    for new in flow.only_after:
        yield Paragraph(_("{mode}: only after, with nothing to compare it with.").format(mode=words.of(new)))
    yield Heading(_("Records"))
    told = [one for one in flow.records if one.what.name in _RECORD or one.before or one.after]
    yield _figures(told, words, _("Records"))
    for remark in flow.remarks:
        yield Paragraph(f"note: {harmless(remark)}")


class _Words:
    """Labels of the spec and words of the report, in a locale."""

    def __init__(self, locale: str, default_locale: str) -> None:
        from sendspec_gen.emit.catalogue import translator

        self.translate: Translate = translator(locale)
        self._locales = (locale, default_locale)
        _ = self.translate
        self._own = {
            "unsettled": _("Unsettled"),
            "read": _("records read"),
            "events": _("events"),
            "duplicates": _("repeats"),
            "later": _("later than that"),
            "unknown": _("heard by no machine"),
            "not_understood": _("not understood"),
            "unexpected": _("unexpected"),
        }

    def of(self, named: Named | None) -> str:
        if named is None:
            return "–"
        label = next((named.label[locale] for locale in self._locales if named.label.get(locale)), "")
        return label or self._own.get(named.name, named.name)


def _mode(mode: ModeFlow, words: _Words, untold: frozenset[str]) -> Iterator[Block]:
    _ = words.translate
    kpis = [one for one in (*mode.kpis, mode.unsettled) if one.what.name not in untold or one.moves]
    yield _figures(kpis, words, _("KPI"))
    moved = [one for one in mode.counters if one.moves]
    if moved:
        yield _figures(moved, words, _("Counter"))
    else:
        yield Paragraph(_("No counter moves."))
    yield from _flow(mode.statuses, words, _("Status"))
    yield from _flow(mode.states, words, _("State"))


def _figures(figures: Sequence[Figure], words: _Words, what: str) -> Grid:
    _ = words.translate
    rows = tuple((words.of(one.what), *_values(one), _difference(one, words)) for one in figures)
    return Grid((what, _("before"), _("after"), _("Difference")), rows, frozenset({1, 2, 3}))


def _values(figure: Figure) -> tuple[str, str]:
    """Both values; empty where the version does not know the number."""
    before = "" if figure.only == "after" else show(figure.before, figure.unit)
    after = "" if figure.only == "before" else show(figure.after, figure.unit)
    return before, after


def _difference(figure: Figure, words: _Words) -> str:
    _ = words.translate
    if figure.only is not None:
        return {"before": _("removed"), "after": _("added")}[figure.only]
    difference = figure.difference
    if difference is None:
        return "" if figure.before == figure.after else "–"
    if not difference:
        return "="
    shown = _signed(difference, figure.unit)
    return _("{number} points").format(number=shown) if figure.unit == "percent" else shown


def _signed(number: float, unit: str) -> str:
    # A difference is never rounded to nothing.
    rounded = f"{number:+.1f}" if abs(number) >= 0.05 else f"{number:+.1g}"
    return (f"{number:+,}" if unit == "messages" else rounded).replace("-", "−")


def _flow(flow: Flow, words: _Words, what: str) -> Iterator[Block]:
    _ = words.translate
    if not flow.streams:
        yield Paragraph(
            _("{what}: unchanged for all messages, {number} of them.").format(what=what, number=f"{flow.unchanged:,}")
        )
        return
    rows = [
        (
            words.of(stream.before),
            words.of(stream.after),
            f"{stream.messages:,}",
            ", ".join(f"{sample.message} {sample.recipient}".strip() for sample in stream.samples),
        )
        for stream in flow.streams
    ]
    rows.append((_("unchanged"), "", f"{flow.unchanged:,}", ""))
    heads = (f"{what}, {_('before')}", _("after"), _("Messages"), _("Such as"))
    yield Grid(heads, tuple(rows), frozenset({2}))


def _figures_data(figures: Sequence[Figure]) -> dict[str, dict[str, Any]]:
    return {figure.what.name: _figure_data(figure) for figure in figures}


def _figure_data(figure: Figure) -> dict[str, Number | str]:
    data: dict[str, Number | str] = {
        "before": figure.before,
        "after": figure.after,
        "difference": figure.difference,
    }
    return data | ({"only": figure.only} if figure.only else {})


def _flow_data(flow: Flow) -> dict[str, Any]:
    return {
        "changed": [
            {
                "before": stream.before.name if stream.before else None,
                "after": stream.after.name if stream.after else None,
                "messages": stream.messages,
                "samples": [{"message": one.message, "recipient": one.recipient} for one in stream.samples],
            }
            for stream in flow.streams
        ],
        "unchanged": flow.unchanged,
    }
