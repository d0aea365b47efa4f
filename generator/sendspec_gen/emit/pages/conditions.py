"""What the events of a machine require, and when a fact holds that rests on others."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.emit.pages import spots
from sendspec_gen.emit.pages.parts import (
    Line,
    Section,
    Strong,
    Table,
    Text,
    joined,
    section,
    stacked,
    table,
    words,
)
from sendspec_gen.emit.wording import Wording
from sendspec_gen.guards import holds, situations, supplied
from sendspec_gen.model import Condition, Fact, Machine, Move

MOST_FACTS = 4
"""A fact that rests on more others would have a table that nobody reads."""


def required(machine: Machine, wording: Wording) -> Table:
    """Each event that is refused unless something holds: in which states, what must hold, and what is said else."""
    _ = wording.translate
    columns = (_("Event"), _("In the states"), _("If"), _("Must hold"), _("Else it is refused with"))
    states: dict[tuple[str, tuple[Line, ...]], list[Line]] = {}
    for state, answer, way in machine.moves():
        if way.requires:
            demands = tuple(_demands(way, machine, wording))
            states.setdefault((answer.event, demands), []).append((spots.state_link(state, wording),))
    rows = [
        ((spots.event_link(machine.kind, event, wording),), joined(found, Text(", ")), *demands)
        for (event, demands), found in states.items()
    ]
    return table(columns, rows)


def _demands(way: Move, machine: Machine, wording: Wording) -> Iterator[Line]:
    """In which case the way is taken, what must hold then, and the refusal if it does not."""
    yield words(wording.condition(way.when, machine) if way.when is not None else "")
    yield stacked(words(wording.condition(one.condition, machine)) for one in way.requires)
    yield stacked(words(wording.refusal(one.refusal)) for one in way.requires)


def decisions(machine: Machine, wording: Wording) -> Iterator[Section]:
    """For each fact that rests on others, whether it holds in each case of these."""
    for fact in machine.facts.values():
        if fact.condition is not None:
            rests_on = supplied([fact.condition], machine.facts)
            if 1 < len(rests_on) <= MOST_FACTS:
                yield section(
                    wording.fact(machine, fact.name), _cases(fact, fact.condition, rests_on, machine, wording)
                )


def _cases(fact: Fact, condition: Condition, rests_on: tuple[str, ...], machine: Machine, wording: Wording) -> Table:
    _ = wording.translate
    columns = (*(wording.fact(machine, name) for name in rests_on), wording.fact(machine, fact.name))
    rows = []
    for said in situations([condition], machine.facts):
        cases = [words(_("yes") if said[name] else _("no")) for name in rests_on]
        rows.append((*cases, (Strong(_("yes") if holds(condition, said, machine.facts) else _("no")),)))
    return Table(columns, tuple(rows))
