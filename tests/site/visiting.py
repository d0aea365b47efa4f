"""Opening pages of a site, and noticing what a reader would not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Request

LOCALES = ("en", "fr", "pt")
PATIENCE = 60_000
"""After how many milliseconds nothing more is expected to come; long, since a busy machine is no defect."""
KINDS = {
    "overview": "en/index.html",
    "modes side by side": "en/modes.html",
    "mode": "en/enhanced_mta_efs.html",
    "delivery": "en/delivery.html",
    "KPIs": "en/kpis.html",
    "laws": "en/laws.html",
    "scenarios": "en/scenarios.html",
    "sources": "en/sources.html",
    "rules": "en/rules.html",
    "glossary": "en/glossary.html",
    "language": "en/language.html",
    "simulator": "en/try.html",
    "file of the spec": "spec/modes/enhanced_mta_efs.html",
    "choice of language": "index.html",
}
"""One page of each kind."""


@dataclass(frozen=True, slots=True)
class Site:
    """Files of a project below a folder, of which the pages stand in `generated/docs`."""

    root: Path

    @staticmethod
    def written(root: Path, files: Mapping[str, str]) -> Site:
        """What is emitted as pages and pictures, on disk."""
        for path, text in files.items():
            if path.startswith(("generated/docs/", "diagrams/")):
                file = root / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, "utf-8")
        return Site(root.resolve())

    @property
    def folder(self) -> Path:
        return self.root / "generated/docs"

    @property
    def pages(self) -> tuple[str, ...]:
        """Every page, seen from the folder of the site."""
        return tuple(sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html")))

    def address(self, page: str) -> str:
        """Where a page is, such as `en/kpis.html#kpi-sent`."""
        path, mark, anchor = page.partition("#")
        return f"{(self.folder / path).as_uri()}{mark}{anchor}"

    def page_at(self, address: str) -> str:
        """The page at an address: the other way round."""
        return address.removeprefix(f"{self.folder.as_uri()}/")


@dataclass(slots=True)
class Visits:
    """The contexts of one test, and what went wrong in them."""

    browser: Browser
    site: Site
    complaints: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def context(self, allowed: str | None = None, **options: Any) -> BrowserContext:
        """A fresh profile, whose pages may ask for what begins with an address and nothing else."""
        beginning = allowed or f"{self.site.root.as_uri()}/"
        context = self.browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        context.on("console", lambda said: self._notice(f"console {said.type}", said.text, said.type in WORRYING))
        context.on("weberror", lambda error: self._notice("error", str(error.error)))
        context.on("request", lambda asked: self._notice("request", asked.url, not is_within(asked.url, beginning)))
        context.on(
            "requestfailed", lambda asked: self._notice("failed", f"{asked.url}: {asked.failure}", failed(asked))
        )
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        return context

    def open(self, page: str, **options: Any) -> Page:
        """A page of the site, such as `en/kpis.html#kpi-sent`, in a fresh profile."""
        opened = self.context(**options).new_page()
        opened.goto(self.site.address(page))
        return opened

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _notice(self, kind: str, words: str, is_wrong: bool = True) -> None:
        if is_wrong:
            self.complaints.append(f"{kind}: {words}")


WORRYING = ("error", "warning", "assert")


def failed(asked: Request) -> bool:
    """Whether that was a failure; a page that goes away drops what it had asked for."""
    return asked.failure != "net::ERR_ABORTED"


def is_within(address: str, beginning: str) -> bool:
    """Whether an address needs nothing from beyond; data and blobs are part of the page that asks."""
    return address.startswith((beginning, "data:", "blob:"))
