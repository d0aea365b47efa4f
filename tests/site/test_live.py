"""The served site follows each save, in the browser of somebody who writes the spec."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.running import running
from tests.site.visiting import PATIENCE, Visits

if TYPE_CHECKING:
    from playwright.sync_api import Page

VOCABULARY = "spec/vocabulary.yaml"
MODE = "spec/modes/plain.yaml"


def edit(project: Path, file: str, old: str, new: str) -> None:
    text = (project / file).read_text("utf-8")
    assert text.count(old) == 1
    (project / file).write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def page(visits: Visits, project: Path) -> Iterator[Page]:
    """A page of the served site."""
    with running("docs", "--serve", "--port", "0", "--project", project) as serving:
        address = serving.next_line().split()[0]
        page = visits.context(allowed=address).new_page()
        page.goto(f"{address}generated/docs/en/gate.html")
        yield page
        page.close()


def test_a_save_is_shown(page: Page, project: Path) -> None:
    move = page.locator("tr[id^=move-draft-submit]").first
    before = move.inner_text()
    edit(project, VOCABULARY, "en: Submit,", "en: Hand in,")
    move.get_by_text("Hand in").wait_for()

    assert "Submit" in before
    assert "Submit" not in move.inner_text()


def test_a_broken_spec_is_told_over_the_last_good_version_until_it_is_mended(page: Page, project: Path) -> None:
    before = page.locator("main").inner_text()
    edit(project, MODE, "initial: pending", "initial: pendign")
    problems = page.get_by_role("alert")
    problems.get_by_text("spec/modes/plain.yaml:").wait_for()
    told, during = problems.inner_text(), page.locator("main").inner_text()
    edit(project, MODE, "initial: pendign", "initial: pending")
    problems.wait_for(state="hidden")

    assert "error[unknown-state]: no state is called `pendign`" in told
    assert "hint: did you mean `pending`?" in told
    assert during == before
    assert page.locator("main").inner_text() == before


def test_the_reader_stays_where_he_was(page: Page, project: Path) -> None:
    page.set_viewport_size({"width": 800, "height": 200})
    page.evaluate("scrollTo(0, 150)")
    edit(project, VOCABULARY, "en: Submit,", "en: Hand in,")
    page.locator("tr[id^=move-draft-submit]").get_by_text("Hand in").first.wait_for()
    page.wait_for_function("scrollY > 0", timeout=PATIENCE)

    assert page.evaluate("scrollY") == 150
