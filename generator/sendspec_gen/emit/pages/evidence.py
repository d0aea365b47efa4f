"""What pages say of a real log: how often it was where, what it never did, and what it should not have done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from sendspec_gen.emit.evidence import Evidence, MachineEvidence, Totals
from sendspec_gen.emit.pages import spots
from sendspec_gen.emit.pages.parts import (
    Badge,
    Code,
    Drawing,
    Line,
    Link,
    Prose,
    Section,
    Spot,
    Table,
    Text,
    joined,
    section,
    stacked,
    table,
    words,
)
from sendspec_gen.emit.pages.side_by_side import mark, mode_names
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Ignored, Machine, Moves, State


def log_section(evidence: Evidence, wording: Wording) -> Section:
    """What was read of the log, and what each mode makes of it."""
    _ = wording.translate
    period = _("{label}, from {since} to {until} (UTC).").format(
        label=wording.text(evidence.label) or evidence.source,
        since=_time(evidence.since),
        until=_time(evidence.until),
    )
    plot = evidence.plots.get(wording.locale, "")
    return section(
        _("Evidence from a log"),
        Prose(period),
        _totals(evidence.totals, wording),
        section(_("The KPIs over time"), Drawing(plot), anchor="kpis-over-time") if plot else Prose(""),
        section(_("Where the messages stand at its end"), _ends(evidence, wording), anchor="at-the-end"),
        anchor="evidence",
    )


def _time(microseconds: int) -> str:
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _totals(totals: Totals, wording: Wording) -> Table:
    _ = wording.translate
    numbers = (
        (_("Records read"), totals.records),
        (_("Records not understood"), totals.not_understood),
        (_("Events"), totals.events),
        (_("Recipients of messages"), totals.messages),
        (_("Repeats"), totals.duplicates),
        (_("Events after that time"), totals.later),
        (_("Events that no machine hears"), totals.unheard),
        (_("Events that a state refused"), totals.unexpected),
    )
    rows = [
        (words(label), words(wording.number(number)))
        for place, (label, number) in enumerate(numbers)
        if number or place < len(numbers) // 2
    ]
    return table((_("What was read"), _("Number")), rows)


def _ends(evidence: Evidence, wording: Wording) -> Table:
    """The rows that show each status, the KPIs, and what is open, mode by mode."""
    _ = wording.translate
    modes = [evidence.machines[mode.name] for mode in wording.model.modes if mode.name in evidence.machines]
    rows: list[tuple[Line, ...]] = []
    for status in wording.model.statuses.get("log", {}):
        numbers = [words(wording.number(mode.statuses.get(status, 0))) for mode in modes]
        if any(mode.statuses.get(status) for mode in modes):
            badge = Badge(wording.status_named("log", status), wording.model.statuses["log"][status].color)
            rows.append((mark(numbers), (badge,), *numbers))
    for kpi in wording.model.kpis.values():
        values = [words(wording.value(mode.kpis.get(kpi.name), kpi.unit)) for mode in modes]
        rows.append((mark(values), (spots.kpi_link(kpi, wording),), *values))
    unsettled = [words(wording.number(mode.unsettled)) for mode in modes]
    rows.append((mark(unsettled), words(_("Unsettled")), *unsettled))
    names = [name for name, mode in zip(mode_names(wording), wording.model.modes, strict=True)
             if mode.name in evidence.machines]  # fmt: skip
    return table(("", _("Status or KPI"), *names), rows)


# ── one machine ──────────────────────────────────────────────────────────────────────────────────────────────────────


def machine_section(machine: Machine, found: MachineEvidence | None, wording: Wording) -> Section:
    """What the log did to a machine beside its moves; it says nothing without evidence."""
    _ = wording.translate
    if found is None:
        return section("")
    return section(
        _("Evidence from a log"),
        Prose(_("{number} went through this machine.").format(number=wording.number(found.objects))),
        section(_("Refused, though it happened"), _unexpected(machine, found, wording), anchor="unexpected"),
        section(_("Heard, and nothing new"), _ignored(machine, found, wording), anchor="heard-and-ignored"),
        section(_("Moves that never happened"), _unused(machine, found, wording), anchor="unused"),
        anchor="evidence",
    )


def visits(state: State, found: MachineEvidence | None, wording: Wording) -> Line:
    """How many were ever in a state."""
    return words(wording.number(found.visits.get(state.name, 0))) if found is not None else ()


def ends(state: State, found: MachineEvidence | None, wording: Wording) -> Line:
    """How many are in a state at the end."""
    return words(wording.number(found.ends.get(state.name, 0))) if found is not None else ()


def taken(state: State, event: str, way: int, found: MachineEvidence | None, wording: Wording) -> Line:
    """How often a way of answering an event was taken."""
    return words(wording.number(found.cells[state.name, event].ways.get(way, 0))) if found is not None else ()


def _unexpected(machine: Machine, found: MachineEvidence, wording: Wording) -> Table:
    _ = wording.translate
    rows = [
        (
            (spots.state_link(machine.states[state], wording),),
            (spots.event_link(machine.kind, event, wording),),
            words(wording.number(cell.refused)),
            stacked((Code(sample.message), Text(" "), Code(sample.place)) for sample in cell.samples),
        )
        for (state, event), cell in found.unexpected.items()
    ]
    return table((_("State"), _("Event"), _("How often"), _("Samples")), rows)


def _ignored(machine: Machine, found: MachineEvidence, wording: Wording) -> Table:
    _ = wording.translate
    rows = [
        (
            (spots.state_link(machine.states[state], wording),),
            (spots.event_link(machine.kind, event, wording),),
            words(wording.number(cell.ignored)),
        )
        for (state, event), cell in found.cells.items()
        if cell.ignored and isinstance(machine.states[state].answers[event], Ignored)
    ]
    return table((_("State"), _("Event"), _("How often")), rows)


def _unused(machine: Machine, found: MachineEvidence, wording: Wording) -> Table:
    """The moves that the log never needed, state by state."""
    _ = wording.translate
    rows = [
        ((spots.state_link(state, wording),), joined(events, Text(", ")))
        for state in machine.states.values()
        if (events := list(_never(state, machine, found, wording)))
    ]
    return table((_("State"), _("Event")), rows)


def _never(state: State, machine: Machine, found: MachineEvidence, wording: Wording) -> Iterator[Line]:
    for event, answer in state.answers.items():
        if isinstance(answer, Moves) and not found.cells[state.name, event].heard:
            yield (Link(wording.event(machine.kind, event), Spot("", spots.move_anchor(state, event))),)
