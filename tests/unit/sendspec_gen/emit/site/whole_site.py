"""The site of the shipped spec as a browser reads it: what each page holds, without a browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

from sendspec_gen.emit import common_files, locale_files

from tests.project import shipped_model

DOCS = "generated/docs/"
LINKING = {"href", "src"}


@dataclass(slots=True)
class Page(HTMLParser):
    """The ids, links and headings of a page in their order; each tag with its attributes."""

    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.links += [attributes[name] for name in sorted(LINKING & attributes.keys())]
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.headings.append(int(tag[1]))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(text: str) -> Page:
    """A page, or a part of one."""
    page = Page()
    page.feed(text)
    page.close()
    return page


@cache
def site_files() -> dict[str, str]:
    """Every file of the site, by its path below its folder."""
    model = shipped_model()
    files = common_files(model) | locale_files(model, model.project.locales)
    return {path.removeprefix(DOCS): text for path, text in files.items() if _belongs(path)}


@cache
def site_pages() -> dict[str, Page]:
    """Every page of the site."""
    return {path: read(text) for path, text in site_files().items() if path.endswith(".html")}


def _belongs(path: str) -> bool:
    return path.startswith(DOCS) and path.endswith((".html", ".js", ".css"))
