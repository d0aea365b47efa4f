"""Pages print well: no menus, black on white, nothing cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.site.pdf import marks_of_pages
from tests.site.visiting import KINDS, LOCALES, Visits

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAPER = {"width": 718, "height": 1047}
"""A4 without margins of 1 cm, in CSS pixels."""
NOT_PRINTED = (".skip", "nav.pages", "nav.languages", "form.search", "nav.outline", "label.theme")
NEARLY_BLACK = 40
INK = "getComputedStyle(document.querySelector('main')).color.match(/[0-9]+/g).map(Number)"
GROUND = "[document.body, document.documentElement].map((part) => getComputedStyle(part).backgroundColor)"
CUT = """() => [...document.querySelectorAll("main .scroll, main .source, main pre, main svg")]
  .filter((part) => part.getBoundingClientRect().right > innerWidth + 1 || part.scrollWidth > part.clientWidth + 1)
  .filter((part) => part.clientWidth > 0)
  .map((part) => `${part.localName}.${part.className.baseVal ?? part.className} ${part.textContent.slice(0, 60)}`)"""
MAY_BREAK = """(selector) => [...document.querySelectorAll(selector)]
  .filter((part) => getComputedStyle(part).breakInside === "auto").length"""


def on_paper(visits: Visits, name: str) -> Page:
    """As it is printed by somebody who reads in the dark."""
    page = visits.open(name, viewport=PAPER, color_scheme="dark")
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page(visits: Visits, kind: str) -> None:
    page = on_paper(visits, KINDS[kind])
    controls = [part for part in NOT_PRINTED if page.locator(part).filter(visible=True).count()]

    assert controls == []
    assert max(page.evaluate(INK)) <= NEARLY_BLACK
    assert {"rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"} >= set(page.evaluate(GROUND))
    assert page.evaluate(CUT) == []
    assert page.evaluate(MAY_BREAK, "main tr") == 0


@pytest.mark.parametrize("kind", KINDS)
def test_no_sheet_is_empty(visits: Visits, kind: str) -> None:
    page = visits.open(KINDS[kind])
    sheets = marks_of_pages(page.pdf(format="A4"))

    assert len(sheets) > 0
    assert [number for number, marks in enumerate(sheets, 1) if not marks] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_the_shown_view_of_a_diagram_is_printed_whole(visits: Visits, locale: str) -> None:
    page = on_paper(visits, f"{locale}/enhanced_mta_efs.html")
    pictures = page.locator("figure.viewer svg").filter(visible=True)
    box = pictures.bounding_box()

    assert pictures.count() == 1
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PAPER["width"]
    assert box["height"] <= PAPER["height"]


def test_headings_stay_with_what_they_head(visits: Visits) -> None:
    page = on_paper(visits, "en/enhanced_mta_efs.html")

    assert page.evaluate("getComputedStyle(document.querySelector('main h2')).breakAfter") == "avoid"
