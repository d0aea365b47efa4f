from __future__ import annotations

import csv
from dataclasses import replace

from sendspec_gen.emit import paths, table_guide, tables
from sendspec_gen.model import AllOf, AnyOf, FactIs, Model, NotThat, Refusal

from tests.unit.sendspec_gen.small_spec import NOWHERE, front_door, machine, moves, small_model, state, way


def test_a_table_for_each_machine() -> None:
    expected = ["fast_mail", "front_door", "row"]

    assert [f"generated/tables/{name}.csv" for name in expected] == [path for path, _ in tables.files(small_model())]


def test_every_state_answers_every_event_with_every_counter() -> None:
    expected = """\
# Generated from spec/modes/fast_mail.yaml by `sendspec generate`. Do not edit.
id,state,event,answer,condition,requires,lasted,next_state,status,to_send,good,bad,tell,reason
new/sent,new,sent,moves,,,,over,gone,0,+1,0,,
new/bounced,new,bounced,moves,,,,trying,waiting,0,0,+1,,
new/gave_up,new,gave_up,rejected,,,,new,waiting,0,0,0,,too_late: It is too late.
trying/sent,trying,sent,moves,,,,over,gone,0,+1,-1,,
trying/bounced,trying,bounced,ignored,,,,trying,waiting,0,0,0,,
trying/gave_up,trying,gave_up,moves,,,,lost,gone,0,0,0,,
over/sent,over,sent,ignored,,,,over,gone,0,0,0,,
over/bounced,over,bounced,ignored,,,,over,gone,0,0,0,,
over/gave_up,over,gave_up,rejected,,,,over,gone,0,0,0,,too_late: It is too late.
lost/sent,lost,sent,ignored,,,,lost,gone,0,0,0,,
lost/bounced,lost,bounced,ignored,,,,lost,gone,0,0,0,,
lost/gave_up,lost,gave_up,rejected,,,,lost,gone,0,0,0,,too_late: It is too late.
"""

    assert expected == dict(tables.files(small_model()))["generated/tables/fast_mail.csv"]


def test_a_guard_has_a_row_for_each_way_and_each_refusal() -> None:
    expected = {
        "closed/open#1": ("moves", "back", "may_pass", "garden", "unsettled_messages:gave_up", ""),
        "closed/open#1!1": ("rejected", "back and not may_pass", "", "closed", "", "locked: The door is locked."),
        "closed/open#2": ("moves", "not back", "may_pass and not night", "street", "", ""),
        "closed/open#2!1": ("rejected", "not back and not may_pass", "", "closed", "", "locked: The door is locked."),
        "closed/open#2!2": (
            "rejected",
            "not back and may_pass and night",
            "",
            "closed",
            "",
            "too_late: It is too late.",
        ),
        "closed/shut": ("ignored", "", "", "closed", "", ""),
    }
    columns = ("answer", "condition", "requires", "next_state", "tell", "reason")
    rows = {row["id"]: tuple(row[column] for column in columns) for row in read(small_model(), "front_door")}

    assert expected == {name: cells for name, cells in rows.items() if name.startswith("closed/")}


def test_an_event_that_comes_too_soon_has_a_row() -> None:
    expected = [
        ("first/knock", "moves", ">= 1h", "second", "+1"),
        ("first/knock~soon", "ignored", "< 1h", "first", "0"),
        ("second/knock", "moves", "", "second", "+1"),
    ]
    columns = ("id", "answer", "lasted", "next_state", "knocks")

    assert expected == [tuple(row[column] for column in columns) for row in read(small_model(), "row")]


def test_conditions_can_be_read_as_python_reads_them() -> None:
    either = AnyOf((FactIs("key"), AllOf((FactIs("friend"), NotThat(FactIs("night"))))))
    ways = tuple(
        replace(way("closed"), when=condition) for condition in (either, NotThat(either), NotThat(NotThat(either)))
    )
    closed = state("closed", moves("open", *ways), moves("shut", way("closed")))
    door = replace(machine("front_door", "door", NOWHERE, (closed,)), facts=front_door().facts)
    model = replace(small_model(), machines={"front_door": door})
    expected = [
        "(key or (friend and not night))",
        "not (key or (friend and not night)) and not (key or (friend and not night))",
        "not (key or (friend and not night)) and (key or (friend and not night)) and (key or (friend and not night))",
        "",
    ]

    assert expected == [row["condition"] for row in read(model, "front_door")]


def test_words_with_commas_quotes_and_line_ends_stay_in_their_cell() -> None:
    words = 'He said "no",\nand # then; left'
    model = small_model()
    model = replace(model, refusals={**model.refusals, "too_late": Refusal("too_late", {"en": words}, NOWHERE)})
    expected = 'too_late: He said "no", and # then; left'

    assert expected == read(model, "fast_mail")[2]["reason"]


def read(model: Model, name: str) -> list[dict[str, str]]:
    text = dict(tables.files(model))[f"generated/tables/{name}.csv"]
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def test_the_page_beside_the_tables_explains_every_column_and_criterion() -> None:
    ((path, page),) = table_guide.files(small_model())
    coverage = dict(paths.files(small_model()))["generated/tables/paths/coverage.csv"]
    criteria = {row["criterion"] for row in csv.DictReader(coverage.splitlines()[1:])}
    columns = {*tables.FIRST_COLUMNS, "tell", "reason", *paths.FIRST_COLUMNS, "refusals"}

    assert path == "generated/tables/README.md"
    assert sorted(name for name in criteria | columns if f"`{name}`" not in page) == []
