"""Model to files: the only place that knows Jinja2 and Graphviz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sendspec_gen.model import Model

Files = dict[str, str]
"""Paths relative to the project, and texts."""


def words(model: Model) -> Files:
    """Every emitted file but the pictures. Adding an output is one module and one name here."""
    from sendspec_gen.emit import language, pages, paths, python, schema, table_guide, tables

    emitters = (python, tables, paths, table_guide, schema, language, pages)
    return _collected(emitter.files(model) for emitter in emitters)


def pictures(model: Model) -> Files:
    """The pictures, which take about as long as all the rest."""
    from sendspec_gen.emit import diagrams

    return _collected([diagrams.files(model)])


def _collected(outputs: Iterable[Iterator[tuple[str, str]]]) -> Files:
    return {path: text for output in outputs for path, text in output}
