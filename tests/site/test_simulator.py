"""What people try on the page of the simulator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from tests.project import ROOT
from tests.site.simulator import Simulator
from tests.site.visiting import LOCALES, Visits

if TYPE_CHECKING:
    from playwright.sync_api import Page

HOUR, DAY = 3_600, 86_400
PUBLISHED = {
    one["scenario"]["en"]: one
    for one in yaml.load((ROOT / "spec/scenarios/tables.yaml").read_text("utf-8"), yaml.BaseLoader)["scenarios"]
}
"""The rows of the published tables; without YAML's own idea of `on`, `+1` and the like."""
# The labels of Campaign's documents.
LABELS = {
    "pending": "Pending",
    "sent": "Sent",
    "failed": "Failed",
    "taken_into_account": "Taken into account by the service provider",
}
NOT_ALLOWED = {
    "en": "You do not have the rights to confirm this send.",
    "fr": "Vous n'avez pas les droits nécessaires pour confirmer cet envoi.",
    "pt": "Você não tem permissão para confirmar este envio.",
}
BAD_ADDRESSES = {
    "a mode that is not there": "m=enhanced_mtb",
    "an event that is not there": "m=enhanced_mta&a=*:blown_up",
    "too many messages": "m=enhanced_mta&n=1000000",
    "a message that is not there": "m=enhanced_mta&n=2&a=3:relayed",
    "no number": "m=enhanced_mta&n=<b>two</b>",
    "a key that is not there": "m=enhanced_mta&z=1",
    "the name of something else": "m=constructor",
    "broken signs": "m=%E0%A4%A",
    "a time before all": "m=enhanced_mta&r=postfix&t=-5",
}
SHOWN = ("tiles", "messages", "delivery-status", "facts", "progress", "history", "clock")


def number(shown: str) -> float:
    return float(shown.removesuffix(" %"))


# ── the published tables ──


@pytest.mark.parametrize("title", PUBLISHED)
def test_the_published_tables(visits: Visits, title: str) -> None:
    scenario = PUBLISHED[title]
    simulator = Simulator.opened(visits, scenario["mode"])
    for step in scenario["steps"]:
        before = simulator.look()["kpis"]
        simulator.record(step["event"])
        after = simulator.look()

        assert after["statuses"] == [LABELS[step["status"]]]
        for kpi, expected in step.get("kpis", {}).items():
            assert came_true(expected, before[kpi][0], after["kpis"][kpi][0]), (kpi, expected)


def test_all_rows_of_the_published_tables_are_played() -> None:
    modes = [one["mode"] for one in PUBLISHED.values()]

    assert [modes.count(mode) for mode in ("enhanced_mta_efs", "enhanced_mta", "enhanced_mta_efs_v8")] == [5, 5, 5]


def came_true(expected: str, before: str, after: str) -> bool:
    if expected in ("up", "down", "same"):
        step = number(after) - number(before)
        return (expected == "up") == (step > 0) and (expected == "down") == (step < 0)
    return number(expected) == number(after)


# ── a delivery ──


def test_a_send_is_confirmed_and_goes_out(visits: Visits) -> None:
    simulator = Simulator.opened(visits, "enhanced_mta")
    seen = []
    simulator.say("start_deliveries", True)
    for event in ("prepare", "preparation_done", "confirm", "ok", "picked_up", "all_handed_over"):
        simulator.fire(event)
        seen.append((simulator.look()["lit_delivery"], simulator.look()["alert"]))

    states = ["preparing", "prepared", "confirming", "start_pending", "in_progress", "finished"]
    assert seen == [(state, "") for state in states]


@pytest.mark.parametrize("locale", LOCALES)
def test_who_may_not_confirm_is_told_so_in_their_language(visits: Visits, locale: str) -> None:
    simulator = Simulator.opened(visits, "enhanced_mta", locale=locale)
    simulator.say("prepare_deliveries", True)
    simulator.fire("prepare", "preparation_done", "confirm")
    seen = simulator.look()

    assert NOT_ALLOWED[locale] in seen["alert"]
    assert seen["lit_delivery"] == "prepared"


def test_a_send_with_a_contact_date_waits_for_it(visits: Visits) -> None:
    simulator = Simulator.opened(visits, "enhanced_mta")
    simulator.say("start_deliveries", True)
    simulator.say("contact_date_ahead", True)
    simulator.fire("prepare", "preparation_done", "confirm", "ok")
    waiting = simulator.look()["lit_delivery"]
    simulator.fire("contact_date_reached")

    assert (waiting, simulator.look()["lit_delivery"]) == ("waiting", "start_pending")


def test_a_send_that_was_stopped_cancels_its_messages(visits: Visits) -> None:
    simulator = Simulator.opened(visits, "enhanced_mta")
    simulator.say("start_deliveries", True)
    simulator.fire("prepare", "preparation_done", "confirm", "ok", "stop")

    assert simulator.look()["states"] == ["cancelled"]


# ── time ──


def test_the_open_rate_is_refreshed_once_an_hour(visits: Visits) -> None:
    simulator = Simulator.opened(visits, "enhanced_mta")
    simulator.record("delivered", "opened")
    at_once = simulator.kpi("open_rate")
    simulator.pass_time(60)
    a_minute_later = simulator.kpi("open_rate")
    simulator.pass_time(HOUR)

    assert (at_once, a_minute_later, simulator.kpi("open_rate")) == ("–", "–", "100.0 %")


def test_compute_stats_refreshes_at_once(visits: Visits) -> None:
    simulator = Simulator.opened(visits, "enhanced_mta")
    simulator.record("delivered", "opened")
    before = simulator.kpi("open_rate")
    simulator.press("stats")

    assert (before, simulator.kpi("open_rate")) == ("–", "100.0 %")
    assert simulator.part("stats").inner_text() == "Recounted from the logs: nothing differs."


def test_the_clock_ends_the_retries(visits: Visits) -> None:
    """The validity period is three and a half days."""
    simulator = Simulator.opened(visits, "enhanced_mta_efs")
    simulator.record("soft_bounced")
    for seconds in (DAY, DAY, DAY, *[HOUR] * 11):
        simulator.pass_time(seconds)
    before = simulator.look()["states"]
    simulator.pass_time(HOUR)

    assert (before, simulator.look()["states"]) == (["retrying"], ["expired"])


def test_one_may_jump_to_the_next_deadline(visits: Visits) -> None:
    simulator = Simulator.opened(visits, "native_mta")
    simulator.record("soft_bounced")
    simulator.part("passing").get_by_role("button", name="To the next deadline").click()

    assert simulator.look()["states"] == ["expired"]
    assert simulator.part("clock").inner_text().replace("\u00a0", " ") == "3 days 12 hours"


# ── modes side by side ──


def test_two_modes_hear_the_same_and_show_what_differs(visits: Visits) -> None:
    simulator = Simulator.opened(visits, "enhanced_mta", other="enhanced_mta_efs")
    simulator.record("relayed")
    relayed = simulator.look()
    simulator.record("soft_bounced")
    bounced = simulator.look()
    simulator.record("delivered")
    delivered = simulator.look()

    assert relayed["statuses"] == ["Sent", "Pending"]
    assert relayed["kpis"]["delivered_rate"] == ["A100.0 %", "B0.0 %"]
    assert bounced["statuses"] == ["Sent", "Failed"]
    assert delivered["statuses"] == ["Sent", "Sent"]
    assert "differs" not in simulator.part("tiles").inner_text()


# ── back and again ──


def test_a_step_back_is_as_if_nothing_had_been_done(visits: Visits) -> None:
    simulator = Simulator.opened(visits, "enhanced_mta_efs")
    simulator.record("relayed")
    before = looks(simulator)
    simulator.record("soft_bounced")
    after = looks(simulator)
    simulator.press("back")
    back = looks(simulator)
    simulator.press("forward")

    assert before != after
    assert (back, looks(simulator)) == (before, after)


def test_what_is_done_after_a_step_back_replaces_what_was_done(visits: Visits) -> None:
    simulator = Simulator.opened(visits, "enhanced_mta_efs")
    simulator.record("relayed", "soft_bounced")
    simulator.press("back")
    simulator.record("hard_bounced")

    assert simulator.look()["states"] == ["failed"]
    assert simulator.look()["past"] == 2


def test_starting_over_leaves_nothing(visits: Visits) -> None:
    simulator = Simulator.opened(visits, "enhanced_mta_efs")
    before = looks(simulator)
    simulator.record("relayed", "soft_bounced")
    simulator.press("reset")

    assert looks(simulator) == before


def looks(simulator: Simulator) -> dict[str, object]:
    seen = simulator.look()
    return {name: seen[name] for name in ("states", "statuses", "tracking", "kpis", "delivery", "lit", "past")}


# ── the address ──


def test_the_address_holds_all_that_was_done(visits: Visits) -> None:
    simulator = Simulator.opened(visits, "enhanced_mta", other="native_mta", messages=3)
    simulator.say("start_deliveries", True)
    simulator.fire("prepare", "ok")
    simulator.record("relayed")
    simulator.part("messages").locator("[data-tick='2']").check()
    simulator.record("soft_bounced")
    simulator.pass_time(HOUR)
    simulator.press("stats")
    other = visits.context().new_page()
    other.goto(simulator.page.url)

    assert shown(other) == shown(simulator.page)
    assert other.url == simulator.page.url


def test_the_address_goes_along_to_another_language(visits: Visits) -> None:
    simulator = Simulator.opened(visits, "native_mta")
    simulator.record("soft_bounced")
    simulator.page.locator("header").get_by_role("link", name="Français").click()
    simulator.page.locator("html[lang=fr]").wait_for()
    simulator.page.wait_for_load_state()

    assert "/fr/try.html#" in simulator.page.url
    assert simulator.look()["states"] == ["retrying"]
    assert simulator.look()["statuses"] == ["En échec"]


def test_a_bad_address_is_told_and_nothing_is_half_built(visits: Visits) -> None:
    fresh = shown(visits.open("en/try.html"))
    page = visits.open(f"en/try.html#{BAD_ADDRESSES['a mode that is not there']}")
    for what, address in BAD_ADDRESSES.items():
        page.goto(visits.site.address(f"en/try.html#{address}"))
        alert = page.locator(".try [data-part=alert]")
        alert.get_by_text("which says nothing here; the page starts afresh.").wait_for()

        assert alert.locator("*").count() == 0
        assert shown(page) == fresh, what
        page.goto(visits.site.address("en/try.html#m=enhanced_mta_efs"))
        alert.get_by_text("which says nothing").wait_for(state="detached")


def shown(page: Page) -> dict[str, str]:
    return {name: page.locator(f".try [data-part={name}]").inner_text() for name in SHOWN}


# ── by keyboard ──


def test_everything_can_be_done_by_keyboard(visits: Visits) -> None:
    """The keyboard stays where it was, though the page is made anew."""
    simulator = Simulator.opened(visits, "enhanced_mta")
    simulator.part("palettes").locator("[data-event=relayed]").focus()
    simulator.page.keyboard.press("Enter")
    focused = simulator.page.locator(":focus").get_attribute("data-event")
    simulator.page.keyboard.press("Space")

    assert focused == "relayed"
    assert simulator.look()["past"] == 2


# ── links ──


def test_the_rule_that_was_applied_is_a_link_away(visits: Visits) -> None:
    simulator = Simulator.opened(visits, "enhanced_mta_efs")
    simulator.record("soft_bounced", "delivered")
    words = simulator.look()["rules"]
    rule = simulator.part("rules").get_by_role("link")
    rule.nth(1).click()
    line = simulator.page.locator(":target").inner_text()
    simulator.page.go_back()
    rule.nth(0).click()

    assert words == ["Being retried × Delivered → Delivered: Delivered +1, Bounces + errors −1"]
    assert " ".join(line.split()).startswith("delivered: {to: delivered, kpi: {delivered: +1, bounces_errors: -1}")
    assert visits.site.page_at(simulator.page.url) == "en/enhanced_mta_efs.html#move-retrying-delivered"
