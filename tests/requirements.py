"""What some tests need that pip cannot install: without it they are skipped, or fail where it is required."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

import pytest

POSTGRES = Path("/usr/lib/postgresql")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """Where Chromium is: as `SENDSPEC_CHROMIUM` says, else on the path."""
    told = os.environ.get("SENDSPEC_CHROMIUM")
    return told or next((found for name in BROWSERS if (found := shutil.which(name))), None)


def postgres() -> str | None:
    """The folder of PostgreSQL's programs: as `SENDSPEC_POSTGRES` says, else of its newest version."""
    told = os.environ.get("SENDSPEC_POSTGRES")
    folders = sorted(POSTGRES.glob("*/bin"), key=lambda folder: int(folder.parent.name.split(".")[0]), reverse=True)
    on_path = shutil.which("postgres")
    return told or next((str(folder) for folder in folders), on_path and str(Path(on_path).parent))


def java() -> str | None:
    """The program that runs Spark: in `JAVA_HOME`, else on the path."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")


FINDERS: Mapping[str, Callable[[], str | None]] = {"browser": chromium, "java": java, "postgres": postgres}
"""How each thing is looked for that a test may need."""
CURES = {
    "browser": "install Chromium, or name its program in SENDSPEC_CHROMIUM",
    "java": "install Java 17 or later, or name its folder in JAVA_HOME",
    "postgres": "install PostgreSQL, or name the folder of its programs in SENDSPEC_POSTGRES",
}


def required() -> tuple[str, ...]:
    """The things whose absence is a failure: `SENDSPEC_REQUIRE=browser`, several with commas."""
    return tuple(name for name in os.environ.get("SENDSPEC_REQUIRE", "").split(",") if name)


def needed(name: str) -> str:
    """Where a thing is; ends the test if it is not there."""
    found = FINDERS[name]()
    if found is None:
        lacking(name, f"there is no {name}; {CURES[name]}")
    return found


def lacking(name: str, reason: str) -> NoReturn:
    """End the test for lack of a thing."""
    if name in required():
        pytest.fail(f"{reason} (SENDSPEC_REQUIRE asks for it)", pytrace=False)
    pytest.skip(reason)
