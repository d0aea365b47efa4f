from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sendspec_gen.mutation.__main__ import main
from sendspec_gen.mutation.bisimulation import Difference, Heard
from sendspec_gen.mutation.reasons import Reason, read_reasons, reason_for, unneeded
from sendspec_gen.mutation.report import Report, page, survivors
from sendspec_gen.mutation.score import Noticed
from sendspec_gen.problems import Problems
from sendspec_gen.source import Place, SourceFile

from tests.project import ROOT

SEEN = Difference("log", (Heard("sent", ()), Heard("read", (("late", True),))))
REASONS = "docs/mutation-reasons.yaml"


def noticed(
    name: str, *, different: bool = True, laws: tuple[str, ...] = (), scenarios: tuple[str, ...] = ()
) -> Noticed:
    return Noticed(
        id=f"log/{name}/status",
        operator="status",
        machine="log",
        what=f"`{name}` shows `sent`",
        place=Place("spec/log.yaml", 7),
        difference=SEEN if different else None,
        laws=laws,
        structure=(),
        scenarios=scenarios,
        tables=False,
    )


BY_LAW = noticed("one", laws=("any_order",))
BY_SCENARIO = noticed("two", scenarios=("A story",))
SURVIVOR = noticed("three")
EQUAL = noticed("four", different=False)
ALL = (BY_LAW, BY_SCENARIO, SURVIVOR, EQUAL)
WHY = Reason("log/three/*", "Nobody looks there.", Place(REASONS))


def test_a_score_counts_what_differs() -> None:
    report = Report(ALL, {})

    # Two of three, never rounded up.
    assert (report.noticed, report.percent) == (2, 66.6)
    assert "**66.6 %: 2 of 3 mutants that behave differently are noticed.** 1 others" in page(report)


def test_what_structure_alone_notices_is_told_apart() -> None:
    by_structure = replace(noticed("five"), structure=("dead-end",))
    shown = page(Report((*ALL, by_structure), {}))

    assert "**75.0 %: 3 of 4 mutants" in shown
    assert "laws and scenarios alone notice 2." in shown


def test_each_change_has_a_row() -> None:
    assert "| status | 4 | 1 | 3 | 1 | 0 | 1 | 2 | 0 | 66.6 % |" in page(Report(ALL, {}))


def test_each_law_has_a_row() -> None:
    assert "| `any_order` | 1 | 1 |" in page(Report(ALL, {}))


def test_a_survivor_is_listed_with_its_place_and_how_to_see_it() -> None:
    shown = page(Report(ALL, {}))

    assert survivors(ALL) == (SURVIVOR,)
    assert "### Without a reason\n\n- `spec/log.yaml:7`: `three` shows `sent`. Seen: sent, read (late)." in shown


def test_a_survivor_is_listed_with_its_reason() -> None:
    report = Report(ALL, {SURVIVOR.id: WHY})

    assert "### Nobody looks there.\n\n- `spec/log.yaml:7`" in page(report)
    assert report.unexplained == ()


def test_a_survivor_without_a_reason_is_unexplained() -> None:
    assert Report(ALL, {SURVIVOR.id: None}).unexplained == (SURVIVOR,)


def test_the_first_reason_that_fits_is_given() -> None:
    later = Reason("*", "Anything.", Place(REASONS, 5))

    assert reason_for(SURVIVOR.id, (WHY, later)) is WHY
    assert unneeded((WHY, later), {SURVIVOR.id: WHY}) == (later,)


def test_reasons_are_read_with_their_places() -> None:
    problems = Problems()
    text = b"- survivors: log/three/*\n  why: >-\n    Nobody looks\n    there.\n"
    reasons = read_reasons(SourceFile(REASONS, text), problems)

    assert not problems
    assert [(reason.pattern, reason.why, reason.place.line) for reason in reasons] == [
        ("log/three/*", "Nobody looks there.", 1)
    ]


@pytest.mark.parametrize(
    "text",
    [
        b"survivors: a\nwhy: b\n",
        b"- survivors: a\n",
        b"- {survivors: a, why: ''}\n",
        b"- {survivors: a, why: b, who: c}\n",
        b"- a\n",
        b"- [\n",
    ],
)
def test_what_is_no_reason_is_told(text: bytes) -> None:
    problems = Problems()

    assert read_reasons(SourceFile(REASONS, text), problems) == ()
    assert len(problems.found) == 1


def test_a_file_without_reasons_is_fine() -> None:
    problems = Problems()

    assert read_reasons(SourceFile(REASONS, b""), problems) == ()
    assert not problems


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "tests/corpus/good/spec", tmp_path / "spec")
    (tmp_path / "docs").mkdir()
    return tmp_path


def run(project: Path, *options: str) -> int:
    out = str(project / "docs/mutation.md")
    return main(["--project", str(project), "--out", out, "--processes", "1", *options])


def test_survivors_without_a_reason_are_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(project, "--at-least", "0")
    told = capsys.readouterr().err

    assert code == 1
    assert "nothing notices that " in told
    assert f"say in {REASONS} why it may be so" in told


def test_with_reasons_all_is_fine(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / REASONS).write_text("- {survivors: '*', why: It is an example.}\n- {survivors: none, why: None.}\n")
    code = run(project, "--at-least", "0")
    told = capsys.readouterr().err

    assert code == 0
    assert told == f"{REASONS}:2:3: no survivor fits `none`: delete the reason\n"


def test_a_low_score_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / REASONS).write_text("- {survivors: '*', why: It is an example.}\n")
    code = run(project, "--at-least", "100")

    assert code == 1
    assert capsys.readouterr().err == "the score should be 100 % at least\n"


def test_the_page_is_the_same_each_time(project: Path) -> None:
    run(project)
    first = (project / "docs/mutation.md").read_bytes()
    run(project)

    assert first == (project / "docs/mutation.md").read_bytes()


def test_a_spec_with_problems_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "spec/modes/plain.yaml").write_text("mode: plain\n")

    assert run(project) == 1
    assert "spec/modes/plain.yaml:1:1: error[" in capsys.readouterr().err
    assert not (project / "docs/mutation.md").exists()


def test_wrong_reasons_are_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / REASONS).write_text("why\n")

    assert run(project) == 1
    assert f"{REASONS}:1:1: error[wrong-form]" in capsys.readouterr().err


def test_a_page_that_cannot_be_written_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "docs/mutation.md").mkdir()

    assert run(project, "--at-least", "0") == 1
    assert "docs/mutation.md: " in capsys.readouterr().err
