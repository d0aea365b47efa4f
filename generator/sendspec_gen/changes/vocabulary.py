"""What differs in the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sendspec_gen.changes.change import Change, Concern, Thing
from sendspec_gen.changes.things import (
    WORDS_ONLY,
    Aspect,
    Scope,
    Sort,
    T,
    Verdict,
    aspects_compared,
    changed,
    come,
    compared,
    gone,
    order_changed,
)
from sendspec_gen.model import Counter, Event, Kpi, Model, Refusal, Status

NUMBERS = Verdict(("KPI",), "what people read under this name is counted in another way")
STATUSES: Sort[Status] = Sort(
    "status",
    (
        Aspect("label", lambda one: one.label, WORDS_ONLY),
        Aspect("doc", lambda one: one.doc, WORDS_ONLY),
        Aspect(
            "code",
            lambda one: "" if one.code is None else str(one.code),
            Verdict(("DATA",), "rows that hold the published code mean another status, or none"),
        ),
        Aspect("color", lambda one: one.color, WORDS_ONLY),
    ),
    added=Verdict(("CODE",), "code that tells statuses apart meets a new one"),
    removed=Verdict(("CODE", "DATA"), "code that matches it never meets it again, and rows that show it mean nothing"),
    shown=lambda one: ", ".join(one.label.values()),
)

COUNTERS: Sort[Counter] = Sort(
    "counter",
    (
        Aspect("kind", lambda one: one.kind, NUMBERS),
        Aspect("of", lambda one: one.of or "", NUMBERS),
        Aspect("at start", lambda one: str(one.at_start), Verdict(("KPI",), "each new object adds another number")),
        Aspect("parts", lambda one: ", ".join(sorted(one.parts)), NUMBERS),
        Aspect("label", lambda one: one.label, WORDS_ONLY),
        Aspect("doc", lambda one: one.doc, WORDS_ONLY),
    ),
    added=Verdict(("KPI",), "there is a number more; the moves that change it are not told one by one"),
    removed=Verdict(("CODE", "KPI"), "code that reads it fails, and the number is gone"),
    shown=lambda one: f"sum of {', '.join(one.parts)}" if one.kind == "sum" else f"{one.kind} of {one.of}",
)

KPIS: Sort[Kpi] = Sort(
    "kpi",
    (
        Aspect("formula", lambda one: formula(one), NUMBERS),
        Aspect("unit", lambda one: one.unit, NUMBERS),
        Aspect("refreshed", lambda one: one.refreshed or "", Verdict(("KPI",), "the number moves at other times")),
        Aspect(
            "channels", lambda one: ", ".join(sorted(one.channels)), Verdict(("KPI",), "other people see the number")
        ),
        Aspect("label", lambda one: one.label, WORDS_ONLY),
        Aspect("doc", lambda one: one.doc, WORDS_ONLY),
    ),
    added=Verdict(("KPI",), "there is a number more"),
    removed=Verdict(("CODE", "KPI"), "code that reads it fails, and the number is gone"),
    shown=lambda one: formula(one),
)

REFUSALS: Sort[Refusal] = Sort(
    "refusal",
    (Aspect("label", lambda one: one.label, WORDS_ONLY),),
    added=Verdict(("CODE",), "code that tells refusals apart meets a new one"),
    removed=Verdict(("CODE",), "code that matches it never meets it again"),
    shown=lambda one: ", ".join(one.label.values()),
)

EVENT_ASPECTS: tuple[Aspect[Event], ...] = (
    Aspect("label", lambda one: one.label, WORDS_ONLY),
    Aspect("doc", lambda one: one.doc, WORDS_ONLY),
)
EVENT_ADDED = Verdict(
    ("CODE",), "the classes hear one event more, told in the test rows; what they heard before is answered as before"
)
MEMBERS_IN_ORDER = Verdict(
    ("CODE",), "the emitted enum lists its members in another order, which code that goes through them sees"
)
KPIS_IN_ORDER = Verdict(("CODE",), "the emitted measures list them in another order, as do pages")


def formula(kpi: Kpi) -> str:
    """What a KPI shows: `delivered / to_deliver`, `rows that show sent`."""
    shown = kpi.counter or f"rows that show {kpi.status}"
    return f"{shown} / {kpi.over}" if kpi.over else shown


def vocabulary(old: Model, new: Model, scope: Scope) -> Iterator[Change]:
    """What differs in the vocabulary."""
    yield from _events(old, new, scope)
    for kind in dict.fromkeys((*new.statuses, *old.statuses)):
        before, after = old.statuses.get(kind, {}), new.statuses.get(kind, {})
        yield from compared(STATUSES, before, after, scope)
        yield from _in_order("status", kind, before, after, WORDS_ONLY, scope)
    yield from compared(COUNTERS, old.counters, new.counters, scope)
    yield from _in_order("counter", "counters", old.counters, new.counters, WORDS_ONLY, scope)
    yield from (change for change in compared(KPIS, old.kpis, new.kpis, scope) if not _inherited(change, old, new))
    yield from _in_order("kpi", "KPIs", old.kpis, new.kpis, KPIS_IN_ORDER, scope)
    yield from compared(REFUSALS, old.refusals, new.refusals, scope)


def _events(old: Model, new: Model, scope: Scope) -> Iterator[Change]:
    """Events that come or go take the answers to them along."""
    for kind in dict.fromkeys((*new.events, *old.events)):
        before, after = old.events.get(kind, {}), new.events.get(kind, {})
        for name, event in after.items():
            if name in before:
                yield from aspects_compared("event", name, before[name], event, EVENT_ASPECTS, scope)
            else:
                yield come("event", name, f"heard by {kind} machines", event.place, EVENT_ADDED, scope)
        for name, event in before.items():
            if name not in after:
                yield gone("event", name, f"heard by {kind} machines", event.place, _without(event, old), scope)
        yield from _in_order("event", kind, before, after, MEMBERS_IN_ORDER, scope)


def _without(event: Event, old: Model) -> Verdict:
    """Who misses an event that is gone: its method, and the rows and numbers that it moved."""
    ways = [
        (state, machine.states[way.target], way)
        for machine in old.machines.values()
        for state, answer, way in machine.moves()
        if answer.event == event.name
    ]
    moved_rows = any(source.status != target.status for source, target, _ in ways)
    moved_numbers = any(effect for _, _, way in ways for effect in way.effects.values())
    if not (moved_rows or moved_numbers):
        return Verdict(("CODE",), "its method and its member of the enum are gone")
    concerns: tuple[Concern, ...] = ("CODE", *(("DATA",) if moved_rows else ()), *(("KPI",) if moved_numbers else ()))
    return Verdict(concerns, "its method is gone, and what it moved is moved by nothing")


def _in_order(
    of: Thing, what: str, before: Mapping[str, T], after: Mapping[str, T], verdict: Verdict, scope: Scope
) -> Iterator[Change]:
    """The order of things that both specs have."""
    said = order_changed(before, after)
    if said is not None:
        places = (next(iter(before.values())).place, next(iter(after.values())).place)
        yield changed(of, "order", what, said, places, verdict, scope)


def _inherited(change: Change, old: Model, new: Model) -> bool:
    """Whether a KPI only shows the new label of its counter, which is told there."""
    if change.aspect != "label":
        return False
    before, after = old.kpis[change.name], new.kpis[change.name]
    return (
        before.counter is not None
        and before.counter == after.counter
        and before.label == old.counters[before.counter].label
        and after.label == new.counters[before.counter].label
    )
