"""A page for each rule of the checker, named after its code; other locales stand in folders beside the English one."""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable


@cache
def rules() -> tuple[str, ...]:
    """The codes of all rules, sorted."""
    return _codes_in(resources.files(__name__))


def rules_in(locale: str) -> tuple[str, ...]:
    """The codes whose pages a locale has besides English, sorted."""
    folder = resources.files(__name__) / locale
    return _codes_in(folder) if folder.is_dir() else ()


def page_of(code: str, locale: str = "en") -> str:
    """The page of a rule in a locale, in Markdown; English where there is none."""
    folder = resources.files(__name__)
    translated = folder / locale / f"{code}.md"
    return (translated if translated.is_file() else folder / f"{code}.md").read_text("utf-8")


def sentence_of(code: str, locale: str = "en") -> str:
    """What is wrong, in one sentence: the first of its page."""
    paragraph = page_of(code, locale).split("\n\n")[1]
    return " ".join(paragraph.split()).partition(". ")[0].removesuffix(".") + "."


def _codes_in(folder: Traversable) -> tuple[str, ...]:
    return tuple(sorted(page.name.removesuffix(".md") for page in folder.iterdir() if page.name.endswith(".md")))
