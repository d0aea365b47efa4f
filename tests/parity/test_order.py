"""What the order of states promises: neither order nor repeats matter, and in the end all modes agree."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sendlogs import MODES
from sendspec.machine import Refused, Tally

# `excluded` after an attempt is refused, so it is left out where order is free.
EVENTS = ("relayed", "delivered", "soft_bounced", "hard_bounced", "expired", "cancelled")
WORDS = st.lists(st.sampled_from(EVENTS), max_size=8)


def end(mode: str, events: Sequence[str]) -> tuple[str, dict[str, int], int]:
    tally = Tally()
    message = MODES[mode](tally=tally)
    for event in events:
        message.fire(event)
    return message.state, {name: count for name, count in tally.counters.items() if count}, tally.unsettled


@pytest.mark.parametrize("mode", MODES)
@given(events=WORDS, random=st.randoms(use_true_random=False))
@settings(deadline=None)
def test_order_and_repeats_do_not_matter(mode: str, events: list[str], random: object) -> None:
    shuffled = [*events, *events[:3]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert end(mode, shuffled) == end(mode, events)


@given(events=WORDS)
@settings(deadline=None)
def test_settled_messages_count_the_same_in_every_mode(events: list[str]) -> None:
    ends = {mode: end(mode, events) for mode in MODES}
    unsettled = {ended[2] for ended in ends.values()}

    assert len(unsettled) == 1
    if unsettled == {0}:
        counted = list(ends.values())
        assert all(ended[1] == counted[0][1] for ended in counted)


@pytest.mark.parametrize("mode", MODES)
def test_never_sent_after_an_attempt_contradicts_itself(mode: str) -> None:
    message = MODES[mode]()
    message.fire("delivered")

    with pytest.raises(Refused) as refused:
        message.fire("excluded")

    assert refused.value.refusal == "never_sent"
    assert message.state == "delivered"
