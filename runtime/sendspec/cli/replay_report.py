"""What `sendspec replay` prints."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sendspec.cli.statuses import iso
from sendspec.kpi import show
from sendspec.sources.privacy import harmless
from sendspec.table import Words

if TYPE_CHECKING:
    from sendspec_gen.emit.catalogue import Translate

    from sendspec.addresses import Addressed
    from sendspec.cli.project import Compiled, SourceConfig
    from sendspec.numbers import Numbers
    from sendspec.sources.records import Reading

MISSING = ("broken_off", "recipients_not_named", "not_removed")
"""What a log may leave open although no message that it names is unsettled."""


def as_json(reading: Reading, result: Numbers, addressed: Addressed | None = None) -> str:
    """The whole answer for programs."""
    modes = {
        name: {
            "statuses": found.statuses,
            "counters": found.counters,
            "kpis": found.kpis,
            "unsettled": found.unsettled,
        }
        for name, found in result.modes.items()
    }
    records = {
        "read": reading.read,
        "events": reading.told,
        "duplicates": result.duplicates,
        "not_understood": reading.records["not_understood"],
        "unexpected": result.unexpected,
    }
    account = {
        "records": dict(reading.records),
        "reports": dict(reading.reports),
        "incomplete": dict(reading.incomplete),
        "events_later": result.later,
        "events_unknown": result.unknown,
    }
    answer = {"as_of": iso(result.as_of), "modes": modes, "records": records, "account": account}
    if addressed is not None:
        answer["addresses"] = addressed.statuses()
    return json.dumps(answer, ensure_ascii=False, indent=2)


def print_tables(spec: Compiled, config: SourceConfig, reading: Reading, result: Numbers, locale: str) -> None:
    """The table of modes for people; plain text where nobody sits at a terminal."""
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True)
    words = _Words(spec, locale)
    tracked = spec.tracking is not None and not set(config.events.values()).isdisjoint(spec.tracking.events)
    hidden = (
        set()
        if tracked or spec.tracking is None
        else {counter for move in spec.tracking.moves for counter in move.effects}
    )
    unsettled = [found.unsettled for found in result.modes.values()]
    console.print(Text(f"{words.of(config.label)}. {words['as_of']} {iso(result.as_of)}\n"))
    rows = [
        (words["statuses"], []),
        *_indented(_status_rows(spec, result, words)),
        (words["kpis"], []),
        *_indented(_kpi_rows(spec, result, hidden, words)),
        (words["unsettled"], [f"{number:,}" for number in unsettled]),
    ]
    heads = [words.of(spec.tables[name].label) for name in result.modes]
    print_table(console, heads, rows)
    console.print()
    console.print(Text(_finality(any(unsettled), reading, result, words)))
    if hidden:
        console.print(Text(words["no_tracking"]))
    for line in _account(reading, result, words):
        console.print(Text(line))


def print_addresses(spec: Compiled, addressed: Addressed, locale: str) -> None:
    """How many addresses show each status."""
    from rich.console import Console

    console = Console(soft_wrap=True)
    words = _Words(spec, locale)
    console.print()
    rows = [
        (words.of(spec.address_statuses[status], status), [f"{number:,}"])
        for status, number in addressed.statuses().items()
    ]
    print_table(console, [words["addresses"]], rows)


def account_of(spec: Compiled, reading: Reading, result: Numbers, locale: str) -> Iterable[str]:
    """What was read and what it was, in words of a locale, after an empty line."""
    return _account(reading, result, _Words(spec, locale))


def account_of_records(spec: Compiled, reading: Reading, events: int, locale: str) -> Iterable[str]:
    """How many of the records that were read became events that were written, and what the others are."""
    words = _Words(spec, locale)
    lost = reading.records["not_understood"]
    yield f"{reading.read:,} {words['read']}, {events:,} {words['written']}; {lost:,} {words['not_understood']}"
    yield from _listed(reading, words)
    for remark in reading.remarks:
        yield f"note: {harmless(remark)}"


def _finality(is_unsettled: bool, reading: Reading, result: Numbers, words: _Words) -> str:
    """Whether the numbers are final, and what keeps them from it."""
    if is_unsettled:
        return words["not_final"]
    open_points = {name: reading.incomplete[name] for name in MISSING}
    open_points |= {"later": result.later, "not_understood": reading.records["not_understood"]}
    point = next((name for name, number in open_points.items() if number), None)
    if point is None:
        return words["final"]
    return words[f"final_but_{point}"].format(number=f"{open_points[point]:,}")


class _Words:
    """Labels of the spec and words of the report, in a locale."""

    def __init__(self, spec: Compiled, locale: str) -> None:
        from sendspec_gen.emit.catalogue import translator

        self._locales = (locale, spec.default_locale)
        self._vocabulary = _vocabulary(translator(locale))

    def of(self, words: Words, name: str = "") -> str:
        return next((words[locale] for locale in self._locales if words.get(locale)), name)

    def __getitem__(self, name: str) -> str:
        return self._vocabulary.get(name, name.replace("_", " "))


def _vocabulary(translate: Translate) -> dict[str, str]:
    """The words of the report by the names of what is counted."""
    _ = translate
    return {
        "as_of": _("As of"),
        "statuses": _("Statuses"),
        "kpis": _("KPIs"),
        "addresses": _("Addresses"),
        "unsettled": _("Unsettled"),
        "final": _("Nothing is unsettled: the numbers are final, but for bounces that come out of band."),
        "not_final": _("The numbers are not final as long as messages are unsettled."),
        "final_but_recipients_not_named": _(
            "Recipients that are not named in the log: {number}. The numbers are not final."
        ),
        "final_but_later": _("Events that come later: {number}. The numbers are not final."),
        "final_but_not_understood": _("Records that are not understood: {number}. The numbers may not be final."),
        "final_but_not_removed": _(
            "Messages that are still queued at the end of the log: {number}. The numbers are not final."
        ),
        "final_but_broken_off": _("Logs that could not be read to their end: {number}. The numbers are not final."),
        "no_tracking": _("This source tells of no opens, clicks or unsubscriptions."),
        "listed": _("{label}: {words}"),
        "read": _("records read"),
        "written": _("events written"),
        "events": _("events"),
        "duplicates": _("repeats"),
        "later": _("later than that"),
        "not_understood": _("not understood"),
        "unexpected": _("unexpected"),
        "unknown": _("heard by no machine"),
        "records": _("Records"),
        "reports": _("Reports"),
        "incomplete": _("Incomplete"),
        "event": _("events"),
        "event_not_named": _("events that the source does not name"),
        "queueing": _("queueing"),
        "delivery": _("deliveries"),
        "notification": _("notifications"),
        "probe": _("address probes"),
        "refused_on_receipt": _("refused on receipt"),
        "service": _("service"),
        "other_program": _("other programs"),
        "recipients_unknown": _("of recipients not named"),
        "out_of_band": _("bounces out of band"),
        "own_report": _("this MTA's own, already in the log"),
        "delay_notice": _("delay notices"),
        "success_report": _("reports of success"),
        "not_delivered": _("about messages that were not delivered"),
        "not_joined": _("about no message of the log"),
        "never_queued": _("messages that were never queued"),
        "begun_before_the_log": _("messages begun before the log"),
        "not_removed": _("messages still queued at its end"),
        "recipients_not_named": _("recipients that it does not name"),
        "broken_off": _("logs not read to their end"),
        "recipients_without_end": _("recipients of whose end it says nothing"),
        "without_message": _("events that name no message"),
        "without_recipient": _("events that name no recipient"),
        "not_classified": _("failures that no table of bounces classifies"),
    }


def _status_rows(spec: Compiled, result: Numbers, words: _Words) -> Iterable[tuple[str, list[str]]]:
    for status, label in spec.measures.statuses.items():
        numbers = [found.statuses[status] for found in result.modes.values()]
        if any(numbers):
            yield words.of(label, status), [f"{number:,}" for number in numbers]


def _kpi_rows(spec: Compiled, result: Numbers, hidden: set[str], words: _Words) -> Iterable[tuple[str, list[str]]]:
    for kpi in spec.measures.kpis:
        if kpi.counter not in hidden:
            yield (
                words.of(kpi.label, kpi.name),
                [show(found.kpis[kpi.name], kpi.unit) for found in result.modes.values()],
            )


def _indented(rows: Iterable[tuple[str, list[str]]]) -> Iterable[tuple[str, list[str]]]:
    return ((f"  {label}", values) for label, values in rows)


def print_table(console: Any, heads: list[str], rows: list[tuple[str, list[str]]]) -> None:
    """A column for each of the heads; plain text where nobody sits at a terminal."""
    from rich.table import Table
    from rich.text import Text

    if console.is_terminal:
        table = Table(box=None, pad_edge=False)
        table.add_column("")
        for head in heads:
            table.add_column(Text(head), justify="right")
        for label, values in rows:
            table.add_row(Text(label), *values)
        console.print(table, soft_wrap=False)
        return
    first = max(len(label) for label, _ in rows)
    filled = [values for _, values in rows if values]
    widths = [max(map(len, column)) for column in zip(heads, *filled, strict=True)]
    for label, values in (("", heads), *rows):
        cells = [value.rjust(width) for value, width in zip(values, widths, strict=False)]
        console.print(Text(f"{label.ljust(first)}  {'  '.join(cells)}".rstrip()))


def _account(reading: Reading, result: Numbers, words: _Words) -> Iterable[str]:
    """What was read and what it was; every record is in one of the numbers."""
    counts = {
        "duplicates": result.duplicates,
        "later": result.later,
        "unknown": result.unknown,
        "not_understood": reading.records["not_understood"],
        "unexpected": result.unexpected,
    }
    told = [f"{number:,} {words[name]}" for name, number in counts.items() if number or name == "not_understood"]
    yield ""
    yield f"{reading.read:,} {words['read']}, {reading.told:,} {words['events']}; {', '.join(told)}"
    yield from _listed(reading, words)
    for unexpected in result.samples[:3]:
        what = f"{unexpected.mode}: {unexpected.event} in {unexpected.state}: {words['unexpected']}"
        yield f"{harmless(unexpected.place)}: {what}"
    for remark in reading.remarks:
        yield f"note: {harmless(remark)}"


def _listed(reading: Reading, words: _Words) -> Iterable[str]:
    """The records by what they are, and the first of those that are not understood."""
    for name, counted in (
        ("records", reading.records), ("reports", reading.reports), ("incomplete", reading.incomplete)
    ):  # fmt: skip
        listed = [f"{number:,} {words[what]}" for what, number in counted.most_common() if number]
        if listed:
            yield words["listed"].format(label=words[name], words=", ".join(listed))
    for record in reading.not_understood[:3]:
        yield ": ".join(part for part in (harmless(record.place), harmless(record.why), record.sample) if part)
