"""What the page of sources says of logs: their rules in order, and which traps their examples show."""

from __future__ import annotations

import re
from functools import cache

import pytest
from sendspec_gen import syntax
from sendspec_gen.disk import read_spec
from sendspec_gen.emit.markdown.parts import table as markdown_table
from sendspec_gen.emit.pages.logs import log_blocks, told, trap_words
from sendspec_gen.emit.pages.parts import Code, Section, Table, Text, table, words
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import FieldTest, Model
from sendspec_gen.pipeline import compile_spec
from sendspec_gen.source import SourceFile

from tests.project import ROOT, shipped_model
from tests.unit.sendspec_gen.test_pages import markdown_of

CORPUS = ROOT / "tests/corpus"


@cache
def model() -> Model:
    hook = SourceFile("spec/sources/hook.yaml", (CORPUS / "sources/hook.yaml").read_bytes())
    compilation = compile_spec((*read_spec(CORPUS / "good"), hook))
    assert compilation.model is not None, compilation.problems
    return compilation.model


@cache
def page(locale: str = "en") -> str:
    return markdown_of(model())[f"generated/docs/{locale}/sources.md"]


def table_after(heading: str) -> list[list[str]]:
    """The cells of the first table after a heading, links as their words."""
    rows = []
    for row in page().split(f"### {heading}\n", 1)[1].splitlines():
        if row.startswith("|"):
            plain = re.sub(r"\[((?:\\.|[^\]\\])*)\]\([^)]*\)", r"\1", row)
            rows.append([re.sub(r"\\([^|])", r"\1", cell).strip() for cell in re.split(r"(?<!\\)\|", plain)[1:-1]])
        elif rows:
            break
    return rows


def test_each_source_says_what_it_is_and_where_that_is_described() -> None:
    said = page().split("### A webhook\n", 1)[1].partition("\n|")[0]

    assert "A source that uses every key" in said
    assert "`docs.example.com/events`" in said
    assert "`docs.example.com/bounces#kinds`" in said
    assert "`hook`" in said
    assert "Format: `json`" in said.replace("\u00a0", " ")


def test_an_index_leads_to_each_source() -> None:
    assert "[A webhook](#log-hook)" in page()


def test_rules_stand_in_their_order() -> None:
    head, _, *rows = table_after("A webhook")

    assert head == ["If", "Record", "Event", "For each of"]
    assert [row[1] for row in rows] == ["`delivery`", "`bounce`", "`late_bounce`", "`transfer`"]
    assert rows[0] == [
        '`eventType` is `Delivery`<br>`size` is `1` or `2.5` or `"3"` or `true` or `null`',
        "`delivery`",
        "Delivered",
        "`delivery.recipients`",
    ]
    assert rows[1][0] == "`eventType` is `Bounce`<br>`bounce.final` is there<br>`bounce.text` matches `gone\\|moved`"
    assert rows[1][2] == "hard: Bounced<br>soft: Expired<br>ignored: *no event*"
    assert rows[2][0] == "`eventType` is not `Bounce` or `Delivery`<br>`transfer` is missing<br>`attempt` is not `1`"
    assert rows[3][2:] == ["*no event*", ""]


def test_texts_are_told_from_other_values() -> None:
    test = FieldTest("a", "is", ("x", "soft-bounce", "two words", "true", "1", " x", True, 1, None))
    (line,) = {"".join(piece.words for piece in told(test, Wording(model(), "en")) if isinstance(piece, Code | Text))}

    assert line == 'a is x or soft-bounce or two words or "true" or "1" or " x" or true or 1 or null'


def test_each_rule_leads_to_its_line() -> None:
    sections = [block for block in log_blocks(Wording(model(), "en")) if isinstance(block, Section)]
    (rows,) = (one.rows for one in sections[0].blocks if isinstance(one, Table))

    assert [
        (piece.words, piece.place.line) for row in rows for piece in row[1] if isinstance(piece, Code) and piece.place
    ] == [
        ("delivery", 16),
        ("bounce", 27),
        ("late_bounce", 30),
        ("transfer", 34),
    ]


def test_code_with_a_bar_or_a_backquote_stays_in_its_cell() -> None:
    cell = (Code("a|b"), Text(" "), Code("x[?y==`1`] | [0]"))

    assert markdown_table(table(("One", "Two"), [(cell, words("c"))])).splitlines()[-1] == (
        r"| `a\|b` `` x[?y==`1`] \| [0] `` | c |"
    )


def test_traps_stand_beside_the_sources_that_show_them() -> None:
    head, _, *rows = table_after("Traps")
    shown = [re.sub(r"<[^>]*>", "", row[0]) for row in rows if row[2]]

    assert head == ["Trap", "What it is", "Log"]
    assert len(rows) == syntax.TRAPS
    assert shown == ["2", "14"]


def test_where_no_source_shows_a_trap_nothing_is_said_of_them() -> None:
    without = compile_spec(read_spec(CORPUS / "good")).model
    assert without is not None

    assert "Traps" not in markdown_of(without)["generated/docs/en/sources.md"]


@pytest.mark.parametrize("locale", ["en", "fr", "pt"])
def test_each_trap_has_its_own_words(locale: str) -> None:
    said = trap_words(Wording(shipped_model(), locale))

    assert len(set(said)) == syntax.TRAPS
    assert locale == "en" or not set(said) & set(trap_words(Wording(shipped_model(), "en")))
