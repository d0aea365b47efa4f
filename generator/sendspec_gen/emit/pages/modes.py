"""The page that lays the modes side by side: the same events in each of them, as published tables do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sendspec_gen.emit.pages import spots
from sendspec_gen.emit.pages.machine import counts, shown_change
from sendspec_gen.emit.pages.page import Page
from sendspec_gen.emit.pages.parts import (
    Faint,
    Line,
    Prose,
    Spot,
    Statement,
    Strong,
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
from sendspec_gen.emit.pages.walk import ARROWS, direction, value, walk
from sendspec_gen.emit.wording import TOGETHER, Wording
from sendspec_gen.model import Ignored, Kpi, Machine, Model, Moves, Rejected, Scenario

Sequence = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one mode shows after a sequence of events, and by name what its last event did to the KPIs."""

    status: Line
    kpis: tuple[tuple[str, str], ...]

    def line(self) -> Line:
        """All of it."""
        return stacked([self.status, *(words(text) for _name, text in self.kpis)])


def modes_page(wording: Wording, title: str) -> Page:
    """What each mode makes of the same events: along sequences of events, state by state, and event by event."""
    _ = wording.translate
    published = _published(wording.model)
    told = {sequence: () for sequence in _told(wording.model) if sequence not in published}
    signs = Statement(words(_("↑ rises · ↓ falls · = stays · ≠ the modes differ")))
    along, other = _along(published, wording), _along(told, wording)
    return Page(
        name="modes",
        title=title,
        source="spec/",
        blocks=some(
            section(
                _("As the published tables"),
                Prose(
                    _(
                        "One message hears the events of a row. Each cell says what is then shown, and what the last "
                        "event (in bold) does to the KPIs. A cell with a source is published, save what is in italics; "
                        "all else follows from the spec."
                    )
                ),
                along,
                signs,
                anchor="published",
            )
            if along.rows
            else Prose(""),
            section(_("As other scenarios tell it"), other, signs, anchor="told") if other.rows else Prose(""),
            section(_("What each state shows and counts"), _states(wording), anchor="states"),
            section(_("Event by event, where the modes differ"), _events(wording), anchor="events"),
        ),
    )


# ── along sequences of events ────────────────────────────────────────────────────────────────────────────────────────


def _published(model: Model) -> dict[Sequence, tuple[Scenario, ...]]:
    """The sequences of the scenarios that tell one row of a published table, with these scenarios."""
    found: dict[Sequence, tuple[Scenario, ...]] = {}
    for scenario in model.scenarios:
        sequence = _sequence(scenario, model)
        one_row = len(scenario.cite) == 1 and scenario.cite[0].row is not None and len(scenario.machines) == 1
        if sequence and one_row:
            found[sequence] = (*found.get(sequence, ()), scenario)
    return found


def _told(model: Model) -> tuple[Sequence, ...]:
    """The sequences of all other scenarios about one message and no clock, the shorter ones first."""
    sequences = dict.fromkeys(_sequence(scenario, model) for scenario in model.scenarios)
    return tuple(sorted((sequence for sequence in sequences if sequence), key=len))


def _sequence(scenario: Scenario, model: Model) -> Sequence:
    """The events of a scenario of one message log without times; nothing for other scenarios."""
    modes = {mode.name for mode in model.modes}
    heard = model.events["log"]
    events = tuple(step.event for step in scenario.steps if step.event and step.event in heard and step.at is None)
    plain = len(events) == len(scenario.steps)
    return events if plain and scenario.messages == 1 and modes.issuperset(scenario.machines) else ()


def _along(sequences: Mapping[Sequence, tuple[Scenario, ...]], wording: Wording) -> Table:
    _ = wording.translate
    rows = []
    kpis = _followed(wording.model)
    for sequence, scenarios in sequences.items():
        outcomes = [_outcome(mode, sequence, kpis, wording) for mode in wording.model.modes]
        cells = [
            _cell(outcome, [scenario for scenario in scenarios if mode.name in scenario.machines], wording)
            for mode, outcome in zip(wording.model.modes, outcomes, strict=True)
        ]
        rows.append((mark(outcome.line() for outcome in outcomes), _steps(sequence, wording), *cells))
    return table(("", _("Events"), *mode_names(wording)), rows)


def _followed(model: Model) -> tuple[Kpi, ...]:
    """The KPIs whose rise and fall scenarios of one row follow: those that the published tables speak of."""
    named = {
        name
        for scenarios in _published(model).values()
        for scenario in scenarios
        for step in scenario.steps
        for name, expected in step.kpis.items()
        if expected in ("up", "down", "same")
    }
    return tuple(kpi for kpi in model.kpis.values() if kpi.name in named)


def _outcome(mode: Machine, sequence: Sequence, kpis: tuple[Kpi, ...], wording: Wording) -> Outcome:
    """What is shown after the last event, and what that event did to the KPIs; the first one starts them."""
    *_earlier, before, after = walk(mode, sequence, wording.model)
    said = []
    for kpi in kpis:
        then, now = value(kpi, before, wording.model), value(kpi, after, wording.model)
        if len(sequence) == 1 or then is None or now is None:
            shown = wording.value(now, kpi.unit)
        else:
            shown = ARROWS[direction(then, now)]
        said.append((kpi.name, f"{wording.kpi(kpi)}{TOGETHER}{shown}"))
    return Outcome(spots.status_badge(mode, after.state, wording), tuple(said))


def _cell(outcome: Outcome, scenarios: list[Scenario], wording: Wording) -> Line:
    """An outcome with the sources of the scenarios that tell it; a KPI of which these say nothing is faint."""
    told = {name for scenario in scenarios for name in scenario.steps[-1].kpis}
    kpis = [(Faint(text),) if scenarios and name not in told else words(text) for name, text in outcome.kpis]
    links = joined((spots.citation_links(scenario.cite, wording) for scenario in scenarios), Text(", "))
    return stacked([outcome.status, *kpis, links])


def _steps(sequence: Sequence, wording: Wording) -> Line:
    *earlier, last = (wording.event("log", event) for event in sequence)
    return (*words("".join(f"{event} → " for event in earlier)), Strong(last))


# ── state by state ───────────────────────────────────────────────────────────────────────────────────────────────────


def _states(wording: Wording) -> Table:
    _ = wording.translate
    modes = wording.model.modes
    counted = wording.contributions
    rows = []
    for name, label in state_names(wording).items():
        cells = [_standing(mode, name, counted[mode.name].get(name, {}), wording) for mode in modes]
        rows.append((mark(cells), words(label), *cells))
    return table(("", _("State"), *mode_names(wording)), rows)


def _standing(mode: Machine, name: str, counted: Mapping[str, int], wording: Wording) -> Line:
    """What a state shows and counts in one mode, and its clock."""
    if name not in mode.states:
        return no_such_state(wording)
    state = mode.states[name]
    clock = wording.deadline(mode, state.deadline) if state.deadline else ""
    return stacked(
        [
            spots.status_badge(mode, state, wording, spots.state_of(mode, state)),
            counts(state, counted, wording),
            (Faint(clock),) if clock else (),
        ]
    )


# ── event by event ───────────────────────────────────────────────────────────────────────────────────────────────────


def _events(wording: Wording) -> Table:
    """Each event in each state, where the modes that have the state differ in what it does."""
    _ = wording.translate
    rows = []
    for name, label in state_names(wording).items():
        for event in wording.model.events["log"]:
            answers = [tuple(_answer(mode, name, event, wording)) for mode in wording.model.modes]
            if mark(stacked(answer) for answer in answers if answer):
                cells = [stacked(answer) or no_such_state(wording) for answer in answers]
                rows.append((words(label), words(wording.event("log", event)), *cells))
    return table((_("State"), _("Event"), *mode_names(wording)), rows)


def _answer(mode: Machine, name: str, event: str, wording: Wording) -> Iterator[Line]:
    """What an event does to what is shown and to the counters; nothing if the mode has no such state."""
    _ = wording.translate
    state = mode.states.get(name)
    if state is None:
        return
    match state.answers[event]:
        case Ignored():
            yield (Faint(_("ignored")),)
        case Rejected(refusal=refusal):
            yield (Faint(_("refused")), Text(" "), *words(wording.refusal(refusal)))
        case Moves(ways=ways):
            for way in ways:
                move = Spot(mode.name, spots.move_anchor(state, event))
                yield shown_change(mode, state, mode.states[way.target], wording, move)
                yield stacked(spots.effects(way, wording))
