"""States that no sequence of events tells apart, on a machine built by hand."""

from __future__ import annotations

from dataclasses import replace

from sendspec_gen.changes.futures import futures
from sendspec_gen.model import Ignored, Machine
from sendspec_gen.source import Place

from tests.unit.sendspec_gen.small_spec import machine, moves, small_model, state, way

PLACE = Place("spec/modes/walk.yaml")
STILL = (Ignored("sent", PLACE), Ignored("bounced", PLACE), Ignored("gave_up", PLACE))


def walk() -> Machine:
    """Two steps to the end by either side; on the right the last step counts."""
    left = (moves("sent", way("end")), *STILL[1:])
    right = (moves("sent", way("end", good=+1)), *STILL[1:])
    return machine(
        "walk",
        "log",
        PLACE,
        (
            state("start", *STILL, status="waiting"),
            state("left", *left, status="waiting"),
            state("other_left", *left, status="waiting"),
            state("right", *right, status="waiting"),
            state("end", *STILL, status="gone", settled=True),
        ),
    )


def test_twins_have_one_future() -> None:
    ahead = futures(walk(), small_model())

    assert ahead.shown["left"] == ahead.shown["other_left"]
    assert ahead.counted["left"] == ahead.counted["other_left"]


def test_what_counts_later_is_seen_in_the_numbers_and_not_in_the_rows() -> None:
    ahead = futures(walk(), small_model())

    assert ahead.shown["left"] == ahead.shown["right"]
    assert ahead.counted["left"] != ahead.counted["right"]


def test_what_shows_something_else_later_is_told_apart_now() -> None:
    ahead = futures(walk(), small_model())

    assert ahead.shown["start"] != ahead.shown["left"]


def test_a_difference_far_ahead_is_found() -> None:
    """Ten states in a row, of which only the last moves another number."""
    rows = [
        [state(f"{side}{n}", moves("sent", way(f"{side}{n + 1}")), *STILL[1:], status="waiting") for n in range(10)]
        for side in "ab"
    ]
    ends = (
        state("a10", moves("sent", way("a10", good=+1)), *STILL[1:], status="waiting"),
        state("b10", moves("sent", way("b10", bad=+1)), *STILL[1:], status="waiting"),
    )
    ahead = futures(replace(walk(), states={one.name: one for one in (*rows[0], *rows[1], *ends)}), small_model())

    assert ahead.shown["a0"] == ahead.shown["b0"]
    assert ahead.counted["a0"] != ahead.counted["b0"]
