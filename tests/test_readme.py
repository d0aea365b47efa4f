"""The README does not promise what is not there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from textwrap import dedent
from typing import Any

from click.testing import CliRunner
from sendspec.cli import main

from tests.project import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_the_example_in_python_gives_what_its_comments_say() -> None:
    block = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert block is not None
    names: dict[str, Any] = {}
    shown = []
    for line in block[1].splitlines():
        code, _, comment = line.partition("  # ")
        if comment:
            shown.append((repr(str(value) if isinstance(value := eval(code, names), str) else value), comment))
        else:
            exec(code, names)

    assert [comment for _, comment in shown] == [value for value, _ in shown]


def test_the_rule_that_the_reader_is_asked_to_change_is_there() -> None:
    before = re.search(r"change\n\s+`(\{to: .*?), …`", README)
    assert before is not None
    state = (ROOT / "spec/modes/enhanced_mta_efs.yaml").read_text("utf-8").split("\n  retrying:\n")[1]

    assert before[1] in state.split("\n  expired:\n")[0]


def test_what_is_then_found_is_what_the_reader_was_told(tmp_path: Path) -> None:
    edit = re.search(r"change\n\s+`(\{to: .*?), …` to `(\{to: .*?), …`", README)
    told = re.search(r"3\. `\.venv/bin/sendspec check`.*?```\n(.*?) *```", README, re.DOTALL)
    assert edit is not None
    assert told is not None
    shutil.copytree(ROOT / "spec", tmp_path / "spec")
    mode = tmp_path / "spec/modes/enhanced_mta_efs.yaml"
    before, retrying, after = mode.read_text("utf-8").partition("\n  retrying:\n")
    mode.write_text(before + retrying + after.replace(edit[1].rstrip("}"), edit[2].rstrip("}"), 1), "utf-8")

    found = CliRunner().invoke(main, ["check", "--project", str(tmp_path)])

    assert found.exit_code == 1
    assert [part for part in dedent(told[1]).split("…\n") if part not in found.output] == []


def test_every_command_that_is_named_is_there() -> None:
    commands = re.findall(r"\.venv/bin/sendspec ([a-z]+)([^`\n]*)", README)
    assert commands
    for verb, arguments in commands:
        shown = CliRunner().invoke(main, [verb, "--help"])

        assert shown.exit_code == 0, verb
        assert [option for option in re.findall("--[a-z-]+", arguments) if option not in shown.output] == [], verb


def test_every_target_of_make_that_is_named_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", README, re.MULTILINE))

    assert named <= targets
