"""A page for each rule of the checker, named after its code; other locales stand in folders beside the English one."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def rules() -> tuple[str, ...]:
    """The codes of all rules, sorted."""
    pages = resources.files(__name__).iterdir()
    return tuple(sorted(page.name.removesuffix(".md") for page in pages if page.name.endswith(".md")))


def page_of(code: str, locale: str = "en") -> str:
    """The page of a rule in a locale, in Markdown; English where there is none."""
    folder = resources.files(__name__)
    translated = folder / locale / f"{code}.md"
    return (translated if translated.is_file() else folder / f"{code}.md").read_text("utf-8")


def sentence_of(code: str, locale: str = "en") -> str:
    """What is wrong, in one sentence: the first of its page."""
    paragraph = page_of(code, locale).split("\n\n")[1]
    return " ".join(paragraph.split()).partition(". ")[0].removesuffix(".") + "."
