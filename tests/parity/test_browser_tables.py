"""Every row of every emitted table, and every path, run on the simulator's engine in the browser."""

from __future__ import annotations

from typing import Any

import pytest

from tests.parity.browser import Browser, Script
from tests.project import shipped_model
from tests.tables.path_rows import FILES, Seen, read
from tests.tables.path_rows import Row as Path
from tests.tables.test_emitted_tables import (
    START,
    TABLES,
    Row,
    Said,
    all_that_may_be_said,
    counters_of,
    is_guarded,
    microseconds,
    speaks_of,
)
from tests.tables.test_path_tables import different

NAMES = [f"{machine}-{criterion}" for machine, criterion in FILES]


@pytest.fixture(autouse=True)
def loaded(engine: Browser) -> None:
    engine.load(shipped_model())


@pytest.mark.parametrize("machine", TABLES)
def test_rows_come_true(engine: Browser, machine: str) -> None:
    script = Script()
    asked: list[tuple[Row, int, int]] = []
    for row in TABLES[machine]:
        situations = [said for said in all_that_may_be_said(machine) if speaks_of(row, machine, said)]
        assert situations, f"no facts make {row['id']} answer"
        for said in situations if is_guarded(row) else situations[:1]:
            actor, at = in_state(script, machine, row, said)
            before = script.do(actor, "look")
            script.do(actor, "ask", row["event"], at)
            asked.append((row, before, script.do(actor, "fire", row["event"], at)))
    seen = engine.play(script)
    wrong = [row["id"] for row, before, after in asked if told(row, seen[before], seen[after]) != wanted(row)]

    assert wrong == []
    assert [row["id"] for row, _, after in asked if seen[after]["answer"] != seen[after - 1]["answer"]] == []


@pytest.mark.parametrize(("machine", "criterion"), FILES, ids=NAMES)
def test_paths_come_true(engine: Browser, machine: str, criterion: str) -> None:
    paths = read(machine, criterion)

    assert different(paths, [walked(engine, machine, path) for path in paths]) == []


def in_state(script: Script, machine: str, row: Row, said: Said) -> tuple[int, int | None]:
    """A machine in the state of a row, and the time at which its event comes if time matters."""
    actor = script.actor(machine, said)
    if not row["lasted"]:
        script.do(actor, "put", row["state"])
        return actor, None
    entry = next(
        other
        for other in TABLES[machine]
        if other["answer"] == "moves" and other["next_state"] == row["state"] and other["state"] != row["state"]
    )
    script.do(actor, "put", entry["state"])
    script.do(actor, "fire", entry["event"], START)
    comparison, length = row["lasted"].split()
    return actor, START + microseconds(length) - (1 if comparison == "<" else 0)


def told(row: Row, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What the engine said, in the words of a row."""
    answer = after["answer"]
    refused = "refusal" in answer
    return {
        "answer": "rejected" if refused else "moves" if answer["moved"] else "ignored",
        "next_state": after["state"],
        "status": after["status"] or "",
        "tell": " ".join(f"{hearer}:{event}" for hearer, event in answer.get("tell", {}).items()),
        "refusal": answer.get("refusal", ""),
        "rule": answer["rule"],
        "counters": {
            name: after["counters"].get(name, 0) - before["counters"].get(name, 0)
            for name in {**dict.fromkeys(counters_of(row)), **after["counters"]}
        },
    }


def wanted(row: Row) -> dict[str, Any]:
    return {
        **{column: row[column] for column in ("answer", "next_state", "status", "tell")},
        "refusal": row["reason"].partition(":")[0],
        "rule": rule_of(row),
        "counters": {name: int(row[name]) for name in counters_of(row)},
    }


def rule_of(row: Row) -> str | None:
    """The move that a row speaks of: its id goes on where a requirement is not met, or the event comes too soon."""
    speaks_of_a_move = row["answer"] == "moves" or "!" in row["id"] or "~" in row["id"]
    return row["id"].partition("!")[0].partition("~")[0] if speaks_of_a_move else None


def walked(engine: Browser, machine: str, path: Path) -> list[Seen]:
    script = Script()
    actor, now = script.actor(machine, {}), START
    begun = script.do(actor, "look")
    steps = []
    for step in path.steps:
        now += step.wait
        if step.said:
            script.do(actor, "say", step.said)
        before = len(script.actions) - 1
        done = script.do(actor, "clock", now) if step.event is None else script.do(actor, "fire", step.event, now)
        steps.append((before, done))
    seen = engine.play(script)
    answers = [answer_of(seen[before], seen[done]) for before, done in steps]
    return [
        Seen(
            answer,
            each["state"],
            each["status"],
            {name: each["counters"].get(name, 0) for name in path.seen[0].counters},
            (each["answer"] or {}).get("refusal"),
        )
        for answer, each in zip(["", *answers], [seen[begun], *(seen[done] for _, done in steps)], strict=True)
    ]


def answer_of(before: dict[str, Any], after: dict[str, Any]) -> str:
    answer = after["answer"]
    if answer is None:
        return "waits" if before["state"] == after["state"] else "strikes"
    return "rejected" if "refusal" in answer else "moves" if answer["moved"] else "ignored"
