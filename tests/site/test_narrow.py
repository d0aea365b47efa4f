"""Pages fit narrow screens: what is wide scrolls by itself, never the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sendspec_gen.emit.pseudo import PSEUDO, pseudo
from sendspec_gen.pipeline import emit_files

from tests.project import shipped_model
from tests.site.crawling import Crawled, crawl
from tests.site.visiting import Site, Visits

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Pages = dict[str, Crawled]


def test_no_page_is_wider_than_the_screen(pages: Pages) -> None:
    assert too_wide(pages) == {}


def test_no_page_is_wider_though_words_are_longer(browser: Browser, tmp_path: Path) -> None:
    """By 40 %, as they may be in another language."""
    visits = Visits(browser, Site.written(tmp_path, emit_files(pseudo(shipped_model()))))
    pages = crawl(visits, PSEUDO)
    visits.close()

    assert visits.complaints == []
    assert len(pages) > 10
    assert too_wide(pages) == {}


def too_wide(pages: Pages) -> dict[str, tuple[int, ...]]:
    return {name: page.too_wide_at for name, page in pages.items() if page.too_wide_at}
