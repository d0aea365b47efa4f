"""What all tests share."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

GOOD = Path(__file__).parent / "corpus" / "good"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="write the words that bad specs get now as the expected ones"
    )
    parser.addoption("--events", type=int, default=1_000_000, help="how many random events the engines are compared on")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--accept") and os.environ.get("CI"):
        raise pytest.UsageError(
            "CI compares, it never accepts: run `pytest --accept` on your machine, and read the diff"
        )


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--accept"))


@pytest.fixture
def events(request: pytest.FixtureRequest) -> int:
    """How many random events are asked for, in all tests that share them."""
    return int(request.config.getoption("--events"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the good project, to be broken."""
    return Path(shutil.copytree(GOOD, tmp_path / "project"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """For each machine whose paths were walked, how much of it that is."""
    from tests.tables import coverage

    lines = list(coverage.summary())
    if lines:
        terminalreporter.section("covered by the paths that were walked")
    for line in lines:
        terminalreporter.write_line(line)
