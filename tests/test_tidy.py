"""The repository itself is tidy: nothing dead, nothing unexplained, nothing that only holds on one machine."""

from __future__ import annotations

import ast
import datetime
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import jinja2
import pytest
import sendspec.table
from sendspec.machine import GuardedMachine, LiveMachine, MessageLog
from sendspec_gen.check import RULES, reserved_names
from sendspec_gen.disk import bears_header
from sendspec_gen.emit import comparison_page, revision_page
from sendspec_gen.emit.sql import transpiling
from sendspec_gen.pipeline import emit_files
from sendspec_gen.problems import Problems
from sendspec_gen.read.nodes import compose
from sendspec_gen.rules import page_of, rules
from sendspec_gen.source import SourceFile

from tests import bad_files
from tests.project import ROOT, shipped_model

COMPILER = ROOT / "generator/sendspec_gen"
TEMPLATES = sorted((COMPILER / "templates").glob("*.jinja"))


@cache
def codes_in_use() -> set[str]:
    stages = [file for stage in ("read", "resolve", "check", "emit/faults") for file in (COMPILER / stage).glob("*.py")]
    beside = (COMPILER / "ignores.py", ROOT / "runtime/sendspec/cli/source_examples.py")
    told = {code for file in (*stages, *beside) for code in codes_of(file)}
    return told | {code for file in (COMPILER / "laws").glob("*.py") for code in codes_of_verdicts(file)}


def codes_of(file: Path) -> Iterator[str]:
    """The codes that a module tells, and those of the names that it looks up; nothing names a recording."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        match called, node.args[0]:
            case "add" | "Problem" | "_refuse" | "_Form", ast.Constant(str(code)):
                yield code
            case "_unused", ast.Constant(str(what)):
                yield f"unused-{what}"
            case "Names" | "_names", ast.Constant(str(what)) if what != "recording":
                yield f"unknown-{what.lower()}"


def codes_of_verdicts(file: Path) -> Iterator[str]:
    """The codes of the laws that a module proves: whatever looks like a code."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        match node:
            case ast.Constant(str(code)) if re.fullmatch("[a-z]+(-[a-z]+)+", code):
                yield code


@cache
def repository() -> tuple[Path, ...]:
    """Every file that is committed or about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("this is no checkout")
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def test_each_code_has_a_page() -> None:
    assert codes_in_use() == set(rules())


def test_each_code_has_a_bad_file() -> None:
    shown = {file.name.split(".")[0] for file in (*bad_files.FILES, *bad_files.WORDS)}

    assert codes_in_use() == shown


def test_expected_words_belong_to_a_bad_file() -> None:
    made = {file for file in bad_files.WORDS if file.parent.name == "made"}

    assert {file.with_suffix(".yaml") for file in bad_files.WORDS if file not in made} <= set(bad_files.FILES)


@pytest.mark.parametrize("code", rules())
def test_page_of_a_rule(code: str) -> None:
    page = page_of(code)
    problems = Problems()
    blocks = re.findall(r"```(\w+)\n(.*?)```", page, re.DOTALL)
    if blocks[-1][0] == "yaml":
        compose(SourceFile("page", blocks[-1][1].encode()), problems)

    assert page.startswith(f"# {code}\n\n")
    assert 10 <= page.count("\n") <= 30
    assert problems.found == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_template_says_what_it_is_given(template: Path) -> None:
    assert template.read_text("utf-8").startswith("{# ")


def test_each_template_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    used: set[str] = set()
    get_template = jinja2.Environment.get_template

    def note(environment: jinja2.Environment, name: Any, *rest: Any, **options: Any) -> jinja2.Template:
        used.add(name)
        return get_template(environment, name, *rest, **options)

    monkeypatch.setattr(jinja2.Environment, "get_template", note)
    # What is read once a process may have been read by another test.
    transpiling.fold.cache_clear()
    transpiling._written.cache_clear()
    emit_files(shipped_model())
    revision_page.page(revision_page.RevisionPage("", "", revision_page.Section("", (), ()), (), ()))
    mode = comparison_page.Mode("", "", 0, "")
    words = dict.fromkeys(("kpi", "difference", "how"), "")
    comparison_page.page(comparison_page.ComparisonPage("en", "", "", (mode, mode), (), (), (), words))

    assert {template.name for template in TEMPLATES} == used


def test_each_rule_is_registered() -> None:
    no_rules = {"__init__", "laws", "story", "structure"}
    rules_of_files = {file.stem for file in (COMPILER / "check").glob("*.py")} - no_rules
    modules = {import_module(f"sendspec_gen.check.{name}") for name in rules_of_files}

    assert {rule.__module__ for rule in RULES} == {module.__name__ for module in modules}
    assert all(functions_of(module) == ["rule"] for module in modules)
    assert len(RULES) == len(modules)


def functions_of(module: ModuleType) -> list[str]:
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and callable(value) and getattr(value, "__module__", "") == module.__name__
    ]


def test_reserved_words_are_those_of_the_runtime() -> None:
    classes = (LiveMachine, MessageLog, GuardedMachine)
    words = {name for each in classes for name in (*dir(each), *each.__annotations__) if not name.startswith("_")}

    assert words == reserved_names.MACHINE_WORDS


def test_reserved_classes_hold_those_that_modules_import() -> None:
    imported = {
        name
        for name, value in vars(sendspec.table).items()
        if isinstance(value, type) and value.__module__ == "sendspec.table"
    }

    assert imported | {"LiveMachine", "MessageLog", "GuardedMachine"} <= reserved_names.CLASS_WORDS


def test_reserved_machines_hold_the_names_of_pages() -> None:
    machines = {path.stem for path in (ROOT / "generated/tables").glob("*.csv")}
    docs = ROOT / "generated/docs"
    pages = {path.stem.lower() for ending in ("md", "html") for path in docs.glob(f"*/*.{ending}")} - {
        path.stem for path in docs.glob("spec/*.html")
    }

    assert pages - machines <= reserved_names.MODULE_WORDS


def links_of(page: Path) -> list[str]:
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    return re.findall(r"\]\(<?([^)#>\s]+)", prose)


FOREIGN = {
    "a package registry": r"pypi[.]org|pythonhosted[.]|artifactory|devpi|registry[.]npmjs",
    "a path of one machine": r"(?<![\w.])/(?:home|Users|root|work|workspace)/\w",
    "the moment of generation": r"(?i)\b(?:generated|built|created) (?:on|at) (?:\w+,? )?\d",
}


@pytest.mark.parametrize("what", FOREIGN)
def test_no_file_holds(what: str) -> None:
    pattern = re.compile(FOREIGN[what])
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line[:160]}"
        for path in repository()
        if path != Path(__file__) and "samples" not in path.relative_to(ROOT).parts
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), start=1)
        if pattern.search(line)
    ]

    assert found == []


def test_no_emitted_file_knows_the_day() -> None:
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    spec = "".join(path.read_text("utf-8") for path in (ROOT / "spec").rglob("*.yaml"))
    emitted = [path for path in repository() if bears_header(path.read_bytes())]

    # A day that the spec itself names, as a recording does, is no day on which something was emitted.
    assert today in spec or [path for path in emitted if today in path.read_text("utf-8")] == []


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md", "docs", "samples", "generated/docs"])
def test_links_lead_somewhere(page: str) -> None:
    pages = sorted((ROOT / page).rglob("*.md")) if (ROOT / page).is_dir() else [ROOT / page]
    dead = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in pages
        for target in re.findall(
            r"\]\(<?([^)#>\s]+)", re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text("utf-8"), flags=re.DOTALL)
        )
        if not re.match(r"[a-z]+:", target) and not (path.parent / target).exists()
    ]

    assert pages
    assert dead == []
