"""What differs in the answers of one state."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest

from sendspec_gen.changes import words
from sendspec_gen.changes.change import Change, Concern, in_order
from sendspec_gen.changes.stakes import Pair
from sendspec_gen.changes.things import Verdict
from sendspec_gen.changes.ways import Way, way_changed
from sendspec_gen.model import Answer, Move, Moves, Rejected, State


def answers(before: State, after: State, pair: Pair, locales: tuple[str, ...]) -> Iterator[Change]:
    """What differs in the answers to the events that both specs have."""
    for event, new in after.answers.items():
        old = before.answers.get(event)
        if isinstance(old, Moves) and isinstance(new, Moves):
            yield from _ways(after.name, old, new, pair, locales)
        elif old is not None and type(old) is not type(new):
            said = words.answer(old), words.answer(new)
            yield _answer("answer", after.name, old, new, said, _verdict(after.name, old, new, pair))
        elif isinstance(old, Rejected) and isinstance(new, Rejected) and old.refusal != new.refusal:
            verdict = Verdict(("CODE",), "code that matches the refusal meets another")
            yield _answer("refusal", after.name, old, new, (old.refusal, new.refusal), verdict)


def _answer(aspect: str, state: str, old: Answer, new: Answer, said: tuple[str, str], verdict: Verdict) -> Change:
    return Change(
        what="changed",
        of="answer",
        aspect=aspect,
        machine=None,
        name=f"{state}/{new.event}",
        before=said[0],
        after=said[1],
        concerns=verdict.concerns,
        why=verdict.why,
        before_place=old.place,
        after_place=new.place,
        state=state,
        event=new.event,
    )


def _verdict(state: str, old: Answer, new: Answer, pair: Pair) -> Verdict:
    """Of an answer of another kind: a row of a log notes the reason of each move, even of one that leads back."""
    ways = (*_ways_of(old), *_ways_of(new))
    if not ways:
        return Verdict(("CODE",), "code hears that the event was refused, where nothing was said, or the reverse")
    rows: tuple[Concern, ...] = ("DATA",) if pair.after.kind == "log" else ()
    found: tuple[Concern, ...] = ("CODE", *rows, *pair.concerns(ways, stays=state))
    return Verdict(in_order(found), "the machine moves where it stayed, or stays where it moved")


def _ways(state: str, old: Moves, new: Moves, pair: Pair, locales: tuple[str, ...]) -> Iterator[Change]:
    """Ways that do the same belong together, and between them those in the same place."""
    matcher = SequenceMatcher(None, [words.move(way) for way in old.ways], [words.move(way) for way in new.ways], False)
    for _, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        for was, is_now in zip_longest(range(old_start, old_end), range(new_start, new_end)):
            before = None if was is None else Way(state, old, was)
            after = None if is_now is None else Way(state, new, is_now)
            yield from way_changed(before, after, pair, locales)


def _ways_of(answer: Answer) -> tuple[Move, ...]:
    return answer.ways if isinstance(answer, Moves) else ()
