"""Whether each page of a rule is there in a locale, and no other."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.problems import Problem
from sendspec_gen.rules import rules, rules_in
from sendspec_gen.source import Place

FOLDER = "sendspec_gen/rules"


def in_rule_pages(locale: str) -> Iterator[Problem]:
    """The pages that a locale lacks, and those of rules that are no more."""
    english, translated = rules(), rules_in(locale)
    for code in english:
        if code not in translated:
            hint = f"translate {FOLDER}/{code}.md"
            yield Problem("untranslated-text", _page(locale, code), f"the page of `{code}` is missing", hint=hint)
    for code in translated:
        if code not in english:
            yield Problem("obsolete-text", _page(locale, code), f"there is no rule `{code}` any more", hint="delete it")


def _page(locale: str, code: str) -> Place:
    return Place(f"{FOLDER}/{locale}/{code}.md")
