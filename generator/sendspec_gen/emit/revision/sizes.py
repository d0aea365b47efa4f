"""The room that each state, caption and heading needs in every picture of a revision."""

from __future__ import annotations

import math
from collections.abc import Iterable

from sendspec_gen.emit.graphviz_library import sizes_of
from sendspec_gen.emit.revision.canvas import Canvas, Sizes
from sendspec_gen.emit.revision.union import Union
from sendspec_gen.emit.revision.views import View


def common_sizes(union: Union, views: Iterable[View]) -> Sizes:
    """The widest and the highest that each node is in any view, in points."""
    sizes: dict[str, tuple[int, int]] = {}
    for view in views:
        canvas = Canvas(union, view)
        canvas.draw_parts()
        for name, (width, height) in sizes_of(canvas.graph.source).items():
            known = sizes.get(name, (0, 0))
            sizes[name] = (max(_points(width), known[0]), max(_points(height), known[1]))
    return sizes


def _points(inches: float) -> int:
    """An even number of points that is more than needed: inches are rounded, and halves of odd numbers would be too."""
    return 2 * (math.floor(inches * 36) + 1)
