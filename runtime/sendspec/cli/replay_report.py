"""What `sendspec replay` prints."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sendspec.cli.statuses import iso
from sendspec.kpi import show
from sendspec.table import Words

if TYPE_CHECKING:
    from sendspec.cli.project import Compiled, SourceConfig
    from sendspec.replay import Result
    from sendspec.sources.records import Reading

WORDS: Mapping[str, Words] = {
    "as_of": {"en": "As of", "fr": "À la date du", "pt": "Em"},
    "statuses": {"en": "Statuses", "fr": "Statuts", "pt": "Status"},
    "kpis": {"en": "KPIs", "fr": "Indicateurs", "pt": "KPIs"},
    "unsettled": {"en": "Unsettled", "fr": "En suspens", "pt": "Em aberto"},
    "final": {
        "en": "Nothing is unsettled: the numbers are final, but for bounces that come out of band.",
        "fr": "Rien n'est en suspens : les chiffres sont définitifs, hors bounces asynchrones.",
        "pt": "Nada está em aberto: os números são finais, salvo devoluções assíncronas.",
    },
    "not_final": {
        "en": "The numbers are not final as long as messages are unsettled.",
        "fr": "Les chiffres ne sont pas définitifs tant que des messages sont en suspens.",
        "pt": "Os números não são finais enquanto houver mensagens em aberto.",
    },
    "no_tracking": {
        "en": "This source tells of no opens, clicks or unsubscriptions.",
        "fr": "Cette source ne donne ni ouvertures, ni clics, ni désabonnements.",
        "pt": "Esta fonte não informa aberturas, cliques nem cancelamentos.",
    },
    "read": {"en": "records read", "fr": "enregistrements lus", "pt": "registros lidos"},
    "events": {"en": "events", "fr": "événements", "pt": "eventos"},
    "duplicates": {"en": "repeats", "fr": "répétitions", "pt": "repetições"},
    "later": {"en": "later than that", "fr": "plus tard", "pt": "depois disso"},
    "not_understood": {"en": "not understood", "fr": "non compris", "pt": "não compreendidos"},
    "unexpected": {"en": "unexpected", "fr": "inattendus", "pt": "inesperados"},
    "unknown": {"en": "heard by no machine", "fr": "sans machine", "pt": "sem máquina"},
    "records": {"en": "Records", "fr": "Enregistrements", "pt": "Registros"},
    "reports": {"en": "Reports", "fr": "Notifications", "pt": "Notificações"},
    "incomplete": {"en": "Incomplete", "fr": "Incomplet", "pt": "Incompleto"},
    "queueing": {"en": "queueing", "fr": "mise en file d'attente", "pt": "fila de envio"},
    "delivery": {"en": "deliveries", "fr": "remises", "pt": "entregas"},
    "notification": {"en": "notifications", "fr": "notifications", "pt": "notificações"},
    "probe": {"en": "address probes", "fr": "vérifications d'adresse", "pt": "verificações de endereço"},
    "refused_on_receipt": {"en": "refused on receipt", "fr": "refusés à la réception", "pt": "recusados na recepção"},
    "service": {"en": "service", "fr": "service", "pt": "serviço"},
    "other_program": {"en": "other programs", "fr": "autres programmes", "pt": "outros programas"},
    "recipients_unknown": {
        "en": "of recipients not named",
        "fr": "de destinataires non nommés",
        "pt": "de destinatários não informados",
    },
    "out_of_band": {"en": "bounces out of band", "fr": "bounces asynchrones", "pt": "devoluções assíncronas"},
    "own_report": {
        "en": "this MTA's own, already in the log",
        "fr": "de ce MTA, déjà dans le log",
        "pt": "deste MTA, já no log",
    },
    "delay_notice": {"en": "delay notices", "fr": "avis de retard", "pt": "avisos de atraso"},
    "success_report": {"en": "reports of success", "fr": "avis de succès", "pt": "avisos de sucesso"},
    "not_delivered": {
        "en": "about messages that were not delivered",
        "fr": "sur des messages non délivrés",
        "pt": "sobre mensagens não entregues",
    },
    "not_joined": {
        "en": "about no message of the log",
        "fr": "sur aucun message du log",
        "pt": "sobre nenhuma mensagem do log",
    },
    "never_queued": {
        "en": "messages that were never queued",
        "fr": "messages jamais mis en file d'attente",
        "pt": "mensagens que nunca entraram na fila",
    },
    "begun_before_the_log": {
        "en": "messages begun before the log",
        "fr": "messages commencés avant le log",
        "pt": "mensagens iniciadas antes do log",
    },
    "not_removed": {
        "en": "messages still queued at its end",
        "fr": "messages encore en file d'attente à la fin",
        "pt": "mensagens ainda na fila no final",
    },
    "recipients_not_named": {
        "en": "recipients that it does not name",
        "fr": "destinataires non nommés",
        "pt": "destinatários não informados",
    },
}


def as_json(reading: Reading, result: Result) -> str:
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
        "events": len(reading.events),
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
    return json.dumps(
        {"as_of": iso(result.as_of), "modes": modes, "records": records, "account": account},
        ensure_ascii=False,
        indent=2,
    )


def print_tables(spec: Compiled, config: SourceConfig, reading: Reading, result: Result, locale: str) -> None:
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
        *_status_rows(spec, result, words),
        ((words["unsettled"]), [f"{number:,}" for number in unsettled]),
        *_kpi_rows(spec, result, hidden, words),
    ]
    heads = [words.of(spec.tables[name].label) for name in result.modes]
    _print_table(console, heads, rows)
    console.print()
    console.print(Text(words["not_final" if any(unsettled) else "final"]))
    if hidden:
        console.print(Text(words["no_tracking"]))
    for line in _account(reading, result, words):
        console.print(Text(line))


class _Words:
    """Texts in the locale, else in the default one."""

    def __init__(self, spec: Compiled, locale: str) -> None:
        self._locales = (locale, spec.default_locale, "en")

    def of(self, words: Words, name: str = "") -> str:
        return next((words[locale] for locale in self._locales if words.get(locale)), name)

    def __getitem__(self, name: str) -> str:
        return self.of(WORDS.get(name, {}), name.replace("_", " "))


def _status_rows(spec: Compiled, result: Result, words: _Words) -> Iterable[tuple[str, list[str]]]:
    for status, label in spec.measures.statuses.items():
        numbers = [found.statuses[status] for found in result.modes.values()]
        if any(numbers):
            yield words.of(label, status), [f"{number:,}" for number in numbers]


def _kpi_rows(spec: Compiled, result: Result, hidden: set[str], words: _Words) -> Iterable[tuple[str, list[str]]]:
    for kpi in spec.measures.kpis:
        if kpi.counter not in hidden:
            yield (
                words.of(kpi.label, kpi.name),
                [show(found.kpis[kpi.name], kpi.unit) for found in result.modes.values()],
            )


def _print_table(console: Any, heads: list[str], rows: list[tuple[str, list[str]]]) -> None:
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
    widths = [max(map(len, column)) for column in zip(heads, *[values for _, values in rows], strict=True)]
    for label, values in (("", heads), *rows):
        cells = [value.rjust(width) for value, width in zip(values, widths, strict=True)]
        console.print(Text(f"{label.ljust(first)}  {'  '.join(cells)}"))


def _account(reading: Reading, result: Result, words: _Words) -> Iterable[str]:
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
    yield f"{reading.read:,} {words['read']}, {len(reading.events):,} {words['events']}; {', '.join(told)}"
    for name, counted in (
        ("records", reading.records), ("reports", reading.reports), ("incomplete", reading.incomplete)
    ):  # fmt: skip
        listed = [f"{number:,} {words[what]}" for what, number in counted.most_common() if number]
        if listed:
            yield f"{words[name]}: {', '.join(listed)}"
    for record in reading.not_understood[:3]:
        yield f"{record.place}: {record.why}: {record.sample}"
    for unexpected in result.samples[:3]:
        yield f"{unexpected.place}: {unexpected.mode}: {unexpected.event} in {unexpected.state}: {words['unexpected']}"
    for remark in reading.remarks:
        yield f"note: {remark}"
