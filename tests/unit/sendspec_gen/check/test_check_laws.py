from __future__ import annotations

from sendspec_gen.check.laws import MOST_STEPS, broken, holding
from sendspec_gen.laws import prove, refute
from sendspec_gen.model import Between, OnlyAfter, SameWhenSettled

from tests.laws.told import law_of, model_of

LONG = 100


def chain(last: str) -> str:
    """A machine of so many states in a row, and what the last one answers."""
    states = [f"  s{number}: on -> s{number + 1}" for number in range(LONG)]
    return "\n".join(["flow lost of log", "log chain", *states, f"  s{LONG}: {last}", ""])


def test_long_counterexample_tells_how_it_begins_and_ends() -> None:
    model = model_of(chain(""), law_of(OnlyAfter((f"s{LONG}",), ("off",), (), None), "chain"))
    (problem,) = broken(prove(model))
    notes = [note.message for note in problem.notes[1:]]

    assert len(notes) == MOST_STEPS + 1
    assert notes[0] == "1: `on` moves `s0` to `s1`"
    assert notes[9:12] == [
        "10: `on` moves `s9` to `s10`",
        "11 to 90: 80 steps more, from `s10` on",
        "91: `on` moves `s90` to `s91`",
    ]
    assert notes[-1] == "100: `on` moves `s99` to `s100`"


def test_long_counterexample_tells_where_its_loop_begins() -> None:
    model = model_of(chain("on -> s50 lost-1"), law_of(Between("lost", -3, 0), "chain"))
    (problem,) = broken(prove(model))
    notes = [note.message for note in problem.notes[1:]]

    assert notes[10:13] == [
        "11 to 50: 40 steps more, from `s10` on",
        "51: `on` moves `s50` to `s51`, here a loop begins",
        "52 to 91: 40 steps more, from `s51` on",
    ]


def test_mode_that_disagrees_with_all_others_is_the_place_to_mend() -> None:
    model = model_of(
        """
stock good of log
log first
  new: sent -> over good+1
  over settled:
log odd
  new: sent -> over
  over settled:
log last
  new: sent -> over good+1
  over settled:
""",
        law_of(SameWhenSettled(("good",), False), "first", "odd", "last"),
    )
    problems = list(broken(prove(model)))

    assert len(problems) == 2
    assert {problem.place.file for problem in problems} == {"spec/odd.yaml"}


def test_machines_in_which_a_not_law_holds_are_told_together() -> None:
    model = model_of(
        """
flow good of log
log first
  new: sent -> new
log second
  new: sent -> new good+1
log third
  new: sent -> new
""",
        not_laws=(law_of(Between("good", 0, 0), "first", "second", "third"),),
    )
    (problem,) = holding(refute(model))

    assert problem.message == "`between` is said to be false, and it holds in `first`, `third`"
