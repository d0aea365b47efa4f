"""Where things stand: the states in one column, and over each the captions of the arrows that need no later state.

On the left stands what leads back or out of a settled state, on the right what leads on. So each row depends on the
states down to its own only, and neither the order nor the sides of two captions on whatever else is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sendspec_gen.emit.scene import Scene, Way

START = "start-dot"  # a hyphen, so that no state is called so


@dataclass(frozen=True, slots=True)
class Row:
    """A state, what stands right over it in the column, and the captions to the left and to the right of that."""

    state: str
    above: str
    """The caption of the arrow from the state before, or a mere point."""
    left: tuple[Way, ...]
    """From the column outwards, as `right`."""
    right: tuple[Way, ...]
    straight: Way | None

    @property
    def ways(self) -> Iterator[Way]:
        """All arrows of the row."""
        if self.straight:
            yield self.straight
        yield from self.left
        yield from self.right

    @property
    def line(self) -> tuple[str, ...]:
        """What stands in the row above the state, from left to right."""
        return (*(box(way) for way in reversed(self.left)), self.above, *(box(way) for way in self.right))


def box(way: Way) -> str:
    """The name of a caption."""
    return f"moves-{way.name}"


def rows_of(scene: Scene) -> tuple[Row, ...]:
    """The rows from top to bottom."""
    order = {shape.name: place for place, shape in enumerate(scene.states)}
    return tuple(_row(place, scene, order) for place in range(len(scene.states)))


def _row(place: int, scene: Scene, order: Mapping[str, int]) -> Row:
    """The captions of the arrows whose later end is a state: shorter arrows nearer to the column, loops outside."""

    def ends(way: Way) -> tuple[int, int]:
        source, target = order[way.sources[0]], order[way.target]
        return min(source, target), max(source, target)

    def reach(way: Way) -> int:
        start, end = ends(way)
        return place - start if start < end else len(order)

    state = scene.states[place].name
    ways = sorted((way for way in scene.ways if ends(way)[1] == place), key=reach)
    straight = next((way for way in ways if reach(way) == 1 and way.target == state), None)
    others = [way for way in ways if way is not straight]
    return Row(
        state=state,
        above=box(straight) if straight else f"over-{state}",
        left=tuple(way for way in others if way.aside),
        right=tuple(way for way in others if not way.aside),
        straight=straight,
    )


def places_of(rows: Sequence[Row]) -> dict[str, tuple[int, int]]:
    """For each state and caption the number of its line, and its place from the column: -1 is the first to the left."""
    places = {}
    for number, row in enumerate(rows):
        places[row.state] = 2 * number + 1, 0
        places[row.above] = 2 * number, 0
        places |= {box(way): (2 * number, -1 - place) for place, way in enumerate(row.left)}
        places |= {box(way): (2 * number, 1 + place) for place, way in enumerate(row.right)}
    return places
