"""The pages as a site that opens from disk: HTML in each locale, the files of the spec, styles and scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sendspec_gen.emit.pages.page import Heading, Page, contents, machine_headings
from sendspec_gen.emit.pages.parts import Diagram, Section, plain
from sendspec_gen.emit.site import assets, spec_pages
from sendspec_gen.emit.site.html import Writer
from sendspec_gen.emit.site.search import search_index
from sendspec_gen.emit.site.templates import environment
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Model

SCRIPTS = ("search.js", "../assets/site.js")
Views = Mapping[tuple[str, str], str]
"""The views of each machine as HTML, by locale and name of the machine."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu."""

    name: str
    title: str
    target: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages of a locale share."""

    locale: str
    title: str


def files(pages: Iterable[Page], views: Views, wording: Wording) -> Iterator[tuple[str, str]]:
    """The pages of a locale and their search index."""
    pages = tuple(pages)
    folder = f"generated/docs/{wording.locale}"
    for page in pages:
        yield f"{folder}/{page.name}.html", _page(page, views, wording)
    yield f"{folder}/search.js", search_index(pages)


def shared_files(model: Model) -> Iterator[tuple[str, str]]:
    """What belongs to no locale."""
    yield from assets.files()
    yield from spec_pages.files(model)
    title = model.words(model.project.label, model.project.default_locale)
    languages = [(locale, native_name(locale)) for locale in model.project.locales]
    template = environment().get_template("languages.html.jinja")
    yield "generated/docs/index.html", template.render(title=title, languages=languages)


def native_name(locale: str) -> str:
    """What a language calls itself."""
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(locale).get_display_name(locale)
    except (UnknownLocaleError, ValueError):
        name = None
    return f"{name[:1].upper()}{name[1:]}" if name else locale


def _page(page: Page, views: Views, wording: Wording) -> str:
    def viewer(diagram: Diagram) -> str:
        return views[wording.locale, diagram.machine]

    content = Writer(wording, viewer).blocks(page.blocks)
    return environment().get_template("page.html.jinja").render(
        page=page,
        site=Site(wording.locale, wording.text(wording.model.project.label)),
        languages=_languages(page, wording),
        contents=_menu(contents(wording), page),
        machines=_menu(machine_headings(wording), page),
        outline=_outline(page),
        content=content,
        scripts=SCRIPTS,
        _=wording.translate,
    )  # fmt: skip


def _languages(page: Page, wording: Wording) -> list[Entry]:
    return [
        Entry(locale, native_name(locale), f"../{locale}/{page.name}.html", locale == wording.locale)
        for locale in wording.model.project.locales
    ]


def _menu(headings: Iterable[Heading], page: Page) -> list[Entry]:
    return [
        Entry(heading.name, heading.title, f"{heading.name}.html", heading.name == page.name) for heading in headings
    ]


def _outline(page: Page) -> list[Entry]:
    """The sections of a page, if there are several."""
    sections = [block for block in page.blocks if isinstance(block, Section) and block.anchor]
    entries = [Entry(one.anchor, plain(one.title), f"#{one.anchor}", False) for one in sections]
    return entries if len(entries) > 1 else []
