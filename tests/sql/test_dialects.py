"""Every emitted text is SQL of its dialect, and says what it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlglot
from sendspec_gen.emit import sql
from sendspec_gen.emit.sql.dialects import DIALECTS, Dialect
from sendspec_gen.model import Model
from sqlglot import exp

from tests.project import shipped_model
from tests.sql.warehouses import emitted
from tests.unit.sendspec_gen.small_spec import small_model

RESULTS = ("statuses", "counters", "kpis", "totals", "moves", "series", "account", "steps")
NAMED = pytest.mark.parametrize("dialect", DIALECTS, ids=[dialect.name for dialect in DIALECTS])


def statements(text: str, dialect: Dialect) -> list[exp.Expr]:
    return [found for found in sqlglot.parse(text, read=dialect.name) if found is not None]


@NAMED
@pytest.mark.parametrize("model", [shipped_model, small_model])
def test_it_parses(dialect: Dialect, model: Callable[[], Model]) -> None:
    found = statements(emitted(model(), dialect.name), dialect)
    names = [next(statement.find_all(exp.Table)).name for statement in found]

    assert {type(statement) for statement in found} == {exp.Create}
    assert not any(statement.find(exp.Command) for statement in found)
    assert {f"sendspec_{result}" for result in RESULTS} <= set(names)
    assert len(names) == len(set(names))


@NAMED
def test_what_is_read_was_made_above(dialect: Dialect) -> None:
    made = {"events"}
    for statement in statements(emitted(shipped_model(), dialect.name), dialect):
        own = {part.alias for part in statement.find_all(exp.CTE)}
        name, *read = [table.name for table in statement.find_all(exp.Table)]

        assert set(read) - own - made <= {""}
        made.add(name)


@NAMED
def test_nothing_of_the_source_is_left(dialect: Dialect) -> None:
    text = emitted(shipped_model(), dialect.name)

    assert re.findall(r"\b(?:MICROS|MOMENT|ARRAY_BY|ELEMENT)\(", text) == []
    assert ("COLLATE" in text) == (dialect.name == "postgres")


def test_every_order_of_text_is_that_of_code_points_in_postgres() -> None:
    text = emitted(shipped_model(), "postgres")
    orders = re.findall(r"ORDER BY (.*)", text)
    texts = [
        name for order in orders for name in re.findall(r"\b(reason|recipient|event_id)\b(?! COLLATE \"C\")", order)
    ]

    assert texts == []
    assert text.count('reason COLLATE "C"') == 2


def test_the_rows_are_those_of_the_spec() -> None:
    text = emitted(small_model(), "duckdb")
    rows = dict(re.findall(r"VIEW sendspec_(\w+) AS\nSELECT .*\nFROM \(VALUES\n((?:  .*\n)+)\)", text))

    assert rows["states"].splitlines() == [
        "  ('fast_mail', 'new', 'waiting', FALSE, NULL, NULL, NULL, NULL),",
        "  ('fast_mail', 'trying', 'waiting', FALSE, 'gave_up', 129600000000, 'start', 4),",
        "  ('fast_mail', 'over', 'gone', TRUE, NULL, NULL, NULL, NULL),",
        "  ('fast_mail', 'lost', 'gone', TRUE, NULL, NULL, NULL, NULL)",
    ]
    assert rows["answers"].splitlines()[:3] == [
        "  ('fast_mail', 'new', 'sent', 'moved', 'over', NULL),",
        "  ('fast_mail', 'new', 'bounced', 'moved', 'trying', NULL),",
        "  ('fast_mail', 'new', 'gave_up', 'refused', NULL, NULL),",
    ]
    assert "  ('fast_mail', 'trying', 'sent', 'counter', 'good', 1)," in rows["effects"].splitlines()
    assert "  ('fast_mail', 'new', 'bounced', 'counter', 'done', 1)," in rows["effects"].splitlines()
    assert [line for line in rows["effects"].splitlines() if "'fast_mail', '', ''" in line] == [
        "  ('fast_mail', '', '', 'counter', 'to_send', 1),",
        "  ('fast_mail', '', '', 'status', 'waiting', 1),",
        "  ('fast_mail', '', '', 'unsettled', 'unsettled', 1),",
    ]
    assert rows["formulas"].splitlines() == [
        "  ('good_rate', 'counter', 'good', 'to_send'),",
        "  ('gone', 'status', 'gone', NULL)",
    ]


@NAMED
def test_a_spec_that_counts_and_shows_nothing(dialect: Dialect) -> None:
    text = emitted(replace(small_model(), counters={}, kpis={}), dialect.name)

    assert {type(statement) for statement in statements(text, dialect)} == {exp.Create}


def test_a_spec_without_modes_has_no_log_to_fold() -> None:
    machines = {name: machine for name, machine in small_model().machines.items() if machine.kind != "log"}

    assert dict(sql.files(replace(small_model(), machines=machines))) == {}


def test_the_page_names_what_there_is() -> None:
    files = dict(sql.files(small_model()))
    page = files["generated/sql/README.md"]

    assert {path for path in files if path.endswith(".sql")} == {
        f"generated/sql/{name}" for name in re.findall(r"`(\w+\.sql)`", page)
    }
    for result in re.findall(r"^\| `(sendspec_\w+)`", page, re.MULTILINE):
        assert f"VIEW {result} AS" in files["generated/sql/duckdb.sql"]
