"""Markdown pages, in each locale: one a machine, and those that are about the whole spec."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial

import jinja2

from sendspec_gen.emit import jinja
from sendspec_gen.emit.pages import markdown
from sendspec_gen.emit.pages.frame import overview
from sendspec_gen.emit.pages.kpis import kpis_page
from sendspec_gen.emit.pages.laws import judge, laws_page
from sendspec_gen.emit.pages.machine import machine_page
from sendspec_gen.emit.pages.modes import modes_page
from sendspec_gen.emit.pages.scenarios import scenarios_page
from sendspec_gen.emit.pages.sources import sources_page
from sendspec_gen.emit.pages.start import start_page
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Model

PageOf = Callable[[Wording, str], object]
"""From the words of a locale and the title of a page to what stands on it."""

ABOUT_THE_SPEC: Mapping[str, PageOf] = {
    "README": lambda wording, _title: start_page(wording),
    "modes": modes_page,
    "kpis": kpis_page,
    "scenarios": scenarios_page,
    "sources": sources_page,
}
"""Each page that is about no single machine, by the name of its file and of its template; the laws are judged first."""


def files(model: Model) -> Iterator[tuple[str, str]]:
    """Emit the pages: each path relative to the project, with its text."""
    about_the_spec: dict[str, PageOf] = {**ABOUT_THE_SPEC, "laws": partial(laws_page, judge(model))}
    for locale in model.project.locales:
        wording = Wording(model, locale)
        folder = f"generated/docs/{locale}"
        for name, title in overview(wording):
            yield f"{folder}/{name}.md", _render(name, about_the_spec[name](wording, title), wording)
        for machine in model.machines.values():
            yield f"{folder}/{machine.name}.md", _render("machine", machine_page(machine, wording), wording)


def _render(template: str, page: object, wording: Wording) -> str:
    return _environment().get_template(f"{template}.md.jinja").render(page=page, _=wording.translate)


@cache
def _environment() -> jinja2.Environment:
    """The environment of all templates, with filters that write parts of pages as Markdown."""
    environment = jinja.environment().overlay()
    environment.filters = {
        **environment.filters,
        "escaped": markdown.escaped,
        "paragraphs": markdown.paragraphs,
        "line": markdown.line,
        "address": markdown.address,
        "lines": markdown.lines,
        "table": markdown.table,
    }
    return environment
