"""The fold of a log as SQL, a file a warehouse, and the page that says how to use them."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.emit.jinja import environment
from sendspec_gen.emit.sql.dialects import DIALECTS, Dialect
from sendspec_gen.emit.sql.rows import Cell, Relation, relations
from sendspec_gen.emit.sql.transpiling import fold
from sendspec_gen.model import Model

FOLDER = "generated/sql"


def files(model: Model) -> Iterator[tuple[str, str]]:
    """Emit a file for each dialect; nothing for a spec without modes, which has no log."""
    if not model.modes:
        return
    template = environment().get_template("warehouse.sql.jinja")
    given = tuple(relations(model))
    for dialect in DIALECTS:
        settings, *queries = fold(dialect)
        yield (
            f"{FOLDER}/{dialect.name}.sql",
            template.render(
                dialect=dialect,
                settings=settings,
                relations=[(relation, _rows(relation, dialect)) for relation in given],
                queries=queries,
            ),
        )
    yield f"{FOLDER}/README.md", environment().get_template("sql.md.jinja").render(dialects=DIALECTS)


def _rows(relation: Relation, dialect: Dialect) -> str:
    """The query that gives the rows, with the types of the columns."""
    if not relation.rows:
        nothing = ", ".join(f"CAST(NULL AS {dialect.types[kind]}) AS {name}" for name, kind in relation.columns.items())
        return f"SELECT {nothing}\nLIMIT 0"
    rows = ",\n".join(f"  ({', '.join(map(_literal, row))})" for row in relation.rows)
    if dialect.rows_are_typed:
        struct = ", ".join(f"{name} {dialect.types[kind]}" for name, kind in relation.columns.items())
        return f"SELECT * FROM UNNEST(ARRAY<STRUCT<{struct}>>[\n{rows}\n])"
    columns = ", ".join(f"CAST({name} AS {dialect.types[kind]}) AS {name}" for name, kind in relation.columns.items())
    return f"SELECT {columns}\nFROM (VALUES\n{rows}\n) AS given ({', '.join(relation.columns)})"


def _literal(cell: Cell) -> str:
    """A cell; the names of a spec are identifiers, so nothing in them needs an escape."""
    if cell is None:
        return "NULL"
    return str(cell).upper() if isinstance(cell, bool) else str(cell) if isinstance(cell, int) else f"'{cell}'"
