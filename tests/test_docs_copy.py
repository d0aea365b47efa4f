"""`sendspec docs --out`: a copy of the site in a folder of its own, from outside."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sendspec.cli import main, plot

from tests.project import ROOT

SAMPLE = ROOT / "samples/postfix"


def docs(project: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["docs", "--project", str(project), *map(str, arguments)])


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_copy_is_the_site_and_the_project_stays_as_it_was(project: Path, tmp_path: Path) -> None:
    before = files_in(project)
    result = docs(project, "--out", tmp_path / "copy")
    copied = files_in(tmp_path / "copy")

    assert (result.exit_code, result.stdout) == (0, f"{tmp_path / 'copy' / 'index.html'}\n")
    assert files_in(project) == before
    docs(project)
    pages = {path: text for path, text in files_in(project / "generated/docs").items() if not path.endswith(".md")}
    assert copied == pages


def test_a_later_copy_leaves_nothing_of_an_earlier_one(project: Path, tmp_path: Path) -> None:
    docs(project, "--out", tmp_path / "copy", "--pseudo")
    docs(project, "--out", tmp_path / "copy")

    assert sorted(path.name for path in (tmp_path / "copy").iterdir()) == ["assets", "en", "fr", "index.html", "spec"]


def test_accented_english(project: Path, tmp_path: Path) -> None:
    result = docs(project, "--out", tmp_path / "copy", "--pseudo")
    folders = sorted(path.name for path in (tmp_path / "copy").iterdir() if path.is_dir())

    assert result.exit_code == 0
    assert folders == ["assets", "en-XA", "spec"]


def test_what_a_log_says_stands_in_the_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plot, "DRAWERS", ("no_such_module",))
    log = (SAMPLE / "maillog", "--log", SAMPLE / "dsn", "--source", "postfix", "--year", "2026")
    result = docs(ROOT, "--out", tmp_path / "copy", "--log", *log)
    page = (tmp_path / "copy/en/enhanced_mta.html").read_text("utf-8").replace("\N{NO-BREAK SPACE}", " ")

    assert result.exit_code == 0, result.stderr
    assert "483 went through this machine." in page


@pytest.mark.parametrize(
    ("options", "cure"),
    [
        (["--serve", "--out", "x"], "leave out --out"),
        (["--serve", "--pseudo"], "leave out --out"),
        (["--log", "maillog"], "add --out DIR"),
        (["--pseudo"], "add --out DIR"),
        (["--out", "x", "--log", "maillog"], "add --source NAME"),
        (["--out", "x", "--source", "list"], "add --log PATH"),
        (["--out", "x", "--year", "2026"], "add --log PATH"),
    ],
)
def test_options_that_do_not_go_together(options: list[str], cure: str, project: Path) -> None:
    result = docs(project, *options)

    assert result.exit_code == 2
    assert cure in result.stderr


@pytest.mark.parametrize("folder", ["spec", "spec/copy", "generated", "generated/docs/en", "diagrams/../generated"])
def test_a_folder_whose_files_the_project_knows_is_refused(folder: str, project: Path) -> None:
    docs(project)
    before = files_in(project)
    result = docs(project, "--out", project / folder)

    assert result.exit_code == 2
    assert " of the project; name another" in result.stderr
    assert files_in(project) == before


def test_a_folder_with_something_else_is_refused(project: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/letter").write_text("Dear …")
    result = docs(project, "--out", tmp_path / "mine")

    assert result.exit_code == 2
    assert "was not written by sendspec" in result.stderr
    assert list(files_in(tmp_path / "mine")) == ["letter"]


def test_a_file_is_no_folder(project: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = docs(project, "--out", tmp_path / "file")

    assert result.exit_code == 2
    assert "is no folder; name another" in result.stderr


def test_a_log_that_cannot_be_read_leaves_no_copy(tmp_path: Path) -> None:
    result = docs(ROOT, "--out", tmp_path / "copy", "--log", tmp_path / "nothing", "--source", "postfix")

    assert result.exit_code == 1
    assert "there is no such file or folder" in result.stderr
    assert not (tmp_path / "copy").exists()
