"""What some tests need that pip cannot install: without it they are skipped, or fail where it is required."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

import pytest

POSTGRES = Path("/usr/lib/postgresql")
UNPACKED_EXIM = Path(__file__).parent.parent / ".venv/exim/usr/sbin/exim4"
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


def postfix() -> str | None:
    """The folder of Postfix's programs, its smtp-sink among them, where they are on the path; only root can run it."""
    found = [shutil.which(name, path=_path_of_root()) for name in ("postfix", "smtp-sink")]
    return str(Path(found[0]).parent) if os.geteuid() == 0 and found[0] and found[1] else None


def exim() -> str | None:
    """Where Exim is: as `SENDSPEC_EXIM` says, else unpacked for the tests, else on the path; None without Postfix."""
    told = os.environ.get("SENDSPEC_EXIM") or (str(UNPACKED_EXIM) if UNPACKED_EXIM.exists() else None)
    return told or shutil.which("exim4", path=_path_of_root()) if postfix() else None


def _path_of_root() -> str:
    return f"{os.environ.get('PATH', '')}:/usr/sbin"


FINDERS: Mapping[str, Callable[[], str | None]] = {
    "browser": chromium,
    "java": java,
    "postgres": postgres,
    "postfix": postfix,
    "exim": exim,
}
"""How each thing is looked for that a test may need."""
CURES = {
    "browser": "install Chromium, or name its program in SENDSPEC_CHROMIUM",
    "java": "install Java 17 or later, or name its folder in JAVA_HOME",
    "postgres": "install PostgreSQL, or name the folder of its programs in SENDSPEC_POSTGRES",
    "postfix": "run tests/mta/install, which installs Postfix, and then the tests, both as root",
    "exim": "run tests/mta/install, which unpacks Exim beside Postfix, and then the tests, both as root",
}
GROUPS = {"mta": ("postfix", "exim")}
"""What may be asked for by one name."""


def required() -> tuple[str, ...]:
    """The things whose absence is a failure: `SENDSPEC_REQUIRE=browser`, several with commas."""
    asked = os.environ.get("SENDSPEC_REQUIRE", "").split(",")
    return tuple(name for given in asked if given for name in GROUPS.get(given, (given,)))


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
