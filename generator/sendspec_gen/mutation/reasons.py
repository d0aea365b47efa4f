"""Why a mutant may go unnoticed, as people wrote it down.

The file is a list. `survivors` is a pattern of ids, in which `*` stands for anything; the first that fits is taken.

    - survivors: "delivery/*/final"
      why: Nothing leaves these states either way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from sendspec_gen.problems import Problems
from sendspec_gen.read.nodes import MappingNode, Node, ScalarNode, SequenceNode, compose
from sendspec_gen.source import Place, SourceFile

KEYS = ("survivors", "why")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the survivors of a pattern are no cause for concern."""

    pattern: str
    why: str
    place: Place


def read_reasons(source: SourceFile, problems: Problems) -> tuple[Reason, ...]:
    """The reasons of a file, in its order; an empty file has none."""
    if not source.content.strip() and not source.unreadable:
        return ()
    node = compose(source, problems)
    if node is None:
        return ()
    if not isinstance(node, SequenceNode):
        problems.add("wrong-form", node.place, "reasons are written as a list", hint="write `- survivors: …`")
        return ()
    found = (_reason(item, problems) for item in node.items)
    return tuple(reason for reason in found if reason is not None)


def reason_for(mutant: str, reasons: Iterable[Reason]) -> Reason | None:
    """The first reason whose pattern fits an id."""
    return next((reason for reason in reasons if fnmatchcase(mutant, reason.pattern)), None)


def unneeded(reasons: Iterable[Reason], given: Mapping[str, Reason | None]) -> tuple[Reason, ...]:
    """The reasons that no survivor was given."""
    used = {reason.place for reason in given.values() if reason is not None}
    return tuple(reason for reason in reasons if reason.place not in used)


def _reason(node: Node, problems: Problems) -> Reason | None:
    pairs = {key.text: value for key, value in node.pairs} if isinstance(node, MappingNode) else {}
    texts = {key: value.text.strip() for key, value in pairs.items() if isinstance(value, ScalarNode)}
    if sorted(pairs) != sorted(KEYS) or not all(texts.get(key) for key in KEYS):
        problems.add("wrong-form", node.place, "a reason has the two keys `survivors` and `why`, each with a text")
        return None
    return Reason(texts["survivors"], " ".join(texts["why"].split()), node.place)
