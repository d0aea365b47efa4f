"""The README does not promise what is not there."""

from __future__ import annotations

import re
from typing import Any

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


def test_every_target_of_make_that_is_named_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", README, re.MULTILINE))

    assert named <= targets
