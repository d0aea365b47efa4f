"""What differs in how failures are classified, and in what addresses hear of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sendspec_gen.changes.change import Change
from sendspec_gen.changes.things import (
    WORDS_ONLY,
    Aspect,
    Scope,
    Sort,
    Verdict,
    changed,
    come,
    compared,
    gone,
    order_changed,
)
from sendspec_gen.model import Addresses, BounceRule, Bounces, Model, Reason

DECIDED = Verdict(
    ("DATA", "KPI"),
    "the same reply may be another kind of failure, and so another event of sources that go by the kind",
)
SHOWN = Verdict(("DATA",), "the same reply has another reason")
HEARD = Verdict(("DATA", "KPI"), "addresses hear something else of the same log, and stand elsewhere")
REASONS: Sort[Reason] = Sort(
    "reason",
    (
        Aspect("label", lambda one: one.label, WORDS_ONLY),
        Aspect("doc", lambda one: one.doc, WORDS_ONLY),
        Aspect(
            "code", lambda one: "" if one.code is None else str(one.code), Verdict(("CODE", "DATA"), "it is published")
        ),
        Aspect("kinds", lambda one: ", ".join(one.kinds), WORDS_ONLY),
    ),
    added=Verdict(("DATA",), "files of addresses may hold it"),
    removed=Verdict(("CODE", "DATA"), "code that matches it and files that hold it know the old name"),
    shown=lambda one: " or ".join(one.kinds),
)
RULES: Sort[BounceRule] = Sort(
    "bounce rule",
    (
        Aspect("condition", lambda one: condition_of(one), DECIDED),
        Aspect("kind", lambda one: one.kind, DECIDED),
        Aspect("reason", lambda one: one.reason, SHOWN),
        Aspect("doc", lambda one: one.doc, WORDS_ONLY),
        Aspect("cite", lambda one: ", ".join(_cited(one)), WORDS_ONLY),
    ),
    added=DECIDED,
    removed=DECIDED,
    shown=lambda one: f"{condition_of(one)}: {one.kind} {one.reason}",
)


def bounces(old: Model, new: Model, scope: Scope) -> Iterator[Change]:
    """What differs in reasons, in rules and their order, and in what addresses hear."""
    before, after = old.bounces, new.bounces
    yield from compared(REASONS, _reasons(before), _reasons(after), scope)
    was, now = _rules(before), _rules(after)
    yield from compared(RULES, was, now, scope)
    order = order_changed(was, now)
    if order is not None and before is not None and after is not None:
        yield changed("bounce rule", "order", "bounces", order, (before.place, after.place), DECIDED, scope)
    yield from _addresses(before.addresses if before else None, after.addresses if after else None, scope)


def condition_of(rule: BounceRule) -> str:
    """What a rule asks for, in the words of the language."""
    asked = (
        ("source", rule.sources),
        ("record", rule.records),
        ("class", rule.classes),
        ("status", rule.statuses),
        ("code", rule.codes),
        ("text", () if rule.text is None else (rule.text,)),
    )
    return ", ".join(f"{name} {' or '.join(values)}" for name, values in asked if values) or "whatever is left"


def _reasons(bounces: Bounces | None) -> Mapping[str, Reason]:
    return {} if bounces is None else bounces.reasons


def _rules(bounces: Bounces | None) -> dict[str, BounceRule]:
    return {} if bounces is None else {rule.name: rule for rule in bounces.rules}


def _cited(rule: BounceRule) -> Iterator[str]:
    return (one.document if one.row is None else f"{one.document}.{one.row}" for one in rule.cite)


def _addresses(before: Addresses | None, after: Addresses | None, scope: Scope) -> Iterator[Change]:
    if before is None or after is None:
        if after is not None:
            yield come("addresses", after.machine, _heard(after), after.place, HEARD, scope)
        if before is not None:
            yield gone("addresses", before.machine, _heard(before), before.place, HEARD, scope)
        return
    places = (before.place, after.place)
    said = ((before.machine, after.machine), (_heard(before), _heard(after)))
    for aspect, (was, now) in zip(("machine", "events"), said, strict=True):
        if was != now:
            yield changed("addresses", aspect, after.machine, (was, now), places, HEARD, scope)


def _heard(addresses: Addresses) -> str:
    """What the machine hears, in one line."""
    failures = " or ".join(addresses.failures)
    kinds = [f"{failures} if {kind}: {event}" for kind, event in addresses.kinds.items()]
    return "; ".join([*kinds, *(f"{event}: {hears}" for event, hears in addresses.events.items())])
