"""Names that went and came, on models built by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sendspec_gen.changes import compare
from sendspec_gen.changes.names import NewNames, under_new_names
from sendspec_gen.changes.renames import find_renames
from sendspec_gen.model import Machine, Model, State

from tests.unit.sendspec_gen.small_spec import fast_mail, small_model


def with_states(machine: Machine, states: Mapping[str, State]) -> Model:
    model = small_model()
    return replace(model, machines={**model.machines, machine.name: replace(machine, states=dict(states))})


def renamed(model: Model, *names: tuple[str, str, str, str]) -> Model:
    """A model in other names: sort, scope, old name, new name."""
    return under_new_names(model, NewNames({(of, scope, old): new for of, scope, old, new in names}))  # type: ignore[misc]


def found(old: Model, new: Model) -> list[tuple[str, str, str]]:
    return [(one.of, one.before, one.after) for one in find_renames(old, new).renames]


def test_nothing_is_renamed_where_nothing_differs() -> None:
    assert found(small_model(), small_model()) == []


def test_everything_is_renamed_at_once() -> None:
    names = (
        ("machine", "", "fast_mail", "quick_mail"),
        ("state", "quick_mail", "trying", "again"),
        ("event", "", "bounced", "came_back"),
        ("status", "log", "gone", "away"),
        ("counter", "", "bad", "poor"),
        ("fact", "front_door", "friend", "mate"),
        ("refusal", "", "locked", "closed"),
    )
    new = renamed(small_model(), *names)

    assert sorted(found(small_model(), new)) == sorted((of, old, after) for of, _, old, after in names)
    assert find_renames(small_model(), new).old == new


def test_the_old_spec_in_the_new_names_is_the_new_spec_but_for_the_rename() -> None:
    new = renamed(small_model(), ("state", "fast_mail", "trying", "again"))
    changes = compare(small_model(), new, {}, {}).changes

    assert [(change.what, change.name, change.guess) for change in changes] == [("renamed", "again", True)]


def test_another_state_is_no_rename() -> None:
    states = dict(fast_mail().states)
    lost = states.pop("lost")
    other = replace(
        lost,
        name="parked",
        label={"en": "Parked"},
        status="waiting",
        settled=False,
        final=False,
        answers=states["new"].answers,
    )
    new = with_states(fast_mail(), {**states, "parked": other})

    assert found(small_model(), new) == []


def test_two_that_are_equally_alike_are_not_chosen_between() -> None:
    lost = replace(fast_mail().states["lost"], label={"en": "Same"})
    start = replace(lost, name="new", status="waiting", settled=False, final=False)
    old = with_states(fast_mail(), {"new": start, "gone_a": replace(lost, name="gone_a")})
    new = with_states(
        fast_mail(),
        {"new": start, "gone_b": replace(lost, name="gone_b"), "gone_c": replace(lost, name="gone_c")},
    )
    revision = compare(old, new, {}, {})

    assert revision.renames == ()
    assert [(change.what, change.name) for change in revision.changes] == [
        ("added", "gone_b"),
        ("added", "gone_c"),
        ("removed", "gone_a"),
    ]
    assert len(revision.cannot_tell) == 1
    assert "whether state `gone_a` of `fast_mail` became `gone_b` or `gone_c`" in revision.cannot_tell[0]
