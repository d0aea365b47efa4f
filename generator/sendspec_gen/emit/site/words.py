"""The words of the simulator in a locale: labels of the spec, phrases of the page, and how numbers are written."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sendspec_gen.emit.site.assets import HEADER
from sendspec_gen.emit.typography import trimmed
from sendspec_gen.emit.wording import Wording


def words(wording: Wording) -> str:
    """Write `<locale>/words.js`, which sets one global name."""
    lines = ",\n".join(f'"{name}": {_json(_spaced(value))}' for name, value in _words(wording).items())
    return f'{HEADER}\n"use strict";\nvar sendspecWords = {{\n{lines}\n}};\n'


def _words(wording: Wording) -> Mapping[str, object]:
    model = wording.model
    machines = model.machines.values()
    durations = model.project.durations
    return {
        "locale": wording.locale,
        "machines": {machine.name: wording.machine(machine) for machine in machines},
        "states": {
            machine.name: {state.name: wording.state(state) for state in machine.states.values()}
            for machine in machines
        },
        "events": {kind: {name: wording.event(kind, name) for name in events} for kind, events in model.events.items()},
        "statuses": {
            kind: {name: [wording.status_named(kind, name), status.color] for name, status in statuses.items()}
            for kind, statuses in model.statuses.items()
        },
        "counters": {name: wording.counter(name) for name in model.counters},
        "kpis": {name: wording.kpi(kpi) for name, kpi in model.kpis.items()},
        "refusals": {name: wording.text(refusal.label) or name for name, refusal in model.refusals.items()}
        | _own_refusals(wording),
        "facts": {
            machine.name: {name: wording.fact(machine, name) for name in machine.facts}
            for machine in machines
            if machine.facts
        },
        "durations": {name: wording.text(duration.label) or name for name, duration in durations.items()},
        "settable": [name for name, duration in durations.items() if duration.set_by == "delivery"],
        "recordings": {
            name: {"label": wording.text(recording.label) or name, "doc": wording.text(recording.doc)}
            for name, recording in model.recordings.items()
        },
        "formats": _formats(wording),
        "phrases": _phrases(wording),
    }


def _own_refusals(wording: Wording) -> dict[str, str]:
    """The engine's own, which no spec has words for."""
    _ = wording.translate
    return {
        "unanswered": _("This state has no answer to it."),
        "held_back": _("None of the conditions for it holds."),
    }


def _formats(wording: Wording) -> Mapping[str, object]:
    _ = wording.translate
    return {
        "decimal": _("."),
        "thousand": wording.number(1000),
        "percent": wording.percent("{n}"),
        "quotation": _("“{words}”"),
        "label": _("{label}: {words}"),
        "units": [list(unit) for unit in wording.units()],
    }


def _phrases(wording: Wording) -> dict[str, str]:
    _ = wording.translate
    return {
        "recipient": _("Recipient {n}"),
        "messages": _("{n} messages"),
        "message": _("1 message"),
        "all": _("all messages"),
        "tickAll": _("Tick all messages"),
        "tick": _("Tick {recipient}"),
        "columnRecipient": _("Recipient"),
        "columnStatus": _("Status"),
        "columnSince": _("Since"),
        "columnReason": _("Last heard"),
        "columnTime": _("Time"),
        "columnEvent": _("Event"),
        "columnDetail": _("Reason"),
        "differs": _("differs"),
        "unsettled": _("Open outcomes: {n}; the KPIs are not final yet."),
        "allSettled": _("Every outcome is known."),
        "stays": _("nothing changes"),
        "early": _("too early, nothing changes"),
        "refused": _("refused: {words}"),
        "various": _("various"),
        "wouldRefuse": _("would be refused"),
        "logEvents": _("Message log"),
        "none": _("No message is ticked."),
        "noneYet": _("Nothing has happened yet."),
        "noRule": _("No rule was applied."),
        "stats": _("Compute stats"),
        "refusal": _("Refused: {words}"),
        "unexpected": _("Kept aside as unexpected: {n}"),
        "clock": _("by the clock"),
        "rulePage": _("Rule"),
        "inSpec": _("In the spec"),
        "refreshed": _("As of {time} (refreshed: {duration})"),
        "noDifference": _("Recounted from the logs: nothing differs."),
        "differences": _("Recounted from the logs: {words}"),
        "pass": _("Let {duration} pass"),
        "toDeadline": _("To the next deadline"),
        "switchedOn": _("{fact}: yes"),
        "switchedOff": _("{fact}: no"),
        "start": _("At the start"),
        "goTo": _("Back to here"),
        "badAddress": _("The address of this page holds “{part}”, which says nothing here; the page starts afresh."),
        "tooMuch": _("This run is as long as an address can hold; step back or start over."),
        "play": _("Play"),
        "pause": _("Pause"),
        "recorded": _("{messages} messages and {events} events from {time} on."),
        "allMessages": _("All messages"),
        "page": _("Page {n} of {all}"),
        "previousPage": _("Previous page"),
        "nextPage": _("Next page"),
        "hours": _("{name}, in hours"),
        "follows": _("follows from the others"),
        "diagramOf": _("Diagram of {machine}"),
    }


def _spaced(value: object) -> object:
    """The same with all spaces held at which no line is to be broken."""
    match value:
        case str():
            return trimmed(value)
        case dict():
            return {name: _spaced(inner) for name, inner in value.items()}
        case list():
            return [_spaced(inner) for inner in value]
        case _:
            return value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
