"""The one Jinja2 environment that every template is rendered in."""

from __future__ import annotations

import traceback
from functools import cache
from typing import Any

import jinja2

from sendspec_gen.emit.errors import EmitError

FOLDER = "sendspec_gen/templates"


class Template(jinja2.Template):
    """A template that says in words where it broke."""

    def render(self, *args: Any, **values: Any) -> str:
        """As of all templates; EmitError with the template and its line for whatever goes wrong inside."""
        try:
            return super().render(*args, **values)
        except EmitError:
            raise
        except Exception as error:
            raise EmitError(_in_words(error, self.name or "")) from error


class Environment(jinja2.Environment):
    """An environment whose templates say where they broke."""

    template_class = Template

    def get_template(self, name: Any, *rest: Any, **options: Any) -> jinja2.Template:
        try:
            return super().get_template(name, *rest, **options)
        except jinja2.TemplateSyntaxError as error:
            raise EmitError(_in_words(error, str(name))) from error
        except jinja2.TemplateNotFound as error:
            raise EmitError(f"there is no template {FOLDER}/{error.name}") from error


@cache
def environment() -> Environment:
    """The environment: templates from `sendspec_gen/templates`, an undefined name is an error."""
    return Environment(
        loader=jinja2.PackageLoader("sendspec_gen", "templates"),
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _in_words(error: Exception, name: str) -> str:
    """The innermost line of a template that an error came through, and what it says."""
    what = f"{error}" or type(error).__name__
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"{FOLDER}/{error.name or name}:{error.lineno}: {error.message}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".jinja")]
    if not frames:
        return f"{FOLDER}/{name}: {what}"
    innermost = frames[-1]
    template = innermost.filename.replace("\\", "/").rpartition("/")[2]
    return f"{FOLDER}/{template}:{innermost.lineno}: {what}"
