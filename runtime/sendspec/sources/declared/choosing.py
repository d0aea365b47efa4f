"""Which rules can fit a record, by the text at the path that most of them ask for."""

from __future__ import annotations

from collections import Counter

from sendspec.sources.declared.meaning import Rule, Test


def commonest(rules: tuple[Rule, ...]) -> tuple[str | None, list[str]]:
    """The path that most rules ask for by texts, and these texts."""
    plain = [(test.path, test.values) for rule in rules for test in rule.when if is_plain(test, test.path)]
    paths = Counter(path for path, _ in plain)
    if not paths:
        return None, []
    path = max(paths, key=lambda one: paths[one])
    texts = [value for one, values in plain if one == path for value in values if isinstance(value, str)]
    return path, list(dict.fromkeys(texts))


def is_plain(test: Test, path: str) -> bool:
    """Whether a test asks for texts at a path."""
    return (
        test.path == path
        and test.sort == "is"
        and not test.negated
        and all(isinstance(one, str) for one in test.values)
    )


def asks_for_text(rule: Rule, path: str | None) -> bool:
    """Whether a rule asks for texts at a path."""
    return any(path is not None and is_plain(test, path) for test in rule.when)


def is_of_one(rule: Rule, path: str | None) -> bool:
    """Whether a rule asks for one text at a path."""
    return any(path is not None and is_plain(test, path) and len(test.values) == 1 for test in rule.when)


def left_of(rule: Rule, known: str | None) -> list[Test]:
    """What is still to be asked where the value that one path leads to is known to fit."""
    return [test for test in rule.when if known is None or not is_plain(test, known)]


def may_be(rule: Rule, path: str | None, value: str) -> bool:
    """Whether a rule can fit where a text stands at a path."""
    return all(value in test.values for test in rule.when if path is not None and is_plain(test, path))
