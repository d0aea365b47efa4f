from __future__ import annotations

from dataclasses import replace

import pytest
from sendspec_gen import laws
from sendspec_gen.model import AtMostOneOf, Law, Model, Scenario, Step
from sendspec_gen.mutation.mutant import Mutant
from sendspec_gen.mutation.operators import mutants
from sendspec_gen.mutation.parallel import examine_all
from sendspec_gen.mutation.score import Examiner, Noticed, speaking_of
from sendspec_gen.source import Place

from tests.project import shipped_model
from tests.unit.sendspec_gen.small_spec import NOWHERE, small_model


def model(with_law: bool = False, with_scenario: bool = False) -> Model:
    """The small spec without a law beside the potentials, or with more."""
    once = Law("at_most_one_of", AtMostOneOf(("good", "bad")), ("fast_mail",), (), {}, (), Place("spec/laws.yaml"))
    steps = (step("bounced"), step("gave_up", counters={"good": 0, "bad": 1}))
    story = Scenario({"en": "It is lost"}, (), {}, ("fast_mail",), 1, {}, steps, Place("spec/scenarios/lost.yaml"))
    return replace(small_model(), laws=(once,) if with_law else (), scenarios=(story,) if with_scenario else ())


def step(event: str, counters: dict[str, int] | None = None) -> Step:
    return Step(event, False, None, 1, {}, None, None, None, {}, None, None, {}, counters or {}, NOWHERE)


def examined(mutant: str, original: Model) -> Noticed:
    found = next(each for each in mutants(original) if each.id == mutant)
    return Examiner(original).examine(found)


def test_a_stock_that_depends_on_the_way_is_noticed() -> None:
    noticed = examined("fast_mail/new/sent/effect_plus=good", model())

    assert noticed.laws == ("potential",)
    assert noticed.by_checks


def test_a_stock_that_only_one_way_leads_to_needs_more() -> None:
    mutant = "fast_mail/trying/gave_up/effect_plus=good"

    assert not examined(mutant, model()).by_checks
    assert examined(mutant, model(with_law=True)).laws == ("at_most_one_of",)
    assert examined(mutant, model(with_scenario=True)).scenarios == ("It is lost",)


def test_a_rule_of_structure_notices() -> None:
    noticed = examined("fast_mail/trying/gave_up/move_elsewhere=new", model())

    assert noticed.structure == ("unreachable-state",)


def test_what_was_wrong_before_is_not_noticed() -> None:
    # The small spec has a duration that nothing uses.
    noticed = examined("project/durations/unused/duration_doubled", model())

    assert noticed.difference is None
    assert not noticed.structure


def test_tables_are_told_apart() -> None:
    noticed = examined("front_door/closed/open#1/tell_dropped=unsettled_messages", model())

    assert noticed.tables
    assert not noticed.by_checks


def test_a_table_does_not_know_clocks() -> None:
    assert not examined("fast_mail/trying/clock_length=pause", model()).tables


def test_what_behaves_as_the_original_is_not_asked_about() -> None:
    noticed = examined("fast_mail/lost/final", model())

    assert (noticed.difference, noticed.laws, noticed.structure, noticed.scenarios) == (None, (), (), ())


def test_several_processes_say_the_same() -> None:
    original = model(with_law=True, with_scenario=True)

    assert list(examine_all(original, 1)) == list(examine_all(original, 2))


@pytest.mark.parametrize("mutant", list(mutants(shipped_model()))[::150], ids=lambda mutant: mutant.id)
def test_laws_that_are_not_asked_could_not_notice(mutant: Mutant) -> None:
    """Asked of the whole model, the laws notice a mutant exactly if those that speak of its machine do."""
    some = {verdict.law.place for verdict in broken(speaking_of(mutant.machine, mutant.model))}

    assert {verdict.law.place for verdict in broken(mutant.model)} == some


def broken(changed: Model) -> list[laws.Verdict]:
    return [
        *(verdict for verdict in laws.prove(changed) if not verdict.proved),
        *(verdict for verdict in laws.refute(changed) if verdict.proved),
    ]
