"""The part of the page of sources about logs: what each is, the rules by which it is read, and the traps it shows."""

from __future__ import annotations

import json
import re

from sendspec_gen import syntax
from sendspec_gen.emit.pages.parts import (
    Anchor,
    Block,
    Code,
    Faint,
    Items,
    Line,
    Link,
    Prose,
    Section,
    Spot,
    Stated,
    Statement,
    Table,
    Text,
    filled,
    joined,
    section,
    stacked,
    table,
    words,
)
from sendspec_gen.emit.wording import TOGETHER, Wording
from sendspec_gen.model import Declaration, FieldTest, Scalar, Source, SourceRule

PLAIN = re.compile(r"[A-Za-z][\w.:/-]*(?: [\w.:/-]+)*")
CONSTANTS = ("true", "false", "null")


def log_blocks(wording: Wording) -> tuple[Block, ...]:
    """An index of all sources, what each is and how it is read, and which of them shows which trap."""
    _ = wording.translate
    sources = wording.model.sources.values()
    index = joined(((Link(wording.text(one.label), Spot("", _anchor(one))),) for one in sources), Text(" · "))
    first = _(
        "The first line that fits a record decides; a record that fits none is not understood, and counted as such."
    )
    rules = words(first) if any(source.declared for source in sources) else ()
    return (Statement(index), Statement(rules), *(_source(source, wording) for source in sources), _traps(wording))


def _anchor(source: Source) -> str:
    return f"log-{source.name}"


def _source(source: Source, wording: Wording) -> Section:
    """What a source is, where its records are described, and what they mean."""
    _ = wording.translate
    read_by = (
        (Code(source.declared.format),) if source.declared else (Text(f"{_('Python')} "), Code(source.reader or ""))
    )
    described = joined(((Code(_shortened(document)),) for document in source.documents), Text(", "))
    facts = (
        (*words(wording.labelled(_("Name"), "")), Code(source.name, source.place)),
        (*words(wording.labelled(_("Format"), "")), *read_by),
        *(((*words(wording.labelled(_("Described in"), "")), *described),) if described else ()),
    )
    return section(
        wording.text(source.label),
        Prose(wording.text(source.doc)),
        Items(facts),
        *(_rules(source.declared, wording) if source.declared else (_meanings(source, wording),)),
        anchor=_anchor(source),
    )


def _meanings(source: Source, wording: Wording) -> Table:
    """The event of each record that a reader finds."""
    _ = wording.translate
    rows = [
        ((Code(record),), words(wording.event_of_any_kind("log", event))) for record, event in source.events.items()
    ]
    return table((_("Record"), _("Event")), rows)


def _shortened(address: str) -> str:
    """An address without what every one begins with."""
    return address.partition("://")[2].removeprefix("www.").rstrip("/")


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _rules(declared: Declaration, wording: Wording) -> tuple[Block, ...]:
    """The rules of a source in their order; the first that fits decides."""
    _ = wording.translate
    columns = (_("If"), _("Record"), _("Event"), _("For each of"))
    rows = [
        (
            _asked(rule, wording),
            (Code(rule.record, rule.place),),
            _event(rule, wording),
            (Code(rule.fields.each),) if rule.fields.each and rule.heard else (),
        )
        for rule in declared.rules
    ]
    return (table(columns, rows),)


def _asked(rule: SourceRule, wording: Wording) -> Line:
    _ = wording.translate
    return stacked(told(test, wording) for test in rule.when) or (Faint(_("any other record")),)


def told(test: FieldTest, wording: Wording) -> Line:
    """What a record must be like, in words."""
    _ = wording.translate
    path: Line = (Code(test.path),)
    values = joined(((Code(_value(test, value)),) for value in test.values), Text(f" {_('or')} "))
    match test.sort:
        case "is":
            text = _("{path} is not {values}") if test.negated else _("{path} is {values}")
            return filled(text, path=path, values=values)
        case "matches":
            return filled(_("{path} matches {pattern}"), path=path, pattern=values)
        case "exists":
            return filled(_("{path} is there") if test.values == (True,) else _("{path} is missing"), path=path)


def _value(test: FieldTest, value: Scalar) -> str:
    """A value as it would stand in a record; a pattern, and a text that cannot be taken for another value, as it is."""
    if isinstance(value, str) and (test.sort == "matches" or (PLAIN.fullmatch(value) and value not in CONSTANTS)):
        return value
    return json.dumps(value, ensure_ascii=False)


def _event(rule: SourceRule, wording: Wording) -> Line:
    _ = wording.translate
    if rule.by_kind is None:
        return _named(rule.event, wording)
    kinds = {"hard": _("hard"), "soft": _("soft"), "ignored": _("ignored")}
    return stacked(
        (*words(wording.labelled(kinds[kind], "")), *_named(event, wording)) for kind, event in rule.by_kind.items()
    )


def _named(event: str | None, wording: Wording) -> Line:
    _ = wording.translate
    return words(wording.event_of_any_kind("log", event)) if event else (Faint(_("no event")),)


# ── traps ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _traps(wording: Wording) -> Section:
    """Each trap that logs set, and the examples of it in each source."""
    _ = wording.translate
    shown = [source for source in wording.model.sources.values() if any(one.traps for one in source.examples)]
    columns = (_("Trap"), _("What it is"), _("Log"))
    rows = [
        ((Anchor(f"trap-{number}"), Text(str(number))), words(text), _shown_by(number, shown, wording))
        for number, text in enumerate(trap_words(wording), start=1)
    ]
    intro = _("What goes wrong in real logs, and the examples in each source that show that it is understood.")
    return section(
        _("Traps"),
        *((Statement(words(intro)), Table(columns, tuple(rows), centred=False)) if shown else ()),
        anchor="traps",
    )


def _shown_by(number: int, sources: list[Source], wording: Wording) -> Line:
    """The sources with examples of a trap."""
    showing = [source for source in sources if any(number in example.traps for example in source.examples)]
    return joined((_shown(number, source, wording) for source in showing), Text(", "))


def _shown(number: int, source: Source, wording: Wording) -> Line:
    """The name of a source, which leads to its first example of a trap, and the number of each further one."""
    first, *others = [example.place for example in source.examples if number in example.traps]
    name = Stated(wording.text(source.label), first)
    more = ((Text(TOGETHER), Stated(str(place), example)) for place, example in enumerate(others, start=2))
    return (name, *(piece for pieces in more for piece in pieces))


def trap_words(wording: Wording) -> tuple[str, ...]:
    """What each trap is, by its number from 1."""
    _ = wording.translate
    said = (
        _("the same event twice"),
        _("one id for events of different types"),
        _("events without any id"),
        _("a bounce or an open that is told before the delivery"),
        _("delivered, then bounced, then opened"),
        _("a deferral that is told after the delivery"),
        _("an expiry without a recipient"),
        _("an expiry with a 5xx reply"),
        _("a 5xx reply that is not final, or a 4xx reply that is"),
        _("a notice of delay, which is no bounce"),
        _("a notification about a notification"),
        _("the number of the attempt is missing, or a text"),
        _("a host that waits, and nothing was attempted"),
        _("several recipients in one event, or one written in another way"),
        _("an id that is used again"),
        _("a time without year or zone, or in another unit"),
        _("first and repeated opens, and opens by proxies"),
        _("suppressed, and so never sent"),
        _("an automatic reply among the bounces"),
        _("a message that is handed on"),
        _("a log that begins or ends in between"),
        _("a record of many messages that names none"),
        _("an unknown type, or a new field"),
        _("a ping, a confirmation or a heartbeat"),
    )
    assert len(said) == syntax.TRAPS
    return said
