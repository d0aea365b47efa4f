"""One log, three engines: the live classes, the replay and the checker's interpreter give the same answer."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import pytest
import sendlogs
from hypothesis import given, settings
from hypothesis import strategies as st
from sendlogs import MEASURES, MODES
from sendspec.machine import Refused, Tally
from sendspec.replay import replay
from sendspec_gen.check.story import Actor

from tests.project import shipped_model

HOUR = 3_600_000_000
DAY = 24 * HOUR
END = 12 * DAY
RECIPIENTS = ("a@example.com", "b@example.com", "c@example.com")
EVENTS = (*MODES["native_mta"].table.events, *sendlogs.Tracking.table.events)


class Line(NamedTuple):
    time: int
    message: str
    recipient: str
    event: str
    id: str | None
    reason: str | None
    place: str


class Answer(NamedTuple):
    states: dict[str, str]
    counters: dict[str, int]
    statuses: dict[str, int]
    unexpected: int


def in_order(heard: list[tuple[int, str, str]]) -> list[Line]:
    by_time = sorted(heard, key=lambda each: (each[0], EVENTS.index(each[2])))
    return [
        Line(time, "m1", recipient, str(event), f"e{number}", None, f"log:{number}")
        for number, (time, recipient, event) in enumerate(by_time)
    ]


# Hours on a coarse grid, so that ties with deadlines and between events do happen.
LOGS = st.lists(
    st.tuples(
        st.integers(0, 20).map(lambda half_days: half_days * DAY // 2),
        st.sampled_from(RECIPIENTS),
        st.sampled_from(EVENTS),
    ),
    max_size=25,
).map(in_order)


def by_live_classes(mode: str, lines: list[Line]) -> Answer:
    tally, tracking_tally = Tally(), Tally()
    kind = MODES[mode]
    logged = dict.fromkeys(line.recipient for line in lines if line.event in kind.table.events)
    followed = dict.fromkeys(line.recipient for line in lines if line.event not in kind.table.events)
    messages = {recipient: kind(tally=tally) for recipient in logged}
    tracked = {recipient: sendlogs.Tracking(tally=tracking_tally) for recipient in followed}
    unexpected = 0
    for line in lines:
        actors = messages if line.event in kind.table.events else tracked
        try:
            actors[line.recipient].fire(line.event, line.time)
        except Refused:
            unexpected += 1
    for message in messages.values():
        message.hear_clock(END)
    counters = MEASURES.with_sums(Counter(tally.counters) + Counter(tracking_tally.counters))
    return Answer({name: str(message.state) for name, message in messages.items()}, counters, tally.rows, unexpected)


def by_replay(mode: str, lines: list[Line]) -> Answer:
    table = MODES[mode].table
    result = replay(lines, {mode: table}, MEASURES, tracking=sendlogs.Tracking.table, as_of=END)
    ended = result.modes[mode]
    states = {row.recipient: str(row.state) for row in ended.rows()}
    statuses = {status: count for status, count in ended.statuses.items() if count}
    return Answer(states, dict(ended.counters), statuses, result.unexpected)


def by_interpreter(mode: str, lines: list[Line]) -> Answer:
    model = shipped_model()
    machines = {kind: model.machines[name] for kind, name in (("log", mode), ("tracking", "tracking"))}
    actors: dict[tuple[str, str], Actor] = {}
    counters: Counter[str] = Counter()
    unexpected = 0
    for line in lines:
        kind = "log" if line.event in model.events["log"] else "tracking"
        key = (line.recipient, kind)
        if key not in actors:
            actors[key] = Actor(machines[kind], model, counters)
            counters.update({each.name: each.at_start for each in model.counters.values() if each.of == kind})
        actors[key].hear_clock(line.time, {})
        unexpected += actors[key].hear(line.event, line.time, {}).answer == "refused"
    for actor in actors.values():
        actor.hear_clock(END, {})
    messages = {recipient: actor for (recipient, kind), actor in actors.items() if kind == "log"}
    statuses = Counter(actor.machine.states[actor.state].status for actor in messages.values())
    states = {recipient: actor.state for recipient, actor in messages.items()}
    return Answer(
        states, MEASURES.with_sums(counters), {str(name): count for name, count in statuses.items()}, unexpected
    )


@pytest.mark.parametrize("mode", MODES)
@given(lines=LOGS)
@settings(deadline=None, max_examples=150)
def test_three_engines_agree(mode: str, lines: list[Line]) -> None:
    live, replayed, interpreted = by_live_classes(mode, lines), by_replay(mode, lines), by_interpreter(mode, lines)

    assert replayed == live
    assert interpreted == live


@pytest.mark.parametrize("mode", MODES)
@given(lines=LOGS)
@settings(deadline=None)
def test_stocks_are_what_the_states_contribute(mode: str, lines: list[Line]) -> None:
    table = MODES[mode].table
    ended = replay(lines, {mode: table}, MEASURES, as_of=END).modes[mode]
    contributed: Counter[str] = Counter()
    for row in ended.rows():
        contributed.update(table.states[row.state].contributes)

    assert {name: ended.counters[name] for name in ("to_deliver", "delivered", "bounces_errors")} == {
        name: contributed[name] for name in ("to_deliver", "delivered", "bounces_errors")
    }
