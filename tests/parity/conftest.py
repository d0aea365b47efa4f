"""What the tests of the simulator's engine share: one process of Node's for all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.parity.browser import Browser, browser


@pytest.fixture(scope="package")
def engine() -> Iterator[Browser]:
    with browser() as started:
        yield started
