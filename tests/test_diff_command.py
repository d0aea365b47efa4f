"""`sendspec diff`, as people and CI call it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sendspec.cli import main
from sendspec.cli.diff.markdown import as_markdown
from sendspec.cli.diff.report import Report
from sendspec_gen.changes.change import Cell, Change, LawChange, Revision, RowChange

from tests.project import ROOT

GOOD = Path(__file__).parent / "corpus" / "good"
PLAIN = "spec/modes/plain.yaml"
VOCABULARY = "spec/vocabulary.yaml"
IDENTITY = {
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


def sendspec(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="sendspec")


def diff(project: Path, *arguments: str | Path, against: str | Path = GOOD) -> Result:
    return sendspec("diff", "--project", project, "--against", against, *arguments)


def change(project: Path, file: str, old: str, new: str) -> None:
    text = (project / file).read_text("utf-8")
    assert text.count(old) == 1
    (project / file).write_text(text.replace(old, new), "utf-8")


def relabel(project: Path, label: str = "Delivered at last") -> None:
    change(project, VOCABULARY, "delivered: {label: {en: Delivered,", f"delivered: {{label: {{en: {label},")


def without_deadline(project: Path) -> None:
    """Both states wait for ever; nothing else changes."""
    text = (project / PLAIN).read_text("utf-8")
    (project / PLAIN).write_text(text.replace("from: start", "from: entry"), "utf-8")


def git(folder: Path, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | IDENTITY
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, check=True, encoding="utf-8").stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The good project in a sub-folder of a repository, with one commit."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    top = tmp_path / "repository"
    shutil.copytree(GOOD, top / "mail")
    git(tmp_path, "init", "--quiet", "--initial-branch", "main", str(top))
    git(top, "add", ".")
    git(top, "commit", "--quiet", "--message", "first")
    return top


# ── what is told ──


def test_a_spec_beside_itself(project: Path) -> None:
    result = diff(project)

    assert (result.exit_code, result.stdout) == (0, f"Nothing changed in meaning (against {GOOD})\n")


def test_text_gives_the_change_its_reason_and_its_place(project: Path) -> None:
    relabel(project)
    lines = diff(project).stdout.splitlines()

    assert lines[0] == f"DOCS is concerned: 1 change (against {GOOD})"
    assert [" ".join(line.split()) for line in lines[3:]] == [
        "DOCS changed event delivered: label (en: Delivered → en: Delivered at last)",
        "only words, pages and pictures are others",
        "spec/vocabulary.yaml:3:5",
    ]


def test_folder_spec_itself(project: Path) -> None:
    result = diff(project, against=GOOD / "spec")

    assert (result.exit_code, result.stdout) == (0, f"Nothing changed in meaning (against {GOOD})\n")


def test_json_says_everything(project: Path) -> None:
    relabel(project)
    content = json.loads(diff(project, "--format", "json").stdout)

    assert content["concerned"] == ["DOCS"]
    assert [(one["of"], one["aspect"], one["name"]) for one in content["changes"]] == [("event", "label", "delivered")]
    assert content["changes"][0]["after_place"] == "spec/vocabulary.yaml:3:5"
    assert sorted(content) == [
        "against", "cannot_tell", "changes", "concerned", "flow", "laws", "renames", "rows", "verdict",
    ]  # fmt: skip


def test_markdown_begins_with_the_verdict_and_escapes_words(project: Path) -> None:
    relabel(project, "'<b>a|b</b> @all #1 `x'")
    text = diff(project, "--format", "markdown").stdout

    assert text.startswith("**DOCS is concerned: 1 change**")
    assert "en: \\<b\\>a\\|b\\</b\\> &#64;all &#35;1 \\`x" in text
    assert text.count("<details>") == text.count("</details>") == 1


def test_markdown_limits_the_rows() -> None:
    rows = tuple(RowChange("changed", "plain", f"row{number}", (Cell("status", "a", "b"),)) for number in range(100))
    text = as_markdown(Report("old", "old/", Revision(rows=rows), None, "en"))

    assert "Test rows (100)" in text
    assert text.count("| changed |") == 30
    assert "and 70 more" in text


def test_markdown_fits_a_comment_on_github() -> None:
    long = "a name, " * 100
    changes = tuple(
        Change("changed", "kpi", "label", None, f"kpi{number}", long, long, ("DOCS",), "so") for number in range(1_000)
    )
    laws = tuple(LawChange("added", False, "between", "", f"{number} {long}", ("DOCS",), "so") for number in range(500))
    text = as_markdown(Report("old", "old/", Revision(changes=changes, laws=laws), None, "en"))

    assert len(text) < 65_536
    assert "| changed kpi `kpi0`: label |" in text
    assert "more; `--format json` has them all" in text


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href")]


def test_page_needs_nothing_else(project: Path, tmp_path: Path) -> None:
    without_deadline(project)
    relabel(project, "'<script>alert(1)</script>'")
    result = diff(project, "--format", "html", "--out", tmp_path / "page.html")
    page = Page((tmp_path / "page.html").read_text("utf-8"))

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert page.addresses == []
    assert "script" not in page.tags
    assert page.tags.count("svg") == 3
    assert {"style", "table", "details"} <= set(page.tags)


@pytest.mark.parametrize("form", ["text", "markdown", "json", "html"])
def test_each_form_is_the_same_every_time(project: Path, form: str) -> None:
    without_deadline(project)

    assert diff(project, "--format", form).stdout == diff(project, "--format", form).stdout != ""


# ── fail-on ──


@pytest.mark.parametrize(("refused", "code"), [("KPI", 1), ("DATA", 1), ("CODE", 0), ("DOCS", 0)])
def test_fail_on(project: Path, refused: str, code: int) -> None:
    without_deadline(project)
    result = diff(project, "--fail-on", refused)

    assert result.exit_code == code
    assert result.stdout.startswith("DATA and KPI are concerned: 2 changes")
    assert result.stderr == (f"error: {refused} must not be concerned (--fail-on)\n" if code else "")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        pytest.param("high: to_deliver}", "high: 9}", 1, id="another bound"),
        pytest.param("low: 0, high: to_deliver}", "low: -1, high: to_deliver}", 1, id="a wider bound"),
        pytest.param(", since: [cancel]", "", 1, id="less is asked for"),
        pytest.param("{delivered: sent, bounces: failed}", "{delivered: sent}", 1, id="one counter less"),
        pytest.param("in the end is what", "at last is what", 0, id="other words"),
        pytest.param("low: 0, high: 3}", "low: 0, high: 4}", 0, id="what is known to be false"),
    ],
)
def test_fail_on_laws(project: Path, old: str, new: str, code: int) -> None:
    change(project, "spec/laws.yaml", old, new)
    result = diff(project, "--fail-on", "LAWS")

    assert result.exit_code == code, result.stderr
    assert ("error: no law may promise less" in result.stderr) == bool(code)


# ── revisions of git ──


def test_revision_of_a_project_in_a_sub_folder(repository: Path) -> None:
    project = repository / "mail"
    relabel(project)
    before = git(repository, "status", "--porcelain")
    result = diff(project, against="git:HEAD")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("DOCS is concerned: 1 change (against git:HEAD)\n")
    assert git(repository, "status", "--porcelain") == before


def test_revision_is_found_from_the_project_inside_a_hook(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")

    assert diff(repository / "mail", against="git:main").exit_code == 0


def test_place_of_what_is_gone_names_the_revision(repository: Path) -> None:
    project = repository / "mail"
    (project / "spec/sources/list.yaml").unlink()
    result = diff(project, against="git:HEAD")

    assert "removed source list" in result.stdout
    assert "git:HEAD:mail/spec/sources/list.yaml:1:9" in result.stdout


def test_link_in_a_revision_is_not_followed(repository: Path) -> None:
    (repository / "mail/spec/sources/other.yaml").symlink_to("list.yaml")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message", "a link")
    (repository / "mail/spec/sources/other.yaml").unlink()
    result = diff(repository / "mail", against="git:HEAD")

    assert result.exit_code == 1
    assert "git:HEAD:mail/spec/sources/other.yaml:1:1: error[unreadable]" in result.stderr


@pytest.mark.parametrize(
    ("against", "words"),
    [
        ("git:mian", "no revision is called `mian`; did you mean `main`?"),
        ("git:--all", "no revision is called `--all`; give a branch, a tag or a commit"),
        ("git:", "no revision is called ``; give a branch, a tag or a commit"),
        ("git:HEAD~7", "no revision is called `HEAD~7`;"),
        ("git:^HEAD", "no revision is called `^HEAD`;"),
    ],
)
def test_revision_that_cannot_be(repository: Path, against: str, words: str) -> None:
    result = diff(repository / "mail", against=against)

    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert "--against" in result.stderr


def test_revision_without_a_spec(repository: Path) -> None:
    shutil.copytree(GOOD, repository / "new")
    result = diff(repository / "new", against="git:HEAD")

    assert result.exit_code == 2
    assert "there is no folder new/spec/ in git:HEAD" in result.stderr


def test_no_repository(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    result = diff(project, against="git:HEAD")

    assert result.exit_code == 2
    assert f"{project} is in no git repository that can be read" in " ".join(result.stderr.split())


def test_no_git(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(project))
    result = diff(project, against="git:HEAD")

    assert result.exit_code == 2
    assert "git is not installed, so no revision can be read; give --against DIR instead" in result.stderr


def test_git_that_cannot_be_called(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "git").write_bytes(b"\0")
    (project / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(project))
    result = diff(project, against="git:HEAD")

    assert result.exit_code == 2
    assert "git cannot be called (Exec format error); give --against DIR instead" in result.stderr


# ── bad input ──


def test_nothing_to_compare_with(project: Path) -> None:
    result = diff(project, against="")

    assert result.exit_code == 2
    assert "it names nothing; give a project, its spec/, or git:REV" in result.stderr


def test_no_project_here(tmp_path: Path) -> None:
    result = diff(tmp_path, against="git:HEAD")

    assert result.exit_code == 2
    assert f"there is no folder spec/ in {tmp_path}; go to the project, or name it" in result.stderr


@pytest.mark.parametrize("against", ["no/such/place", __file__])
def test_folder_that_is_none(project: Path, against: str) -> None:
    result = diff(project, against=against)

    assert result.exit_code == 2
    assert f"there is no folder {against}; give a project, its spec/, or git:REV" in result.stderr


def test_folder_without_a_spec(project: Path) -> None:
    result = diff(project, against=project / "spec/modes")

    assert result.exit_code == 2
    assert f"there is no folder spec/ in {project}/spec/modes" in result.stderr


def test_old_spec_that_no_longer_parses(repository: Path) -> None:
    project = repository / "mail"
    text = (project / PLAIN).read_text("utf-8")
    (project / PLAIN).write_text(text.replace("initial:", "begins:"), "utf-8")
    git(repository, "commit", "--quiet", "--all", "--message", "another language")
    (project / PLAIN).write_text(text, "utf-8")
    result = diff(project, against="git:HEAD")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "git:HEAD:mail/spec/modes/plain.yaml:6:1: error[unknown-key]" in result.stderr
    assert "   6 | begins: pending" in result.stderr
    assert (
        "git:HEAD: this version of sendspec cannot read the old spec; compare with a revision that it" in result.stderr
    )


def test_old_spec_that_only_breaks_rules(project: Path, tmp_path: Path) -> None:
    old = Path(shutil.copytree(project, tmp_path / "old"))
    change(
        old,
        PLAIN,
        "delivered: {to: sent, kpi: {delivered: +1, bounces: -1}}",
        "delivered: {to: sent, kpi: {delivered: +1}}",
    )
    result = diff(project, against=old)

    assert result.exit_code == 0
    assert f"note: {old}: the spec there breaks" in result.stderr
    assert "KPI" in result.stdout.splitlines()[0]


def test_new_spec_with_problems(project: Path) -> None:
    change(project, PLAIN, "initial: pending", "initial: pendign")
    result = diff(project)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "spec/modes/plain.yaml:6:10: error[unknown-state]" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--log", "x"), "--log and --source go together: add --source NAME"),
        (("--source", "x"), "--log and --source go together: add --log LOG"),
        (("--fail-on", "LAW"), "'LAW' is not one of 'CODE', 'DATA', 'KPI', 'DOCS', 'LAWS'"),
        (("--format", "pdf"), "'pdf' is not one of"),
        (("--year", "2026"), "--year and --timezone say how a log is read: add --log LOG and --source NAME"),
    ],
)
def test_wrong_usage(project: Path, arguments: tuple[str, ...], words: str) -> None:
    result = diff(project, *arguments)

    assert result.exit_code == 2
    assert words in result.stderr


def test_out_is_no_file_of_either_spec(project: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(GOOD, old)
    targets = [project / "spec/report.md", old / "spec/report.md"]
    results = [diff(project, "--out", target, against=old) for target in targets]

    assert [result.exit_code for result in results] == [2, 2]
    assert [target.exists() for target in targets] == [False, False]


def test_out_in_a_folder_that_is_not_there(project: Path) -> None:
    result = diff(project, "--out", project / "no/such/report.md")

    assert result.exit_code == 1
    assert f"error: {project}/no/such/report.md: it cannot be written: No such file or directory" in result.stderr


# ── a log ──


def test_log_with_both_specs(tmp_path: Path) -> None:
    """The old spec takes what the next server refused for good for a success."""
    old = tmp_path / "old"
    shutil.copytree(ROOT / "spec", old / "spec")
    change(old, "spec/sources/postfix.yaml", "  bounced: hard_bounced", "  bounced: delivered")
    log = ("--log", ROOT / "samples/postfix/maillog", "--log", ROOT / "samples/postfix/dsn", "--source", "postfix")
    result = diff(ROOT, *log, "--year", "2026", "--format", "json", against=old)
    content = json.loads(result.stdout)
    delivered = content["flow"]["modes"]["native_mta"]["counters"]["delivered"]

    assert [(one["of"], one["aspect"], one["concerns"]) for one in content["changes"]] == [
        ("source", "record bounced", ["DATA", "KPI"])
    ]
    assert delivered["before"] > delivered["after"]
