"""The environment of the templates that are HTML."""

from __future__ import annotations

from functools import cache

import jinja2

from sendspec_gen.emit import jinja


@cache
def environment() -> jinja2.Environment:
    """As that of all templates, but words are escaped."""
    return jinja.environment().overlay(autoescape=True)
