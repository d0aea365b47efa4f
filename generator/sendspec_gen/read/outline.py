"""What each line of a file is about: the way of keys that leads to what is written there."""

from __future__ import annotations

from sendspec_gen.read.nodes import MappingNode, Node, ScalarNode, SequenceNode

Outline = dict[int, str]
"""By line, from 1: `states.sent.on.hard_bounced`; a member of a list by its number, from 1. Unique in a file."""


def outline(root: Node) -> Outline:
    """The way to the first thing that begins on each line where something begins."""
    found: Outline = {}
    _add_ways(root, "", found)
    return found


def _add_ways(node: Node, way: str, found: Outline) -> None:
    """Add each line with a way, whole before part; the first of a line stays."""
    if isinstance(node, MappingNode):
        for key, value in node.pairs:
            inner = f"{way}.{key.text}" if way else key.text
            found.setdefault(key.place.line, inner)
            if not isinstance(value, ScalarNode):
                _add_ways(value, inner, found)
    elif isinstance(node, SequenceNode):
        for number, item in enumerate(node.items, 1):
            if not isinstance(item, ScalarNode):
                inner = f"{way}.{number}" if way else str(number)
                found.setdefault(item.place.line, inner)
                _add_ways(item, inner, found)
