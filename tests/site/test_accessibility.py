"""axe finds nothing to complain of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.site.visiting import KINDS, LOCALES, Visits

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCREENS = {"wide and light": (1280, "light"), "narrow and dark": (360, "dark")}
"""What is narrow has the colours of what is wide, so each is looked at once."""
QUIETLY = {"resultTypes": ["violations"], "preload": False, "iframes": False}
"""Without asking for files, which pages from disk may not do."""
NO_COLOURS = {"rules": {"color-contrast": {"enabled": False}}}
"""Without the rule that takes longest: colours are the same in every language."""


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page(visits: Visits, kind: str, screen: str) -> None:
    width, colours = SCREENS[screen]
    page = visits.open(KINDS[kind], viewport={"width": width, "height": 800}, color_scheme=colours)

    assert violations(page) == []


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale != "en"])
def test_other_languages(visits: Visits, locale: str) -> None:
    page = visits.context().new_page()
    found = {}
    for name in KINDS.values():
        if name.startswith("en/"):
            page.goto(visits.site.address(f"{locale}/{name.removeprefix('en/')}"))
            found[name] = violations(page, NO_COLOURS)

    assert {name: told for name, told in found.items() if told} == {}


def violations(page: Page, options: dict[str, object] | None = None) -> list[str]:
    """Which rule is broken where, and why."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={**QUIETLY, **(options or {})}).response["violations"]
    return [f"{one['id']}: {node['target']}: {node['failureSummary']}" for one in found for node in one["nodes"][:3]]
