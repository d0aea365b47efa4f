"""Every page of a site as a browser sees it: its anchors, its links, and the narrow screens that it does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.site.visiting import Visits

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDTHS = (320, 360, 768)
TOO_WIDE = "document.scrollingElement.scrollWidth > innerWidth"
COLLECT = """() => ({
  anchors: [...document.querySelectorAll("[id]")].map((part) => part.id),
  links: [...document.links].map((link) => [link.href, link.matches("main [href^='../spec/']"), link.textContent]),
  lines: Object.fromEntries([...document.querySelectorAll(".source [id]")].map((line) => [line.id, line.textContent])),
})"""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page: where it leads, whether it names the place in the spec, and its words."""

    target: str
    is_from: bool
    words: str


@dataclass(frozen=True, slots=True)
class Crawled:
    """One page."""

    anchors: tuple[str, ...]
    links: tuple[Link, ...]
    lines: dict[str, str]
    """For a file of the spec: the lines that have an anchor."""
    too_wide_at: tuple[int, ...]
    """The screens on which the whole page would scroll to the side."""


def crawl(visits: Visits, folder: str = "") -> dict[str, Crawled]:
    """All pages, or those of a locale, opened one after the other."""
    page = visits.context().new_page()
    crawled = {}
    for name in visits.site.pages:
        if not name.startswith(folder):
            continue
        page.goto(visits.site.address(name), wait_until="domcontentloaded")
        crawled[name] = _read(page, visits)
    return crawled


def _read(page: Page, visits: Visits) -> Crawled:
    found: dict[str, Any] = page.evaluate(COLLECT)
    links = (Link(visits.site.page_at(address), is_from, words) for address, is_from, words in found["links"])
    return Crawled(tuple(found["anchors"]), tuple(links), found["lines"], tuple(_too_wide_at(page)))


def _too_wide_at(page: Page) -> Iterator[int]:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 640})
        if page.evaluate(TOO_WIDE):
            yield width
