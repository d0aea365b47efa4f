"""What each line of a file is about: the way of keys that leads to what is written there."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.read.nodes import MappingNode, Node, ScalarNode, SequenceNode

Outline = dict[int, str]
"""By line, from 1: `states.sent.on.hard_bounced`; a member of a list by its number, from 1. Unique in a file."""


def outline(root: Node) -> Outline:
    """The way to the first thing that begins on each line where something begins."""
    found: Outline = {}
    for line, way in _ways(root, ""):
        found.setdefault(line, way)
    return found


def _ways(node: Node, way: str) -> Iterator[tuple[int, str]]:
    """Each line with a way, whole before part."""
    match node:
        case MappingNode(pairs=pairs):
            for key, value in pairs:
                inner = f"{way}.{key.text}" if way else key.text
                yield key.place.line, inner
                yield from _ways(value, inner)
        case SequenceNode(items=items):
            for number, item in enumerate(items, 1):
                if isinstance(item, ScalarNode):
                    continue
                inner = f"{way}.{number}" if way else str(number)
                yield item.place.line, inner
                yield from _ways(item, inner)
