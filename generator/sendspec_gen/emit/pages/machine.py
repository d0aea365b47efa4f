"""The page of one machine: its states, what they answer to each event, and what that does to the counters."""

from __future__ import annotations

from dataclasses import dataclass

from sendspec_gen.emit.pages import frame
from sendspec_gen.emit.pages.counting import counters_of, held_in, kpis_of, moved_by
from sendspec_gen.emit.pages.frame import Frame
from sendspec_gen.emit.pages.matrix import legend, matrix
from sendspec_gen.emit.pages.parts import (
    Anchor,
    Break,
    Code,
    Faint,
    Line,
    Link,
    Picture,
    Strong,
    Table,
    Text,
    itemized,
    joined,
    listed,
    table,
    words,
)
from sendspec_gen.emit.wording import TOGETHER, Wording
from sendspec_gen.model import Fact, Machine, Move, Moves, State


@dataclass(frozen=True, slots=True)
class MachinePage:
    """The page of one machine."""

    frame: Frame
    doc: str
    summary: Table
    diagram: Picture
    states: Table
    moves: Table
    stated: str
    """How many moves a document states."""
    matrix: tuple[Table, ...]
    legend: tuple[Line, ...]
    effects: Table
    facts: Table
    laws: tuple[Line, ...]
    sources: Table


def machine_page(machine: Machine, wording: Wording) -> MachinePage:
    """Everything that is said about one machine."""
    return MachinePage(
        frame=frame.frame(wording, machine.name, wording.machine(machine), machine.path),
        doc=wording.text(machine.doc),
        summary=_summary(machine, wording),
        diagram=_diagram(machine, wording),
        states=_states(machine, wording),
        moves=_moves(machine, wording),
        stated=_stated(machine, wording),
        matrix=tuple(matrix(machine, wording)),
        legend=tuple(legend(machine, wording)),
        effects=_effects(machine, wording),
        facts=_facts(machine, wording),
        laws=tuple((frame.law_link(law, wording),) for law in wording.model.laws if machine.name in law.machines),
        sources=_sources(machine, wording),
    )


def _summary(machine: Machine, wording: Wording) -> Table:
    _ = wording.translate
    columns = (_("Name"), _("Kind of events"), _("Channels"), _("Starts in"), _("Written in"))
    row = (
        (Code(machine.name),),
        (Code(machine.kind),),
        words(", ".join(machine.channels)),
        (frame.state_link(machine.states[machine.initial], wording),),
        (Link(machine.path, f"{frame.ROOT}/{machine.path}"),),
    )
    return table(columns, [row])


def _diagram(machine: Machine, wording: Wording) -> Picture:
    _ = wording.translate
    alternative = _("State diagram of {machine}: {states} states and {moves} moves, starting in {initial}.").format(
        machine=wording.quoted(wording.machine(machine)),
        states=len(machine.states),
        moves=len(machine.moves()),
        initial=wording.quoted(wording.state(machine.states[machine.initial])),
    )
    return Picture(f"{frame.ROOT}/diagrams/{wording.locale}/{machine.name}.svg", alternative)


# ── states ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _states(machine: Machine, wording: Wording) -> Table:
    _ = wording.translate
    counted = wording.contributions[machine.name]
    columns = (_("State"), _("Shows"), _("Counts in"), _("Settled"), _("Clock"), _("Meaning"))
    rows = [
        (
            (Anchor(frame.state_anchor(state)), Strong(wording.state(state)), Break(), Code(state.name)),
            words(_shown(machine, state, wording)),
            listed(wording.counted(counted[state.name])),
            words(_settled(state, wording)),
            words(wording.deadline(machine, state.deadline) if state.deadline else ""),
            words(wording.text(state.doc)),
        )
        for state in machine.states.values()
    ]
    return table(columns, rows)


def _shown(machine: Machine, state: State, wording: Wording) -> str:
    """The status that is shown in a state, with the published code of the state or the status."""
    _ = wording.translate
    if state.status is None:
        return "" if state.code is None else str(state.code)
    code = state.code if state.code is not None else wording.model.statuses[machine.kind][state.status].code
    shown = wording.status(machine, state)
    return shown if code is None else _("{status} (code {code})").format(status=shown, code=code)


def _settled(state: State, wording: Wording) -> str:
    _ = wording.translate
    if state.final:
        return _("final")
    return _("settled") if state.settled else ""


# ── moves ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _moves(machine: Machine, wording: Wording) -> Table:
    _ = wording.translate
    columns = (_("From"), _("Event"), _("To"), _("Shows"), _("Counters"), _("Condition"), _("Why"), _("Sources"))
    rows = [
        (
            _from(state, answer, way, wording),
            words(wording.event(machine.kind, answer.event)),
            (frame.state_link(machine.states[way.target], wording),),
            words(shown_change(machine, state, machine.states[way.target], wording)),
            listed(wording.effects(way.effects)),
            _conditions(machine, answer, way, wording),
            words(wording.text(way.doc)),
            frame.citation_links(way.cite, wording) or (Faint(_("inferred")),),
        )
        for state, answer, way in machine.moves()
    ]
    return table(columns, rows)


def _from(state: State, answer: Moves, way: Move, wording: Wording) -> Line:
    anchor = (Anchor(frame.move_anchor(state, answer.event)),) if way is answer.ways[0] else ()
    return (*anchor, frame.state_link(state, wording))


def shown_change(machine: Machine, source: State, target: State, wording: Wording) -> str:
    """What is shown before and after a move, once where it stays the same."""
    before, after = wording.status(machine, source), wording.status(machine, target)
    return after if before == after else f"{before} →{TOGETHER}{after}"


def _conditions(machine: Machine, answer: Moves, way: Move, wording: Wording) -> Line:
    _ = wording.translate
    said = []
    if way.when is not None:
        said.append(_("if {condition}").format(condition=wording.condition(way.when, machine)))
    elif len(answer.ways) > 1:
        said.append(_("otherwise"))
    said += [wording.requirement(requirement, machine) for requirement in way.requires]
    if way.not_before is not None:
        said.append(wording.too_soon(way.not_before))
    said += [wording.telling(event) for event in way.tell.values()]
    return itemized(said)


def _stated(machine: Machine, wording: Wording) -> str:
    _ = wording.translate
    moves = machine.moves()
    stated = sum(1 for _state, _answer, way in moves if way.cite)
    text = _("Documents state {stated} of these {moves} moves; the others are inferred.")
    if stated == len(moves):
        text = _("Documents state all of these {moves} moves.")
    return text.format(stated=stated, moves=len(moves))


# ── counters, facts, sources ─────────────────────────────────────────────────────────────────────────────────────────


def _effects(machine: Machine, wording: Wording) -> Table:
    _ = wording.translate
    columns = (_("Counter"), _("Counts"), _("Raised by"), _("Lowered by"), _("Shown in"))
    rows = [
        (
            (frame.counter_link(counter.name, wording),),
            held_in(machine, counter.name, wording),
            moved_by(machine, counter.name, 1, wording),
            moved_by(machine, counter.name, -1, wording),
            _kpi_links(counter.name, wording),
        )
        for counter in counters_of(machine, wording.model)
    ]
    return table(columns, rows)


def _kpi_links(counter: str, wording: Wording) -> Line:
    links = ((frame.kpi_link(kpi, wording),) for kpi in kpis_of(counter, wording.model))
    return joined(links, Text(", "))


def _facts(machine: Machine, wording: Wording) -> Table:
    _ = wording.translate
    columns = (_("Fact"), _("Holds"), _("Refused without it"), _("Refused with it"))
    rows = [
        (
            (Strong(wording.fact(machine, fact.name)), Break(), Code(fact.name)),
            words(_fact_holds(fact, machine, wording)),
            words(wording.refusal(fact.refusal) if fact.refusal else ""),
            words(wording.refusal(fact.refusal_of_not) if fact.refusal_of_not else ""),
        )
        for fact in machine.facts.values()
    ]
    return table(columns, rows)


def _fact_holds(fact: Fact, machine: Machine, wording: Wording) -> str:
    _ = wording.translate
    if fact.condition is not None:
        return _("if {condition}").format(condition=wording.condition(fact.condition, machine))
    return _("yes, unless said otherwise") if fact.default else _("no, unless said otherwise")


def _sources(machine: Machine, wording: Wording) -> Table:
    _ = wording.translate
    cited = dict.fromkeys(citation.document for citation in machine.cite)
    for _state, _answer, way in machine.moves():
        cited.update(dict.fromkeys(citation.document for citation in way.cite))
    documents = [wording.model.project.documents[name] for name in cited]
    columns = (_("Source"), _("Title"), _("Part"), _("Version"))
    return table(columns, [frame.source_row(document) for document in documents])
