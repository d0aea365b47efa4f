from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sendspec_gen.emit.paths.tour import Arc, walks

START = "a"


def test_nothing_to_walk() -> None:
    assert walks(START, []) == ()


def test_a_round_is_walked_once() -> None:
    arcs = [("a", "b"), ("b", "c"), ("c", "a"), ("a", "a")]

    assert lengths(walks(START, arcs)) == [4]


def test_a_walk_may_end_anywhere() -> None:
    assert lengths(walks(START, [("a", "b"), ("b", "c")])) == [2]


def test_one_longer_walk_is_better_than_two_short_ones() -> None:
    # Two walks would do with 1 + 2 steps; one must come back from b by way of c.
    arcs = [("a", "b"), ("b", "c"), ("c", "a"), ("a", "d")]

    assert walks(START, arcs) == ((0, 1, 2, 3),)


def test_each_dead_end_needs_a_walk() -> None:
    arcs = [("a", "b"), ("a", "c"), ("b", "d"), ("b", "e")]

    assert lengths(walks(START, arcs)) == [1, 2, 2]


def test_joining_is_repeated_where_it_must() -> None:
    # Both arcs out of b, one way into it: the round is walked twice but for its last arc.
    arcs = [("a", "b"), ("b", "a"), ("b", "a")]

    assert lengths(walks(START, arcs)) == [4]


@st.composite
def graphs(draw: st.DrawFn) -> list[Arc]:
    """Small graphs of which every arc can be reached from the start."""
    nodes = "abcd"[: draw(st.integers(1, 4))]
    arcs = [(draw(st.sampled_from(nodes[:number])), nodes[number]) for number in range(1, len(nodes))]
    more = st.lists(st.tuples(st.sampled_from(nodes), st.sampled_from(nodes)), max_size=6 - len(arcs))
    return arcs + draw(more)


@given(arcs=graphs())
@settings(deadline=None, max_examples=300)
def test_no_tour_is_shorter(arcs: list[Arc]) -> None:
    found = walks(START, arcs)
    for walk in found:
        assert_joined(walk, arcs)

    assert Counter(position for walk in found for position in walk).keys() == set(range(len(arcs)))
    assert (len(found), sum(map(len, found))) == fewest_by_trying(arcs)


def test_it_is_the_same_every_time() -> None:
    arcs = [(one, other) for one in "abcd" for other in "abcd" if one != other]

    assert walks(START, arcs) == walks(START, list(arcs))


def lengths(found: Sequence[Sequence[int]]) -> list[int]:
    return sorted(map(len, found))


def assert_joined(walk: Sequence[int], arcs: list[Arc]) -> None:
    at = START
    for position in walk:
        assert arcs[position][0] == at
        at = arcs[position][1]


def fewest_by_trying(arcs: list[Arc]) -> tuple[int, int]:
    """How many walks, then how many steps there must be: breadth first through all that can be done so far.

    What matters of the walks so far is where the last one stands and which arcs were taken.
    """
    everything = (1 << len(arcs)) - 1
    if not everything:
        return 0, 0
    begun = {(START, 0): 0}
    for number in count(1):
        reached = walked_on(begun, arcs)
        ended = [steps for (_, taken), steps in reached.items() if taken == everything]
        if ended:
            return number, min(ended)
        begun = {}
        for (_, taken), steps in reached.items():
            begun[START, taken] = min(steps, begun.get((START, taken), steps))
    raise AssertionError


def walked_on(begun: dict[tuple[str, int], int], arcs: list[Arc]) -> dict[tuple[str, int], int]:
    """The fewest steps to each place and set of arcs, from where one may begin."""
    found = dict(begun)
    steps = min(begun.values())
    while any(there >= steps for there in found.values()):
        for (at, taken), there in [each for each in found.items() if each[1] == steps]:
            for position, (source, target) in enumerate(arcs):
                after = (target, taken | 1 << position)
                if source == at and there + 1 < found.get(after, there + 2):
                    found[after] = there + 1
        steps += 1
    return found


@pytest.mark.parametrize(
    ("arcs", "fewest"),
    [
        ([("a", "b")], (1, 1)),
        ([("a", "b"), ("a", "c")], (2, 2)),
        ([("a", "b"), ("b", "a"), ("b", "a")], (1, 4)),
        ([("a", "b"), ("b", "c"), ("c", "a"), ("a", "d")], (1, 4)),
    ],
)
def test_trying_is_right_itself(arcs: list[Arc], fewest: tuple[int, int]) -> None:
    assert fewest_by_trying(arcs) == fewest
