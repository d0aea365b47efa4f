"""The page beside the test tables that says how to read them, in English like the tables."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.emit.jinja import environment
from sendspec_gen.emit.paths.criteria import MOST_MOVES_OF_A_TOUR, MOST_STEPS
from sendspec_gen.model import Model


def files(_model: Model) -> Iterator[tuple[str, str]]:
    """The page, the same for every spec."""
    template = environment().get_template("tables.md.jinja")
    yield "generated/tables/README.md", template.render(most_steps=MOST_STEPS, most_moves=MOST_MOVES_OF_A_TOUR)
