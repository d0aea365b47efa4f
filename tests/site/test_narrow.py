"""Pages fit narrow screens: what is wide scrolls by itself, never the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from sendspec_gen.emit.pseudo import PSEUDO, pseudo
from sendspec_gen.pipeline import emit_files

from tests.project import shipped_model
from tests.site.visiting import LOCALES, Site, Visits

WIDTHS = (320, 360, 768)
TOO_WIDE = "document.scrollingElement.scrollWidth > innerWidth"


@pytest.mark.parametrize("part", [*LOCALES, "spec", "index.html"])
def test_no_page_is_wider_than_the_screen(visits: Visits, part: str) -> None:
    names = [name for name in visits.site.pages if name.startswith(part)]

    assert too_wide(visits, visits.site, names) == []


def test_no_page_is_wider_though_words_are_longer(visits: Visits, tmp_path: Path) -> None:
    """By 40 %, as they may be in another language."""
    site = Site.written(tmp_path, emit_files(pseudo(shipped_model())))
    visits.site = site
    names = [name for name in site.pages if name.startswith(PSEUDO)]

    assert len(names) > 10
    assert too_wide(visits, site, names) == []


def too_wide(visits: Visits, site: Site, names: list[str]) -> list[str]:
    page = visits.context().new_page()
    found = []
    for name in names:
        page.goto(site.address(name), wait_until="domcontentloaded")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 640})
            if page.evaluate(TOO_WIDE):
                found.append(f"{name} at {width}")
    return found
