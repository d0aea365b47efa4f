"""The house's own tools find nothing: layout, lint, types, imports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.project import ROOT

BIN = Path(sys.executable).parent
TOOLS = {
    "layout": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "mypy": ["mypy"],
    "pyright": ["pyright"],
    "imports": ["lint-imports"],
}


@pytest.mark.parametrize("tool", TOOLS)
def test_tool_finds_nothing(tool: str) -> None:
    program, *arguments = TOOLS[tool]
    done = subprocess.run([str(BIN / program), *arguments], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
