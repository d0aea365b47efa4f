"""Every path of every criterion, walked on the emitted class, the runtime's replay and the checker's interpreter."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
import sendlogs
from sendlogs import MEASURES, MODES
from sendspec.machine import GuardedMachine, LiveMachine, Refused, Tally
from sendspec.replay import replay
from sendspec_gen.check.story import Actor

from tests.parity.test_engines import Line
from tests.project import shipped_model
from tests.tables.coverage import all_of, covered, record
from tests.tables.path_rows import FILES, FOLDER, Row, Seen, read
from tests.tables.test_emitted_tables import CLASSES, TABLES

START = 1_600_000_000_000_000
END = START + 1_000 * 86_400_000_000
MOMENT = 1
"""A microsecond: all waits and clocks are whole seconds."""
NAMES = [f"{machine}-{criterion}" for machine, criterion in FILES]
UNGUARDED = [(machine, criterion) for machine, criterion in FILES if not CLASSES[machine].table.facts]


@pytest.mark.parametrize(("machine", "criterion"), FILES, ids=NAMES)
def test_paths_come_true_on_the_emitted_class(machine: str, criterion: str) -> None:
    rows = read(machine, criterion)
    seen = [walk_on_class(CLASSES[machine], row) for row in rows]
    for row, walked in zip(rows, seen, strict=True):
        if walked == row.seen:
            record(CLASSES[machine].table, row, walked)

    assert different(rows, seen) == []


@pytest.mark.parametrize(("machine", "criterion"), FILES, ids=NAMES)
def test_paths_come_true_on_the_interpreter(machine: str, criterion: str) -> None:
    rows = read(machine, criterion)

    assert different(rows, [walk_on_model(machine, row) for row in rows]) == []


@pytest.mark.parametrize(
    ("machine", "criterion"), UNGUARDED, ids=[f"{machine}-{criterion}" for machine, criterion in UNGUARDED]
)
def test_paths_come_true_on_the_replay(machine: str, criterion: str) -> None:
    rows = read(machine, criterion)

    assert different(rows, replayed(machine, rows)) == []


@pytest.mark.parametrize("criterion", [criterion for machine, criterion in FILES if machine == "tracking"])
def test_tracking_counts_the_same_beside_every_mode(criterion: str) -> None:
    rows = read("tracking", criterion)
    lines = [line for row in rows for line in lines_of(row, len(row.steps))]
    total: Counter[str] = Counter()
    for row in rows:
        if row.steps:
            total.update(row.seen[-1].counters)

    for mode, kind in MODES.items():
        counters = replay(lines, {mode: kind.table}, MEASURES, tracking=sendlogs.Tracking.table).modes[mode].counters
        assert dict(total) == {name: counters[name] for name in total}


@pytest.mark.parametrize(("machine", "criterion"), FILES, ids=NAMES)
def test_paths_have_names_of_their_own(machine: str, criterion: str) -> None:
    names = [row.name for row in read(machine, criterion)]

    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("machine", TABLES)
def test_paths_are_named_after_the_cells_that_they_cover(machine: str) -> None:
    named = {row.name for criterion in ("all_moves", "forbidden_cells") for row in read_if_any(machine, criterion)}

    assert {row["id"] for row in TABLES[machine]} == named


def test_coverage_is_what_the_paths_cover() -> None:
    with (FOLDER / "coverage.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    told = {(row["machine"], row["criterion"]): (int(row["covered"]), int(row["of"])) for row in rows}
    found = {}
    for machine, criterion in told:
        table = CLASSES[machine].table
        items = [covered(criterion, table, row.steps, row.seen) for row in read_if_any(machine, criterion)]
        found[machine, criterion] = (len(set().union(*items)), all_of(criterion, table))

    assert set(FILES) <= set(told)
    assert found == told


def test_the_shipped_machines_are_covered_whole() -> None:
    for machine, criterion in FILES:
        table = CLASSES[machine].table
        items = [covered(criterion, table, row.steps, row.seen) for row in read(machine, criterion)]

        assert all_of(criterion, table) == len(set().union(*items)), (machine, criterion)


def different(rows: list[Row], seen: Iterable[list[Seen]]) -> list[str]:
    """The rows that did not come true, each with the first step that did not."""
    found = []
    for row, walked in zip(rows, seen, strict=True):
        for number, (wanted, got) in enumerate(zip(row.seen, walked, strict=True)):
            if wanted != got:
                found.append(f"{row.name}, step {number}: {got} instead of {wanted}")
                break
    return found


def read_if_any(machine: str, criterion: str) -> list[Row]:
    return read(machine, criterion) if (machine, criterion) in FILES else []


def walk_on_class(kind: type[LiveMachine[Any, Any]], row: Row) -> list[Seen]:
    tally = Tally()
    subject, now = kind(tally=tally), START

    def seen(answer: str, refusal: str | None = None) -> Seen:
        counters = {counter: tally.counters.get(counter, 0) for counter in row.seen[0].counters}
        return Seen(answer, str(subject.state), subject.status, counters, refusal)

    found = [seen("")]
    for step in row.steps:
        if isinstance(subject, GuardedMachine):
            subject.say(step.said)
        now += step.wait
        moved = tally.moved
        if step.event is None:
            subject.hear_clock(now)
            found.append(seen("strikes" if tally.moved > moved else "waits"))
            continue
        try:
            outcome = getattr(subject, step.event)(now)
        except Refused as refused:
            found.append(seen("rejected", refused.refusal))
        else:
            found.append(seen("moves" if outcome.moved else "ignored"))
    return found


def walk_on_model(machine: str, row: Row) -> list[Seen]:
    model = shipped_model()
    played = model.machines[machine]
    counters = Counter({each.name: each.at_start for each in model.counters.values() if each.of == played.kind})
    actor, now, said = Actor(played, model, counters), START, dict[str, bool]()

    def seen(answer: str, refusal: str | None = None) -> Seen:
        counted = {counter: counters[counter] for counter in row.seen[0].counters}
        return Seen(answer, actor.state, played.states[actor.state].status, counted, refusal)

    found = [seen("")]
    for step in row.steps:
        said |= step.said
        now += step.wait
        before = actor.state
        actor.hear_clock(now, said)
        if step.event is None:
            found.append(seen("waits" if actor.state == before else "strikes"))
            continue
        heard = actor.hear(step.event, now, said)
        answer = {"moved": "moves", "ignored": "ignored", "refused": "rejected"}[heard.answer]
        found.append(seen(answer, heard.refusal))
    return found


def replayed(machine: str, rows: list[Row]) -> list[list[Seen]]:
    """Each path and each beginning of one as a message of a single log, which ends when each of them does."""
    table = CLASSES[machine].table
    begun = [(row, length) for row in rows for length in range(1, len(row.steps) + 1)]
    lines = [line for row, length in begun for line in lines_of(row, length)]
    result = replay(lines, {machine: table}, MEASURES, as_of=END)
    assert result.duplicates == result.unknown == result.later == 0
    ended = result.modes[machine]
    ends = {shown.message: (shown, walk) for shown, walk in zip(ended.rows(), ended.walks, strict=True)}
    found = []
    for row in rows:
        walked = row.seen[:1]
        for length in range(1, len(row.steps) + 1):
            shown, walk = ends[message_of(row, length)]
            heard = sum(step.event is not None for step in row.steps[:length]) - 1
            refused = dict(walk.refused).get(heard) if row.steps[length - 1].event else None
            answer = answer_of(row, length, walked[-1].state, shown.state, refused is not None, heard in walk.moved)
            counters = {counter: walk.effects.get(counter, 0) for counter in row.seen[0].counters}
            refusal = table.rejected[refused][row.steps[length - 1].event] if refused is not None else None
            walked.append(Seen(answer, str(shown.state), shown.status, counters, refusal))
        found.append(walked)
    return found


def answer_of(row: Row, length: int, before: str, state: str, refused: bool, moved: bool) -> str:
    if row.steps[length - 1].event is None:
        return "waits" if state == before else "strikes"
    return "rejected" if refused else "moves" if moved else "ignored"


def message_of(row: Row, length: int) -> str:
    return f"{row.name} {length}"


def lines_of(row: Row, length: int) -> list[Line]:
    """The first steps of a path as the records of a message, so that the last of them ends at `END`.

    Of records of one time the spec decides which comes first, so there is a moment between any two.
    """
    time = END - sum(max(step.wait, MOMENT) for step in row.steps[:length])
    lines = []
    for number, step in enumerate(row.steps[:length]):
        time += max(step.wait, MOMENT)
        if step.event is not None:
            lines.append(Line(time, message_of(row, length), "a@example.com", step.event, f"e{number}", None, row.name))
    return lines
