"""Readers find what they look for, by keyboard alone, in each language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.site.visiting import LOCALES, Visits

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

# What is typed in each language, and the place that must be among the hits.
FOUND = {
    "en": {
        "being retried": "enhanced_mta_efs.html#state-retrying",
        "soft bounce": "glossary.html#event-log-soft_bounced",
        "taken into account": "glossary.html#status-log-taken_into_account",
        "open rate": "kpis.html#kpi-open_rate",
        "clock that strikes before": "laws.html#clock_is_late-1",
        "relay, with EFS": "scenarios.html#scenario-relay-with-efs",
        "drifting-counter": "rules.html#drifting-counter",
    },
    "fr": {
        "en reprise": "enhanced_mta_efs.html#state-retrying",
        "soft bounce": "glossary.html#event-log-soft_bounced",
        "pris en compte": "glossary.html#status-log-taken_into_account",
        "taux d'ouverture": "kpis.html#kpi-open_rate",
        "autre ordre": "laws.html#any_order-1",
        "relais, avec EFS": "scenarios.html#scenario-relay-with-efs",
        "drifting-counter": "rules.html#drifting-counter",
    },
    "pt": {
        "em nova tentativa": "enhanced_mta_efs.html#state-retrying",
        "rejeição leve": "glossary.html#event-log-soft_bounced",
        "levado em consideração": "glossary.html#status-log-taken_into_account",
        "taxa de abertura": "kpis.html#kpi-open_rate",
        "outra ordem": "laws.html#any_order-1",
        "retransmissão, com EFS": "scenarios.html#scenario-relay-with-efs",
        "drifting-counter": "rules.html#drifting-counter",
    },
}
LOOSE = {
    "no accents": ("fr", "delivres", "délivrés"),
    "accents that are not there": ("en", "délivered", "delivered"),
    "capitals": ("pt", "REJEIÇÃO LEVE", "rejeição leve"),
    "no accents, pt": ("pt", "rejeicao", "rejeição"),
    "words in another order": ("en", "rate open", "open rate"),
    "space around": ("en", "  open rate ", "open rate"),
}
NOTHING = {"en": "Nothing found for “xyzzy”.", "fr": "xyzzy", "pt": "xyzzy"}


def field_of(page: Page) -> Locator:
    return page.get_by_role("search").get_by_role("combobox")


def hits_of(page: Page) -> list[str]:
    """Where the hits lead, best first."""
    hits = page.get_by_role("search").get_by_role("option")
    return list(hits.evaluate_all("hits => hits.map((hit) => hit.getAttribute('href'))"))


@pytest.mark.parametrize("locale", LOCALES)
def test_it_is_found_by_its_words(visits: Visits, locale: str) -> None:
    """A state, an event, a status, a KPI, a law, a scenario, a rule."""
    page = visits.open(f"{locale}/index.html")
    for words, place in FOUND[locale].items():
        field_of(page).fill(words)

        assert place in hits_of(page), words


@pytest.mark.parametrize("how", LOOSE)
def test_accents_case_and_order_do_not_matter(visits: Visits, how: str) -> None:
    locale, loose, exact = LOOSE[how]
    page = visits.open(f"{locale}/index.html")
    field_of(page).fill(exact)
    expected = hits_of(page)
    field_of(page).fill(loose)

    assert expected != []
    assert sorted(hits_of(page)) == sorted(expected)


def test_more_letters_find_less(visits: Visits) -> None:
    page = visits.open("en/index.html")
    numbers = []
    for words in ("soft bounce", "soft bounce retries", "soft bounce retries succeed"):
        field_of(page).fill(words)
        numbers.append(len(hits_of(page)))

    assert numbers[0] > numbers[1] > numbers[2] > 0


# ── by keyboard ──


def test_a_slash_leads_to_the_field_and_is_not_typed(visits: Visits) -> None:
    page = visits.open("en/kpis.html")
    page.keyboard.press("/")
    page.keyboard.type("a/b")
    field = field_of(page)

    assert field.evaluate("field => field === document.activeElement")
    assert field.input_value() == "a/b"


def test_enter_goes_to_the_first_hit(visits: Visits) -> None:
    page = visits.open("en/index.html")
    page.keyboard.press("/")
    page.keyboard.type("relay, with EFS")
    first = hits_of(page)[0]
    page.keyboard.press("Enter")
    page.wait_for_url("**/scenarios.html**")

    assert visits.site.page_at(page.url) == f"en/{first}" == "en/scenarios.html#scenario-relay-with-efs"


def test_arrows_choose_another_hit(visits: Visits) -> None:
    page = visits.open("en/index.html")
    field_of(page).fill("soft bounce")
    hits = hits_of(page)
    chosen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
        chosen.append(page.locator("[aria-selected=true]").get_attribute("href"))
        active = field_of(page).get_attribute("aria-activedescendant")

        assert page.locator(f"#{active}").get_attribute("href") == chosen[-1]

    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{hits[1]}")

    assert chosen == [hits[0], hits[1], hits[0], hits[-1], hits[0], hits[1]]
    assert visits.site.page_at(page.url) == f"en/{hits[1]}"


def test_a_hit_on_the_same_page_is_gone_to(visits: Visits) -> None:
    page = visits.open("en/kpis.html")
    field_of(page).fill("open rate")
    page.get_by_role("search").locator("[role=option][href='kpis.html#kpi-open_rate']").click()

    assert visits.site.page_at(page.url) == "en/kpis.html#kpi-open_rate"
    assert page.get_by_role("listbox").count() == 0


def test_escape_closes_the_hits_then_empties_the_field(visits: Visits) -> None:
    page = visits.open("en/index.html")
    field = field_of(page)
    field.fill("bounce")
    seen = [(hits_of(page) != [], field.get_attribute("aria-expanded"), field.input_value())]
    for _ in range(2):
        field.press("Escape")
        seen.append((hits_of(page) != [], field.get_attribute("aria-expanded"), field.input_value()))

    assert seen == [(True, "true", "bounce"), (False, "false", "bounce"), (False, "false", "")]


def test_leaving_the_field_closes_the_hits(visits: Visits) -> None:
    page = visits.open("en/index.html")
    field_of(page).fill("bounce")
    page.keyboard.press("Tab")

    assert hits_of(page) == []


# ── told aloud ──


def test_how_many_were_found_is_announced(visits: Visits) -> None:
    page = visits.open("en/index.html")
    field_of(page).fill("relay, with EFS")
    number = len(hits_of(page))

    assert 0 < number < 50
    assert page.get_by_role("search").get_by_role("status").inner_text() == f"Found: {number}"


@pytest.mark.parametrize("locale", LOCALES)
def test_that_nothing_was_found_is_said(visits: Visits, locale: str) -> None:
    page = visits.open(f"{locale}/index.html")
    field_of(page).fill("xyzzy")
    said = page.get_by_role("search").get_by_role("status").inner_text()

    assert hits_of(page) == []
    assert NOTHING[locale] in said
    assert page.get_by_role("search").get_by_text(said).filter(visible=True).count() > 0


def test_signs_are_words_like_others(visits: Visits) -> None:
    page = visits.open("en/index.html")
    for words in ("<b>", "&lt;", "(", "\\", ".*", "'\"", "constructor"):
        field_of(page).fill(words)

        assert page.get_by_role("search").locator("b").count() == 0
        assert page.get_by_role("search").get_by_role("status").inner_text() != "", words
