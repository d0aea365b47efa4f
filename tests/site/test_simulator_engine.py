"""The engine in a real browser gives every row of every emitted table, and every path, as it does in Node."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.parity import test_browser_tables as of_node
from tests.parity.browser import RUNNER, Script
from tests.site.visiting import Site, Visits
from tests.tables.path_rows import FILES
from tests.tables.test_emitted_tables import TABLES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# What Node's script asks of Node; it only plays here.
PLAYER = """(script) => {
  const nothing = () => new Proxy(() => undefined, { get: () => nothing(), apply: () => nothing() });
  window.play = new Function("require", "process", `${script}; return play;`)(nothing(), { argv: [] });
}"""


@dataclass(frozen=True, slots=True)
class InBrowser:
    """The engine of the page, asked as Node is asked."""

    page: Page

    def play(self, script: Script) -> list[dict[str, Any]]:
        seen: list[dict[str, Any]] = self.page.evaluate(
            "(asked) => play(asked)", {"actors": script.actors, "actions": script.actions}
        )
        return seen


@pytest.fixture(scope="module")
def engine(browser: Browser, site: Site) -> Iterator[InBrowser]:
    visits = Visits(browser, site)
    page = visits.open("en/try.html")
    page.evaluate(PLAYER, RUNNER.read_text("utf-8"))
    yield InBrowser(page)
    visits.close()

    assert visits.complaints == []


@pytest.mark.parametrize("machine", TABLES)
def test_rows_come_true(engine: InBrowser, machine: str) -> None:
    of_node.test_rows_come_true(engine, machine)


@pytest.mark.parametrize(("machine", "criterion"), FILES, ids=of_node.NAMES)
def test_paths_come_true(engine: InBrowser, machine: str, criterion: str) -> None:
    of_node.test_paths_come_true(engine, machine, criterion)
