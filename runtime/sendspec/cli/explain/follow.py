"""Follows one message through the machines: each step is the live classes' answer, the end is the replay's."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sendspec_gen.kinds import duration_text
from sendspec_gen.model import Ignored, Machine, Model, Moves

from sendspec.cli.explain.story import Due, Fate, Path, Step, Story, Told
from sendspec.cli.project import Compiled
from sendspec.histories import order_of
from sendspec.kpi import Measures
from sendspec.machine import LiveMachine, Outcome, Refused
from sendspec.replay import ModeResult, replay
from sendspec.table import Table
from sendspec.walks import Record


@dataclass(frozen=True, slots=True)
class Actor:
    """A machine of the spec, and the class of its live objects."""

    machine: Machine
    table: Table[str, str]
    live: type[LiveMachine[str, str]]


def actors_of(spec: Compiled, model: Model, modes: Sequence[str]) -> tuple[Actor, ...]:
    """The machines that one message goes through."""
    tables = [spec.tables[name] for name in modes]
    if spec.tracking is not None:
        tables.append(spec.tracking)
    return tuple(Actor(model.machines[table.name], table, _class_of(table)) for table in tables)


def story_of(records: Sequence[Record], actors: Sequence[Actor], model: Model, measures: Measures, as_of: int) -> Story:
    """The story of the records of one recipient of one message, of which there is one at least."""
    order = order_of(event for actor in actors for event in actor.table.events)
    log = _Log(sorted(records, key=order))
    paths: dict[str, Path] = {}
    heard: set[int] = set()
    for actor in actors:
        found = replay(records, {actor.table.name: actor.table}, measures, as_of=as_of).modes[actor.table.name]
        paths[actor.table.name] = _path(actor, found, log, model, as_of)
        heard.update(log.number(record) for history in found.histories for record in history)
    known = {event for actor in actors for event in actor.table.events}
    told = tuple(
        Told(record, _fate(record, number in heard, known, as_of)) for number, record in enumerate(log.records)
    )
    return Story(records[0].message, records[0].recipient, as_of, told, paths)


class _Log:
    """The records of one message, in their order."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.records = records
        self._times = [record.time for record in self.records]
        self._numbers = {id(record): number for number, record in enumerate(self.records)}

    def number(self, record: Record) -> int:
        """Which of the records it is, from 0."""
        return self._numbers[id(record)]

    def before(self, time: int) -> int:
        """The last of the records that came before a time; -1 if none did."""
        return bisect_left(self._times, time) - 1


def _fate(record: Record, is_heard: bool, known: set[str], as_of: int) -> Fate:
    if is_heard:
        return "heard"
    if record.event not in known:
        return "unheard"
    return "later" if record.time > as_of else "repeat"


class _Noted:
    """Notes what a live object does."""

    def __init__(self) -> None:
        self._outcomes: list[tuple[Outcome[Any, Any], int]] = []

    def begin(self, kind: type[LiveMachine[Any, Any]]) -> None: ...

    def count(self, outcome: Outcome[Any, Any], at: int | None) -> None:
        self._outcomes.append((outcome, at or 0))

    def taken(self) -> list[tuple[Outcome[Any, Any], int]]:
        """What was noted since this was asked last."""
        taken, self._outcomes = self._outcomes, []
        return taken


def _class_of(given: Table[str, str]) -> type[LiveMachine[str, str]]:
    class Explained(LiveMachine[str, str]):
        """One message, followed step by step."""

        __slots__ = ()
        table = given

    return Explained


def _path(actor: Actor, found: ModeResult, log: _Log, model: Model, as_of: int) -> Path:
    """The steps of a live object that hears what the replay heard, and the end that the replay tells."""
    noted = _Noted()
    live = actor.live(noted)
    steps: list[Step] = []
    number = -1

    def strike(until: int) -> None:
        live.hear_clock(until)
        for outcome, at in noted.taken():
            steps.append(_step(actor.machine, model, outcome, at, None, max(number, log.before(at)) + 0.5))

    for record in found.histories[0] if found.histories else ():
        strike(record.time)
        number = log.number(record)
        try:
            live.fire(record.event, record.time)
        except Refused as refusal:
            steps.append(_refused(actor.machine, refusal, record, number, model.project.default_locale))
        steps += [_step(actor.machine, model, outcome, at, number, number) for outcome, at in noted.taken()]
    strike(as_of)
    row = next(found.rows(), None)
    return Path(
        machine=actor.machine,
        steps=tuple(steps),
        state=row.state if row else actor.machine.initial,
        since=row.since if row else None,
        reason=row.reason if row else None,
        due=_due(live, model),
        counters=found.walks[0].effects if found.walks else dict(actor.table.at_start),
    )


def _step(machine: Machine, model: Model, outcome: Outcome[Any, Any], at: int, told: int | None, after: float) -> Step:
    answer = machine.states[outcome.source].answers[outcome.event]
    ways = answer.ways if isinstance(answer, Moves) else ()
    like = [way for way in ways if (way.target, way.effects) == (outcome.target, outcome.effects)] or list(ways)
    place, why = answer.place, None
    cite: tuple[str, ...] = ()
    if outcome.moved and like:
        place = like[0].place
        cite = tuple(one.document if one.row is None else f"{one.document}.{one.row}" for one in like[0].cite)
    elif not outcome.moved:
        why = f"`{outcome.source}` lists it under `ignore`" if isinstance(answer, Ignored) else too_soon(ways, model)
    return Step(
        time=at,
        event=outcome.event,
        told=told,
        after=after,
        answer="moved" if outcome.moved else "ignored",
        why=why,
        source=outcome.source,
        target=outcome.target,
        effects=outcome.effects,
        place=str(place),
        cite=cite,
    )


def too_soon(ways: Sequence[Any], model: Model) -> str:
    """Why a move that waits was not made."""
    gaps = [way.not_before for way in ways if way.not_before is not None]
    lengths = [f"{gap} ({duration_text(model.project.durations[gap].value)})" for gap in dict.fromkeys(gaps)]
    return f"it comes less than {' or '.join(lengths)} after the state was entered"


def _refused(machine: Machine, refusal: Refused, record: Record, number: int, locale: str) -> Step:
    return Step(
        time=record.time,
        event=refusal.event,
        told=number,
        after=number,
        answer="refused",
        why=refusal.in_words(locale),
        source=refusal.state,
        target=refusal.state,
        effects={},
        place=str(machine.states[refusal.state].answers[refusal.event].place),
        cite=(),
    )


def _due(live: LiveMachine[str, str], model: Model) -> Due | None:
    deadline, time = live.standing.deadline, live.due
    if deadline is None or time is None:
        return None
    length = duration_text(model.project.durations[deadline.after].value)
    since = "the first event heard" if deadline.since == "start" else "the state was entered"
    return Due(deadline.raises, time, f"{deadline.after} ({length}) after {since}")
