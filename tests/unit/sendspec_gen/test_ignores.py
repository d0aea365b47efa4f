"""What comments ignore, and what nobody may ignore."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from sendspec_gen.ignores import IGNORABLE, RELIED_ON, Ignore, pass_over
from sendspec_gen.pipeline import Compilation
from sendspec_gen.problems import Problem
from sendspec_gen.source import Place

from tests.project import ROOT, shipped_model
from tests.test_tidy import codes_of

COMPILER = ROOT / "generator/sendspec_gen"
HERE = Place("f", 4, 3, 9)
BESIDE = Ignore("dead-end", "so be it", 4, Place("f", 4, 12, 40))


def codes_of_laws(file: Path) -> set[str]:
    texts = {node.value for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Constant)}
    return {text for text in texts if isinstance(text, str) and re.fullmatch(r"[a-z]+(-[a-z]+)+", text)}


def test_a_comment_ignores_the_rule_that_it_names_at_its_line() -> None:
    same, other_rule = Problem("dead-end", HERE, "m"), Problem("uncited-row", HERE, "m")
    other_line, other_file = Problem("dead-end", Place("f", 5), "m"), Problem("dead-end", Place("g", 4), "m")
    found = list(pass_over([same, other_rule, other_line, other_file], [BESIDE]))

    assert [problem.ignored for problem in found] == ["so be it", None, None, None]


def test_a_comment_ignores_all_problems_of_its_rule() -> None:
    found = list(pass_over([Problem("dead-end", HERE, "one"), Problem("dead-end", HERE, "two")], [BESIDE]))

    assert [problem.ignored for problem in found] == ["so be it", "so be it"]


def test_a_comment_that_ignores_nothing_is_a_warning() -> None:
    (found,) = pass_over([], [BESIDE])

    assert (found.code, found.severity, found.place, found.ignored) == (
        "ignore-unmatched",
        "warning",
        BESIDE.place,
        None,
    )


def test_warnings_and_ignored_problems_leave_a_spec_sound() -> None:
    error = Problem("dead-end", HERE, "m")
    warning = Problem("ignore-unmatched", HERE, "m", severity="warning")
    ignored = Problem("dead-end", HERE, "m", ignored="so be it")

    assert Compilation(shipped_model(), (warning, ignored)).sound
    assert not Compilation(shipped_model(), (warning, ignored, error)).sound
    assert not Compilation(None, (warning,)).sound


def test_each_rule_of_the_checker_may_be_ignored_or_is_relied_on() -> None:
    beside = ROOT / "runtime/sendspec/cli/source_examples.py"
    rules = {code for file in (*(COMPILER / "check").glob("*.py"), beside) for code in codes_of(file)}
    laws = {code for file in (COMPILER / "laws").glob("*.py") for code in codes_of_laws(file)}

    assert rules | laws == {*IGNORABLE, *RELIED_ON}
    assert not set(IGNORABLE) & set(RELIED_ON)
    assert sorted(IGNORABLE) == list(IGNORABLE)
