"""Who changes the language stays on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.site.crawling import Crawled
from tests.site.visiting import LOCALES, Visits

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAMES = {"en": "English", "fr": "Français", "pt": "Português"}
# The labels of Campaign's documents, by which a reader knows the language.
SENT = {"en": "Sent", "fr": "Envoyé", "pt": "Enviado"}


def change(page: Page, locale: str) -> None:
    page.locator("header").get_by_role("link", name=NAMES[locale]).click()
    page.locator(f"html[lang={locale}]").wait_for()
    page.wait_for_load_state()


@pytest.mark.parametrize("with_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_page_stays(visits: Visits, with_scripts: bool) -> None:
    page = visits.open("en/kpis.html", java_script_enabled=with_scripts)
    for locale in ("fr", "pt", "en"):
        change(page, locale)

        assert visits.site.page_at(page.url) == f"{locale}/kpis.html"
        assert page.locator("header [aria-current]").inner_text() == NAMES[locale]


def test_every_page_leads_to_itself_in_every_language(pages: dict[str, Crawled]) -> None:
    for name, page in pages.items():
        if name.startswith("en/"):
            targets = {link.target.partition("#")[0] for link in page.links}

            assert {f"{locale}/{name.removeprefix('en/')}" for locale in LOCALES} <= targets, name


@pytest.mark.parametrize("anchor", ["state-retrying", "move-retrying-delivered", "matrix"])
def test_the_place_on_the_page_stays(visits: Visits, anchor: str) -> None:
    page = visits.open(f"en/enhanced_mta_efs.html#{anchor}")
    change(page, "pt")

    assert visits.site.page_at(page.url) == f"pt/enhanced_mta_efs.html#{anchor}"
    assert page.locator(":target").get_attribute("id") == anchor


def test_a_place_that_was_gone_to_later_stays_too(visits: Visits) -> None:
    page = visits.open("en/enhanced_mta_efs.html")
    page.goto(visits.site.address("en/enhanced_mta_efs.html#state-failed"))
    change(page, "fr")

    assert visits.site.page_at(page.url) == "fr/enhanced_mta_efs.html#state-failed"


@pytest.mark.parametrize("locale", LOCALES)
def test_statuses_carry_the_labels_of_the_documents(visits: Visits, locale: str) -> None:
    page = visits.open("index.html")
    page.get_by_role("link", name=NAMES[locale]).click()
    page.locator("nav.pages a[href='glossary.html']").click()

    assert page.locator("#status-log-sent b[class]").first.inner_text() == SENT[locale]


@pytest.mark.parametrize("locale", LOCALES)
def test_each_language_is_named_in_itself(visits: Visits, locale: str) -> None:
    page = visits.open(f"{locale}/index.html")
    named = {link.get_attribute("lang"): link.inner_text() for link in page.locator(".languages a").all()}

    assert named == NAMES
