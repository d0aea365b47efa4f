"""The files of the spec as pages without words of their own: every line, and anchors.

Each key has one, and each element of a list; what stands inside such an element or in a text has that of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from markupsafe import Markup

from sendspec_gen.emit.pages.page import contents, machine_headings
from sendspec_gen.emit.pages.spots import file_anchor
from sendspec_gen.emit.site.html import anchor_in_spec, named, spec_page, words
from sendspec_gen.emit.site.shell import TRY, Entry, native_name
from sendspec_gen.emit.site.templates import environment
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Model
from sendspec_gen.source import SpecText

COMMENT = re.compile(r"(^|\s)(#.*)$")
KEY = re.compile(r"^(\s*(?:- )*)([\w.]+)(:)(?=\s|$)")


def files(model: Model) -> Iterator[tuple[str, str]]:
    """A page for each file."""
    template = environment().get_template("spec.html.jinja")
    project = model.project
    wordings = tuple(Wording(model, locale) for locale in project.locales)
    for text in model.texts.values():
        root = "../" * text.path.count("/")
        back = _page_of(text.path, model)
        languages = [
            Entry(one.locale, one.labelled(native_name(one.locale), _title_of(back, one)), f"{root}{one.locale}/{back}")
            for one in wordings
        ]
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


def _page_of(path: str, model: Model) -> str:
    """The page that tells what a file says: that of its machine, or the one that is about files of its kind."""
    for machine in model.machines.values():
        if machine.path == path:
            return f"{machine.name}.html"
    pages = {
        "spec/laws.yaml": (model.laws or model.not_laws, "laws.html"),
        "spec/vocabulary.yaml": (True, "glossary.html"),
        "spec/scenarios": (model.scenarios, f"scenarios.html#{file_anchor(path)}"),
        "spec/sources": (model.sources, "sources.html"),
        "spec/recordings": (model.modes, f"{TRY}.html"),
    }
    is_there, page = pages.get(path) or pages.get(str(PurePosixPath(path).parent)) or (True, "index.html")
    return page if is_there else "index.html"


def _title_of(address: str, wording: Wording) -> str:
    _ = wording.translate
    titles = {one.name: one.title for one in (*contents(wording), *machine_headings(wording))}
    return titles.get(address.partition(".")[0], _("Try it"))


def _lines(text: SpecText) -> Markup:
    return Markup("\n".join(_line(line, text.ways.get(number, "")) for number, line in enumerate(text.lines, 1)))


def _line(line: str, way: str) -> str:
    """A line, its key and comment marked."""
    return f"<li{named(way) if way == anchor_in_spec(way) else ''}>{_marked(line)}"


def _marked(line: str) -> str:
    key = KEY.match(line)
    if key is not None:
        before, word, colon = key.groups()
        return f"{before}<b>{word}</b>{colon}{_with_comment(line[key.end() :])}"
    return _with_comment(line)


def _with_comment(line: str) -> str:
    comment = COMMENT.search(line)
    if comment is None or line[: comment.start(2)].count("'") % 2 or line[: comment.start(2)].count('"') % 2:
        return words(line)
    return f"{words(line[: comment.start(2)])}<i>{words(comment[2])}</i>"
