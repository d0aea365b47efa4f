"""What `sendspec explain address` prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sendspec_gen.model import Ignored, Machine, Model, Moves

from sendspec.addresses import Addressed, AddressRow, Told
from sendspec.cli.explain.failures import failure_as_data, failure_lines
from sendspec.cli.explain.follow import too_soon
from sendspec.cli.explain.message_report import event_label, in_words, shown, status_of
from sendspec.cli.privacy import json_text
from sendspec.cli.statuses import clean, iso
from sendspec.names import folded
from sendspec.walks import Answer


@dataclass(frozen=True, slots=True)
class Heard:
    """What an address heard, of a message or of its clock, and where that led it."""

    time: int
    told: Told | None
    """None: the clock struck."""
    event: str
    answer: str
    """`moved`, `ignored` or `refused`."""
    why: str | None
    """Why it was ignored."""
    source: str
    target: str
    place: str
    """Where the answer is written."""


@dataclass(frozen=True, slots=True)
class History:
    """All that an address heard, and where it stands."""

    address: str
    as_of: int
    machine: Machine
    heard: tuple[Heard, ...]
    row: AddressRow | None
    """None: it heard nothing."""


def history_of(addressed: Addressed, address: str, model: Model, as_of: int) -> History:
    """The history of an address that was followed."""
    name = folded(address)
    machine = model.machines[addressed.table.name]
    heard = tuple(_heard(addressed, name, machine, model)) if name in addressed.walks else ()
    row = next((row for row in addressed.rows() if row.address == name), None)
    return History(name, as_of, machine, heard, row)


def _heard(addressed: Addressed, name: str, machine: Machine, model: Model) -> Iterator[Heard]:
    walk, history = addressed.walks[name], addressed.told[name]
    for index in range(len(walk.answers) + 1):
        for strike in walk.strikes:
            if strike.after == index:
                yield _one(strike.time, None, strike.answer, machine, model)
        if index < len(walk.answers):
            yield _one(history[index].time, history[index], walk.answers[index], machine, model)


def _one(time: int, told: Told | None, answer: Answer, machine: Machine, model: Model) -> Heard:
    written = machine.states[answer.state].answers[answer.event]
    place, why = written.place, None
    if answer.kind == "moved" and isinstance(written, Moves):
        place = written.ways[answer.way].place
    elif answer.kind == "ignored":
        early = () if isinstance(written, Ignored) or not isinstance(written, Moves) else written.ways
        why = too_soon(early, model) if early else f"`{answer.state}` lists it under `ignore`"
    target = answer.move.target if answer.move is not None else answer.state
    return Heard(time, told, answer.event, answer.kind, why, answer.state, target, str(place))


# ── for people ───────────────────────────────────────────────────────────────────────────────────────────────────────


def lines_of(history: History, model: Model, texts: Mapping[str, str]) -> Iterator[str]:
    """The history for people: event by event."""
    yield shown(f"{history.address}, as of {iso(history.as_of)}")
    for heard in history.heard:
        yield ""
        yield from _told(heard, model, texts)
        way = f"stays {heard.source}" if heard.source == heard.target else f"{heard.source} → {heard.target}"
        states = dict.fromkeys((heard.source, heard.target))
        statuses = [status_of(history.machine, state, model) for state in states]
        showing = f", shows {' → '.join(dict.fromkeys(statuses))}" if all(statuses) else ""
        why = (
            f"; {heard.answer}: {heard.why}" if heard.why else f"; {heard.answer}" if heard.answer == "refused" else ""
        )
        yield f"  {event_label(heard.event, model)}: {way}{showing}{why}"
        yield f"    {heard.place}"
    yield ""
    yield from _end(history, model)
    yield ""


def _told(heard: Heard, model: Model, texts: Mapping[str, str]) -> Iterator[str]:
    told = heard.told
    if told is None:
        yield f"{iso(heard.time)}  the clock"
        return
    yield f"{iso(heard.time)}  {shown(f'{event_label(told.of, model)} of {told.message}')}"
    said = texts.get(told.place) or told.reason
    yield f"  {shown(f'{told.place}: {said}' if said else told.place)}"
    if told.failure is not None:
        yield from (f"  {line}" for line in failure_lines(told.failure, model))


def _end(history: History, model: Model) -> Iterator[str]:
    row = history.row
    if row is None:
        yield "Nothing that it hears was told of it."
        return
    yield f"As of {iso(history.as_of)}"
    status = status_of(history.machine, row.state, model)
    yield f"  {row.state} since {iso(row.since)}{f', shows {status}' if status else ''}; errors counted: {row.errors}"
    if row.reason is not None and model.bounces is not None:
        label = in_words(model.bounces.reasons[row.reason].label, model)
        yield f"  last failure: {row.kind}, {label or row.reason} ({row.reason})"


# ── for programs ─────────────────────────────────────────────────────────────────────────────────────────────────────


def as_json(history: History, texts: Mapping[str, str]) -> str:
    """The history for programs."""
    states = history.machine.states
    row = history.row
    answer: dict[str, Any] = {
        "address": clean(history.address),
        "as_of": iso(history.as_of),
        "heard": [
            {
                "time": iso(heard.time),
                "event": heard.event,
                "told": _as_data(heard.told, texts),
                "answer": heard.answer,
                "why": heard.why,
                "from": {"state": heard.source, "status": states[heard.source].status},
                "to": {"state": heard.target, "status": states[heard.target].status},
                "place": heard.place,
            }
            for heard in history.heard
        ],
        "state": row.state if row else history.machine.initial,
        "status": row.status if row else states[history.machine.initial].status,
        "since": iso(row.since) if row else None,
        "errors": row.errors if row else 0,
        "kind": row.kind if row else None,
        "reason": row.reason if row else None,
    }
    return json_text(answer)


def _as_data(told: Told | None, texts: Mapping[str, str]) -> dict[str, Any] | None:
    """The event of a message; None for the clock."""
    if told is None:
        return None
    return {
        "message": clean(told.message),
        "event": told.of,
        "place": clean(told.place),
        "line": clean(texts.get(told.place)),
        "text": clean(told.reason),
        "failure": failure_as_data(told.failure),
    }
