"""Pages as Markdown, for reading in a forge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import jinja2

from sendspec_gen.emit import jinja
from sendspec_gen.emit.markdown.blocks import blocks
from sendspec_gen.emit.markdown.parts import escaped, file_of, line
from sendspec_gen.emit.pages.page import Heading, Page, contents
from sendspec_gen.emit.pages.parts import Line, Link, Spot, Strong, Text, joined
from sendspec_gen.emit.wording import Wording


def files(pages: Iterable[Page], wording: Wording) -> Iterator[tuple[str, str]]:
    """Each page of a locale: its path relative to the project, and its text."""
    locale = wording.locale
    template = _environment().get_template("page.md.jinja")
    for page in pages:
        text = template.render(
            page=page,
            languages=_languages(page, wording),
            contents=_contents(page, contents(wording)),
            blocks=blocks(page.blocks, locale),
        )
        yield f"generated/docs/{locale}/{file_of(page.name)}", text


def _languages(page: Page, wording: Wording) -> Line:
    """The same page in each locale."""
    locales = wording.model.project.locales
    return _row((locale, f"../{locale}/{file_of(page.name)}", locale == wording.locale) for locale in locales)


def _contents(page: Page, headings: Iterable[Heading]) -> Line:
    return _row((heading.title, Spot(heading.name), heading.name == page.name) for heading in headings)


def _row(links: Iterable[tuple[str, str | Spot, bool]]) -> Line:
    parts = ((Strong(title) if is_here else Link(title, target),) for title, target, is_here in links)
    return joined(parts, Text(" · "))


@cache
def _environment() -> jinja2.Environment:
    environment = jinja.environment().overlay()
    environment.filters = {**environment.filters, "escaped": escaped, "line": line}
    return environment
