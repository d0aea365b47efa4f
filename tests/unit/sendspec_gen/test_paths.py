from __future__ import annotations

import csv
from dataclasses import replace

import pytest
from sendspec_gen.emit import paths
from sendspec_gen.emit.paths import criteria
from sendspec_gen.model import Deadline, Ignored, Model

from tests.unit.sendspec_gen.small_spec import NOWHERE, machine, moves, small_model, state, way


def test_moves_are_reached_by_as_few_steps_as_possible() -> None:
    expected = """\
# Generated from spec/modes/fast_mail.yaml by `sendspec generate`. Do not edit.
id,steps,answers,states,statuses,to_send,good,bad,refusals
new/sent,sent,moves,new over,waiting gone,1 1,0 1,0 0,
new/bounced,bounced,moves,new trying,waiting waiting,1 1,0 0,0 1,
trying/sent,bounced; sent,moves moves,new trying over,waiting waiting gone,1 1 1,0 0 1,0 1 0,
trying/gave_up,bounced; gave_up,moves moves,new trying lost,waiting waiting gone,1 1 1,0 0 0,0 1 1,
"""

    assert expected == emitted(small_model(), "fast_mail/all_moves")


def test_moves_in_a_row() -> None:
    pairs = {"new/bounced,sent": "bounced; sent", "new/bounced,gave_up": "bounced; gave_up"}

    assert pairs == column(small_model(), "fast_mail/pairs_of_moves", "steps")
    assert "generated/tables/paths/fast_mail/triples_of_moves.csv" not in dict(paths.files(small_model()))


def test_what_is_no_move_is_tried_in_every_state() -> None:
    refusals = column(small_model(), "fast_mail/forbidden_cells", "refusals")
    expected = {
        "new/gave_up": "too_late",
        "trying/bounced": "",
        "over/sent": "",
        "over/bounced": "",
        "over/gave_up": "- too_late",
        "lost/sent": "",
        "lost/bounced": "",
        "lost/gave_up": "- - too_late",
    }

    assert expected == refusals


def test_a_clock_strikes_not_a_second_too_soon() -> None:
    expected = {
        "id": "trying/gave_up~clock",
        "steps": "bounced; +1d11h59m59s; +1s",
        "answers": "moves waits strikes",
        "states": "new trying trying lost",
        "statuses": "waiting waiting waiting gone",
        "to_send": "1 1 1 1",
        "good": "0 0 0 0",
        "bad": "0 1 1 1",
        "refusals": "",
    }

    assert [expected] == rows(small_model(), "fast_mail/clocks")


def test_as_few_facts_as_possible_are_said() -> None:
    expected = {
        # A friend may pass by day, and is one by default.
        "closed/open#1": "[back] open",
        "closed/open#2": "open",
        "garden/shut": "[back] open; shut",
        "street/shut": "open; shut",
    }

    assert expected == column(small_model(), "front_door/all_moves", "steps")


def test_each_requirement_is_not_met_once() -> None:
    expected = {
        "closed/open#1!1": ("[not friend and back] open", "locked"),
        "closed/open#2!1": ("[not friend] open", "locked"),
        "closed/open#2!2": ("[key and night] open", "too_late"),
    }
    steps = column(small_model(), "front_door/forbidden_cells", "steps")
    refusals = column(small_model(), "front_door/forbidden_cells", "refusals")

    assert expected == {name: (steps[name], refusals[name]) for name in steps if "!" in name}


def test_what_was_said_holds_until_something_else_is_said() -> None:
    steps = column(small_model(), "front_door/pairs_of_moves", "steps")

    assert steps["garden/shut,open#1"] == "[back] open; shut; open"
    assert steps["garden/shut,open#2"] == "[back] open; shut; [not back] open"


def test_what_must_not_come_too_soon_is_awaited() -> None:
    again = replace(way("second", knocks=+1), not_before="pause")
    model = with_row(state("first", moves("knock", way("second"))), state("second", moves("knock", again)))

    assert column(model, "row/all_moves", "steps") == {"first/knock": "knock", "second/knock": "knock; +1h knock"}
    assert column(model, "row/forbidden_cells", "steps") == {"second/knock~soon": "knock; +59m59s knock"}


def test_what_nothing_leads_through_is_not_covered() -> None:
    # The clock strikes after an hour, and always before the second knock, which must wait as long.
    patient = replace(way("first"), not_before="pause")
    model = with_row(
        state("first", moves("knock", way("second"))),
        state("second", moves("knock", patient), deadline=Deadline("pause", "knock", "entry", NOWHERE)),
    )

    assert column(model, "row/all_moves", "steps") == {"first/knock": "knock"}
    assert coverage(model)["row", "all_moves"] == ("1", "2")
    assert coverage(model)["row", "clocks"] == ("0", "1")


def test_a_clock_of_the_first_state_starts_with_what_happens_first() -> None:
    deadline = Deadline("pause", "open", "start", NOWHERE)
    model = with_machine(
        state("first", moves("open", way("second")), Ignored("shut", NOWHERE), deadline=deadline),
        state("second", Ignored("open", NOWHERE), Ignored("shut", NOWHERE)),
    )

    assert column(model, "gate/clocks", "steps") == {"first/open~clock": "shut; +59m59s; +1s"}


def test_coverage_is_told_for_each_machine_and_criterion() -> None:
    expected = {
        "all_states": ("4", "4"),
        "all_moves": ("4", "4"),
        "pairs_of_moves": ("2", "2"),
        "triples_of_moves": ("0", "0"),
        "forbidden_cells": ("8", "8"),
        "clocks": ("1", "1"),
        "shortest_tour": ("4", "4"),
    }
    told = coverage(small_model())

    assert expected == {criterion: told["fast_mail", criterion] for criterion in expected}


def test_a_criterion_that_needs_too_many_steps_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(criteria, "MOST_STEPS", 5)
    files = dict(paths.files(small_model()))

    # Four moves, two of them after another one: six steps.
    assert "generated/tables/paths/fast_mail/all_moves.csv" not in files
    assert "generated/tables/paths/fast_mail/all_states.csv" in files
    assert coverage(small_model())["fast_mail", "all_moves"] == ("0", "4")


def with_row(*states: object) -> Model:
    model = small_model()
    return replace(model, machines={"row": machine("row", "row", NOWHERE, states)})  # type: ignore[arg-type]


def with_machine(*states: object) -> Model:
    return replace(small_model(), machines={"gate": machine("gate", "door", NOWHERE, states)})  # type: ignore[arg-type]


def emitted(model: Model, name: str) -> str:
    return dict(paths.files(model))[f"generated/tables/paths/{name}.csv"]


def rows(model: Model, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(emitted(model, name).splitlines()[1:]))


def column(model: Model, name: str, column: str) -> dict[str, str]:
    return {row["id"]: row[column] for row in rows(model, name)}


def coverage(model: Model) -> dict[tuple[str, str], tuple[str, str]]:
    return {(row["machine"], row["criterion"]): (row["covered"], row["of"]) for row in rows(model, "coverage")}
