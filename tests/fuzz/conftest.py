"""How long each family is fuzzed, and from which seed on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis.strategies import SearchStrategy

from tests.fuzz.fuzzing import Run, fuzz

RUNS = pytest.StashKey[list[Run]]()
Fuzz = Callable[[str, SearchStrategy[Any], Callable[[Any], None]], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seconds", type=float, default=0.0, help="how long each family of readers is fuzzed")
    parser.addoption("--seed", type=int, default=1, help="the seed of the first round; each next one is one more")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[RUNS] = []


@pytest.fixture
def fuzzed(request: pytest.FixtureRequest) -> Fuzz:
    """Fuzzes a family; without a time there is nothing to do."""
    seconds = request.config.getoption("--seconds")
    if not seconds:
        pytest.skip("it runs by `make fuzz`")

    def call(family: str, cases: SearchStrategy[Any], look_at: Callable[[Any], None]) -> None:
        run = Run(family, request.config.getoption("--seed"))
        request.config.stash[RUNS].append(run)
        fuzz(run, cases, look_at, seconds)

    return call


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for run in config.stash[RUNS]:
        terminalreporter.write_line(str(run))
