"""For GitHub: workflow commands, which it shows beside the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sendspec.cli.reports.checked import Checked

if TYPE_CHECKING:
    from sendspec_gen.problems import Problem

IN_MESSAGES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
IN_PROPERTIES = IN_MESSAGES | str.maketrans({":": "%3A", ",": "%2C"})


def document(checked: Checked) -> str:
    """One line for each problem that is not ignored; paths are those of the repository if one calls from its root."""
    return "\n".join(_command(problem, checked) for problem in checked.told)


def _command(problem: Problem, checked: Checked) -> str:
    place = problem.place
    properties = {
        "file": checked.path(place.file),
        "line": place.line,
        "col": place.column,
        "endLine": place.line,
        "endColumn": place.end_column,
        "title": f"sendspec {problem.code}",
    }
    listed = ",".join(f"{name}={str(value).translate(IN_PROPERTIES)}" for name, value in properties.items())
    return f"::{problem.severity} {listed}::{_message(problem).translate(IN_MESSAGES)}"


def _message(problem: Problem) -> str:
    from sendspec_gen.problems import printable

    lines = [problem.message]
    lines += [f"hint: {problem.hint}"] if problem.hint else []
    lines += [f"{note.place}: {note.message}" for note in problem.notes]
    return "\n".join(printable(line) for line in lines)
