"""Model to files: the only place that knows Jinja2 and Graphviz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sendspec_gen.model import Model

Files = dict[str, str]
"""Paths relative to the project, and texts."""


def words(model: Model) -> Files:
    """Every emitted file but pictures and pages. Adding an output is one module and one name here."""
    from sendspec_gen.emit import paths, python, schema, table_guide, tables

    emitters = (python, tables, paths, table_guide, schema)
    return _collected(emitter.files(model) for emitter in emitters)


def pages(model: Model) -> Files:
    """The pages of every locale, as Markdown and as a site."""
    from sendspec_gen.emit import markdown, site
    from sendspec_gen.emit.pages import pages_of
    from sendspec_gen.emit.pages.laws import judge
    from sendspec_gen.emit.wording import Wording

    judged = judge(model)
    views = {(locale, name): "" for locale in model.project.locales for name in model.machines}
    outputs = [site.shared_files(model)]
    for locale in model.project.locales:
        wording = Wording(model, locale)
        content = tuple(pages_of(wording, judged))
        outputs += [markdown.files(content, wording), site.files(content, views, wording)]
    return _collected(outputs)


def pictures(model: Model) -> Files:
    """The pictures, which take about as long as all the rest."""
    from sendspec_gen.emit import diagrams

    return _collected([diagrams.files(model)])


def _collected(outputs: Iterable[Iterator[tuple[str, str]]]) -> Files:
    return {path: text for output in outputs for path, text in output}
