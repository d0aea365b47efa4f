"""A page for each rule of the checker, named after its code."""

from __future__ import annotations

from importlib import resources


def rules() -> tuple[str, ...]:
    """The codes of all rules, sorted."""
    pages = resources.files(__name__).iterdir()
    return tuple(sorted(page.name.removesuffix(".md") for page in pages if page.name.endswith(".md")))


def page_of(code: str) -> str:
    """The page of a rule, in Markdown."""
    return resources.files(__name__).joinpath(f"{code}.md").read_text("utf-8")


def sentence_of(code: str) -> str:
    """What is wrong, in one sentence: the first of its page."""
    paragraph = page_of(code).split("\n\n")[1]
    return " ".join(paragraph.split()).partition(". ")[0].removesuffix(".") + "."
