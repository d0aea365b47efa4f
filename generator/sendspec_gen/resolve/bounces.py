"""The table of bounces, resolved: which failures there are, and what the machine of addresses hears."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sendspec_gen import model, syntax
from sendspec_gen.problems import Note, Problems, quoted
from sendspec_gen.resolve.citations import citations
from sendspec_gen.resolve.names import Names, words_of
from sendspec_gen.resolve.vocabulary import Known
from sendspec_gen.source import Place, Written

NUMBER = "(?:0|[1-9][0-9]{0,2})"
STATUS = re.compile(rf"[45x]\.(?:{NUMBER}\.(?:{NUMBER}|x)|x\.x)")
"""What a detail means depends on its subject: `5.x.1` would mean nothing."""
CODE = re.compile(r"[45x](?:[0-5][0-9x]|xx)")


def bounces(
    spec: syntax.Spec, machines: Mapping[str, model.Machine], known: Known, problems: Problems
) -> model.Bounces | None:
    """The whole table; None where the project has none."""
    written = spec.bounces
    if written is None:
        return None
    reasons = Names("reason")
    scope = _Scope(reasons, _sources(spec), _records(spec), known, problems)
    found = {
        name.value: _reason(name, reason, scope)
        for name, reason in written.reasons.items()
        if reasons.define(name, problems)
    }
    rules, called = [], Names("rule")
    for rule in written.rules:
        resolved = _rule(rule, scope)
        if called.define(rule.name, problems) and resolved is not None:
            rules.append(resolved)
    return model.Bounces(
        doc=words_of(written.doc, known.locales, written.place, problems),
        reasons=found,
        rules=tuple(rules),
        addresses=_addresses(written.addresses, machines, scope) if written.addresses else None,
        place=written.place,
    )


@dataclass(frozen=True, slots=True)
class _Scope:
    """What rules may name."""

    reasons: Names
    sources: Names
    records: Mapping[str, Mapping[str, Place]]
    """Of each source."""
    known: Known
    problems: Problems


def _sources(spec: syntax.Spec) -> Names:
    return Names("source", {source.source.value: source.source.place for source in spec.sources})


def _records(spec: syntax.Spec) -> dict[str, dict[str, Place]]:
    """Where each record of each source is named first."""
    found: dict[str, dict[str, Place]] = {}
    for source in spec.sources:
        records = found.setdefault(source.source.value, {})
        named = source.events if isinstance(source.events, dict) else (rule.record for rule in source.events)
        for record in named:
            records.setdefault(record.value, record.place)
    return found


def _reason(name: Written[str], written: syntax.Reason, scope: _Scope) -> model.Reason:
    return model.Reason(
        name=name.value,
        label=words_of(written.label, scope.known.locales, name.place, scope.problems),
        doc=words_of(written.doc, scope.known.locales, name.place, scope.problems),
        code=written.code.value if written.code else None,
        kinds=tuple(kind.value for kind in written.kinds_),
        place=name.place,
    )


def _rule(written: syntax.BounceRule, scope: _Scope) -> model.BounceRule | None:
    """One rule as meant; None if its reason is unknown."""
    problems = scope.problems
    reason = scope.reasons.find(written.reason, problems)
    sources = scope.sources.find_all(_several(written.source), problems)
    resolved = model.BounceRule(
        name=written.name.value,
        sources=sources,
        records=_records_named(written, sources, scope),
        classes=tuple(one.value for one in _several(written.class_)),
        statuses=tuple(_statuses(written.status, problems)),
        codes=tuple(_codes(written.code, problems)),
        text=written.text.value if written.text else None,
        kind=cast(model.FailureKind, written.kind.value),
        reason=reason or "",
        doc=words_of(written.doc, scope.known.locales, written.name.place, problems),
        cite=citations(written.cite, scope.known, problems),
        place=written.name.place,
    )
    return resolved if reason is not None else None


def _several(written: Any) -> list[Written[str]]:
    """One value or a list of them, as a list."""
    if written is None:
        return []
    return written if isinstance(written, list) else [written]


def _records_named(written: syntax.BounceRule, sources: tuple[str, ...], scope: _Scope) -> tuple[str, ...]:
    """The records that a source of the rule, or else any source, tells of."""
    if written.record is None:
        return ()
    places = {
        record: place
        for source, records in scope.records.items()
        if not sources or source in sources
        for record, place in records.items()
    }
    return Names("record", places).find_all(_several(written.record), scope.problems)


def _statuses(written: Any, problems: Problems) -> Iterator[str]:
    for one in _several(written):
        if STATUS.fullmatch(one.value):
            yield one.value
        else:
            problems.add(
                "not-a-status-code",
                one.place,
                f"{quoted(one.value)} is no enhanced status code",
                hint="write `5.1.1`, `5.1.x` or `5.x.x`, or `x` in place of the first number for both 4 and 5",
            )


def _codes(written: Any, problems: Problems) -> Iterator[str]:
    for one in _several(written):
        if CODE.fullmatch(one.value):
            yield one.value
        else:
            problems.add(
                "not-a-reply-code",
                one.place,
                f"{quoted(one.value)} is no reply code",
                hint="write `550`, `55x` or `5xx`; the code of a failure begins with 4 or 5",
            )


def _addresses(
    written: syntax.Addresses, machines: Mapping[str, model.Machine], scope: _Scope
) -> model.Addresses | None:
    """What the machine of addresses hears; None if it is unknown."""
    problems = scope.problems
    known_machines = Names("machine", {name: machine.place for name, machine in machines.items()})
    machine = known_machines.find(written.machine, problems)
    if machine is None:
        return None
    heard = scope.known.heard()
    told = scope.known.event_names.get(machines[machine].kind, Names("event"))
    failures = heard.find_all(written.failures, problems)
    events: dict[str, str] = {}
    for event, hears in (written.events or {}).items():
        name, meaning = heard.find(event, problems), told.find(hears, problems)
        if name in failures:
            problems.add(
                "heard-twice",
                event.place,
                f"`{name}` is a failure: what the machine hears of it depends on the kind",
                hint="leave it out here, or out of `failures`",
                notes=tuple(Note(one.place, "it stands here") for one in written.failures if one.value == name),
            )
        elif name is not None and meaning is not None:
            events[name] = meaning
    kinds = {kind: told.find(getattr(written.kinds_, kind), problems) for kind in ("hard", "soft", "ignored")}
    return model.Addresses(
        machine=machine,
        failures=failures,
        kinds={kind: event for kind, event in kinds.items() if event is not None},
        events=events,
        place=written.machine.place,
    )
