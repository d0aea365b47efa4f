"""The shipped site in a real browser, where nothing may go wrong unseen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.project import shipped_model
from tests.requirements import lacking, needed
from tests.site.crawling import Crawled, crawl
from tests.site.visiting import Site, Visits

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site as the shipped spec gives it now."""
    from sendspec_gen.pipeline import emit_files

    return Site.written(tmp_path_factory.mktemp("site"), emit_files(shipped_model()))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests, with a profile of its own."""
    program = needed("browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        lacking("browser", "Playwright is not installed; `make test-site` does it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def pages(browser: Browser, site: Site) -> dict[str, Crawled]:
    """Every page, opened once."""
    visits = Visits(browser, site)
    crawled = crawl(visits)
    visits.close()

    assert visits.complaints == []
    return crawled


@pytest.fixture
def visits(browser: Browser, site: Site) -> Iterator[Visits]:
    """Opens pages of the site; at the end of the test, nothing may have gone wrong in any of them."""
    visits = Visits(browser, site)
    yield visits
    visits.close()

    assert visits.complaints == []
