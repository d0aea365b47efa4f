"""The simulator's engine in the browser answers as the Python classes do, whatever people do."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from random import Random

import pytest
import sendlogs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sendlogs import MEASURES, MODES
from sendspec.kpi import show
from sendspec_gen.model import Model

from tests.parity.browser import Browser
from tests.parity.random_runs import Cast, Run, difference, random_run
from tests.parity.random_spec import cast_of, models
from tests.project import shipped_model

HOUR = 3_600_000_000
SHIPPED = Cast(
    MODES,
    sendlogs.Delivery,
    sendlogs.Tracking,
    MEASURES,
    lengths=(HOUR // 2, HOUR, 12 * HOUR, 83 * HOUR, 84 * HOUR, 84 * HOUR - 1, 120 * HOUR),
    way=("prepare", "preparation_done", "confirm", "ok", "picked_up"),
    rights={"start_deliveries": True, "approved": True, "recurring": False, "in_workflow": False},
)
BATCHES = 20
RUNS_IN_A_BATCH = 500


@pytest.fixture
def seldom_collected() -> Iterator[None]:
    """Runs are many small things that live briefly: to look for garbage among them takes a third of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(200_000)
    yield
    gc.set_threshold(*usual)


@pytest.mark.usefixtures("seldom_collected")
@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_shipped_spec(engine: Browser, batch: int) -> None:
    engine.load(shipped_model())
    random = Random(batch)

    assert differences(engine, SHIPPED, RUNS_IN_A_BATCH, random) == []


@given(model=models(), seed=st.integers(0, 2**32))
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_any_spec(engine: Browser, model: Model, seed: int) -> None:
    engine.load(model)

    assert differences(engine, cast_of(model), 5, Random(seed)) == []


def test_a_row_of_the_log_says_which_move_it_was_and_whether_the_clock_raised_it(engine: Browser) -> None:
    engine.load(shipped_model())
    actions = [
        ["add", "ann"],
        ["record", "ann", "soft_bounced", 0],
        ["record", "ann", "relayed", HOUR],
        ["clock", 84 * HOUR],
    ]
    options = {"mode": "native_mta", "tracking": None, "channel": "email"}
    (answer,) = engine.ask(deliveries=[{"options": options, "actions": actions, "quiet": 0, "back": 1}])
    moves = [(move.source, move.event) for move in MODES["native_mta"].table.moves]

    assert answer["ended"]["arrows"] == [
        [None, False],
        [moves.index(("pending", "soft_bounced")), False],
        [None, False],
        [moves.index(("retrying", "expired")), True],
    ]


def test_values_read_the_same(engine: Browser) -> None:
    shares = [None, 0.0, 6.25, 18.75, -6.25, 0.25, 100 / 3, 71.4, 99.95, 100.0]
    values = [*((share, "percent") for share in shares), *((number, "messages") for number in (0, 483, 1234567, -1234))]

    assert [show(*value) for value in values] == engine.ask(show=values)


def differences(engine: Browser, cast: Cast, number: int, random: Random) -> list[str]:
    """Where random runs go otherwise in Python than in the browser's engine."""
    runs = [random_run(cast, random) for _ in range(number)]
    backs = [back_to(run, random) for run in runs]
    answers = engine.ask(
        deliveries=[
            {"options": run.options, "actions": run.actions, "quiet": run.quiet, "back": back}
            for run, back in zip(runs, backs, strict=True)
        ]
    )
    found = [difference(*each) for each in zip(runs, answers, backs, strict=True)]
    return [one for one in found if one]


def back_to(run: Run, random: Random) -> int | None:
    """How many actions of a run are left when the others are taken back; most often nothing is."""
    return random.randint(1, len(run.actions)) if random.random() < 0.2 and run.replayable() else None
