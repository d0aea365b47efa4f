"""For programs: every problem and every law, as one JSON document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sendspec.cli.reports.checked import Checked, laws_of

if TYPE_CHECKING:
    from sendspec_gen.laws import Step, Trace, Verdict
    from sendspec_gen.model import Model
    from sendspec_gen.problems import Problem
    from sendspec_gen.source import Place


def document(checked: Checked) -> str:
    """`problems`, `laws`, `not_laws` and a `summary`; paths are relative to the project."""
    compilation = checked.compilation
    model = compilation.model
    told = {
        "problems": [_problem(problem) for problem in compilation.problems],
        "laws": [_verdict(verdict, model) for verdict in compilation.verdicts if model],
        "not_laws": [_verdict(verdict, model) for verdict in compilation.refuted if model],
        "summary": _summary(checked),
    }
    # In ASCII, so that it is JSON on every terminal.
    return json.dumps(told, indent=2)


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "severity": problem.severity,
        **_place(problem.place),
        "end_column": problem.place.end_column,
        "message": problem.message,
        "hint": problem.hint,
        "notes": [{**_place(note.place), "message": note.message} for note in problem.notes],
        "ignored": problem.ignored,
    }


def _verdict(verdict: Verdict, model: Model) -> dict[str, Any]:
    from sendspec_gen.laws.words import sentence

    return {
        "law": verdict.law.name,
        "says": sentence(verdict.law, model),
        "machines": list(verdict.machines),
        **_place(verdict.law.place),
        "proved": verdict.proved,
        "explored": {"states": verdict.explored.states, "moves": verdict.explored.moves},
        "finding": verdict.finding or None,
        "counterexample": [_trace(trace) for trace in verdict.traces],
    }


def _trace(trace: Trace) -> dict[str, Any]:
    return {
        "title": trace.title,
        "steps": [_step(step) for step in trace.steps],
        "loop_from": trace.loop_from,
        "ends": trace.ends,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "machine": step.machine,
        "event": step.event,
        "source": step.source,
        "target": step.target,
        "answer": step.answer,
        "effects": dict(step.effects),
        **_place(step.place),
    }


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column}


def _summary(checked: Checked) -> dict[str, Any]:
    compilation = checked.compilation
    severities = [problem.severity for problem in checked.told]
    return {
        "sound": compilation.sound,
        "files": len(checked.files),
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "ignored": len(checked.ignored),
        "laws": laws_of(compilation.verdicts),
        "proofs": sum(verdict.proved for verdict in compilation.verdicts),
        "not_laws": laws_of(compilation.refuted),
        "counterexamples": sum(not verdict.proved for verdict in compilation.refuted),
    }
