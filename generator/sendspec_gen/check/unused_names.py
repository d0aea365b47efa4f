"""No name is unused."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.model import AllOf, AnyOf, Citation, Condition, FactIs, Machine, Model, NotThat, Rejected
from sendspec_gen.problems import Problem
from sendspec_gen.source import Place


def rule(model: Model) -> Iterator[Problem]:
    """Tell each status, counter, duration, refusal, fact, document and row that nothing uses."""
    yield from _statuses(model)
    yield from _counters(model)
    yield from _named(model)
    yield from _facts(model)
    yield from _documents(model)


def _statuses(model: Model) -> Iterator[Problem]:
    shown = {(machine.kind, state.status) for machine in model.machines.values() for state in machine.states.values()}
    for kind, statuses in model.statuses.items():
        for status in statuses.values():
            if (kind, status.name) not in shown:
                yield Problem(
                    "status-never-shown",
                    status.place,
                    f"no state shows the status `{status.name}`",
                    hint="let a state show it, or delete it",
                )


def _counters(model: Model) -> Iterator[Problem]:
    moved = {name for machine in model.machines.values() for _, _, move in machine.moves() for name in move.effects}
    for counter in model.counters.values():
        if counter.kind != "sum" and counter.name not in moved and not counter.at_start:
            yield _unused("counter", counter.name, counter.place, "it starts at 0, and no move changes it")


def _named(model: Model) -> Iterator[Problem]:
    moves = [move for machine in model.machines.values() for _, _, move in machine.moves()]
    states = [state for machine in model.machines.values() for state in machine.states.values()]
    durations = {state.deadline.after for state in states if state.deadline}
    durations |= {move.not_before for move in moves if move.not_before}
    durations |= {kpi.refreshed for kpi in model.kpis.values() if kpi.refreshed}
    for duration in model.project.durations.values():
        if duration.name not in durations:
            yield _unused("duration", duration.name, duration.place, "no deadline, move or KPI names it")
    refusals = {requirement.refusal for move in moves for requirement in move.requires}
    refusals |= {
        answer.refusal for state in states for answer in state.answers.values() if isinstance(answer, Rejected)
    }
    for refusal in model.refusals.values():
        if refusal.name not in refusals:
            yield _unused("refusal", refusal.name, refusal.place, "nothing is refused in these words")


def _facts(model: Model) -> Iterator[Problem]:
    for machine in model.machines.values():
        used = _facts_used(machine)
        for fact in machine.facts.values():
            if fact.name not in used:
                yield _unused("fact", fact.name, fact.place, "no move asks for it")


def _documents(model: Model) -> Iterator[Problem]:
    cited = set(_citations(model))
    documents = {document for document, _ in cited}
    for document in model.project.documents.values():
        if document.name not in documents:
            yield _unused("document", document.name, document.place, "nothing cites it")
            continue
        missing = [row for row in range(1, (document.rows or 0) + 1) if (document.name, row) not in cited]
        if missing:
            rows = ", ".join(str(row) for row in missing)
            yield Problem(
                "uncited-row",
                document.place,
                f"nothing cites row {rows} of `{document.name}`",
                hint=f"cite it where it is told: `cite: [{document.name}.{missing[0]}]`",
            )


def _citations(model: Model) -> Iterator[tuple[str, int | None]]:
    cited: list[Citation] = []
    for machine in model.machines.values():
        cited += machine.cite
        for _, _, move in machine.moves():
            cited += move.cite
    for scenario in model.scenarios:
        cited += scenario.cite
    for one in model.bounces.rules if model.bounces else ():
        cited += one.cite
    return ((citation.document, citation.row) for citation in cited)


def _facts_used(machine: Machine) -> set[str]:
    conditions: list[Condition] = []
    for _, _, move in machine.moves():
        conditions += [requirement.condition for requirement in move.requires]
        conditions += [move.when] if move.when else []
    used: set[str] = set()
    while conditions:
        match conditions.pop():
            case FactIs(name):
                inner = machine.facts[name].condition
                if name not in used and inner is not None:
                    conditions.append(inner)
                used.add(name)
            case NotThat(inner):
                conditions.append(inner)
            case AnyOf(parts) | AllOf(parts):
                conditions += parts
    return used


def _unused(what: str, name: str, place: Place, why: str) -> Problem:
    return Problem(f"unused-{what}", place, f"the {what} `{name}` is not used: {why}", hint="use it, or delete it")
