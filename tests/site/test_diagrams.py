"""One looks at a machine in several views, with the keyboard and without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.site.visiting import Visits

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

MACHINES = (
    "native_mta",
    "enhanced_mta",
    "enhanced_mta_efs",
    "enhanced_mta_efs_v8",
    "delivery",
    "tracking",
    "quarantine",
)


def pictures(page: Page) -> Locator:
    """The views that are seen."""
    return page.locator("figure.viewer .sheet svg").filter(visible=True)


@pytest.mark.parametrize("with_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_each_view_can_be_chosen_by_keyboard(visits: Visits, with_scripts: bool) -> None:
    page = visits.open("en/enhanced_mta_efs.html", java_script_enabled=with_scripts)
    choices = page.locator("figure.viewer").get_by_role("radio")
    number = choices.count()
    choices.first.focus()
    titles = []
    for _ in range(number):
        titles.append(pictures(page).locator("xpath=*[local-name()='title']").text_content())

        assert pictures(page).count() == 1
        page.keyboard.press("ArrowDown")

    # The whole, the happy path, failures, what differs from three other modes, what is around each of eight states.
    assert number == 1 + 1 + 1 + 3 + 8
    assert len(set(titles)) == 6
    assert titles[6:] == titles[:1] * 8
    assert choices.first.is_checked()


def test_around_a_state_all_else_is_faint(visits: Visits) -> None:
    page = visits.open("en/enhanced_mta_efs.html", java_script_enabled=False)
    before = faint(page, "move-retrying-delivered"), faint(page, "move-retrying-soft_bounced")
    page.locator("label[for=view-near-delivered]").click()

    assert before == (False, False)
    assert faint(page, "move-retrying-delivered") is False
    assert faint(page, "move-retrying-soft_bounced") is True


def faint(page: Page, anchor: str) -> bool:
    arrow = pictures(page).locator(f"a[href='#{anchor}']").first
    return float(arrow.evaluate("arrow => getComputedStyle(arrow).opacity")) < 0.5


@pytest.mark.parametrize("machine", MACHINES)
def test_every_view_has_a_name_and_a_description(visits: Visits, machine: str) -> None:
    page = visits.open(f"en/{machine}.html")
    views = page.locator("figure.viewer .sheet svg")
    said = views.evaluate_all(
        """views => views.map((view) => {
          return ["title", "desc"].map((tag) => view.querySelector(`:scope > ${tag}`)?.textContent);
        })"""
    )

    assert len(said) > 0
    assert [words for words in said if not all(words)] == []


def test_states_and_arrows_lead_to_their_rows(visits: Visits) -> None:
    page = visits.open("en/enhanced_mta_efs.html")
    links = page.locator("figure.viewer .sheet svg").first.locator("a")
    targets = {link.get_attribute("href") or link.get_attribute("xlink:href") for link in links.all()}

    states = ("pending", "relayed", "excluded", "retrying", "expired", "cancelled", "delivered", "failed")
    assert {f"#state-{state}" for state in states} <= targets
    assert "#move-retrying-delivered" in targets


def test_a_state_is_gone_to_by_a_click(visits: Visits) -> None:
    page = visits.open("en/enhanced_mta_efs.html", java_script_enabled=False)
    page.locator("figure.viewer .sheet svg").first.locator("a[href='#state-retrying']").first.click()

    assert page.url.endswith("#state-retrying")


def test_a_view_can_be_linked_to(visits: Visits) -> None:
    page = visits.open("en/enhanced_mta_efs.html#view-failures")

    assert page.locator("#view-failures").is_checked()
    assert pictures(page).count() == 1
