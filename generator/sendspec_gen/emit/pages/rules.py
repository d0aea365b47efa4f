"""The page of rules: what the checker finds, why it matters, and the cure."""

from __future__ import annotations

import re

from sendspec_gen.emit.pages.page import Page
from sendspec_gen.emit.pages.parts import Block, Code, Listing, Section, Statement, marked, section
from sendspec_gen.emit.pseudo import PSEUDO, accented_page
from sendspec_gen.emit.wording import Wording
from sendspec_gen.rules import page_of, rules

FENCED = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def rules_page(wording: Wording, title: str) -> Page:
    """Every rule by its code, as `sendspec explain rule` tells it."""
    _ = wording.translate
    intro = _("What `sendspec check` may find, by the code that stands in brackets: `error[CODE]`.")
    return Page(
        name="rules",
        title=title,
        source="generator/sendspec_gen/rules/",
        blocks=(Statement(marked(intro)), *(_rule(code, wording.locale) for code in rules())),
    )


def _rule(code: str, locale: str) -> Section:
    page = accented_page(page_of(code)) if locale == PSEUDO else page_of(code, locale)
    _heading, *parts = page.strip().split("\n\n")
    text = "\n\n".join(parts)
    blocks: list[Block] = []
    for number, part in enumerate(FENCED.split(text)):
        # Each listing is split into what stands before it, its language and its lines.
        match number % 3:
            case 0:
                blocks += [
                    Statement(marked(" ".join(paragraph.split())))
                    for paragraph in part.split("\n\n")
                    if paragraph.strip()
                ]
            case 2:
                blocks.append(Listing(part))
    return section((Code(code),), *blocks, anchor=code)
