"""Formats emitted Python with ruff: one process for all modules, whatever the settings of the place it runs in."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from sendspec_gen.emit.errors import EmitError
from sendspec_gen.emit.python_source import LINE


class FormattingError(EmitError):
    """Ruff is not there, or it refused a module; in words for people."""


def formatted(modules: Mapping[str, str]) -> dict[str, str]:
    """Format the modules, each a path with its text; raise FormattingError with ruff's own words."""
    command = [
        _binary(), "format", "--isolated", "--no-cache",
        "--line-length", str(LINE), "--target-version", "py311", "--", *modules,
    ]  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="sendspec-") as folder:
        for path, text in modules.items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
        except OSError as error:
            raise FormattingError(f"ruff could not be started: {error}") from error
        if done.returncode != 0:
            words = done.stderr.decode(errors="replace").strip() or f"it ended with {done.returncode}"
            raise FormattingError(f"ruff could not format the emitted Python: {words}")
        return {path: Path(folder, path).read_bytes().decode() for path in modules}


def _binary() -> str:
    try:
        return str(import_module("ruff").find_ruff_bin())
    except (ImportError, OSError) as error:
        raise FormattingError(
            "ruff, which formats what is emitted, is not installed: install sendspec again"
        ) from error
