"""The fold of a log, written once, in the dialect of each warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sendspec_gen.emit.jinja import environment
from sendspec_gen.emit.sql.dialects import Dialect

if TYPE_CHECKING:
    from sqlglot.expressions import Expr

SOURCE = "duckdb"
"""The dialect that it is written in."""
TEXTS = ("reason", "recipient", "event_id")
"""The columns of text that something is ordered by."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A query that is kept under a name, and what it says."""

    words: str
    text: str


@cache
def fold(dialect: Dialect) -> tuple[Statement, ...]:
    """The fold, the same for every spec."""
    return tuple(Statement(words, _in(dialect, written.copy())) for words, written in _written())


@cache
def _written() -> tuple[tuple[str, Expr], ...]:
    """Each statement of the template: its words, and what it means."""
    from sqlglot import parse_one

    source = environment().get_template("fold.sql.jinja").render()
    parts = [statement.partition("\n") for statement in source.strip().removesuffix(";").split(";\n\n")]
    return tuple((words.removeprefix("-- "), parse_one(query, read=SOURCE)) for words, _, query in parts)


def _in(dialect: Dialect, statement: Expr) -> str:
    from sqlglot import ErrorLevel, exp

    statement.set("kind", dialect.kept_as)
    if dialect.collation:
        for ordered in statement.find_all(exp.Ordered):
            if ordered.this.name in TEXTS:
                collation = exp.to_identifier(dialect.collation, quoted=True)
                ordered.set("this", exp.Collate(this=ordered.this.copy(), expression=collation))
    forms = {
        "MICROS": dialect.microseconds,
        "MOMENT": dialect.moment,
        "ARRAY_BY": dialect.array_by,
        "ELEMENT": dialect.element,
    }
    for called in list(statement.find_all(exp.Anonymous)):
        arguments = (argument.sql(dialect=dialect.name) for argument in called.expressions)
        called.replace(exp.Var(this=forms[called.name].format(*arguments)))
    text: str = statement.sql(dialect=dialect.name, pretty=True, unsupported_level=ErrorLevel.RAISE)
    return text
