"""The one Jinja2 environment that every template is rendered in."""

from __future__ import annotations

from functools import cache

import jinja2


@cache
def environment() -> jinja2.Environment:
    """The environment: templates from `sendspec_gen/templates`, an undefined name is an error."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("sendspec_gen", "templates"),
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
