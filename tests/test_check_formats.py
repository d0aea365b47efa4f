"""`sendspec check --format`, and comments that ignore a problem, as people and CI meet them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sendspec.cli import main

from tests.project import ROOT
from tests.unit.sendspec import sarif as standard

GOOD = Path(__file__).parent / "corpus" / "good"
MODE = "spec/modes/plain.yaml"
DEAD_END = "  sent:\n    status: sent\n    ignore: [delivered, bounced, expired]\n"
FORMATS = ("text", "json", "github", "sarif")


def check(project: Path, form: str = "text") -> Result:
    return CliRunner().invoke(main, ["check", "--format", form, "--project", str(project)])


def as_json(project: Path) -> Any:
    result = check(project, "json")

    assert result.stderr == ""
    return json.loads(result.stdout)


def break_sent(project: Path, comment: str = "", beside: str = "") -> None:
    """Let `sent` be a dead end, with a comment above it or beside."""
    text = (project / MODE).read_text("utf-8")
    before, _, rest = text.partition("  sent:\n")
    _, _, after = rest.partition("  failed:\n")
    dead_end = DEAD_END.replace("sent:\n", f"sent:{beside}\n", 1)
    (project / MODE).write_text(f"{before}{comment}{dead_end}  failed:\n{after}", "utf-8")


# ── formats ──


def test_sound_spec_as_text(project: Path) -> None:
    result = check(project)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == check(project, "text").stdout
    assert result.stdout.startswith("9 files are fine: ")


def test_sound_spec_as_documents(project: Path) -> None:
    log = json.loads(check(project, "sarif").stdout)
    standard.check(log)

    assert as_json(project)["problems"] == []
    assert as_json(project)["summary"]["sound"] is True
    assert log["runs"][0]["results"] == []
    assert check(project, "github").stdout == ""
    assert [check(project, form).exit_code for form in FORMATS] == [0, 0, 0, 0]


def test_laws_of_the_shipped_spec_are_proved() -> None:
    told = as_json(ROOT)

    assert {"potential", "at_most_one_of", "between", "any_order"} <= {law["law"] for law in told["laws"]}
    assert [law for law in told["laws"] if not law["proved"] or law["counterexample"]] == []
    assert [law for law in told["not_laws"] if law["proved"] or not law["counterexample"]] == []
    assert all(law["says"].endswith(".") and law["file"].startswith("spec/") for law in told["laws"])


def test_broken_spec_as_documents(project: Path) -> None:
    break_sent(project)
    (problem,) = as_json(project)["problems"]
    log = json.loads(check(project, "sarif").stdout)
    standard.check(log)
    (result,) = log["runs"][0]["results"]

    assert (problem["code"], problem["file"], problem["line"], problem["column"]) == ("dead-end", MODE, 22, 3)
    assert (problem["message"], problem["ignored"]) == (
        "`sent` can never be left, and it is neither settled nor final",
        None,
    )
    assert result["ruleId"] == "dead-end"
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 22, "startColumn": 3, "endColumn": 7}
    assert check(project, "github").stdout == (
        f"::error file={MODE},line=22,col=3,endLine=22,endColumn=7,title=sendspec dead-end::"
        "`sent` can never be left, and it is neither settled nor final"
        "%0Ahint: let an event move it, or write `settled: true` or `final: true`\n"
    )
    assert [check(project, form).exit_code for form in FORMATS] == [1, 1, 1, 1]


@pytest.mark.parametrize("form", ["json", "github", "sarif"])
def test_spec_that_cannot_be_read_is_a_document_too(form: str, project: Path) -> None:
    (project / MODE).write_bytes(b"mode: [\xff")
    result = check(project, form)

    assert (result.exit_code, result.stderr) == (1, "")
    assert "not-utf8" in result.stdout
    if form == "sarif":
        standard.check(json.loads(result.stdout))
    if form == "json":
        assert json.loads(result.stdout)["laws"] == []


def test_braces_are_doubled_in_sarif_messages(project: Path) -> None:
    # SARIF 2.1.0, 3.11.5: a single brace would begin or end a placeholder.
    mode = project / MODE
    mode.write_text(mode.read_text().replace("initial:", '"{0}": 1\ninitial:', 1))
    log = json.loads(check(project, "sarif").stdout)
    messages = [result["message"]["text"] for result in log["runs"][0]["results"]]

    assert [message.partition(" ")[0] for message in messages] == ["`{{0}}`"]


def test_drifting_counter_names_the_line_and_the_way_there(project: Path) -> None:
    text = (project / MODE).read_text("utf-8")
    (project / MODE).write_text(text.replace("kpi: {delivered: +1, bounces: -1}", "kpi: {delivered: +1}"), "utf-8")
    told = as_json(project)
    log = json.loads(check(project, "sarif").stdout)
    standard.check(log)
    broken = [law for law in told["laws"] if not law["proved"]]

    assert ("drifting-counter", 19) in {(problem["code"], problem["line"]) for problem in told["problems"]}
    assert {law["law"] for law in broken} >= {"potential"}
    assert broken[0]["counterexample"][0]["steps"][0]["source"] == "pending"
    assert log["runs"][0]["results"][0]["codeFlows"][0]["threadFlows"][0]["locations"]


def test_paths_are_those_of_the_repository(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    break_sent(project)
    monkeypatch.chdir(project.parent)
    log = json.loads(check(Path("project"), "sarif").stdout)

    assert check(Path("project"), "github").stdout.startswith(f"::error file=project/{MODE},")
    assert log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": f"project/{MODE}"
    }
    assert str(project) not in check(project, "sarif").stdout + check(project, "github").stdout


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_documents_do_not_depend_on_the_terminal_or_the_hash_seed(form: str, project: Path) -> None:
    title = '{en: "Bo\\u0007om \\e[31m, 100 % ::error:: ]]> 🙂 é\\n::x", fr: "x"}'
    stories = project / "spec/scenarios/stories.yaml"
    first = next(line for line in stories.read_text("utf-8").splitlines() if "scenario:" in line)
    stories.write_text(stories.read_text("utf-8").replace(first, f"{first.partition(':')[0]}: {title}"), "utf-8")
    break_sent(project)
    documents = {
        subprocess.run(
            [sys.executable, "-c", "from sendspec.cli import main; main()", "check", "--format", form],
            cwd=project,
            env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=False,
        ).stdout
        for encoding, seed in (("ascii", "1"), ("utf-8", "2"), ("latin-1", "3"))
    }
    (document,) = documents

    assert json.loads(document)


def test_text_does_not_move_the_terminal(project: Path) -> None:
    stories = project / "spec/scenarios/stories.yaml"
    text = stories.read_text("utf-8")
    first = next(line for line in text.splitlines() if "scenario:" in line)
    hostile = f'{first.partition(":")[0]}: {{en: "A\\e[31m\\nB", fr: "x"}}'
    stories.write_text(text.replace(first, hostile), "utf-8")
    mode = (project / MODE).read_text("utf-8")
    (project / MODE).write_text(mode.replace("status: pending", "status: failed", 1), "utf-8")
    stderr = check(project).stderr

    assert "fails in" in stderr
    assert all(sign.isprintable() or sign == "\n" for sign in stderr)


def test_unknown_format(project: Path) -> None:
    result = check(project, "xml")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "'xml' is not one of 'text', 'json', 'github', 'sarif'" in result.stderr


@pytest.mark.parametrize("form", FORMATS)
def test_no_project_is_wrong_usage_in_every_format(form: str, tmp_path: Path) -> None:
    result = check(tmp_path, form)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no folder spec/ in" in result.stderr


# ── ignore ──

WHY = "nobody hears what becomes of it"


@pytest.mark.parametrize(
    ("comment", "beside"), [(f"  # ignore[dead-end]: {WHY}\n", ""), ("", f"   # ignore[dead-end]: {WHY}")]
)
def test_ignored_problem_does_not_fail(comment: str, beside: str, project: Path) -> None:
    break_sent(project, comment, beside)
    result = check(project)
    line = 23 if comment else 22
    (problem,) = as_json(project)["problems"]

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith(f"1 problem is ignored with a reason: {MODE}:{line} (dead-end)\n")
    assert (problem["line"], problem["ignored"]) == (line, WHY)
    assert check(project, "github").stdout == ""


def test_ignored_problem_is_suppressed_in_sarif(project: Path) -> None:
    break_sent(project, f"  # ignore[dead-end]: {WHY}\n")
    result = check(project, "sarif")
    log = json.loads(result.stdout)
    standard.check(log)

    assert result.exit_code == 0
    assert [each["suppressions"] for each in log["runs"][0]["results"]] == [
        [{"kind": "inSource", "justification": WHY}]
    ]


def test_spec_with_an_ignored_problem_is_generated(project: Path) -> None:
    break_sent(project, f"  # ignore[dead-end]: {WHY}\n")
    result = CliRunner().invoke(main, ["generate", "--project", str(project)])

    assert (result.exit_code, result.stderr) == (0, "")
    assert (project / "generated").is_dir()


def test_other_problems_fail_beside_an_ignored_one(project: Path) -> None:
    break_sent(project, f"  # ignore[dead-end]: {WHY}\n")
    text = (project / "spec/project.yaml").read_text("utf-8")
    (project / "spec/project.yaml").write_text(
        text.replace("documents:\n", "documents:\n  spare: {title: Spare, where: the shelf}\n"), "utf-8"
    )
    result = check(project)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "error[unused-document]" in result.stderr
    assert "error[dead-end]" not in result.stderr
    assert "\n1 problem; `sendspec explain rule unused-document`" in result.stderr
    assert result.stderr.endswith(f"1 problem is ignored with a reason: {MODE}:23 (dead-end)\n")


def test_comment_that_ignores_nothing_is_a_warning_and_no_failure(project: Path) -> None:
    text = (project / MODE).read_text("utf-8")
    (project / MODE).write_text(text.replace("  sent:\n", "  sent:  # ignore[dead-end]: once it was\n"), "utf-8")
    result = check(project)
    told = as_json(project)

    assert result.exit_code == 0
    assert f"{MODE}:22:10: warning[ignore-unmatched]: there is no `dead-end` at line 22" in result.stderr
    assert result.stderr.endswith("\n1 warning; `sendspec explain rule ignore-unmatched` says more of the first kind\n")
    assert result.stdout.startswith("9 files are fine: ")
    assert (told["summary"]["sound"], told["summary"]["errors"], told["summary"]["warnings"]) == (True, 0, 1)
    assert check(project, "github").stdout.startswith(f"::warning file={MODE},line=22,col=10,")


def test_ignored_broken_law_is_still_told_as_not_proved(project: Path) -> None:
    laws = "laws:\n  - between: {counter: delivered, low: 1, high: 1}   # ignore[counter-out-of-bounds]: later\n"
    (project / "spec/laws.yaml").write_text(f"{laws}    modes: all\n", "utf-8")
    told = as_json(project)
    (law,) = (law for law in told["laws"] if law["law"] == "between")

    assert not law["proved"]
    assert {problem["ignored"] for problem in told["problems"] if problem["code"] == "counter-out-of-bounds"} == {
        "later"
    }


def test_unharmed(project: Path) -> None:
    """What is checked is not touched."""
    before = {path: path.read_bytes() for path in project.rglob("*.yaml")}
    for form in FORMATS:
        check(project, form)
    shutil.rmtree(project / ".cache", ignore_errors=True)

    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before
