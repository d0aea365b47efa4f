"""Model to files: the only place that knows Jinja2 and Graphviz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sendspec_gen.model import Model

if TYPE_CHECKING:
    from sendspec_gen.emit.evidence import Evidence
    from sendspec_gen.emit.pages.laws import Judged
    from sendspec_gen.emit.pages.page import Page
    from sendspec_gen.emit.wording import Wording

Files = dict[str, str]
"""Paths relative to the project, and texts."""


def common_files(model: Model) -> Files:
    """What is emitted once. Adding such an output is one module and one name here."""
    from sendspec_gen.emit import paths, python, schema, sql, table_guide, tables
    from sendspec_gen.emit.site import common

    emitters = (python, tables, paths, table_guide, schema, sql, common)
    return _collected(emitter.files(model) for emitter in emitters)


def locale_files(model: Model, locales: Iterable[str]) -> Files:
    """What is emitted in each of some locales: pages as Markdown and as a site, and pictures."""
    from sendspec_gen.emit import diagrams, markdown

    judged = _judged(model)
    outputs: list[Iterator[tuple[str, str]]] = []
    for locale in locales:
        wording, pages = _pages(model, locale, judged)
        outputs += [markdown.files(pages, wording), _site(pages, wording), diagrams.files(model, [locale])]
    return _collected(outputs)


def site_files(model: Model, evidence: Evidence | None = None) -> Files:
    """The site alone, in every locale, perhaps with what a log says."""
    from sendspec_gen.emit.site import common

    judged = _judged(model)
    outputs = [common.files(model)]
    for locale in model.project.locales:
        wording, pages = _pages(model, locale, judged, evidence)
        outputs.append(_site(pages, wording))
    return _collected(outputs)


def _judged(model: Model) -> Judged:
    from sendspec_gen.emit.pages.laws import judge

    return judge(model)


def _pages(
    model: Model, locale: str, judged: Judged, evidence: Evidence | None = None
) -> tuple[Wording, tuple[Page, ...]]:
    from sendspec_gen.emit.pages import pages_of
    from sendspec_gen.emit.wording import Wording

    wording = Wording(model, locale)
    return wording, tuple(pages_of(wording, judged, evidence))


def _site(pages: tuple[Page, ...], wording: Wording) -> Iterator[tuple[str, str]]:
    from sendspec_gen.emit import site
    from sendspec_gen.emit.views import views_of

    views = {name: views_of(machine, wording) for name, machine in wording.model.machines.items()}
    return site.files(pages, views, wording)


def _collected(outputs: Iterable[Iterator[tuple[str, str]]]) -> Files:
    return {path: text for output in outputs for path, text in output}
