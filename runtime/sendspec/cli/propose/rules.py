"""Groups of records to rules of a source that make them known, without an event."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from sendspec_gen.model import Declaration, Model, Source
from sendspec_gen.problems import Problem
from sendspec_gen.read.edits import CannotEditError, with_rule

from sendspec.cli.propose.draft import BrokenError, Draft, seen_from
from sendspec.cli.propose.groups import MOST_FORMS, Group, Groups, When
from sendspec.sources.declared.meaning import Scalar

PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9_ .-]*[A-Za-z0-9_])?")
PLAIN_PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
NO_TEXT = re.compile(r"true|false|null|yes|no|on|off|y|n", re.IGNORECASE)
WIDTH = 100
UNTOLD = f"no field that a rule tests tells what kind of record it is, or it has more than {MOST_FORMS} forms"


Check: TypeAlias = Callable[[Draft], None]
"""Raises `BrokenError` for a spec or for examples that do not hold."""


class Rule(NamedTuple):
    """A rule to come."""

    record: str
    """Its name."""
    when: When
    after: int
    """The rule that it stands behind, by its number from 0 in the source as it is on disk."""
    group: Group


class Untold(NamedTuple):
    """Records for which no rule can be written."""

    when: When
    group: Group
    problems: tuple[Problem, ...]
    why: str


@dataclass(slots=True)
class Rules:
    """What was found out."""

    base: Draft
    """The spec without them."""
    chosen: list[Rule] = field(default_factory=list)
    """As they are to stand in the source."""
    untold: list[Untold] = field(default_factory=list)


def ruled(draft: Draft, source: Source, groups: Groups, check: Check) -> Rules:
    """A rule for each group of records, as long as the spec and all examples hold with it."""
    found = Rules(draft)
    declared = source.declared
    if declared is None:
        return found
    names = {rule.record for rule in declared.rules}
    wanted: list[Rule] = []
    for when, group in sorted(groups.by_value.items(), key=lambda one: (-one[1].count, str(one[0]))):
        if not when and group.count:
            found.untold.append(Untold(when, group, (), UNTOLD))
        elif group.count:
            wanted.append(Rule(_name(when, names), when, _place(declared), group))
            names.add(wanted[-1].record)
    # A rule that asks for less would leave those behind it none.
    wanted.sort(key=lambda rule: -len(rule.when))
    if wanted and _failing(found, source, wanted, check) is not None:
        for rule in wanted:
            untold = _failing(found, source, [rule], check)
            found.untold += [] if untold is None else [untold]
    return found


def _failing(found: Rules, source: Source, rules: list[Rule], check: Check) -> Untold | None:
    """Take rules if the spec holds with them; else why the first of them is left untold."""
    first = rules[0]
    try:
        changed = found.base.changed(texts_of(found.base, source, [*found.chosen, *rules]))
        check(changed)
    except BrokenError as error:
        return Untold(first.when, first.group, seen_from(found.base, error.problems, error.files), "")
    except CannotEditError as error:
        return Untold(first.when, first.group, (), str(error))
    found.chosen += rules
    return None


def texts_of(draft: Draft, source: Source, rules: Iterable[Rule]) -> dict[str, str]:
    """The file of a source with these rules; raises `CannotEditError`."""
    path = source.place.file
    text = draft.text(path)
    added: list[int] = []
    for rule in rules:
        # Those that stand behind the same rule follow each other.
        after = rule.after + sum(one <= rule.after for one in added)
        text = with_rule(text, after, comment_of(draft.model), rule.record, written(rule.when))
        added.append(rule.after)
    return {path: text}


def comment_of(model: Model) -> list[str]:
    """What stands above a rule that gives no event."""
    words = f"Known, and no event. If it means one, add `event:` with one of {', '.join(events_of(model))}.".split(" ")
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + len(word) < WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def events_of(model: Model) -> list[str]:
    """The events that a record may mean."""
    return [event for kind in ("log", "tracking") for event in model.events.get(kind, {})]


def written(when: When) -> list[tuple[str, str]]:
    """Paths and values as YAML."""
    return [(path if PLAIN_PATH.fullmatch(path) else _quoted(path), scalar(value)) for path, value, _ in when]


def scalar(value: Scalar) -> str:
    """A value as YAML, in quotes where it might be taken for something else."""
    if not isinstance(value, str):
        return json.dumps(value)
    return value if PLAIN.fullmatch(value) and not NO_TEXT.fullmatch(value) else _quoted(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _name(when: When, taken: set[str]) -> str:
    """A name for the records, after what stands in their fields."""
    words = "_".join(str(given.value) for given in when)
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", words)
    name = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
    if not re.match(r"[a-z]", name) or NO_TEXT.fullmatch(name):
        name = f"record_{name}".rstrip("_")
    number, found = 2, name
    while found in taken:
        number, found = number + 1, f"{name}_{number}"
    return found


def _place(declared: Declaration) -> int:
    """Behind the last rule that tests the same field, and behind those that test others, which so lose no records."""
    return len(declared.rules) - 1
