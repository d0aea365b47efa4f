"""The files of the spec as pages without words of their own: every line, and an anchor for each key."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

from sendspec_gen.emit.site.html import named, spec_page
from sendspec_gen.emit.site.shell import Entry, native_name
from sendspec_gen.emit.site.templates import environment
from sendspec_gen.model import Model
from sendspec_gen.source import SpecText

COMMENT = re.compile(r"(^|\s)(#.*)$")
KEY = re.compile(r"^(\s*(?:- )*)([\w.]+)(:)(?=\s|$)")


def files(model: Model) -> Iterator[tuple[str, str]]:
    """A page for each file."""
    template = environment().get_template("spec.html.jinja")
    project = model.project
    names = {locale: native_name(locale) for locale in project.locales}
    for text in model.texts.values():
        root = "../" * text.path.count("/")
        languages = [Entry(locale, name, f"{root}{locale}/index.html") for locale, name in names.items()]
        yield (
            spec_page(text.path, "generated/docs/"),
            template.render(
                locale=project.default_locale,
                source=text.path,
                title=text.path,
                root=root,
                languages=languages,
                lines=_lines(text),
            ),
        )


def _lines(text: SpecText) -> Markup:
    return Markup("\n".join(_line(line, text.ways.get(number, "")) for number, line in enumerate(text.lines, 1)))


def _line(line: str, way: str) -> str:
    """A line, its key and comment marked."""
    return f"<li{named(way)}>{_marked(line)}"


def _marked(line: str) -> str:
    key = KEY.match(line)
    if key is not None:
        before, word, colon = key.groups()
        return f"{escape(before)}<b>{escape(word)}</b>{colon}{_with_comment(line[key.end() :])}"
    return _with_comment(line)


def _with_comment(line: str) -> str:
    comment = COMMENT.search(line)
    if comment is None or line[: comment.start(2)].count("'") % 2 or line[: comment.start(2)].count('"') % 2:
        return str(escape(line))
    return f"{escape(line[: comment.start(2)])}<i>{escape(comment[2])}</i>"
