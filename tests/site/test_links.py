"""Every link leads somewhere, and everything that people talk about can be linked to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from sendspec_gen.model import Moves

from tests.project import ROOT, shipped_model
from tests.site.crawling import Crawled
from tests.site.visiting import LOCALES, Site, Visits

if TYPE_CHECKING:
    from playwright.sync_api import Page

Pages = dict[str, Crawled]
IN_VIEW = """() => {
  const { top, bottom } = document.querySelector(":target").getBoundingClientRect();
  return top >= 0 && top < innerHeight && bottom > 0;
}"""
TARGETS = (
    "enhanced_mta.html#state-retrying",
    "enhanced_mta_efs_v8.html#move-retrying-delivered",
    "glossary.html#event-log-soft_bounced",
    "glossary.html#status-log-taken_into_account",
    "kpis.html#kpi-click_through_rate",
    "kpis.html#counter-bounces_errors",
    "laws.html#same_when_settled-1",
    "scenarios.html#scenario-soft-bounce-whose-retries-succeed-with-efs",
    "rules.html#drifting-counter",
    "sources.html#document-no_efs_table-4",
)
# Links by the page and the row they stand in, and what the line of the spec says to which they lead.
STATED = {
    ("enhanced_mta_efs", "#move-retrying-delivered", "−1"): "delivered: {to: delivered, kpi: {delivered: +1,",
    ("enhanced_mta", "#state-retrying", "retrying"): "retrying:",
    ("kpis", "main", "open_rate"): "open_rate:",
    ("quarantine", "#state-quarantined", "quarantined"): "quarantined:",
    ("glossary", "#event-log-soft_bounced", "soft_bounced"): "soft_bounced:",
}


# ── links ──


def test_every_link_leads_to_a_page_and_a_place_in_it(pages: Pages, site: Site) -> None:
    dead = sorted(
        {
            f"{name}: {link.target}"
            for name, page in pages.items()
            for link in page.links
            if is_dead(link.target, pages, site)
        }
    )

    assert dead == []


def test_no_link_leaves_the_disk(pages: Pages) -> None:
    assert [link for page in pages.values() for link in page.links if "://" in link.target] == []


def test_no_anchor_is_there_twice(pages: Pages) -> None:
    twice = {name: [one for one, times in Counter(page.anchors).items() if times > 1] for name, page in pages.items()}

    assert {name: anchors for name, anchors in twice.items() if anchors} == {}


def is_dead(target: str, pages: Pages, site: Site) -> bool:
    name, _, anchor = target.partition("#")
    if name in pages:
        return anchor != "" and unquote(anchor) not in pages[name].anchors and not is_choice(name, anchor)
    return anchor != "" or not name.startswith("file:") or not is_picture(name, site)


def is_choice(name: str, anchor: str) -> bool:
    """Whether that tells the simulator what to try; that it can is tested there."""
    return name.endswith("/try.html") and anchor.startswith("m=")


def is_picture(address: str, site: Site) -> bool:
    path = address.removeprefix(f"{site.root.as_uri()}/")
    return path.startswith("diagrams/") and (site.root / path).is_file()


# ── what can be linked to ──


@pytest.mark.parametrize("locale", LOCALES)
def test_everything_has_its_anchor(pages: Pages, locale: str) -> None:
    there = {f"{name}#{anchor}" for name, page in pages.items() for anchor in page.anchors}
    wanted = [f"{locale}/{place}" for place in places()]

    assert len(wanted) > 500
    assert [place for place in wanted if place not in there] == []


def places() -> Iterator[str]:
    """What people talk about, each on its page."""
    model = shipped_model()
    for name, machine in model.machines.items():
        for state in machine.states.values():
            yield f"{name}.html#state-{state.name}"
            for event, answer in state.answers.items():
                if isinstance(answer, Moves):
                    yield f"{name}.html#move-{state.name}-{event}"
    for kind, events in model.events.items():
        yield from (f"glossary.html#event-{kind}-{event}" for event in events)
    for kind, statuses in model.statuses.items():
        yield from (f"glossary.html#status-{kind}-{status}" for status in statuses)
    yield from (f"kpis.html#kpi-{kpi}" for kpi in model.kpis)
    yield from (f"kpis.html#counter-{counter}" for counter in model.counters)
    for law, times in Counter(law.name for law in (*model.laws, *model.not_laws)).items():
        yield from (f"laws.html#{law}-{number}" for number in range(1, times + 1))
    rules = (ROOT / "generator/sendspec_gen/rules").glob("*.md")
    yield from (f"rules.html#{rule.stem}" for rule in rules)
    for table in ("efs_table", "no_efs_table", "v8_table"):
        yield from (f"sources.html#document-{table}-{row}" for row in range(1, 6))
    yield from (f"sources.html#document-{document}" for document in model.project.documents)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_scenario_has_an_anchor_of_its_own(pages: Pages, locale: str) -> None:
    anchors = [anchor for anchor in pages[f"{locale}/scenarios.html"].anchors if anchor.startswith("scenario-")]

    assert len(set(anchors)) == len(anchors) == len(shipped_model().scenarios)


@pytest.mark.parametrize("locale", LOCALES)
def test_links_from_elsewhere_show_their_target(visits: Visits, locale: str) -> None:
    page = visits.context().new_page()
    for target in TARGETS:
        page.goto(visits.site.address(f"{locale}/{target}"))

        assert page.evaluate("document.querySelector(':target').id") == target.partition("#")[2]
        assert page.evaluate(IN_VIEW), target


# ── where it is written in the spec ──


def test_every_mark_of_origin_leads_to_the_line_of_its_key(pages: Pages) -> None:
    """The last word of the anchor is the key of the line; an item of a list has a number, and begins with a dash."""
    marks = {link.target for page in pages.values() for link in page.links if link.is_from and "#" in link.target}
    wrong = []
    for mark in sorted(marks):
        name, _, way = mark.partition("#")
        key = unquote(way).rpartition(".")[2]
        line = pages[name].lines.get(unquote(way), "").strip()
        if not (line.startswith("- ") if key.isdigit() else line.removeprefix("- ").startswith(f"{key}:")):
            wrong.append(f"{mark}: {line}")

    assert len(marks) > 500
    assert wrong == []


@pytest.mark.parametrize(("name", "row", "words"), STATED)
def test_the_origin_of_a_number_is_the_line_that_states_it(visits: Visits, name: str, row: str, words: str) -> None:
    page = visits.open(f"en/{name}.html")
    page.locator(row).get_by_role("link", name=words, exact=True).first.click()

    assert " ".join(target_of(page).split()).startswith(STATED[name, row, words])


def target_of(page: Page) -> str:
    return page.locator(":target").inner_text()
