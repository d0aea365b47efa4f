"""What differs in the meaning of records of logs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from sendspec_gen.changes.change import Change
from sendspec_gen.changes.things import (
    WORDS_ONLY,
    Aspect,
    Scope,
    Sort,
    Verdict,
    changed,
    compared,
    order_changed,
)
from sendspec_gen.model import (
    Declaration,
    Fields,
    FieldTest,
    Model,
    Scalar,
    Source,
    SourceRule,
    Value,
)
from sendspec_gen.source import Place

READ = Verdict(("DATA", "KPI"), "the same log gives other events, so other rows and numbers")
EXAMPLES = Verdict(("DOCS",), "only what is shown and checked of it is another")
SOURCES: Sort[Source] = Sort(
    "source",
    (
        Aspect("reader", lambda one: one.reader or "", READ),
        Aspect("format", lambda one: one.declared.format if one.declared else "", READ),
        Aspect("records", lambda one: _places_of(one.declared) if one.declared else "", READ),
        Aspect("pattern", lambda one: " ".join(one.declared.patterns) if one.declared else "", READ),
        Aspect("columns", lambda one: _columns(one.declared) if one.declared else "", READ),
        Aspect("documents", lambda one: ", ".join(one.documents), WORDS_ONLY),
        Aspect("label", lambda one: one.label, WORDS_ONLY),
        Aspect("doc", lambda one: one.doc, WORDS_ONLY),
        Aspect("examples", lambda one: f"{len(one.examples)}" if one.examples else "", EXAMPLES),
    ),
    added=Verdict(("DOCS",), "a log can be read that could not be read"),
    removed=Verdict(("CODE",), "whoever reads a log with it is refused"),
    shown=lambda one: (
        f"read by {one.reader}" if one.reader else f"declared for {one.declared.format}" if one.declared else ""
    ),
)


def sources(old: Model, new: Model, scope: Scope) -> Iterator[Change]:
    """What differs in sources, record by record and rule by rule."""
    yield from compared(SOURCES, old.sources, new.sources, scope)
    for name, after in new.sources.items():
        before = old.sources.get(name)
        if before is not None:
            yield from _records(before, after, scope)
            yield from _rules(before, after, scope)


def _records(before: Source, after: Source, scope: Scope) -> Iterator[Change]:
    """What the records of a reader mean."""
    for record in dict.fromkeys((*after.events, *before.events)):
        said = before.events.get(record, ""), after.events.get(record, "")
        if said[0] != said[1]:
            yield changed("source", f"record {record}", after.name, said, (before.place, after.place), READ, scope)


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _rules(before: Source, after: Source, scope: Scope) -> Iterator[Change]:
    """Rules that came, went or say something else; one is the same as before if it asks for the same."""
    was, now = _by_condition(before), _by_condition(after)

    def told(aspect: str, said: tuple[str, str], places: tuple[Place, Place]) -> Change:
        return changed("source", aspect, after.name, said, places, READ, scope)

    for asked, rule in now.items():
        old = was.get(asked)
        if old is None:
            yield told(f"rule {rule.record}", ("", said_of(rule)), (before.place, rule.place))
            continue
        parts = _parts(rule)
        for part, said in _parts(old).items():
            if said != parts[part]:
                yield told(f"rule {rule.record}: {part}", (said, parts[part]), (old.place, rule.place))
    for asked, old in was.items():
        if asked not in now:
            yield told(f"rule {old.record}", (said_of(old), ""), (old.place, after.place))
    order = order_changed(_named(was), _named(now))
    if order is not None:
        yield told("order of rules", order, (before.place, after.place))


def _by_condition(source: Source) -> dict[str, SourceRule]:
    """The rules by what they ask for, in their order."""
    found: dict[str, SourceRule] = {}
    for rule in source.declared.rules if source.declared else ():
        found.setdefault(" and ".join(sorted(said_of_test(test) for test in rule.when)), rule)
    return found


def _named(rules: Mapping[str, SourceRule]) -> Iterator[str]:
    return (f"{rule.record} ({asked})" if asked else rule.record for asked, rule in rules.items())


def said_of(rule: SourceRule) -> str:
    """A rule in one line: what it asks for, and what that means."""
    asked = " and ".join(said_of_test(test) for test in rule.when) or "any record"
    return f"{asked}: {_event(rule) or 'no event'}"


def said_of_test(test: FieldTest) -> str:
    """A test in the words of the language."""
    values = " or ".join(_scalar(value) for value in test.values)
    match test.sort:
        case "is":
            return f"{test.path} is {'not ' if test.negated else ''}{values}"
        case "matches":
            return f"{test.path} matches {values}"
        case "exists":
            return f"{test.path} {'exists' if test.values == (True,) else 'is missing'}"


def _scalar(value: Scalar) -> str:
    return json.dumps(value, ensure_ascii=False)


def _event(rule: SourceRule) -> str:
    if rule.by_kind is not None:
        return ", ".join(f"{kind}: {event or 'no event'}" for kind, event in rule.by_kind.items())
    return rule.event or ""


def _parts(rule: SourceRule) -> dict[str, str]:
    """What a rule says, part by part in words."""
    fields = rule.fields
    # Where no event comes of a record, only the names of its message are read.
    read = _fields(fields) if rule.heard else {}
    return {
        "record": rule.record,
        "event": _event(rule),
        "message": _message(fields),
        **{name: read.get(name, "") for name in ("recipient", "each", "time", "id", "reason", "bounce")},
        "also_known_as": ", ".join(f"{name}: {_value(value)}" for name, value in rule.also_known_as.items()),
        "continues_as": _value(rule.continues_as),
    }


def _message(fields: Fields) -> str:
    return f"{fields.known_as}: {_value(fields.message)}" if fields.known_as else _value(fields.message)


def _fields(fields: Fields) -> dict[str, str]:
    times = (" ".join(filter(None, (_value(time.value), time.form, time.zone))) for time in fields.time)
    bounce = (("class", _value(fields.bounce_class)), ("status", _value(fields.bounce_status)))
    return {
        "recipient": _value(fields.recipient),
        "each": fields.each or "",
        "time": ", else ".join(times),
        "id": _value(fields.id),
        "reason": _value(fields.reason),
        "bounce": ", ".join(f"{name}: {said}" for name, said in bounce if said),
    }


def _value(value: Value | None) -> str:
    return ", else ".join(way.path if way.pattern is None else f"{way.path} by {way.pattern}" for way in value or ())


def _places_of(declared: Declaration) -> str:
    return ", else ".join(f"text {one.path}" if one.is_text else one.path for one in declared.records)


def _columns(declared: Declaration) -> str:
    if declared.format != "csv":
        return ""
    return f"{', '.join(declared.columns) or 'of the header'}, parted by {_scalar(declared.delimiter)}"
