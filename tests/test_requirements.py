"""A machine that must have everything has it, and what is missing elsewhere is skipped aloud."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import requirements
from tests.requirements import FINDERS, needed, required


def test_everything_that_is_required_is_there() -> None:
    lacking = [name for name in required() if name not in FINDERS or FINDERS[name]() is None]

    assert lacking == []


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SENDSPEC_CHROMIUM", raising=False)


@pytest.mark.usefixtures("nowhere")
def test_without_a_browser_its_tests_are_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDSPEC_REQUIRE", "")
    with pytest.raises(pytest.skip.Exception, match="there is no browser; install Chromium"):
        needed("browser")


@pytest.mark.usefixtures("nowhere")
def test_without_a_browser_that_is_required_its_tests_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDSPEC_REQUIRE", "java,browser")
    with pytest.raises(pytest.fail.Exception, match="there is no browser; install Chromium"):
        needed("browser")


def test_a_browser_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDSPEC_CHROMIUM", "/opt/chromium")

    assert needed("browser") == "/opt/chromium"


def test_the_programs_of_postgres_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDSPEC_POSTGRES", "/opt/postgres/bin")

    assert needed("postgres") == "/opt/postgres/bin"


def test_the_newest_postgres_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SENDSPEC_POSTGRES", raising=False)
    monkeypatch.setattr(requirements, "POSTGRES", tmp_path)
    for version in ("9.6", "16", "15"):
        (tmp_path / version / "bin").mkdir(parents=True)

    assert needed("postgres") == str(tmp_path / "16" / "bin")


@pytest.mark.usefixtures("nowhere")
def test_without_postgres_its_tests_are_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SENDSPEC_POSTGRES", raising=False)
    monkeypatch.setattr(requirements, "POSTGRES", tmp_path)
    monkeypatch.setenv("SENDSPEC_REQUIRE", "")
    with pytest.raises(pytest.skip.Exception, match="there is no postgres; install PostgreSQL"):
        needed("postgres")


@pytest.mark.usefixtures("nowhere")
@pytest.mark.parametrize("name", ["postfix", "exim"])
def test_without_mail_servers_that_are_required_their_tests_fail(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("SENDSPEC_REQUIRE", "mta")
    with pytest.raises(pytest.fail.Exception, match=f"there is no {name}; run tests/mta/install"):
        needed(name)


def test_exim_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("postfix", "smtp-sink"):
        (tmp_path / name).touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("SENDSPEC_EXIM", "/opt/exim")

    assert needed("postfix") == str(tmp_path)
    assert needed("exim") == "/opt/exim"
