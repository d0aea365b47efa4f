"""The page of scenarios: stories with their steps, and what must be seen on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from sendspec_gen.emit.pages import spots
from sendspec_gen.emit.pages.page import Page
from sendspec_gen.emit.pages.parts import (
    Badge,
    Code,
    Faint,
    Items,
    Line,
    Link,
    Prose,
    Quotation,
    Section,
    SpecFile,
    Spot,
    Stated,
    Statement,
    Table,
    Text,
    joined,
    section,
    some,
    stacked,
    table,
    words,
)
from sendspec_gen.emit.pages.walk import ARROWS
from sendspec_gen.emit.wording import TOGETHER, Wording
from sendspec_gen.model import Machine, Scenario, Step


@dataclass(frozen=True, slots=True)
class Count:
    """The words for one, several and all of what a scenario is told of."""

    one: str
    several: str
    all_of_them: str


def scenarios_page(wording: Wording, title: str) -> Page:
    """All stories, in the order of the spec, by the file that tells them."""
    _ = wording.translate
    return Page(
        name="scenarios",
        title=title,
        source="spec/scenarios/",
        blocks=some(
            Prose(_("Stories that the spec must tell rightly; each check of the spec plays them.")),
            Items(tuple(_overview(wording))),
            Statement(words(_("↑ rises · ↓ falls · = stays · – a share of nothing"))),
            *_files(wording),
        ),
    )


def _overview(wording: Wording) -> Iterator[Line]:
    stories = Counter(scenario.place.file for scenario in wording.model.scenarios)
    for path, number in stories.items():
        yield (Link(PurePosixPath(path).name, Spot("", spots.file_anchor(path))), *words(f" ({number})"))


def _files(wording: Wording) -> Iterator[Section]:
    anchors = wording.scenario_anchors
    stories: dict[str, list[Section]] = {}
    for number, scenario in enumerate(wording.model.scenarios):
        stories.setdefault(scenario.place.file, []).append(_story(scenario, anchors[number], wording))
    for path, told in stories.items():
        yield section((Link(PurePosixPath(path).name, SpecFile(path)),), *told, anchor=spots.file_anchor(path))


def _story(scenario: Scenario, anchor: str, wording: Wording) -> Section:
    return section(
        wording.text(scenario.title),
        Items(_about(scenario, wording)),
        Quotation(wording.text(scenario.reading)),
        _steps(scenario, wording),
        anchor=anchor,
    )


def _about(scenario: Scenario, wording: Wording) -> tuple[Line, ...]:
    _ = wording.translate
    machines = [wording.model.machines[name] for name in scenario.machines]
    told_of = joined(((spots.machine_link(machine, wording),) for machine in machines), Text(", "))
    facts = _facts(scenario.facts, machines[0], wording)
    parts = (
        (_("Told of"), told_of),
        (_count(scenario, wording).several, words(str(scenario.messages) if scenario.messages > 1 else "")),
        (_("Facts"), words(facts)),
        (_("Sources"), spots.citation_links(scenario.cite, wording)),
        (_("Written in"), (Code(PurePosixPath(scenario.place.file).name, scenario.place),)),
    )
    return tuple((*words(wording.labelled(label, "")), *said) for label, said in parts if said)


def _facts(facts: Mapping[str, bool], machine: Machine, wording: Wording) -> str:
    _ = wording.translate
    labels = ((wording.quoted(wording.fact(machine, name)), holds) for name, holds in facts.items())
    return ", ".join(label if holds else _("not {condition}").format(condition=label) for label, holds in labels)


# ── steps ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _steps(scenario: Scenario, wording: Wording) -> Table:
    _ = wording.translate
    machine = wording.model.machines[scenario.machines[0]]
    columns = (
        _("Time"), _count(scenario, wording).one, _("Event"), _("State"), _("Shows"), _("Settled"), _("KPIs"),
        _("Counters"), _("Reason") if machine.kind == "log" else _("Changes"), _("Refused"), _("Then"),
    )  # fmt: skip
    rows = [
        (
            words("" if step.at is None else wording.duration(step.at) if step.at else _("start")),
            words(_message(scenario, step, wording)),
            _events(step, events, machine, wording),
            words(wording.state(machine.states[step.state]) if step.state else ""),
            _status(machine, step, wording),
            words("" if step.settled is None else _("yes") if step.settled else _("no")),
            _expected_kpis(step, wording),
            _counters(step, wording),
            words(_reason(step, machine, wording)),
            words(wording.refusal(step.refused) if step.refused else ""),
            words(_tells(step, wording)),
        )
        for step, events in _told_together(scenario.steps)
    ]
    return table(columns, rows)


def _status(machine: Machine, step: Step, wording: Wording) -> Line:
    if not step.status:
        return ()
    color = wording.model.statuses[machine.kind][step.status].color
    return (Badge(wording.status_named(machine.kind, step.status), color),)


def _counters(step: Step, wording: Wording) -> Line:
    return stacked(
        (Text(f"{wording.counter(name)}{TOGETHER}"), Stated(str(number), step.place))
        for name, number in step.counters.items()
    )


def _told_together(steps: Iterable[Step]) -> list[tuple[Step, list[str]]]:
    """Steps, each with the events that were written in one list with its own."""
    rows: list[tuple[Step, list[str]]] = []
    for step in steps:
        if step.goes_on and step.event:
            rows[-1][1].append(step.event)
        else:
            rows.append((step, []))
    return rows


def _message(scenario: Scenario, step: Step, wording: Wording) -> str:
    if scenario.messages == 1:
        return ""
    return _count(scenario, wording).all_of_them if step.message is None else str(step.message)


def _count(scenario: Scenario, wording: Wording) -> Count:
    """What a scenario may tell several of: messages, or whatever else its machine stands for."""
    _ = wording.translate
    if wording.model.machines[scenario.machines[0]].kind == "log":
        return Count(_("Message"), _("Messages"), _("all messages"))
    return Count(_("Case"), _("Cases"), _("all cases"))


def _events(step: Step, others: list[str], machine: Machine, wording: Wording) -> Line:
    """What happens, and what else happens after it and looks the same."""
    first = _event(step, machine, wording)
    more = ", ".join(wording.event_of_any_kind(machine.kind, event) for event in others)
    return (*first, Text(", "), *words(more)) if more else first


def _event(step: Step, machine: Machine, wording: Wording) -> Line:
    """What happens: an event, facts that change, or time that passes."""
    _ = wording.translate
    facts = _facts(step.facts, machine, wording)
    changed = (Faint(_("from here on")), Text(" "), *words(facts)) if facts else ()
    if step.event:
        return stacked([words(wording.event_of_any_kind(machine.kind, step.event)), changed])
    return changed or ((Faint(_("time passes")),) if step.at else (Faint(_("nothing yet")),))


def _reason(step: Step, machine: Machine, wording: Wording) -> str:
    """Whether the reason of the row changed; a delivery or an address has no row, and anything may."""
    _ = wording.translate
    if step.reason is None:
        return ""
    if machine.kind == "log":
        return _("changed") if step.reason == "changed" else "="
    return _("yes") if step.reason == "changed" else _("no")


def _tells(step: Step, wording: Wording) -> str:
    _ = wording.translate
    if step.tells is None:
        return ""
    return "; ".join(wording.telling(event) for event in step.tells.values()) or _("nobody hears anything")


def _expected_kpis(step: Step, wording: Wording) -> Line:
    return stacked(
        (Text(f"{wording.kpi(wording.model.kpis[name])}{TOGETHER}"), Stated(_expected(expected, wording), step.place))
        for name, expected in step.kpis.items()
    )


def _expected(expected: str, wording: Wording) -> str:
    """An expectation as people read it: a direction, nothing, a percentage or a number."""
    match expected:
        case "up" | "down" | "same":
            return ARROWS[expected]
        case "none":
            return "–"
        case _ if expected.endswith("%"):
            return wording.percent(expected.removesuffix("%").strip())
        case _:
            return expected
