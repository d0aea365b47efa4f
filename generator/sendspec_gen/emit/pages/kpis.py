"""The page of KPIs and counters: formulas, and what moves them in each machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from sendspec_gen.emit.pages import spots
from sendspec_gen.emit.pages.counting import by_places, held_in, machines_of, moved_by, parts_of
from sendspec_gen.emit.pages.page import Page
from sendspec_gen.emit.pages.parts import (
    Code,
    Items,
    Line,
    Prose,
    Section,
    Stated,
    Table,
    Text,
    joined,
    section,
    some,
    stacked,
    table,
    words,
)
from sendspec_gen.emit.pages.side_by_side import mark, mode_names, no_such_state, state_names
from sendspec_gen.emit.pages.walk import Standing, value
from sendspec_gen.emit.wording import Wording
from sendspec_gen.lineage import spoken_of
from sendspec_gen.model import Counter, Kpi, Machine, Model, Step


def kpis_page(wording: Wording, title: str) -> Page:
    """All KPIs at a glance, then each of them, then each counter."""
    _ = wording.translate
    model = wording.model
    remarks = (
        _("A share of nothing is shown as –, never as 0 % and never as an error."),
        _("The table of a rate says what moves its numerator; what moves its denominator stands with that counter."),
    )
    return Page(
        name="kpis",
        title=title,
        source="spec/vocabulary.yaml",
        blocks=some(
            _overview(wording),
            Prose(" ".join(remarks) if model.kpis else ""),
            section(_("KPIs"), *(_kpi(kpi, wording) for kpi in model.kpis.values()), anchor="kpis"),
            section(
                _("Counters"), *(_counter(counter, wording) for counter in model.counters.values()), anchor="counters"
            ),
        ),
    )


def _overview(wording: Wording) -> Table:
    _ = wording.translate
    columns = (_("KPI"), _("Formula"), _("Refresh interval"), _("Channels"))
    rows = [
        (
            (spots.kpi_link(kpi, wording),),
            _formula(kpi, wording),
            _refreshed(kpi, wording),
            words(", ".join(kpi.channels)),
        )
        for kpi in wording.model.kpis.values()
    ]
    return table(columns, rows)


# ── KPIs ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _kpi(kpi: Kpi, wording: Wording) -> Section:
    _ = wording.translate
    columns = (_("Name"), _("Formula"), _("Unit"), _("Over nothing"), _("Refresh interval"), _("Channels"))
    row = (
        (Code(kpi.name, kpi.place),),
        _formula(kpi, wording),
        words({"percent": _("percent"), "messages": _("messages")}[kpi.unit]),
        words("–" if kpi.over else ""),
        _refreshed(kpi, wording),
        words(", ".join(kpi.channels) or _("all channels")),
    )
    movement = _shown_by(kpi.status, wording) if kpi.counter is None else _movement(kpi.counter, wording)
    named = [name for name in (kpi.counter, kpi.over) if name is not None]
    laws = _laws(named, wording)
    stories = _stories(lambda step: kpi.name in step.kpis, wording)
    return section(
        wording.kpi(kpi),
        Prose(wording.text(kpi.doc)),
        table(columns, [row]),
        movement,
        Prose(
            _("What is shown of one message in each state (≠ where the modes differ):")
            if _is_of_states(kpi, wording.model)
            else ""
        ),
        _by_state(kpi, wording),
        Prose(_("Laws that name it:") if laws else ""),
        Items(laws),
        Prose(_("Scenarios that say what is seen of it:") if stories else ""),
        Items(stories),
        anchor=spots.kpi_anchor(kpi.name),
    )


def _is_of_states(kpi: Kpi, model: Model) -> bool:
    """Whether what a KPI shows of one message depends on its state alone: flows count what happened on the way."""
    named = [part for name in (kpi.counter, kpi.over) if name is not None for part in parts_of(name, model)]
    return len(model.modes) > 0 and all(
        model.counters[name].kind == "stock" and model.counters[name].of == "log" for name in named
    )


def _by_state(kpi: Kpi, wording: Wording) -> Table:
    """What a KPI shows of one message in each state of each mode."""
    _ = wording.translate
    model = wording.model
    rows = []
    for name, label in state_names(wording).items() if _is_of_states(kpi, model) else ():
        values = [
            words(wording.value(_value(kpi, mode, name, wording), kpi.unit)) if name in mode.states else None
            for mode in model.modes
        ]
        cells = [value or no_such_state(wording) for value in values]
        rows.append((mark(value for value in values if value), words(label), *cells))
    return table(("", _("State"), *mode_names(wording)), rows)


def _value(kpi: Kpi, mode: Machine, state: str, wording: Wording) -> float | None:
    standing = Standing(mode.states[state], wording.contributions[mode.name][state])
    return value(kpi, standing, wording.model)


def _stories(is_about: Callable[[Step], bool], wording: Wording) -> tuple[Line, ...]:
    """The scenarios of which a step is about something."""
    anchors = wording.scenario_anchors
    return tuple(
        (spots.scenario_link(scenario, anchors[number], wording),)
        for number, scenario in enumerate(wording.model.scenarios)
        if any(is_about(step) for step in scenario.steps)
    )


def _formula(kpi: Kpi, wording: Wording) -> Line:
    _ = wording.translate
    if kpi.counter is None:
        text = _("messages that show {status}")
        shown: Line = words(text.format(status=wording.quoted(wording.status_named("log", kpi.status or ""))))
    else:
        shown = (spots.counter_link(kpi.counter, wording),)
    return (*shown, Text(" ÷ "), spots.counter_link(kpi.over, wording)) if kpi.over else shown


def _refreshed(kpi: Kpi, wording: Wording) -> Line:
    _ = wording.translate
    if kpi.refreshed is None:
        return words(_("at once"))
    return (Stated(wording.duration_named(kpi.refreshed), wording.model.project.durations[kpi.refreshed].place),)


def _movement(counter: str, wording: Wording) -> Table:
    """What moves a counter in each machine, and which states hold it."""
    _ = wording.translate
    columns = (_("Machine"), _("Raised by"), _("Lowered by"), _("Counts"))
    cells = {
        machine.name: (
            moved_by(machine, counter, 1, wording),
            moved_by(machine, counter, -1, wording),
            held_in(machine, counter, wording),
        )
        for machine in machines_of(counter, wording.model)
    }
    return table(columns, _alike_together(cells, wording))


def _shown_by(status: str | None, wording: Wording) -> Table:
    """The states in which each message log shows a status, and the moves into and out of them."""
    _ = wording.translate
    columns = (_("Mode"), _("Raised by"), _("Lowered by"), _("Shown in"))
    cells = {
        machine.name: (
            _changes(machine, status, True, wording),
            _changes(machine, status, False, wording),
            words(", ".join(wording.state(state) for state in machine.states.values() if state.status == status)),
        )
        for machine in wording.model.modes
    }
    return table(columns, _alike_together(cells, wording))


def _alike_together(cells: Mapping[str, tuple[Line, ...]], wording: Wording) -> Iterator[tuple[Line, ...]]:
    """The rows of a table by machine; machines with the same cells share a row."""
    machines: dict[tuple[Line, ...], list[Line]] = {}
    for name, row in cells.items():
        machines.setdefault(row, []).append((spots.machine_link(wording.model.machines[name], wording),))
    for row, links in machines.items():
        yield stacked(links), *row


def _changes(machine: Machine, status: str | None, shows_after: bool, wording: Wording) -> Line:
    """The events that lead to a status from another (or away from it), each with the states where they do."""
    places: dict[str, dict[str, None]] = {}
    for state, answer, way in machine.moves():
        before, after = state.status == status, machine.states[way.target].status == status
        if before != after and after == shows_after:
            places.setdefault(wording.event(machine.kind, answer.event), {})[wording.state(state)] = None
    return by_places({event: tuple(states) for event, states in places.items()}, len(machine.states), wording)


# ── counters ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _counter(counter: Counter, wording: Wording) -> Section:
    _ = wording.translate
    kinds = {
        "stock": _("stock: how many are like this now"),
        "flow": _("flow: how often it happened"),
        "sum": _("sum"),
    }
    columns = (_("Name"), _("Kind"), _("Sum of"), _("At the start"))
    parts = ((spots.counter_link(part, wording),) for part in counter.parts)
    row = (
        (Code(counter.name, counter.place),),
        words(kinds[counter.kind]),
        joined(parts, Text(" + ")),
        (Stated(str(counter.at_start), counter.place),) if counter.at_start else (),
    )
    laws = _laws([counter.name], wording)
    stories = _stories(lambda step: counter.name in step.counters, wording)
    return section(
        wording.counter(counter.name),
        Prose(wording.text(counter.doc)),
        table(columns, [row]),
        Table((), ()) if counter.kind == "sum" else _movement(counter.name, wording),
        Prose(_("Laws that name it:") if laws else ""),
        Items(laws),
        Prose(_("Scenarios that say what is seen of it:") if stories else ""),
        Items(stories),
        anchor=spots.counter_anchor(counter.name),
    )


def _laws(counters: Iterable[str], wording: Wording) -> tuple[Line, ...]:
    """The laws that name one of these counters, each once."""
    names = frozenset(counters)
    laws = (law for law in wording.model.laws if not names.isdisjoint(spoken_of(law.statement)[0]))
    links = {wording.law(law): spots.law_link(law, wording) for law in laws}
    return tuple((link,) for link in links.values())
