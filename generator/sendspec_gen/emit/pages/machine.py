"""The page of one machine: its states, what they answer to each event, and what that does to the counters."""

from __future__ import annotations

from collections.abc import Mapping

from sendspec_gen.emit.evidence import MachineEvidence
from sendspec_gen.emit.pages import spots
from sendspec_gen.emit.pages.conditions import decisions, required
from sendspec_gen.emit.pages.counting import counters_of, held_in, kpis_of, moved_by
from sendspec_gen.emit.pages.evidence import ends, machine_section, taken, visits
from sendspec_gen.emit.pages.matrix import legend, matrix
from sendspec_gen.emit.pages.page import Page
from sendspec_gen.emit.pages.parts import (
    Anchor,
    Break,
    Code,
    Diagram,
    Faint,
    Items,
    Line,
    Link,
    Prose,
    SpecFile,
    Spot,
    Stated,
    Strong,
    Table,
    Text,
    filled,
    itemized,
    joined,
    plain,
    section,
    some,
    stacked,
    table,
    words,
)
from sendspec_gen.emit.wording import TOGETHER, Wording
from sendspec_gen.model import Fact, Machine, Move, Moves, State


def machine_page(machine: Machine, wording: Wording, found: MachineEvidence | None = None) -> Page:
    """Everything that is said about one machine, and what a log did to it."""
    _ = wording.translate
    laws = tuple((spots.law_link(law, wording),) for law in wording.model.laws if machine.name in law.machines)
    return Page(
        name=machine.name,
        title=wording.machine(machine),
        source=machine.path,
        blocks=some(
            Prose(wording.text(machine.doc)),
            _summary(machine, wording),
            _diagram(machine, wording),
            section(_("States"), _states(machine, found, wording), anchor="states"),
            section(_("Moves"), _moves(machine, found, wording), Prose(_stated(machine, wording)), anchor="moves"),
            section(
                _("Every event in every state"),
                matrix(machine, wording),
                Items(tuple(legend(machine, wording))),
                anchor="matrix",
            ),
            section(_("Effects on the KPIs"), _effects(machine, wording), anchor="effects"),
            machine_section(machine, found, wording),
            section(_("What each event requires"), required(machine, wording), anchor="required"),
            section(_("Facts and refusals"), _facts(machine, wording), *decisions(machine, wording), anchor="facts"),
            section(_("Laws"), Items(laws), anchor="laws"),
            section(_("Scenarios"), Items(_scenarios(machine, wording)), anchor="scenarios"),
            section(_("Sources"), _sources(machine, wording), anchor="sources"),
        ),
    )


def _summary(machine: Machine, wording: Wording) -> Table:
    _ = wording.translate
    columns = (_("Name"), _("Kind of events"), _("Channels"), _("Starts in"), _("Written in"))
    row = (
        (Code(machine.name),),
        (Code(machine.kind),),
        words(", ".join(machine.channels)),
        (spots.state_link(machine.states[machine.initial], wording),),
        (Link(machine.path, SpecFile(machine.path)),),
    )
    return table(columns, [row])


def _diagram(machine: Machine, wording: Wording) -> Diagram:
    _ = wording.translate
    alternative = _("State diagram of {machine}: {states} states and {moves} moves, starting in {initial}.").format(
        machine=wording.quoted(wording.machine(machine)),
        states=len(machine.states),
        moves=len(machine.moves()),
        initial=wording.quoted(wording.state(machine.states[machine.initial])),
    )
    return Diagram(machine.name, alternative)


# ── states ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _states(machine: Machine, found: MachineEvidence | None, wording: Wording) -> Table:
    _ = wording.translate
    counted = wording.contributions[machine.name]
    columns = (
        _("State"), _("Shows"), _("Counts in"), _("Settled"), _("Clock"), _("Visits"), _("At the end"), _("Meaning"),
    )  # fmt: skip
    rows = [
        (
            (Anchor(spots.state_anchor(state)), Strong(wording.state(state)), Break(), Code(state.name, state.place)),
            _shown(machine, state, wording),
            counts(state, counted[state.name], wording),
            words(_settled(state, wording)),
            (Stated(wording.deadline(machine, state.deadline), state.deadline.place),) if state.deadline else (),
            visits(state, found, wording),
            ends(state, found, wording),
            words(wording.text(state.doc)),
        )
        for state in machine.states.values()
    ]
    return table(columns, rows)


def counts(state: State, numbers: Mapping[str, int], wording: Wording) -> Line:
    """What one object in a state contributes to each stock, with the place where the state is written."""
    return stacked(
        (Text(f"{wording.counter(name)}{TOGETHER}"), Stated(str(number), state.place))
        for name, number in numbers.items()
    )


def _shown(machine: Machine, state: State, wording: Wording) -> Line:
    """The status that is shown in a state, with the published code of the state or the status."""
    _ = wording.translate
    if state.status is None:
        return () if state.code is None else (Stated(str(state.code), state.place),)
    status = wording.model.statuses[machine.kind][state.status]
    code = state.code if state.code is not None else status.code
    badge = spots.status_badge(machine, state, wording)
    if code is None:
        return badge
    stated_at = state.place if state.code is not None else status.place
    return stacked([badge, filled(_("code {code}"), code=(Stated(str(code), stated_at),))])


def _settled(state: State, wording: Wording) -> str:
    _ = wording.translate
    if state.final:
        return _("final")
    return _("settled") if state.settled else ""


# ── moves ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _moves(machine: Machine, found: MachineEvidence | None, wording: Wording) -> Table:
    _ = wording.translate
    columns = (
        _("From"), _("Event"), _("To"), _("Taken"), _("Shows"), _("Counters"), _("Condition"), _("Why"), _("Sources"),
    )  # fmt: skip
    rows = [
        (
            _from(state, answer, way, wording),
            (Stated(wording.event(machine.kind, answer.event), way.place),),
            (spots.state_link(machine.states[way.target], wording),),
            taken(state, answer.event, answer.ways.index(way), found, wording),
            shown_change(machine, state, machine.states[way.target], wording),
            stacked(spots.effects(way, wording)),
            _conditions(machine, answer, way, wording),
            words(wording.text(way.doc)),
            spots.citation_links(way.cite, wording) or (Faint(_("inferred")),),
        )
        for state, answer, way in machine.moves()
    ]
    return table(columns, rows)


def _from(state: State, answer: Moves, way: Move, wording: Wording) -> Line:
    anchor = (Anchor(spots.move_anchor(state, answer.event)),) if way is answer.ways[0] else ()
    return (*anchor, spots.state_link(state, wording))


def shown_change(machine: Machine, source: State, target: State, wording: Wording, move: Spot | None = None) -> Line:
    """What is shown before and after a move, once where it stays the same; the latter may lead to the move."""
    before, after = spots.status_badge(machine, source, wording), spots.status_badge(machine, target, wording, move)
    return after if plain(before) == plain(after) else (*before, Text(f" →{TOGETHER}"), *after)


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
    return itemized(words(text) for text in said)


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
            (spots.counter_link(counter.name, wording),),
            held_in(machine, counter.name, wording),
            moved_by(machine, counter.name, 1, wording),
            moved_by(machine, counter.name, -1, wording),
            _kpi_links(counter.name, wording),
        )
        for counter in counters_of(machine, wording.model)
    ]
    return table(columns, rows)


def _kpi_links(counter: str, wording: Wording) -> Line:
    links = ((spots.kpi_link(kpi, wording),) for kpi in kpis_of(counter, wording.model))
    return joined(links, Text(", "))


def _facts(machine: Machine, wording: Wording) -> Table:
    _ = wording.translate
    columns = (_("Fact"), _("Holds"), _("Refused without it"), _("Refused with it"))
    rows = [
        (
            (Strong(wording.fact(machine, fact.name)), Break(), Code(fact.name, fact.place)),
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


def _scenarios(machine: Machine, wording: Wording) -> tuple[Line, ...]:
    anchors = wording.scenario_anchors
    return tuple(
        (spots.scenario_link(scenario, anchors[number], wording),)
        for number, scenario in enumerate(wording.model.scenarios)
        if machine.name in scenario.machines
    )


def _sources(machine: Machine, wording: Wording) -> Table:
    _ = wording.translate
    cited = dict.fromkeys(citation.document for citation in machine.cite)
    for _state, _answer, way in machine.moves():
        cited.update(dict.fromkeys(citation.document for citation in way.cite))
    documents = [wording.model.project.documents[name] for name in cited]
    columns = (_("Source"), _("Title"), _("Part"), _("Version"))
    return table(columns, [spots.document_row(document) for document in documents])
