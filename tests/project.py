"""The shipped spec, compiled once for all tests that look at it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sendspec_gen.disk import read_spec
from sendspec_gen.model import Model
from sendspec_gen.pipeline import compile_spec

ROOT = Path(__file__).parent.parent


@cache
def shipped_model() -> Model:
    compilation = compile_spec(read_spec(ROOT))
    assert compilation.problems == ()
    assert compilation.model is not None
    return compilation.model
