"""The pages of a locale as a site that opens from disk; `common.py` has what all locales share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sendspec_gen.emit.pages.page import Page
from sendspec_gen.emit.pages.parts import Diagram, Section, plain
from sendspec_gen.emit.site.controls import controls
from sendspec_gen.emit.site.html import Writer
from sendspec_gen.emit.site.search import search_index
from sendspec_gen.emit.site.shell import TRY, Entry, is_tried, shell_of
from sendspec_gen.emit.site.templates import environment
from sendspec_gen.emit.site.try_page import try_page
from sendspec_gen.emit.site.viewer import near_file, viewer
from sendspec_gen.emit.site.words import words
from sendspec_gen.emit.views import View
from sendspec_gen.emit.wording import Wording

Views = Mapping[str, tuple[View, ...]]
"""The views of each machine in a locale."""


def files(pages: Iterable[Page], views: Views, wording: Wording) -> Iterator[tuple[str, str]]:
    """The pages of a locale, their search index, and the words of what scripts add to them."""
    pages = tuple(pages)
    folder = f"generated/docs/{wording.locale}"
    for page in pages:
        yield f"{folder}/{page.name}.html", _page(page, views, wording)
    yield f"{folder}/search.js", search_index(pages)
    yield f"{folder}/controls.js", controls(wording)
    if is_tried(wording.model):
        yield f"{folder}/{TRY}.html", try_page(views, wording)
        yield f"{folder}/words.js", words(wording)


def _page(page: Page, views: Views, wording: Wording) -> str:
    def figure(diagram: Diagram) -> str:
        return viewer(diagram, views.get(diagram.machine, ()), wording)

    return environment().get_template("page.html.jinja").render(
        shell=shell_of(page.name, page.title, page.source, wording),
        outline=_outline(page),
        content=Writer(wording, figure).blocks(page.blocks),
        styles=[f"../{near_file(name)}" for name in _drawn(page) if name in views],
        _=wording.translate,
    )  # fmt: skip


def _drawn(page: Page) -> Iterator[str]:
    """The machines whose diagrams a page shows."""
    return (block.machine for block in page.blocks if isinstance(block, Diagram))


def _outline(page: Page) -> tuple[Entry, ...]:
    """The sections of a page, if there are several."""
    sections = [block for block in page.blocks if isinstance(block, Section) and block.anchor]
    entries = tuple(Entry(one.anchor, plain(one.title), f"#{one.anchor}") for one in sections)
    return entries if len(entries) > 1 else ()
