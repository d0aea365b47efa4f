"""Every row of every emitted table, run on the emitted class that it speaks of."""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any

import pytest
import sendlogs
from sendspec.machine import GuardedMachine, LiveMachine, Refused, Tally
from sendspec.table import FactIs, holds

from tests.project import ROOT

Row = dict[str, str]
Said = Mapping[str, bool]

LENGTHS = {"d": 86_400_000_000, "h": 3_600_000_000, "m": 60_000_000, "s": 1_000_000}
START = 1_600_000_000_000_000


def read(machine: str) -> list[Row]:
    with (ROOT / "generated" / "tables" / f"{machine}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


TABLES = {path.stem: read(path.stem) for path in sorted((ROOT / "generated" / "tables").glob("*.csv"))}
CLASSES = {
    emitted.table.name: emitted
    for emitted in map(sendlogs.__dict__.get, sendlogs.__all__)
    if isinstance(emitted, type) and issubclass(emitted, LiveMachine)
}
ROWS = [pytest.param(machine, row, id=f"{machine}:{row['id']}") for machine, rows in TABLES.items() for row in rows]


def test_each_class_has_its_table() -> None:
    assert set(CLASSES) == set(TABLES)


@pytest.mark.parametrize("machine", TABLES)
def test_a_table_answers_every_event_in_every_state(machine: str) -> None:
    table = CLASSES[machine].table
    answered = {(row["state"], row["event"]) for row in TABLES[machine]}

    assert {(str(state), str(event)) for state, event in product(table.states, table.events)} == answered


@pytest.mark.parametrize("machine", TABLES)
def test_rows_have_names_of_their_own(machine: str) -> None:
    names = [row["id"] for row in TABLES[machine]]

    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("machine", TABLES)
def test_whatever_is_said_one_row_answers(machine: str) -> None:
    pairs: dict[tuple[str, ...], list[Row]] = {}
    for row in TABLES[machine]:
        pairs.setdefault((row["state"], row["event"], row["lasted"]), []).append(row)
    guarded = [rows for rows in pairs.values() if any(is_guarded(row) for row in rows)]

    for rows in guarded:
        for said in all_that_may_be_said(machine):
            assert sum(speaks_of(row, machine, said) for row in rows) == 1, (rows[0]["id"], said)


@pytest.mark.parametrize(("machine", "row"), ROWS)
def test_a_row_comes_true(machine: str, row: Row) -> None:
    situations = [said for said in all_that_may_be_said(machine) if speaks_of(row, machine, said)]
    assert situations, "no facts make this row answer"

    for said in situations if is_guarded(row) else situations[:1]:
        assert_comes_true(machine, row, said)


def assert_comes_true(machine: str, row: Row, said: Said) -> None:
    tally = Tally()
    subject, at = in_state(machine, row, said, tally)
    before = tally.counters
    may = getattr(subject, f"may_{row['event']}")
    hear = getattr(subject, row["event"])

    if row["answer"] == "rejected":
        if at is None:
            assert not may()
        with pytest.raises(Refused) as caught:
            hear(at)
        reasons = {f"{caught.value.refusal}: {' '.join(words.split())}" for words in caught.value.words.values()}

        assert row["reason"] in reasons
    else:
        assert may()
        outcome = hear(at)

        assert (row["answer"] == "moves") == outcome.moved
        assert row["tell"] == " ".join(f"{listener}:{event}" for listener, event in outcome.tell.items())
    assert row["next_state"] == subject.state
    assert row["status"] == (subject.status or "")
    for counter in counters_of(row):
        assert int(row[counter]) == tally.counters.get(counter, 0) - before.get(counter, 0), counter
    assert set(counters_of(row)) >= set(tally.counters)


def in_state(machine: str, row: Row, said: Said, tally: Tally) -> tuple[LiveMachine[Any, Any], int | None]:
    """An object in the state of a row, and the time at which its event comes if time matters."""
    emitted = CLASSES[machine]
    subject = emitted(facts=said, tally=tally) if issubclass(emitted, GuardedMachine) else emitted(tally=tally)
    if not row["lasted"]:
        subject.state = type(subject.state)(row["state"])
        return subject, None
    entry = next(
        other
        for other in TABLES[machine]
        if other["answer"] == "moves" and other["next_state"] == row["state"] and other["state"] != row["state"]
    )
    subject.state = type(subject.state)(entry["state"])
    getattr(subject, entry["event"])(START)
    comparison, length = row["lasted"].split()
    return subject, START + microseconds(length) - (1 if comparison == "<" else 0)


@cache
def all_that_may_be_said(machine: str) -> list[dict[str, bool]]:
    """Every way to say yes or no to the facts that a caller supplies; once nothing where there are none."""
    sayable = [name for name, fact in CLASSES[machine].table.facts.items() if fact.condition is None]
    return [dict(zip(sayable, answers, strict=True)) for answers in product((False, True), repeat=len(sayable))]


def is_guarded(row: Row) -> bool:
    return bool(row["condition"] or row["requires"])


def speaks_of(row: Row, machine: str, said: Said) -> bool:
    """Whether the condition and the requirements of a row hold."""
    return all(
        evaluate(ast.parse(row[column], mode="eval").body, machine, said)
        for column in ("condition", "requires")
        if row[column]
    )


def evaluate(condition: ast.expr, machine: str, said: Said) -> bool:
    match condition:
        case ast.Name(name):
            facts = CLASSES[machine].table.facts
            assert name in facts
            return holds(FactIs(name), said, facts)
        case ast.UnaryOp(ast.Not(), inner):
            return not evaluate(inner, machine, said)
        case ast.BoolOp(operator, parts):
            found: Iterator[bool] = (evaluate(part, machine, said) for part in parts)
            return all(found) if isinstance(operator, ast.And) else any(found)
    raise AssertionError(f"no condition: {ast.unparse(condition)}")


def counters_of(row: Row) -> list[str]:
    columns = list(row)
    return columns[columns.index("status") + 1 : columns.index("tell")]


def microseconds(length: str) -> int:
    total, digits = 0, ""
    for letter in length:
        if letter.isdigit():
            digits += letter
        else:
            total, digits = total + int(digits) * LENGTHS[letter], ""
    return total
