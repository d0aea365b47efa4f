"""Whether each template can be read."""

from __future__ import annotations

from collections.abc import Iterator

import jinja2

from sendspec_gen.emit.faults.encoding import line_of
from sendspec_gen.emit.jinja import FOLDER, environment
from sendspec_gen.problems import Problem
from sendspec_gen.source import Place


def in_templates(loader: jinja2.BaseLoader | None = None) -> Iterator[Problem]:
    """The templates that break the rules of Jinja, each with the first line that does."""
    known = environment().overlay(loader=loader) if loader else environment()
    assert known.loader is not None
    for name in known.list_templates():
        try:
            text, _, _ = known.loader.get_source(known, name)
            known.parse(text, name)
        except jinja2.TemplateSyntaxError as error:
            yield _broken(name, error.lineno, error.message or "it cannot be read")
        except UnicodeDecodeError as error:
            yield _broken(name, line_of(error), "it is not UTF-8")


def _broken(name: str, line: int, what: str) -> Problem:
    hint = "no output is made of a broken template"
    return Problem("broken-template", Place(f"{FOLDER}/{name}", line), f"this template is broken: {what}", hint=hint)
