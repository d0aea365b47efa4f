"""Sources, resolved: what a reader finds or a declaration describes, and the examples of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sendspec_gen import model, syntax
from sendspec_gen.problems import Note, Problems, quoted
from sendspec_gen.resolve.names import Names, words_of
from sendspec_gen.resolve.source_fields import SYSLOG_FIELDS, Shared, check_fields, fields_of, values_of
from sendspec_gen.resolve.vocabulary import Known
from sendspec_gen.source import Place, Written

FORMATS: Mapping[str, tuple[str, ...]] = {
    "records": ("json",),
    "pattern": ("lines", "syslog"),
    "columns": ("csv",),
    "delimiter": ("csv",),
}
"""The formats that a key goes with."""
OF_RULES = ("message", "each", "recipient", "time", "id", "reason", "bounce", "also_known_as")
"""The keys beside the rules that speak for all of them."""
COUNTED = ("not_understood", "without_message", "without_recipient", "not_joined", "not_classified", "broken_off")
"""What is counted besides the records that rules name."""
TRAP = re.compile(r"trap +([0-9]{1,4})")


def sources(spec: syntax.Spec, known: Known, problems: Problems) -> dict[str, model.Source]:
    """All sources, by their names."""
    defined = Names("source")
    heard = known.heard()
    return {
        written.source.value: _source(written, heard, known, problems)
        for written in spec.sources
        if defined.define(written.source, problems)
    }


def _source(written: syntax.Source, heard: Names, known: Known, problems: Problems) -> model.Source:
    events, declared = _meaning(written, heard, problems)
    return model.Source(
        name=written.source.value,
        label=words_of(written.label, known.locales, written.place, problems),
        doc=words_of(written.doc, known.locales, written.place, problems),
        documents=tuple(document.value for document in written.documents or ()),
        reader=written.reader.value if written.reader else None,
        events=events,
        declared=declared,
        examples=tuple(_example(one, declared, heard, problems) for one in written.examples or ()),
        place=written.source.place,
    )


def _meaning(
    written: syntax.Source, heard: Names, problems: Problems
) -> tuple[dict[str, str], model.Declaration | None]:
    """The events of a reader, or the declaration."""
    _check_keys(written, problems)
    if isinstance(written.events, dict):
        if written.reader is None:
            cure = "write `events: [{record: …, when: …, event: …}]`"
            _wrong_events("a `format` needs a list of rules", cure, next(iter(written.events)).place, problems)
        found = {record.value: heard.find(event, problems) for record, event in written.events.items()}
        return {record: event for record, event in found.items() if event is not None}, None
    if written.format is None:
        cure = "write `events: {sent: delivered}`, a record of the reader and its event"
        _wrong_events("a `reader` needs a mapping", cure, written.events[0].place, problems)
        return {}, None
    return {}, _declaration(written, written.format.value, heard, problems)


def _wrong_events(what: str, cure: str, place: Place, problems: Problems) -> None:
    problems.add("wrong-form", place, f"{what} as its `events`", hint=cure)


def _check_keys(written: syntax.Source, problems: Problems) -> None:
    """Tell the keys that go with another format, or with none."""
    told = f"the reader `{written.reader.value}`" if written.reader else ""
    kind = written.format.value if written.format else None
    for name in (*FORMATS, *OF_RULES):
        value = getattr(written, name)
        if value is None:
            continue
        formats = FORMATS.get(name)
        if kind is None:
            cure = "leave it out: a reader finds all that by itself"
            problems.add("misplaced-key", _place_in(value), f"`{name}` says nothing to {told}", hint=cure)
        elif formats is not None and kind not in formats:
            cure = f"it goes with {' and '.join(f'`format: {one}`' for one in formats)}; leave it out here"
            problems.add("misplaced-key", _place_in(value), f"`{name}` says nothing of `{kind}`", hint=cure)


def _place_in(value: Any) -> Place:
    """Where a value of a key begins."""
    if isinstance(value, list):
        return _place_in(value[0])
    if isinstance(value, dict):
        return _place_in(next(iter(value)))
    place: Place = value.place
    return place


# ── declarations ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the rules of one source may name, and what they share."""

    heard: Names
    aliases: Names
    fields: Names | None
    """Of a record; None if they cannot be known."""
    shared: Shared
    problems: Problems


def _declaration(written: syntax.Source, kind: Any, heard: Names, problems: Problems) -> model.Declaration:
    patterns = _listed(written.pattern)
    _check_patterns(kind, patterns, written, problems)
    columns = _columns(written, problems)
    scope = _Scope(heard, _aliases(written), _fields(kind, patterns, columns), Shared(written), problems)
    return model.Declaration(
        format=kind,
        records=tuple(
            model.RecordsAt(one.text.value, True)
            if isinstance(one, syntax.TextAt)
            else model.RecordsAt(one.value, False)
            for one in _listed(written.records)
        ),
        rules=tuple(_rule(rule, scope) for rule in written.events),
        patterns=tuple(pattern.value for pattern in patterns),
        columns=tuple(column.value for column in columns),
        delimiter=written.delimiter.value if written.delimiter else ",",
    )


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _check_patterns(kind: str, patterns: list[Written[str]], written: syntax.Source, problems: Problems) -> None:
    if kind == "lines" and not patterns:
        assert written.format is not None
        cure = r"write the parts of a line as named groups: `'(?P<time>\S+) (?P<recipient>\S+) …'`"
        problems.add("missing-key", written.format.place, "a source of `lines` needs the key `pattern`", hint=cure)
    for pattern in patterns:
        if kind in ("lines", "syslog") and not re.compile(pattern.value).groupindex:
            problems.add(
                "pattern-without-groups",
                pattern.place,
                f"{quoted(pattern.value)} has no named groups, so its records would be empty",
                hint=r"name the parts that are wanted: `(?P<recipient>\S+)`",
            )


def _columns(written: syntax.Source, problems: Problems) -> list[Written[str]]:
    first: dict[str, Place] = {}
    for column in written.columns or ():
        if column.value in first:
            problems.add(
                "defined-twice",
                column.place,
                f"a second column is called {quoted(column.value)}",
                hint="give one of them another name",
                notes=(Note(first[column.value], "the first is named here"),),
            )
        first.setdefault(column.value, column.place)
    return written.columns or []


def _fields(kind: str, patterns: list[Written[str]], columns: list[Written[str]]) -> Names | None:
    """The fields that records have, where the source itself names them."""
    if kind in ("lines", "syslog"):
        found = {group: one.place for one in patterns for group in re.compile(one.value).groupindex}
        return Names("field", {**(dict.fromkeys(SYSLOG_FIELDS, Place("")) if kind == "syslog" else {}), **found})
    has_names = kind == "csv" and columns
    return Names("field", {column.value: column.place for column in columns}) if has_names else None


def _aliases(written: syntax.Source) -> Names:
    rules = [rule for rule in written.events if isinstance(rule, syntax.SourceRule)]
    told = [written.also_known_as, *(rule.also_known_as for rule in rules)]
    return Names("alias", {name.value: name.place for names in told for name in names or ()})


def _rule(written: syntax.SourceRule, scope: _Scope) -> model.SourceRule:
    problems = scope.problems
    event, by_kind = _event(written, scope)
    fields = fields_of(written, scope.shared, scope.aliases, problems)
    check_fields(written, scope.shared, scope.fields, problems)
    return model.SourceRule(
        record=written.record.value,
        when=tuple(_test(path, test) for path, test in (written.when or {}).items()),
        event=event,
        by_kind=by_kind,
        fields=fields,
        also_known_as={
            name.value: values_of(value) for name, value in (scope.shared.of(written, "also_known_as") or {}).items()
        },
        continues_as=values_of(written.continues_as) if written.continues_as is not None else None,
        place=written.record.place,
    )


def _event(written: syntax.SourceRule, scope: _Scope) -> tuple[str | None, dict[str, str | None] | None]:
    if not isinstance(written.event, syntax.EventByKind):
        return scope.heard.find(written.event, scope.problems), None
    if scope.shared.of(written, "bounce") is None:
        scope.problems.add(
            "kind-without-bounce",
            written.event.place,
            "the event depends on the kind of the failure, and nothing says where the failure stands",
            hint="add `bounce: {class: …, status: …}`, with one of the two at least, here or beside the rules",
        )
    by_kind: dict[str, str | None] = {}
    for kind in ("hard", "soft", "ignored"):
        event: Any = getattr(written.event, kind)
        by_kind[kind] = scope.heard.find(event, scope.problems) if event.value is not None else None
    return None, by_kind


def _test(path: Written[str], test: Any) -> model.FieldTest:
    match test:
        case syntax.FieldTest(matches=Written(pattern)):
            return model.FieldTest(path.value, "matches", (pattern,))
        case syntax.FieldTest(exists=Written(flag)):
            return model.FieldTest(path.value, "exists", (flag,))
        case syntax.FieldTest(not_=values):
            return model.FieldTest(path.value, "is", tuple(one.value for one in _listed(values)), negated=True)
        case _:
            return model.FieldTest(path.value, "is", tuple(one.value for one in _listed(test)))


# ── examples ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _example(
    written: syntax.Example, declared: model.Declaration | None, heard: Names, problems: Problems
) -> model.Example:
    if declared is not None:
        records = Names("record", {rule.record: rule.place for rule in declared.rules})
        records.places.update(dict.fromkeys(COUNTED, written.place))
        for record in written.counted or ():
            records.find(record, problems)
    return model.Example(
        shows=tuple(text.value for text in written.shows),
        traps=tuple(_traps(written.shows, problems)),
        record=written.record.value,
        events=tuple(_expected(event, heard, problems) for event in written.events),
        counted={record.value: number.value for record, number in (written.counted or {}).items()},
        place=written.record.place,
    )


def _traps(shows: list[Written[str]], problems: Problems) -> Iterator[int]:
    for text in shows:
        if not text.value.startswith("trap "):
            continue
        found = TRAP.fullmatch(text.value)
        number = int(found[1]) if found else 0
        if 1 <= number <= syntax.TRAPS:
            yield number
        else:
            problems.add(
                "unknown-trap",
                text.place,
                f"{quoted(text.value)} is no trap",
                hint=f"write `trap` and a number from 1 to {syntax.TRAPS}; the page of sources lists them",
            )


def _expected(written: syntax.ExampleEvent, heard: Names, problems: Problems) -> model.ExampleEvent:
    return model.ExampleEvent(
        event=heard.find(written.event, problems) or "",
        message=written.message.value if written.message else None,
        recipient=written.recipient.value if written.recipient else None,
        time=written.time.value if written.time else None,
        id=written.id.value if written.id else None,
        reason=written.reason.value if written.reason else None,
        bounce=" ".join(written.bounce.value.split()) if written.bounce else None,
        place=written.event.place,
    )
