"""`sendspec docs`: the site on disk, and the site served while somebody edits the spec."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sendspec.cli import main

from tests.running import PATIENCE, Running, running

SPEC = "spec/modes/plain.yaml"
PICTURE = "diagrams/en/plain.svg"
FIRST_PAGE = "generated/docs/index.html"


def docs(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["docs", *map(str, arguments)])


def edit(project: Path, old: str, new: str, file: str = SPEC) -> None:
    text = (project / file).read_text("utf-8")
    assert text.count(old) == 1
    (project / file).write_text(text.replace(old, new), "utf-8")


def files_of(project: Path) -> dict[str, int]:
    paths = (path for path in project.rglob("*") if path.is_file())
    return {path.relative_to(project).as_posix(): path.stat().st_mtime_ns for path in paths}


# ── on disk ──


def test_the_site_is_written_and_its_first_page_named(project: Path) -> None:
    before = files_of(project)
    result = docs("--project", project)
    written = files_of(project).keys() - before.keys()

    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{project / FIRST_PAGE}\n", "")
    assert PICTURE in written
    assert "generated/docs/en/gate.md" in written
    assert {path.split("/")[0] for path in written} == {"generated", "diagrams"}
    assert {path.split("/")[1] for path in written if path.startswith("generated/")} == {"docs"}


def test_what_is_up_to_date_is_not_written(project: Path) -> None:
    docs("--project", project)
    before = files_of(project)
    result = docs("--project", project)

    assert result.exit_code == 0
    assert before == files_of(project)


def test_only_the_site_is_brought_up_to_date(project: Path) -> None:
    CliRunner().invoke(main, ["generate", "--project", str(project)])
    (project / PICTURE).write_text("<!-- Generated from spec/ by hand. Do not edit. -->")
    (project / "generated/tables/plain.csv").write_text("stale")
    (project / "generated/docs/notes.txt").write_text("mine")
    result = docs("--project", project)

    assert result.exit_code == 0
    assert result.stderr.startswith("generated/docs/notes.txt: was not generated, ")
    assert "<svg" in (project / PICTURE).read_text("utf-8")
    assert (project / "generated/tables/plain.csv").read_text() == "stale"
    assert (project / "generated/docs/notes.txt").read_text() == "mine"


def test_a_broken_spec_makes_no_site(project: Path) -> None:
    edit(project, "initial: pending", "initial: pendign")
    result = docs("--project", project)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "error[unknown-state]" in result.stderr
    assert not (project / "generated").exists()


@pytest.mark.parametrize("there_is_a_browser", [True, False])
def test_the_browser_is_asked_to_open_it(
    there_is_a_browser: bool, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: asked.append(address) or there_is_a_browser)
    result = docs("--open", "--project", project)
    address = (project / FIRST_PAGE).resolve().as_uri()

    assert (result.exit_code, asked) == (0, [address])
    assert result.stderr == ("" if there_is_a_browser else f"no browser could be started; open {address} yourself\n")


@pytest.mark.parametrize("option", [["--port", "0"], ["--host", "localhost"], ["--serve", "--port", "65536"]])
def test_wrong_usage(option: list[str], project: Path) -> None:
    assert docs(*option, "--project", project).exit_code == 2


def test_without_a_spec_there_is_no_site(tmp_path: Path) -> None:
    result = docs("--serve", "--port", "0", "--project", tmp_path)

    assert result.exit_code == 2
    assert "there is no folder spec/ in " in result.stderr


# ── served ──


@pytest.fixture
def serving(project: Path) -> Iterator[Running]:
    with running("docs", "--serve", "--port", "0", "--project", project) as serving:
        yield serving


def address_of(serving: Running) -> str:
    """Where the site is, once it was built."""
    address = serving.next_line().split()[0]
    assert serving.next_line().endswith(("the pages are up to date", "the last good version stays"))
    return address


def ask(address: str) -> HTTPResponse:
    response = urllib.request.urlopen(address, timeout=PATIENCE)
    assert isinstance(response, HTTPResponse)
    return response


def news_of(stream: HTTPResponse) -> dict[str, str]:
    while line := stream.readline():
        if line.startswith(b"data: "):
            news: dict[str, str] = json.loads(line.removeprefix(b"data: "))
            return news
    raise EOFError


def test_serving_writes_nothing(serving: Running, project: Path) -> None:
    before = files_of(project)
    address = address_of(serving)
    picture = ask(f"{address}{PICTURE}").read()

    assert b"<svg" in picture
    assert before == files_of(project)


def test_a_save_is_told_and_shown(serving: Running, project: Path) -> None:
    address = address_of(serving)
    stream = ask(f"{address}-/events?page={FIRST_PAGE}")
    before = news_of(stream)
    edit(project, "en: Submit,", "en: Hand in,", "spec/vocabulary.yaml")
    after = news_of(stream)

    assert (before["problems"], after["problems"]) == ("", "")
    assert after["stamp"] != before["stamp"]
    assert b"Hand in" in ask(f"{address}diagrams/en/gate.svg").read()


def test_a_broken_spec_is_told_as_check_tells_it(serving: Running, project: Path) -> None:
    address = address_of(serving)
    stream = ask(f"{address}-/events?page={FIRST_PAGE}")
    before = news_of(stream)
    picture = ask(f"{address}{PICTURE}").read()
    edit(project, "initial: pending", "initial: pendign")
    broken = news_of(stream)
    checked = CliRunner().invoke(main, ["check", "--project", str(project)])
    still = ask(f"{address}{PICTURE}").read()
    edit(project, "initial: pendign", "initial: pending")
    mended = news_of(stream)

    assert broken == {"stamp": before["stamp"], "problems": checked.stderr.rstrip("\n")}
    assert "error[unknown-state]: no state is called `pendign`" in broken["problems"]
    assert still == picture
    assert mended == before


def test_a_spec_that_is_broken_from_the_beginning_shows_only_that(project: Path) -> None:
    edit(project, "initial: pending", "initial: pendign")
    with running("docs", "--serve", "--port", "0", "--project", project) as serving:
        address = address_of(serving)
        with pytest.raises(urllib.error.HTTPError) as refused:
            ask(f"{address}{FIRST_PAGE}")
        page = refused.value.read().decode()
        stream = ask(f"{address}-/events?page={FIRST_PAGE}")
        broken = news_of(stream)
        edit(project, "initial: pendign", "initial: pending")
        mended = news_of(stream)

        assert refused.value.status == 503
        assert "error[unknown-state]: no state is called `pendign`" in page
        assert mended["problems"] == ""
        assert mended["stamp"] != broken["stamp"]
        assert b"<svg" in ask(f"{address}{PICTURE}").read()


def test_interrupted_it_ends_well_though_somebody_listens(serving: Running) -> None:
    address = address_of(serving)
    streams = [ask(f"{address}-/events?page={FIRST_PAGE}") for _ in range(3)]
    for stream in streams:
        news_of(stream)

    assert serving.interrupt() == 0
    assert serving.told.empty()
    for stream in streams:
        assert b"data: " not in stream.read()


def test_a_port_in_use_is_told_with_the_cure(project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = docs("--serve", "--port", str(port), "--project", project)

    assert result.exit_code == 1
    assert result.stderr == (
        f"Error: port {port} of 127.0.0.1 cannot be listened at: it is in use; "
        "name another with --port, or --port 0 for any that is free\n"
    )


@pytest.mark.parametrize("host", ["nowhere.invalid", "no..where", "n" * 64])
def test_a_host_that_is_not_there_is_told(host: str, project: Path) -> None:
    result = docs("--serve", "--port", "0", "--host", host, "--project", project)

    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: port 0 of {host} cannot be listened at: ")


def test_a_host_that_others_can_reach_is_warned_of(project: Path) -> None:
    with running("docs", "--serve", "--host", "0.0.0.0", "--port", "0", "--project", project) as serving:
        warning = serving.told_until("Warning")
        address = address_of(serving)

    assert warning.startswith("Warning: 0.0.0.0 is not this machine alone")
    assert address.startswith("http://127.0.0.1:")
