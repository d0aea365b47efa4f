"""Every page of the site as a browser sees it: its anchors and its links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.site.visiting import Visits

COLLECT = """() => ({
  anchors: [...document.querySelectorAll("[id]")].map((part) => part.id),
  links: [...document.links].map((link) => [link.href, link.classList.contains("from"), link.textContent]),
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


def crawl(visits: Visits) -> dict[str, Crawled]:
    """All pages, opened one after the other."""
    page = visits.context().new_page()
    crawled = {}
    for name in visits.site.pages:
        page.goto(visits.site.address(name), wait_until="domcontentloaded")
        crawled[name] = _read(page.evaluate(COLLECT), visits)
    return crawled


def _read(found: dict[str, Any], visits: Visits) -> Crawled:
    links = (Link(visits.site.page_at(address), is_from, words) for address, is_from, words in found["links"])
    return Crawled(tuple(found["anchors"]), tuple(links), found["lines"])
