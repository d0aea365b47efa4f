"""Model to files: the only place that knows Jinja2 and Graphviz."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sendspec_gen.emit import diagrams, language, pages, paths, python, schema, table_guide, tables
from sendspec_gen.model import Model

Emitter = Callable[[Model], Iterator[tuple[str, str]]]

EMITTERS: tuple[Emitter, ...] = (
    python.files,
    tables.files,
    paths.files,
    table_guide.files,
    schema.files,
    language.files,
    diagrams.files,
    pages.files,
)
"""Each yields paths relative to the project, and texts. Adding an output is one module and one line."""
