"""Day by day comes to what all days at once come to, but for what is too late by a plain rule."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sendspec.batch.carry import replay_on, settling
from sendspec.batch.carry_state import BadStateError
from sendspec.batch.memory_logs import TablesLog
from sendspec.batch.result import result_of
from sendspec.batch.statuses import status_tables
from sendspec.table import Deadline
from sendspec_gen.model import Model

from tests.engines import Event, differences, table_of
from tests.parity.random_spec import models
from tests.parity.test_reference import spec_of
from tests.random_events import HOUR, SHAPES, START, Shape, random_log, small_logs
from tests.reference import reference
from tests.unit.sendspec.batch.carried import DAY, SHIPPED, by_days, days_of, fed, in_time, plan_for
from tests.unit.sendspec.tables import MESSAGE_TABLE

SETTLED = 84 * HOUR
"""The validity period of the shipped spec: three days and a half."""


def sent(time: int, message: str = "m", event: str = "delivered", id: str | None = None) -> Event:
    return Event(START + time, message, "a@x.test", event, id, "250 ok")


# ── day by day, and at once ──


@pytest.mark.parametrize("keep", [SETTLED, None, 1000 * DAY])
@pytest.mark.parametrize("shape", SHAPES)
def test_days_come_to_what_they_are_at_once(tmp_path: Path, shape: str, keep: int | None) -> None:
    days = days_of(random_log(SHIPPED, SHAPES[shape], 1_500, seed=11), 5, seed=12)
    told, lost = in_time(days, SHIPPED, keep or 30 * DAY)
    end = reference(pa.concat_tables(days), SHIPPED, None, HOUR).as_of

    found, runs = by_days(tmp_path / "state", days, SHIPPED, every=HOUR, keep=keep)

    assert differences(reference(told, SHIPPED, end, HOUR), found) == []
    assert [run.account.too_late for run in runs] == lost
    assert runs[-1].folded.account.too_late == sum(lost)
    assert runs[-1].folded.account.rows == sum(day.num_rows for day in days)


def test_the_logs_above_have_what_they_are_to_try() -> None:
    """With a short time to keep, events are too late and messages close; with a long one, nothing is."""
    days = days_of(random_log(SHIPPED, SHAPES["usual"], 1_500, seed=11), 5, seed=12)

    assert sum(in_time(days, SHIPPED, SETTLED)[1]) > 50
    assert sum(in_time(days, SHIPPED, 1000 * DAY)[1]) == 0


@pytest.mark.parametrize("keep", [SETTLED, 20 * DAY])
def test_events_after_the_time_asked_for_wait(tmp_path: Path, keep: int) -> None:
    days = days_of(random_log(SHIPPED, SHAPES["usual"], 1_500, seed=21), 4, seed=22)
    as_ofs = [START + day * DAY for day in (2, 8, 8, 15)]
    told, lost = in_time(days, SHIPPED, keep, as_ofs)

    found, runs = by_days(tmp_path / "state", days, SHIPPED, every=HOUR, keep=keep, as_ofs=as_ofs)

    assert differences(reference(told, SHIPPED, as_ofs[-1], HOUR), found) == []
    assert [run.account.too_late for run in runs] == lost
    assert found.later > 100


def test_without_a_time_the_next_run_is_as_of_the_greatest_so_far(tmp_path: Path) -> None:
    """Of all rows, those that no machine hears among them."""
    first = fed(tmp_path / "state", [sent(0), sent(9 * HOUR, "n"), sent(20 * HOUR, event="rained")], as_of=START + HOUR)
    second = fed(tmp_path / "state", [sent(2 * HOUR, "o")])

    assert (first.folded.as_of, first.folded.account.later) == (START + HOUR, 1)
    assert (second.folded.as_of, second.folded.account.later) == (START + 20 * HOUR, 0)
    assert second.folded.account.unknown == {"rained": 1}
    assert result_of(second.folded, SHIPPED.measures).modes["enhanced_mta_efs"].statuses["sent"] == 3


@given(model=models(), seed=st.integers(0, 2**32), keep=st.integers(0, 20), every=st.sampled_from((1, 2, 5)))
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_any_spec(model: Model, seed: int, keep: int, every: int) -> None:
    """Machines with clocks that follow each other, and times within a microsecond of them."""
    spec = spec_of(model)
    kept = settling(plan_for(spec)) + keep
    log = random_log(spec, Shape(span=30), 60, seed)
    log = log.filter(pc.field("time") < pa.scalar(START + 1_000, pa.timestamp("us", tz="UTC")))
    log = log.filter(pc.field("time") >= pa.scalar(START - 100, pa.timestamp("us", tz="UTC")))
    days = days_of(log, 3, seed)
    told, lost = in_time(days, spec, kept)
    end = reference(log, spec, None, every).as_of

    with TemporaryDirectory() as folder:
        found, runs = by_days(Path(folder) / "state", days, spec, every=every, keep=kept)

    assert differences(reference(told, spec, end, every), found) == []
    assert [run.account.too_late for run in runs] == lost


@given(first=small_logs(SHIPPED), second=small_logs(SHIPPED))
@settings(deadline=None, max_examples=40)
def test_two_small_days(first: list[Event], second: list[Event]) -> None:
    """Ties, repeats over days, and texts that only the reference engine can tell apart."""
    days = [table_of(first), table_of(second)]
    keep = 100_000 * DAY
    with TemporaryDirectory() as folder:
        found, runs = by_days(Path(folder) / "state", days, SHIPPED, every=900 * DAY, keep=keep)

    repeated = runs[1].account.repeated
    expected = reference(days[0] if repeated else pa.concat_tables(days), SHIPPED, None, 900 * DAY)
    assert differences(expected, found) == []
    assert not repeated or len(first) == len(second)


# ── the rule ──


def test_the_time_to_keep_is_as_long_as_deadlines_can_strike() -> None:
    """A table with two clocks one after the other: seven hours, then two days."""
    states = dict(MESSAGE_TABLE.states)
    states["expired"] = replace(states["expired"], deadline=Deadline("week", "cancelled", "entry"))  # type: ignore[index]
    lengths = MESSAGE_TABLE.durations | {"week": replace(MESSAGE_TABLE.durations["validity_period"], value=7 * DAY)}
    moves = [move for move in MESSAGE_TABLE.moves if (move.source, move.event) != ("expired", "cancelled")]
    moves.append(replace(moves[0], source="expired", event="cancelled", target="cancelled"))  # type: ignore[arg-type]
    table = replace(
        MESSAGE_TABLE,
        states=states,
        durations=lengths,
        moves=tuple(moves),
        ignored={name: tuple(e for e in events if e != "cancelled") for name, events in MESSAGE_TABLE.ignored.items()},
        rejected={},
    )
    once = MESSAGE_TABLE.durations["validity_period"].value

    assert settling(plan_for(SHIPPED)) == SETTLED
    assert settling(plan_for(SHIPPED._replace(tables={"t": table}, tracking=None))) == once + 7 * DAY  # type: ignore[dict-item]


def test_a_message_closes_one_microsecond_after_the_time_to_keep(tmp_path: Path) -> None:
    fed(tmp_path / "state", [sent(0), sent(1, "n")], keep=4 * DAY, as_of=START + 4 * DAY + 1)
    second = fed(tmp_path / "state", [sent(2, "m", "hard_bounced"), sent(2, "n", "hard_bounced")])

    assert (second.account.too_late, second.account.carried, second.folded.account.too_late) == (1, 1, 1)
    assert result_of(second.folded, SHIPPED.measures).too_late == 1
    mode = result_of(second.folded, SHIPPED.measures).modes["enhanced_mta_efs"]
    assert (mode.statuses["sent"], mode.statuses["failed"]) == (1, 1)


def test_what_waits_for_its_time_keeps_its_message_open(tmp_path: Path) -> None:
    state = tmp_path / "state"
    fed(state, [sent(0), sent(40 * DAY, event="hard_bounced", id="b")], as_of=START + 35 * DAY)
    second = fed(state, [sent(0, "n")], as_of=START + 41 * DAY)

    assert second.folded.account.too_late == 0
    assert result_of(second.folded, SHIPPED.measures).modes["enhanced_mta_efs"].statuses["failed"] == 1


def test_a_late_event_of_a_message_that_was_never_heard_counts(tmp_path: Path) -> None:
    fed(tmp_path / "state", [sent(100 * DAY)])
    second = fed(tmp_path / "state", [sent(0, "n")])

    assert (second.account.too_late, second.account.closed) == (0, 1)
    assert result_of(second.folded, SHIPPED.measures).modes["enhanced_mta_efs"].statuses["sent"] == 2


def test_recipients_of_a_closed_message_are_compared_as_everywhere(tmp_path: Path) -> None:
    first = [Event(START, "m", "Ann@x.test", "delivered"), Event(START, "m", "k\u212a@x.test", "delivered")]
    fed(tmp_path / "state", first, as_of=START + 40 * DAY)
    late = [Event(START, "m", "aNN@X.test", "opened"), Event(START, "m", "kK@x.test", "delivered")]

    assert fed(tmp_path / "state", late).account.too_late == 1


def test_a_day_without_recipients_tells_of_messages_as_a_whole(tmp_path: Path) -> None:
    days = [table_of([sent(0)]).drop_columns(["recipient"]), table_of([sent(1), sent(2)._replace(recipient="")])]
    for each in (days, days[::-1]):
        found, _ = by_days(tmp_path / f"state{each is days}", each, SHIPPED, every=HOUR)
        at_once = [day if "recipient" in day.schema.names else _with_no_recipient(day) for day in each]
        assert differences(reference(pa.concat_tables(at_once), SHIPPED, None, HOUR), found) == []


def _with_no_recipient(day: pa.Table) -> pa.Table:
    return day.append_column("recipient", pa.array([""] * day.num_rows)).select(table_of([]).schema.names)


# ── the same log again ──


def test_the_same_log_again_repeats_its_run(tmp_path: Path) -> None:
    days = days_of(random_log(SHIPPED, SHAPES["usual"], 900, seed=31), 3, seed=32)
    found, _ = by_days(tmp_path / "once", days, SHIPPED, every=HOUR, keep=SETTLED)
    shuffled = days[2].take(pa.array(np.random.default_rng(1).permutation(days[2].num_rows)))
    again, runs = by_days(tmp_path / "again", [*days, shuffled, days[2]], SHIPPED, every=HOUR, keep=SETTLED)

    assert differences(found, again) == []
    assert [run.account.repeated for run in runs] == [False, False, False, True, True]


def test_a_run_can_be_repeated_as_of_an_earlier_time(tmp_path: Path) -> None:
    """As after a time in the far future that closed all messages."""
    fed(tmp_path / "state", [sent(0)])
    wrong = [sent(1, "n"), sent(9_000 * DAY, "o")]
    assert fed(tmp_path / "state", wrong).account.closed == 2
    assert fed(tmp_path / "state", wrong, as_of=START + DAY).account.closed == 0
    assert fed(tmp_path / "state", [sent(2, event="hard_bounced")], as_of=START + DAY).account.too_late == 0


def test_an_older_log_again_is_repeats_and_what_is_too_late(tmp_path: Path) -> None:
    first = [sent(0, id="1"), sent(0, "n"), sent(50 * DAY, "o", id="3"), sent(50 * DAY, "p")]
    fed(tmp_path / "state", first)
    fed(tmp_path / "state", [sent(51 * DAY, "q")])
    third = fed(tmp_path / "state", first)

    assert (third.account.repeated, third.account.too_late, third.folded.counts.duplicates) == (False, 2, 2)
    assert result_of(third.folded, SHIPPED.measures).modes["enhanced_mta_efs"].statuses["sent"] == 5


# ── what stands around it ──


def test_other_names_of_events_are_carried_as_what_they_mean(tmp_path: Path) -> None:
    """The next source calls other things so, and one that it does not name is unknown."""
    fed(tmp_path / "state", [sent(0, event="250")], meanings={"250": "delivered"})
    second = fed(
        tmp_path / "state",
        [sent(1, "n", "250"), sent(2, "o", "delivered")],
        meanings={"250": "hard_bounced"},
        with_rows=True,
    )

    assert second.folded.account.unknown == {"delivered": 1}
    rows = [row for table in status_tables(second.folded, second.log, second.meanings) for row in table.to_pylist()]
    assert {(row["message"], row["status"]) for row in rows if row["mode"] == "enhanced_mta_efs"} == {
        ("m", "sent"),
        ("n", "failed"),
    }


def test_places_tell_what_an_earlier_run_kept(tmp_path: Path) -> None:
    fed(tmp_path / "state", [sent(0), sent(1, event="soft_bounced")])
    second = fed(tmp_path / "state", [sent(2, "n", "delivered")])

    assert second.log.place(1) == f"state: {tmp_path}/state/open-1.parquet: row group 1, row 2"
    assert second.log.place(2) == f"{tmp_path}/day.parquet: row group 1, row 1"
    assert second.log.take(np.array([0, 2]), ["message", "source"]).to_pydict() == {
        "message": ["m", "n"],
        "source": [None, None],
    }


def test_a_run_without_events(tmp_path: Path) -> None:
    nothing = replay_on(tmp_path / "state", TablesLog([]), plan_for(), every=HOUR, with_rows=True)
    assert (nothing.folded.account.rows, nothing.account.kept) == (0, 0)
    assert list(status_tables(nothing.folded, nothing.log, nothing.meanings)) == []

    fed(tmp_path / "state", [sent(0, event="soft_bounced")])
    later = fed(tmp_path / "state", [], as_of=START + 5 * DAY)
    counts = result_of(later.folded, SHIPPED.measures).machines["enhanced_mta_efs"]
    assert sum(heard.by_clock for heard in counts.cells.values()) == 1


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (
            {},
            {"as_of": START - 1},
            "the state is as of 2026-01-01T00:00:00Z, and 2025-12-31T23:59:59.999999Z is before that",
        ),
        ({"every": HOUR}, {"every": DAY}, "begun in steps of 3600 seconds"),
        ({}, {"every": DAY}, "begun without a series"),
        ({}, {"keep": SETTLED - 1}, "a deadline may strike 3.5 days after the last event"),
    ],
)
def test_what_does_not_fit_changes_nothing(
    tmp_path: Path, first: dict[str, int], second: dict[str, int], words: str
) -> None:
    state = tmp_path / "state"
    fed(state, [sent(0)], **first)
    before = {path.name: path.read_bytes() for path in state.iterdir()}
    with pytest.raises(BadStateError, match=words):
        fed(state, [sent(1, "n")], **second)

    assert {path.name: path.read_bytes() for path in state.iterdir()} == before


def test_steps_and_time_to_keep_are_those_of_the_first_run(tmp_path: Path) -> None:
    fed(tmp_path / "state", [sent(0)], every=HOUR, keep=5 * DAY)
    second = fed(tmp_path / "state", [sent(7 * DAY, "n")], every=0)

    assert (second.folded.span.every, second.account.keep, second.account.closed) == (HOUR, 5 * DAY, 1)
    assert second.folded.span.number == 7 * 24 + 1
