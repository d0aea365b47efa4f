"""A clock and a wait in the state where everything starts: three engines count from the first event."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import ClassVar, NamedTuple

import pytest
from sendlogs import MEASURES
from sendspec.cli.project import table_of
from sendspec.machine import MessageLog
from sendspec.replay import replay
from sendspec.table import Table
from sendspec_gen.check.story import Actor
from sendspec_gen.model import Deadline, Machine, Model, Moves

from tests.project import shipped_model

HOUR = 3_600_000_000
DAY = 24 * HOUR


class Line(NamedTuple):
    time: int
    message: str
    recipient: str
    event: str
    id: str | None = None
    reason: str | None = None
    place: str = "log:1"


def changed_model() -> Model:
    """The native MTA with a clock in `pending`, which hears of a delivery only a day after it was entered."""
    model = shipped_model()
    mode = model.machines["native_mta"]
    pending = mode.states["pending"]
    delivered = pending.answers["delivered"]
    assert isinstance(delivered, Moves)
    late = replace(delivered, ways=(replace(delivered.ways[0], not_before="error_gap"),))
    deadline = Deadline("validity_period", "expired", "entry", pending.place)
    waiting = replace(pending, deadline=deadline, answers={**pending.answers, "delivered": late})
    changed = replace(mode, states={**mode.states, "pending": waiting})
    return replace(model, machines={**model.machines, "native_mta": changed})


MODEL = changed_model()
MACHINE: Machine = MODEL.machines["native_mta"]
TABLE = table_of(MACHINE, MODEL)


class Message(MessageLog[str, str]):
    """A message of the changed mode."""

    __slots__ = ()
    table: ClassVar[Table[str, str]] = TABLE


def by_live_class(lines: list[Line], until: int) -> str:
    message = Message()
    for line in lines:
        message.fire(line.event, line.time)
    message.hear_clock(until)
    return message.state


def by_replay(lines: list[Line], until: int) -> str:
    (row,) = replay(lines, {"native_mta": TABLE}, MEASURES, as_of=until).modes["native_mta"].rows()
    return row.state


def by_interpreter(lines: list[Line], until: int) -> str:
    actor = Actor(MACHINE, MODEL, Counter())
    for line in lines:
        actor.hear_clock(line.time, {})
        actor.hear(line.event, line.time, {})
    actor.hear_clock(until, {})
    return actor.state


def at(time: int, event: str) -> Line:
    return Line(time, "m1", "a@example.com", event)


LONG_AGO = 1_600_000_000_000_000


@pytest.mark.parametrize("engine", [by_live_class, by_replay, by_interpreter])
@pytest.mark.parametrize(
    ("lines", "after", "state"),
    [
        pytest.param([(0, "relayed")], 3 * DAY + 11 * HOUR, "pending", id="before the clock"),
        pytest.param([(0, "relayed")], 3 * DAY + 12 * HOUR, "expired", id="the clock strikes"),
        pytest.param([(0, "relayed"), (2 * DAY, "relayed")], 3 * DAY + 12 * HOUR, "expired", id="from the first event"),
        pytest.param([(0, "delivered")], 0, "delivered", id="nothing to wait for at first"),
        pytest.param([(0, "relayed"), (HOUR, "delivered")], HOUR, "delivered", id="nor after an ignored event"),
    ],
)
def test_the_first_state(engine, lines: list[tuple[int, str]], after: int, state: str) -> None:
    heard = [at(LONG_AGO + time, event) for time, event in lines]

    assert state == engine(heard, LONG_AGO + after)
