"""Counterexamples of what does not hold, step by step."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sendspec_gen.emit.pages import spots
from sendspec_gen.emit.pages.parts import Faint, Line, Table, listed, stacked, table, words
from sendspec_gen.emit.wording import Wording
from sendspec_gen.laws import Step, Trace, Verdict
from sendspec_gen.model import Between, Law

Row = tuple[Line, ...]


def counterexamples(law: Law, verdicts: tuple[Verdict, ...], wording: Wording) -> Table:
    """Each counterexample as rows of steps; machines with the same steps share them."""
    _ = wording.translate
    columns = (_("Machine"), _("Way"), _("Event"), _("From"), _("To"), _("Counters"), _("Then"))
    machines: dict[tuple[Row, ...], set[str]] = {}
    for verdict in verdicts:
        if not verdict.proved:
            rows = tuple(row for trace in verdict.traces for row in _rows(law, verdict, trace, wording))
            machines.setdefault(rows, set()).update(verdict.machines)
    body = (
        (_machines(names, wording) if number == 0 else (), *row)
        for rows, names in machines.items()
        for number, row in enumerate(rows)
    )
    return table(columns, body)


def _machines(names: Collection[str], wording: Wording) -> Line:
    """Links to machines, all modes said together."""
    _ = wording.translate
    modes = [mode.name for mode in wording.model.modes]
    every = len(modes) > 1 and set(modes) <= set(names)
    links = (
        (spots.machine_link(machine, wording),)
        for machine in wording.model.machines.values()
        if machine.name in names and not (every and machine.name in modes)
    )
    return stacked([words(_("In every mode") if every else ""), *links])


def _rows(law: Law, verdict: Verdict, trace: Trace, wording: Wording) -> Iterator[Row]:
    _ = wording.translate
    then = _then(law, verdict, trace, wording)
    way = words(_way(trace.title, wording))
    if not trace.steps:
        yield way, (Faint(_("at the start")),), (), (), (), then
    for number, step in enumerate(trace.steps):
        last = number == len(trace.steps) - 1
        yield way if number == 0 else (), *_step(step, trace.loop_from == number, wording), then if last else ()


def _step(step: Step, begins_loop: bool, wording: Wording) -> Iterator[Line]:
    _ = wording.translate
    machine = wording.model.machines[step.machine]
    heard = words(wording.event(machine.kind, step.event))
    clock = words(_("by the clock") if step.answer == "clock" else "")
    loop = (Faint(_("from here on, again and again")),) if begins_loop else ()
    yield stacked([heard, clock, loop])
    yield words(wording.state(machine.states[step.source]))
    yield words(wording.state(machine.states[step.target]))
    yield listed(wording.effects(step.effects))


def _way(title: str, wording: Wording) -> str:
    """What a sequence shows, if there are several."""
    _ = wording.translate
    known = {
        "one way": _("one way"),
        "another way": _("another way"),
        "heard once": _("heard once"),
        "heard twice": _("heard twice"),
        "the clock first": _("the clock first"),
        "the event first": _("the event first"),
    }
    if title in wording.model.machines:
        return wording.machine(wording.model.machines[title])
    return known.get(title, title)


def _then(law: Law, verdict: Verdict, trace: Trace, wording: Wording) -> Line:
    """Where the counters that a law compares stand in the end."""
    statement = law.statement
    if not isinstance(statement, Between) or trace.loop_from is not None:
        return ()
    kinds = {wording.model.machines[name].kind for name in verdict.machines}
    compared = dict.fromkeys(
        name for name in (statement.counter, statement.low, statement.high) if isinstance(name, str)
    )
    return listed(wording.counted({name: _stands_at(name, kinds, trace, wording) for name in compared}))


def _stands_at(name: str, kinds: set[str], trace: Trace, wording: Wording) -> int:
    counters = wording.model.counters
    parts = counters[name].parts or (name,)
    start = sum(counters[part].at_start for part in parts if counters[part].of in kinds)
    return start + sum(step.effects.get(part, 0) for step in trace.steps for part in parts)
