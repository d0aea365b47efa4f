"""The pages can be read without JavaScript."""

from __future__ import annotations

import pytest

from tests.site.visiting import KINDS, LOCALES, Visits

# Words of the documents and of the spec that a page is there for.
SHOWN = {
    "overview": "Modes side by side",
    "modes side by side": "Email Feedback Service",
    "mode": "Handed to the Enhanced MTA; the log shows Pending until the MTA reports an outcome.",
    "delivery": "Start pending",
    "KPIs": "Bounces + errors",
    "laws": "Nothing counts as delivered and as failed at the same time.",
    "scenarios": "Soft bounce whose retries succeed, with EFS",
    "sources": "Avec le service de commentaires par email",
    "rules": "drifting-counter",
    "glossary": "Taken into account",
    "language": "deadline",
    "simulator": "JavaScript",
    "file of the spec": "soft_bounced: {to: retrying, kpi: {bounces_errors: +1}}",
    "choice of language": "Português",
}
FIRST_OF = {"en": "Overview", "fr": "Vue d'ensemble", "pt": "Visão geral"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_shows_its_content(visits: Visits, kind: str) -> None:
    page = visits.open(KINDS[kind], java_script_enabled=False)

    assert page.get_by_text(SHOWN[kind]).filter(visible=True).count() > 0


def test_the_whole_way_from_the_first_page(visits: Visits) -> None:
    """Language, a mode by the menu, a state by a link, its line in the spec, and back to another language."""
    page = visits.open("index.html", java_script_enabled=False)
    page.get_by_role("link", name="Français").click()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="MTA natif").click()
    native = page.url
    page.locator("#state-retrying a[href^='../spec/']").first.click()
    in_spec = page.url
    page.get_by_role("link", name="English").click()

    assert visits.site.page_at(native) == "fr/native_mta.html"
    assert visits.site.page_at(in_spec) == "spec/modes/native_mta.html#states.retrying"
    assert visits.site.page_at(page.url) == "en/native_mta.html"


@pytest.mark.parametrize("locale", LOCALES)
def test_the_menu_leads_to_every_page(visits: Visits, locale: str) -> None:
    page = visits.open(f"{locale}/index.html", java_script_enabled=False)
    menu = page.locator("nav.pages a")
    targets = {visits.site.page_at(link.evaluate("link => link.href")) for link in menu.all()}

    assert targets == {name for name in visits.site.pages if name.startswith(f"{locale}/")}
    assert page.locator("nav.pages [aria-current=page]").inner_text() == FIRST_OF[locale]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_menu_of_a_narrow_screen_unfolds(visits: Visits, locale: str) -> None:
    page = visits.open(f"{locale}/kpis.html", java_script_enabled=False, viewport={"width": 360, "height": 640})
    menu = page.locator("nav.pages")
    hidden = menu.get_by_role("link").filter(visible=True).count()
    menu.locator("summary").press("Enter")
    menu.get_by_role("link", name=FIRST_OF[locale]).click()

    assert hidden == 0
    assert visits.site.page_at(page.url) == f"{locale}/index.html"


def test_the_first_stop_of_the_tab_key_leads_past_the_menus(visits: Visits) -> None:
    page = visits.open("en/laws.html", java_script_enabled=False)
    page.keyboard.press("Tab")
    first = page.locator(":focus")
    words, is_seen = first.inner_text(), first.is_visible()
    first.press("Enter")

    assert (words, is_seen) == ("Skip to the content", True)
    assert page.url.endswith("#content")


def test_what_needs_a_script_is_not_offered_without(visits: Visits) -> None:
    page = visits.open("en/laws.html", java_script_enabled=False)

    assert page.get_by_role("search").count() == 0
    assert page.get_by_role("combobox").count() == 0
