"""What `check` found, told to programs: nothing in a message can break a document."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

import pytest
from sendspec.cli.reports import github, sarif
from sendspec.cli.reports import json as for_programs
from sendspec.cli.reports.checked import Checked
from sendspec_gen.laws import Explored, Step, Trace, Verdict
from sendspec_gen.model import Between, Law
from sendspec_gen.pipeline import Compilation
from sendspec_gen.problems import Note, Problem
from sendspec_gen.source import Place, SourceFile

from tests.unit.sendspec import sarif as standard
from tests.unit.sendspec_gen.small_spec import small_model

MODE = "spec/modes/plain.yaml"
LAW = Law("between", Between("good", 0, 1), ("fast_mail",), (), {}, (), Place("spec/laws.yaml", 2, 5, 12))
HOSTILE = [
    "two\nlines",
    "a\r\n::error::b",
    "100 % %0A",
    "a: b, c::d",
    "🙂 é \N{COMBINING ACUTE ACCENT} \u200f",
    "]]> <script>\"'&",
    "\x1b[31mred\x07\0\x7f\x85\u2028",
    "{0} {en: x} [a](http://b)",
    "\\ \t \ud800",
]


def checked(*problems: Problem, verdicts: tuple[Verdict, ...] = (), folder: str = ".") -> Checked:
    compilation = Compilation(small_model(), problems, verdicts, ())
    return Checked(compilation, (SourceFile(MODE),), PurePosixPath(folder))


def results_of(*problems: Problem, **more: Any) -> list[Any]:
    log = json.loads(sarif.document(checked(*problems, **more)))
    standard.check(log)
    results: list[Any] = log["runs"][0]["results"]
    return results


def broken_law() -> tuple[Verdict, Problem]:
    """A law that breaks after a loop, and the problem that tells it."""
    steps = (
        Step("fast_mail", "sent", "new", "over", "moves", {"good": 1}, Place(MODE, 12, 19, 23)),
        Step("fast_mail", "gave_up", "over", "over", "clock", {"good": 1, "bad": -1}, Place(MODE, 30, 7, 11)),
    )
    trace = Trace("one way", steps, 1, "`good` is 2")
    verdict = Verdict(
        LAW, ("fast_mail",), False, Explored(4, 9), "drifting-counter", steps[-1].place, "`good` is 2", None, (trace,)
    )
    return verdict, Problem(verdict.code, verdict.place, verdict.finding)


# ── json ──


def test_problem_as_json() -> None:
    note = Note(Place("spec/vocabulary.yaml", 7, 3, 9), "it is defined here")
    problem = Problem("dead-end", Place(MODE, 4, 3, 9), "no way out", "let it move", (note,))
    told = json.loads(for_programs.document(checked(problem, folder="sub")))

    assert told["problems"] == [
        {
            "code": "dead-end",
            "severity": "error",
            "file": MODE,
            "line": 4,
            "column": 3,
            "end_column": 9,
            "message": "no way out",
            "hint": "let it move",
            "notes": [{"file": "spec/vocabulary.yaml", "line": 7, "column": 3, "message": "it is defined here"}],
            "ignored": None,
        }
    ]


def test_law_as_json() -> None:
    verdict, problem = broken_law()
    told = json.loads(for_programs.document(checked(problem, verdicts=(verdict,))))

    assert told["laws"] == [
        {
            "law": "between",
            "says": "“Good” is never less than 0, and never more than 1.",
            "machines": ["fast_mail"],
            "file": "spec/laws.yaml",
            "line": 2,
            "column": 5,
            "proved": False,
            "explored": {"states": 4, "moves": 9},
            "finding": "`good` is 2",
            "counterexample": [
                {
                    "title": "one way",
                    "steps": [
                        {
                            "machine": "fast_mail",
                            "event": "sent",
                            "source": "new",
                            "target": "over",
                            "answer": "moves",
                            "effects": {"good": 1},
                            "file": MODE,
                            "line": 12,
                            "column": 19,
                        },
                        {
                            "machine": "fast_mail",
                            "event": "gave_up",
                            "source": "over",
                            "target": "over",
                            "answer": "clock",
                            "effects": {"good": 1, "bad": -1},
                            "file": MODE,
                            "line": 30,
                            "column": 7,
                        },
                    ],
                    "loop_from": 1,
                    "ends": "`good` is 2",
                }
            ],
        }
    ]


def test_summary_as_json() -> None:
    verdict, problem = broken_law()
    warning = Problem("ignore-unmatched", Place(MODE), "m", severity="warning")
    ignored = Problem("dead-end", Place(MODE), "m", ignored="so be it")
    told = json.loads(for_programs.document(checked(problem, warning, ignored, verdicts=(verdict,))))

    assert [each["ignored"] for each in told["problems"]] == [None, None, "so be it"]
    assert told["summary"] == {
        "sound": False,
        "files": 1,
        "errors": 1,
        "warnings": 1,
        "ignored": 1,
        "laws": 1,
        "proofs": 0,
        "not_laws": 0,
        "counterexamples": 0,
    }


# ── github ──


def test_problem_as_workflow_command() -> None:
    note = Note(Place("spec/vocabulary.yaml", 7, 3), "it is defined here")
    problem = Problem("dead-end", Place(MODE, 4, 3, 9), "50 %, so: no way out", "let it move", (note,))

    assert github.document(checked(problem, folder="sub")) == (
        "::error file=sub/spec/modes/plain.yaml,line=4,col=3,endLine=4,endColumn=9,title=sendspec dead-end::"
        "50 %25, so: no way out%0Ahint: let it move%0Aspec/vocabulary.yaml:7:3: it is defined here"
    )


def test_warnings_are_warnings_and_ignored_problems_are_not_told() -> None:
    warning = Problem("ignore-unmatched", Place(MODE, 2), "m", severity="warning")
    ignored = Problem("dead-end", Place(MODE, 3), "m", ignored="so be it")

    assert github.document(checked(warning, ignored)).startswith("::warning file=spec/modes/plain.yaml,line=2,")
    assert github.document(checked(ignored)) == ""


def test_properties_of_a_command_are_escaped() -> None:
    problem = Problem("foreign-file", Place("spec/a,b:c%d\n.yaml"), "m")

    assert "file=spec/a%2Cb%3Ac%25d%0A.yaml,line=1," in github.document(checked(problem))


# ── sarif ──


def test_problem_as_sarif() -> None:
    note = Note(Place("spec/vocabulary.yaml", 7, 3, 9), "it is defined here")
    problem = Problem("dead-end", Place(MODE, 4, 3, 9), "no way out", "let it move", (note, note))
    ignored = Problem("uncited-row", Place(MODE, 5, 1, 2), "not cited", ignored="so be it")
    first, second = results_of(problem, ignored, folder="sub")

    assert first == {
        "ruleId": "dead-end",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "no way out\nlet it move"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "sub/spec/modes/plain.yaml"},
                    "region": {"startLine": 4, "startColumn": 3, "endColumn": 9},
                }
            }
        ],
        "relatedLocations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "sub/spec/vocabulary.yaml"},
                    "region": {"startLine": 7, "startColumn": 3, "endColumn": 9},
                },
                "message": {"text": "it is defined here"},
            }
        ],
        "suppressions": [],
    }
    assert second["suppressions"] == [{"kind": "inSource", "justification": "so be it"}]


def test_rules_are_those_that_occur() -> None:
    problems = [
        Problem("uncited-row", Place(MODE), "m"),
        Problem("ignore-unmatched", Place(MODE), "m", severity="warning"),
        Problem("dead-end", Place(MODE), "m"),
        Problem("dead-end", Place(MODE, 2), "m"),
    ]
    log = json.loads(sarif.document(checked(*problems)))
    rules = log["runs"][0]["tool"]["driver"]["rules"]

    assert [(rule["id"], rule["defaultConfiguration"]["level"]) for rule in rules] == [
        ("dead-end", "error"),
        ("ignore-unmatched", "warning"),
        ("uncited-row", "error"),
    ]
    assert rules[2]["shortDescription"] == {"text": "A row of a published table is cited nowhere."}
    assert rules[2]["fullDescription"]["text"].endswith("no scenario cites may have been forgotten.")
    assert rules[2]["help"]["markdown"].startswith("# uncited-row\n")


def test_counterexample_as_code_flow() -> None:
    verdict, problem = broken_law()
    (result,) = results_of(problem, verdicts=(verdict,))
    (flow,) = result["codeFlows"]
    (thread,) = flow["threadFlows"]
    lines = [each["location"]["physicalLocation"]["region"]["startLine"] for each in thread["locations"]]

    assert flow["message"] == {"text": "one way: `good` is 2"}
    assert lines == [12, 30]
    assert thread["locations"][1]["location"]["message"]["text"] == (
        "fast_mail: gave_up in over (clock), then over; good +1, bad -1"
    )


def test_links_are_no_links_in_sarif() -> None:
    (result,) = results_of(Problem("dead-end", Place(MODE), "[click](http://elsewhere)"))

    assert result["message"] == {"text": "[click] (http://elsewhere)"}


def test_path_is_a_uri_in_sarif() -> None:
    (result,) = results_of(Problem("foreign-file", Place("spec/é #1?.yaml"), "m"))

    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "spec/%C3%A9%20%231%3F.yaml"}


# ── all ──


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text(text: str) -> None:
    problem = Problem("dead-end", Place(MODE), text, text, (Note(Place(MODE), text),))
    ignored = Problem("dead-end", Place(MODE, 2), text, ignored=text)
    found = checked(problem, ignored)
    told = json.loads(for_programs.document(found))["problems"]
    log = json.loads(sarif.document(found))
    standard.check(log)

    assert [each["message"] for each in told] == [text, text]
    assert told[0]["notes"][0]["message"] == told[1]["ignored"] == text
    assert log["runs"][0]["results"][1]["suppressions"][0]["justification"] == text
    assert for_programs.document(found).isascii()
    assert sarif.document(found).isascii()
    (command,) = github.document(found).splitlines()
    assert command.startswith("::error file=spec/modes/plain.yaml,line=1,col=1,endLine=1,endColumn=2,title=")
    assert all(sign.isprintable() for sign in command)


def test_nothing_found() -> None:
    assert github.document(checked()) == ""
    assert results_of() == []
    assert json.loads(for_programs.document(checked()))["problems"] == []
