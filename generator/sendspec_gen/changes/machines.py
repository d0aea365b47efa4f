"""What differs in machines and their states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sendspec_gen.changes import words
from sendspec_gen.changes.answers import answers
from sendspec_gen.changes.change import Change, Concern
from sendspec_gen.changes.stakes import Pair
from sendspec_gen.changes.things import (
    WORDS_ONLY,
    Aspect,
    Scope,
    Sort,
    Verdict,
    aspects_compared,
    changed,
    come,
    compared,
    gone,
    order_changed,
)
from sendspec_gen.guards import condition_text
from sendspec_gen.model import Fact, Machine, Model, State

MACHINE: tuple[Aspect[Machine], ...] = (
    Aspect("kind", lambda one: one.kind, Verdict(("CODE",), "it hears other events")),
    Aspect(
        "channels",
        lambda one: ", ".join(sorted(one.channels)),
        Verdict(("CODE",), "deployments of another channel refuse it, or take it where they refused"),
    ),
    Aspect("label", lambda one: one.label, WORDS_ONLY),
    Aspect("doc", lambda one: one.doc, WORDS_ONLY),
    Aspect("cite", lambda one: words.citations(one.cite), WORDS_ONLY),
)

DECIDES = Verdict(("CODE",), "the machine decides otherwise on what callers say")
FACTS: Sort[Fact] = Sort(
    "fact",
    (
        Aspect("condition", lambda one: condition_text(one.condition) if one.condition else "", DECIDES),
        Aspect("default", lambda one: str(one.default).lower(), DECIDES),
        Aspect(
            "refusal", lambda one: one.refusal or "", Verdict(("CODE",), "code that matches the refusal meets another")
        ),
        Aspect(
            "refusal of not",
            lambda one: one.refusal_of_not or "",
            Verdict(("CODE",), "code that matches the refusal meets another"),
        ),
        Aspect("label", lambda one: one.label, WORDS_ONLY),
    ),
    added=Verdict(("CODE",), "there is a fact more that callers may say, or rely on"),
    removed=Verdict(("CODE",), "code that says it is refused"),
    shown=lambda one: condition_text(one.condition) if one.condition else f"{str(one.default).lower()} unless said",
)

STATE: tuple[Aspect[State], ...] = (
    Aspect("label", lambda one: one.label, WORDS_ONLY),
    Aspect("doc", lambda one: one.doc, WORDS_ONLY),
    Aspect(
        "code",
        lambda one: "" if one.code is None else str(one.code),
        Verdict(("DATA",), "rows that hold the published code mean another state, or none"),
    ),
    Aspect("final", lambda one: str(one.final).lower(), Verdict(("CODE",), "hooks on final states run at other times")),
    Aspect(
        "deadline",
        lambda one: words.deadline(one.deadline),
        Verdict(("DATA", "KPI"), "rows and numbers change at another time, or no more without a report"),
    ),
)

STATE_ADDED = Verdict(("CODE",), "code that matches states meets a new one; the moves that lead there are told too")
STATE_REMOVED = Verdict(("CODE", "DATA"), "code that names it fails, and rows that are in it have lost their meaning")
MACHINE_ADDED = Verdict(("CODE",), "there is a class more")
MEMBERS_IN_ORDER = Verdict(
    ("CODE",), "the emitted enum lists its members in another order, which code that goes through them sees"
)


def machines(old: Model, new: Model, scope: Scope) -> Iterator[Change]:
    """What differs in machines, their facts, states and answers."""
    for name, after in new.machines.items():
        before = old.machines.get(name)
        if before is None:
            yield come("machine", name, _size(after), after.place, MACHINE_ADDED, scope)
            continue
        pair = Pair(before, after, old, new)
        inside = replace(scope, machine=name)
        yield from (replace(change, machine=name) for change in _machine(pair, inside))
    for name, before in old.machines.items():
        if name not in new.machines:
            yield gone("machine", name, _size(before), before.place, _without(before), scope)
    said = order_changed(old.machines, new.machines)
    if said is not None:
        verdict = Verdict(("DOCS",), "pages and reports show them in another order")
        yield changed("machine", "order", "machines", said, (old.project.place, new.project.place), verdict, scope)


def _machine(pair: Pair, scope: Scope) -> Iterator[Change]:
    before, after = pair.before, pair.after
    yield from aspects_compared("machine", after.name, before, after, MACHINE, scope)
    if before.initial != after.initial:
        verdict = Verdict(("CODE", *pair.stakes(before.initial, after.initial)), "new objects start in another state")
        said, places = (before.initial, after.initial), (before.place, after.place)
        yield changed("machine", "initial", after.name, said, places, verdict, scope)
    yield from compared(FACTS, before.facts, after.facts, scope)
    for name, state in after.states.items():
        if name in before.states:
            yield from (replace(change, state=name) for change in _state(before.states[name], state, pair, scope))
            yield from answers(before.states[name], state, pair, scope.locales)
        else:
            yield replace(come("state", name, _look(state), state.place, STATE_ADDED, scope), state=name)
    for name, state in before.states.items():
        if name not in after.states:
            yield replace(gone("state", name, _look(state), state.place, STATE_REMOVED, scope), state=name)
    said_in_order = order_changed(before.states, after.states)
    if said_in_order is not None:
        places = (before.place, after.place)
        yield changed("state", "order", after.name, said_in_order, places, MEMBERS_IN_ORDER, scope)


def _state(before: State, after: State, pair: Pair, scope: Scope) -> Iterator[Change]:
    places = (before.place, after.place)
    if before.status != after.status:
        said = (before.status or "", after.status or "")
        yield changed("state", "status", after.name, said, places, _status(*said, pair), scope)
    if before.settled != after.settled:
        said = (str(before.settled).lower(), str(after.settled).lower())
        yield changed("state", "settled", after.name, said, places, _settled(pair), scope)
    yield from aspects_compared("state", after.name, before, after, STATE, scope)


def _status(before: str, after: str, pair: Pair) -> Verdict:
    if pair.counts_status(before, after):
        return Verdict(("DATA", "KPI"), "rows in this state show another status, which a KPI counts")
    return Verdict(("DATA",), "rows in this state show another status")


def _settled(pair: Pair) -> Verdict:
    if pair.after.kind == "log":
        return Verdict(
            ("KPI",), "it is another question how many messages are still open, so whether numbers are final"
        )
    return Verdict(("CODE",), "code that asks whether it is settled hears something else")


def _without(machine: Machine) -> Verdict:
    counts = any(effect for _, _, way in machine.moves() for effect in way.effects.values())
    concerns: tuple[Concern, ...] = ("CODE", "DATA", *(("KPI",) if counts else ()))
    return Verdict(
        concerns, "code that names its class fails, its rows have lost their meaning, and what it counted is gone"
    )


def _size(machine: Machine) -> str:
    return f"{machine.kind}, {len(machine.states)} states, {len(machine.moves())} moves"


def _look(state: State) -> str:
    parts = [f"shows {state.status}"] if state.status else []
    parts += ["settled"] if state.settled else []
    parts += [words.deadline(state.deadline)] if state.deadline else []
    return ", ".join(parts)
