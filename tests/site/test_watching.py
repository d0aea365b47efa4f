"""Whoever watches the pages sees what goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.site.visiting import Site, Visits

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WRONG = {
    "a message": ("console.error('oh dear')", "console error: oh dear"),
    "a warning": ("console.warn('oh well')", "console warning: oh well"),
    "an error": ("setTimeout(() => { throw new Error('thrown'); })", "error: thrown"),
    "a broken promise": ("void Promise.reject(new Error('broken'))", "error: broken"),
    "a request over the network": ("new Image().src = 'http://example.invalid/'", "request: http://example.invalid/"),
    "a file elsewhere": ("new Image().src = 'file:///etc/hostname'", "request: file:///etc/hostname"),
    "a file that is not there": ("new Image().src = 'missing.png'", "failed: "),
}


@pytest.fixture
def unchecked(browser: Browser, site: Site) -> Iterator[Visits]:
    """As `visits`, but what went wrong is for the test to see."""
    visits = Visits(browser, site)
    yield visits
    visits.close()


@pytest.mark.parametrize("wrong", WRONG)
def test_what_goes_wrong_is_noticed(unchecked: Visits, wrong: str) -> None:
    script, complaint = WRONG[wrong]
    page = unchecked.open("en/index.html")
    page.evaluate(script)
    page.wait_for_timeout(100)

    assert [told for told in unchecked.complaints if told.startswith(complaint)] != []


def test_data_in_the_page_itself_is_no_request(unchecked: Visits) -> None:
    page = unchecked.open("en/index.html")
    page.evaluate("fetch('data:text/plain,hello').then((answer) => answer.text())")

    assert unchecked.complaints == []
