"""The site is light enough to be sent by mail and opened at once."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.site.visiting import LOCALES, Site, Visits

MEGABYTE = 1_000_000
FIRST_PAGE = 400_000
OF_THE_SITE = (".html", ".css", ".js")


def test_the_whole_site(site: Site) -> None:
    files = [path for path in site.folder.rglob("*") if path.suffix in OF_THE_SITE]

    assert sum(path.stat().st_size for path in files) <= 5 * MEGABYTE


def test_the_first_page_with_all_that_it_loads(visits: Visits) -> None:
    for name in ("index.html", *(f"{locale}/index.html" for locale in LOCALES)):
        page = visits.context().new_page()
        loaded: list[str] = []
        page.on("request", lambda asked, loaded=loaded: loaded.append(asked.url))
        page.goto(visits.site.address(name))
        files = [Path(unquote(urlsplit(address).path)) for address in loaded]

        assert files[0] == visits.site.folder / name
        assert sum(path.stat().st_size for path in files) <= FIRST_PAGE
