"""One live message: sendspec beside its peers, in one run, with the same moves checked first.

Run `python -m benchmarks.live_messages`.
"""

from __future__ import annotations

import gc
import random
import statistics
import tracemalloc
import warnings
from collections.abc import Callable
from time import perf_counter
from typing import Any

from sendlogs import EnhancedMtaEfs
from sendspec.machine import LiveMachine, Tally
from transitions import Machine

from benchmarks.peers.objects import Fire, by_sismic, by_statemachine
from benchmarks.telling import Table, Value, tell

MESSAGES = 2_000
EVENTS = 100_000
EVENTS_OF_SLOW_ONES = 10_000
OBJECTS = 100_000
ROUNDS = 5

TABLE = EnhancedMtaEfs.table

Word = list[tuple[int, str]]
"""Which message hears which event."""


class Plain:
    """A message as `transitions` wants it: a model that the machine fills in."""

    state: str


class WithMethod(EnhancedMtaEfs):
    """A message with a callback on one state: what leads there goes through the library."""

    __slots__ = ()

    def on_enter_failed(self, event_data: Any) -> None:
        """Do nothing: what is measured is the way here."""


class InHand(EnhancedMtaEfs):
    """A message whose machine somebody took in hand: everything goes through the library."""

    __slots__ = ()


def main() -> None:
    warnings.simplefilter("ignore")
    InHand.machine().after_state_change.append(lambda _event_data: None)
    word = random_word()
    check_moves(word)
    # What the benchmark itself holds is no part of what the collector would look through.
    gc.collect()
    gc.freeze()
    few = word[:EVENTS_OF_SLOW_ONES]
    rates = {
        "transitions, nothing counted": rate(plain_messages, fire_plain, word),
        "python-statemachine, nothing counted": rate(statemachines, fire_peer, few),
        "sismic, nothing counted": rate(interpreters, fire_peer, few),
        "sendspec, KPIs counted": rate(live_messages, fire_live, word),
        "sendspec, and the clock heard": rate(live_messages, fire_live_with_times, word),
        "sendspec, and a callback on one state": rate(lambda: live_messages(WithMethod), fire_live, word),
        "sendspec, its machine taken in hand": rate(lambda: live_messages(InHand), fire_live, word),
    }
    plain = rates["transitions, nothing counted"]
    tell(
        Table(
            "One live message",
            [{"by": name, "1,000 events/s": each / 1e3, "× transitions": each / plain} for name, each in rates.items()],
            f"{EVENTS:,} events on {MESSAGES:,} messages, of the slow ones {EVENTS_OF_SLOW_ONES:,}; median of {ROUNDS} "
            "rounds. All are in the same state after each event.",
        ),
        Table(
            "One more live message",
            [
                one_more(f"transitions add_model, {MESSAGES:,} messages", plain_messages, MESSAGES),
                one_more(f"python-statemachine, {MESSAGES:,} messages", statemachines, MESSAGES),
                one_more(f"sismic, {MESSAGES:,} messages", interpreters, MESSAGES),
                one_more(f"sendspec, {OBJECTS:,} messages", lambda: live_messages(number=OBJECTS), OBJECTS),
                one_more("sendspec, each after an event with a time", live_messages_with_times, OBJECTS),
            ],
            f"Median of {ROUNDS} rounds.",
        ),
    )


def random_word() -> Word:
    """Events in random order that no state rejects, as `transitions` answers those by an exception."""
    chance = random.Random(20_240_229)
    states = [TABLE.initial] * MESSAGES
    targets = {(move.source, move.event): move.target for move in TABLE.moves}
    word: Word = []
    while len(word) < EVENTS:
        message, event = chance.randrange(MESSAGES), chance.choice(TABLE.events)
        if event not in TABLE.rejected.get(states[message], {}):
            states[message] = targets.get((states[message], event), states[message])
            word.append((message, event))
    return word


def check_moves(word: Word) -> None:
    """Stop unless all of them are in the same state after every single event."""
    plain = plain_messages()
    live = [live_messages(kind) for kind in (EnhancedMtaEfs, WithMethod, InHand)]
    peers = [statemachines(), interpreters()]
    for message, event in word[:EVENTS_OF_SLOW_ONES]:
        states = {messages[message](str(event)) for messages in peers}
        plain[message].trigger(str(event))
        if states != {plain[message].state}:
            raise SystemExit(f"`{event}`: transitions says {plain[message].state}, its peers say {sorted(states)}")
    plain = plain_messages()
    for message, event in word:
        plain[message].trigger(str(event))
        for messages in live:
            outcome = messages[message].fire(event)
            if not plain[message].state == outcome.target == messages[message].state:
                raise SystemExit(f"`{event}`: transitions says {plain[message].state}, sendspec says {outcome.target}")


def plain_messages(number: int = MESSAGES) -> list[Any]:
    """Models of one `transitions.Machine` with the same table, ignored events as internal transitions."""
    machine = Machine(model=None, states=[str(state) for state in TABLE.states], initial=None, auto_transitions=False)
    for move in TABLE.moves:
        machine.add_transition(str(move.event), str(move.source), str(move.target))
    for state, events in TABLE.ignored.items():
        for event in events:
            machine.add_transition(str(event), str(state), None)
    models = [Plain() for _ in range(number)]
    for model in models:
        machine.add_model(model, initial=str(TABLE.initial))
    return models


def statemachines() -> list[Fire]:
    another = by_statemachine(TABLE)
    return [another() for _ in range(MESSAGES)]


def interpreters() -> list[Fire]:
    another = by_sismic(TABLE)
    return [another() for _ in range(MESSAGES)]


def live_messages(kind: type[LiveMachine[Any, Any]] = EnhancedMtaEfs, number: int = MESSAGES) -> list[Any]:
    tally = Tally()
    return [kind(tally) for _ in range(number)]


def live_messages_with_times() -> list[Any]:
    messages = live_messages(number=OBJECTS)
    for second, message in enumerate(messages):
        message.fire(TABLE.moves[0].event, second * 1_000_000)
    return messages


def fire_plain(messages: list[Any], word: Word) -> float:
    """Seconds for the word, by the methods that `transitions` gives a model."""
    steps = [getattr(messages[message], event) for message, event in word]
    begin = perf_counter()
    for step in steps:
        step()
    return perf_counter() - begin


def fire_peer(messages: list[Fire], word: Word) -> float:
    """Seconds for the word."""
    steps = [(messages[message], str(event)) for message, event in word]
    begin = perf_counter()
    for step, event in steps:
        step(event)
    return perf_counter() - begin


def fire_live(messages: list[Any], word: Word) -> float:
    """Seconds for the word."""
    steps = [(messages[message].fire, event) for message, event in word]
    begin = perf_counter()
    for step, event in steps:
        step(event)
    return perf_counter() - begin


def fire_live_with_times(messages: list[Any], word: Word) -> float:
    """Seconds for the word, a second from event to event."""
    steps = [(messages[message].fire, event, second * 1_000_000) for second, (message, event) in enumerate(word)]
    begin = perf_counter()
    for step, event, at in steps:
        step(event, at)
    return perf_counter() - begin


def rate(make: Callable[[], list[Any]], fire: Callable[[list[Any], Word], float], word: Word) -> float:
    """Events a second, without the making of the messages."""
    return len(word) / statistics.median(fire(make(), word) for _ in range(ROUNDS))


def one_more(name: str, make: Callable[[], list[Any]], number: int) -> dict[str, Value]:
    seconds = statistics.median(seconds_for(make) for _ in range(ROUNDS))
    tracemalloc.start()
    kept = make()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {"by": name, "µs": seconds / number * 1e6, "bytes": round(size / len(kept))}


def seconds_for(make: Callable[[], list[Any]]) -> float:
    begin = perf_counter()
    kept = make()
    seconds = perf_counter() - begin
    del kept
    return seconds


if __name__ == "__main__":
    main()
