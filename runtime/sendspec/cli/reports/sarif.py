"""For code scanning: SARIF 2.1.0, the interchange format of static analysis (an OASIS standard)."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sendspec.cli.reports.checked import Checked

if TYPE_CHECKING:
    from sendspec_gen.laws import Step, Trace
    from sendspec_gen.problems import Problem
    from sendspec_gen.source import Place

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def document(checked: Checked) -> str:
    """One run: the rules that were broken, and a result for each problem, ignored ones with their reason."""
    problems = checked.compilation.problems
    codes = sorted({problem.code for problem in problems})
    run = {
        "tool": {
            "driver": {
                "name": "sendspec",
                "semanticVersion": version("sendspec"),
                "rules": [_rule(code, problems) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, codes.index(problem.code), checked) for problem in problems],
    }
    # In ASCII, so that it is JSON on every terminal.
    return json.dumps({"version": "2.1.0", "$schema": SCHEMA, "runs": [run]}, indent=2)


def _rule(code: str, problems: tuple[Problem, ...]) -> dict[str, Any]:
    from sendspec_gen.rules import page_of, sentence_of

    page = page_of(code)
    severity = next(problem.severity for problem in problems if problem.code == code)
    return {
        "id": code,
        "shortDescription": {"text": sentence_of(code)},
        "fullDescription": {"text": " ".join(" ".join(page.split("\n\n")[1:3]).split())},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": severity},
    }


def _result(problem: Problem, index: int, checked: Checked) -> dict[str, Any]:
    message = f"{problem.message}\n{problem.hint}" if problem.hint else problem.message
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": index,
        "level": problem.severity,
        "message": _message(message),
        "locations": [_location(problem.place, checked)],
    }
    notes = dict.fromkeys(problem.notes)
    if notes:
        result["relatedLocations"] = [_location(note.place, checked, note.message) for note in notes]
    flows = [_code_flow(trace, checked) for trace in _traces(problem, checked) if trace.steps]
    if flows:
        result["codeFlows"] = flows
    # An empty list says that it is not suppressed, a missing one that nobody knows.
    reason = problem.ignored
    result["suppressions"] = [] if reason is None else [{"kind": "inSource", "justification": reason}]
    return result


def _traces(problem: Problem, checked: Checked) -> tuple[Trace, ...]:
    """The counterexample, if the problem is a broken law."""
    for verdict in checked.compilation.verdicts:
        if (verdict.code, verdict.place, verdict.finding) == (problem.code, problem.place, problem.message):
            return verdict.traces
    return ()


def _code_flow(trace: Trace, checked: Checked) -> dict[str, Any]:
    said = ": ".join(part for part in (trace.title, trace.ends) if part)
    locations = [{"location": _location(step.place, checked, _said(step))} for step in trace.steps]
    flow: dict[str, Any] = {"threadFlows": [{"locations": locations}]}
    return {"message": _message(said), **flow} if said else flow


def _said(step: Step) -> str:
    effects = ", ".join(f"{counter} {effect:+d}" for counter, effect in step.effects.items())
    answer = f"{step.machine}: {step.event} in {step.source} ({step.answer}), then {step.target}"
    return f"{answer}; {effects}" if effects else answer


def _location(place: Place, checked: Checked, message: str | None = None) -> dict[str, Any]:
    physical = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(checked.path(place.file))},
            "region": {"startLine": place.line, "startColumn": place.column, "endColumn": place.end_column},
        }
    }
    return physical if message is None else {**physical, "message": _message(message)}


def _message(text: str) -> dict[str, str]:
    # A bracket before a parenthesis would be a link; a single brace would begin or end a placeholder.
    return {"text": text.replace("](", "] (").replace("{", "{{").replace("}", "}}")}
