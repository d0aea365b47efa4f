"""What differs in one way of answering an event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sendspec_gen.changes import words
from sendspec_gen.changes.change import Change, What
from sendspec_gen.changes.stakes import Pair
from sendspec_gen.changes.things import WORDS_ONLY, Verdict, difference
from sendspec_gen.model import Move, Moves, Words


@dataclass(frozen=True, slots=True)
class Way:
    """One of the ways in which a state answers."""

    state: str
    answer: Moves
    place: int
    """From 0."""

    @property
    def move(self) -> Move:
        return self.answer.ways[self.place]

    @property
    def number(self) -> int | None:
        """From 1; None for the only one."""
        return self.place + 1 if len(self.answer.ways) > 1 else None

    @property
    def name(self) -> str:
        """As the rows of test tables are called."""
        return f"{self.state}/{self.answer.event}" + (f"#{self.number}" if self.number else "")


def way_changed(before: Way | None, after: Way | None, pair: Pair, locales: tuple[str, ...]) -> Iterator[Change]:
    """The aspects of a way that are others; or that it came or went, where it is missing on one side."""
    if before is None or after is None:
        yield from _came_or_went(before, after, pair)
        return
    for aspect, old, new, verdict in _aspects(before, after, pair):
        said = difference(old, new, locales)
        if said is not None:
            yield _change("changed", aspect, said, before, after, verdict)


def _aspects(before: Way, after: Way, pair: Pair) -> Iterator[tuple[str, str | Words, str | Words, Verdict]]:
    """Each aspect of a way: its name, what was said, what is said, and who is concerned if that is not the same."""
    old, new = before.move, after.move
    yield "target", old.target, new.target, _target(old, new, pair)
    effects = Verdict(("KPI",), "the event moves the numbers in another way")
    yield "effects", words.effects(pair.common(old)), words.effects(pair.common(new)), effects
    yield "guard", words.guard(old), words.guard(new), _guard(before, after, pair)
    yield (
        "requirements",
        words.requirements(old.requires),
        words.requirements(new.requires),
        _refusal(before, after, pair),
    )
    yield "not before", old.not_before or "", new.not_before or "", _refusal(before, after, pair)
    tell = Verdict(("DATA", "KPI"), "messages hear another event, and their rows and numbers follow")
    yield "tell", words.telling(old.tell), words.telling(new.tell), tell
    yield "doc", old.doc, new.doc, WORDS_ONLY
    yield "cite", words.citations(old.cite), words.citations(new.cite), WORDS_ONLY


def _target(old: Move, new: Move, pair: Pair) -> Verdict:
    concerns = pair.stakes(old.target, new.target)
    if not concerns:
        return Verdict(("CODE",), "code sees another state; what is shown and counted is the same, now and later")
    return Verdict(("CODE", *concerns), "code sees another state, and what is shown or counted differs, now or later")


def _guard(before: Way, after: Way, pair: Pair) -> Verdict:
    ways = (*before.answer.ways, *after.answer.ways)
    concerns = pair.concerns(ways)
    return Verdict(("CODE", *concerns), "the way is taken at other times, which hangs on the facts that callers give")


def _refusal(before: Way, after: Way, pair: Pair) -> Verdict:
    ways = (before.move, after.move)
    concerns = pair.concerns(ways, stays=after.state)
    return Verdict(("CODE", *concerns), "the machine stays where it moved, or moves where it stayed")


def _came_or_went(before: Way | None, after: Way | None, pair: Pair) -> Iterator[Change]:
    what: What = "added" if before is None else "removed"
    one = after or before
    assert one is not None
    concerns = pair.concerns(one.answer.ways)
    why = "there is a way more to answer the event" if before is None else "there is a way less to answer the event"
    said = (words.move(before.move) if before else "", words.move(after.move) if after else "")
    yield _change(what, "", said, before, after, Verdict(("CODE", *concerns), why))


def _change(
    what: What, aspect: str, said: tuple[str, str], before: Way | None, after: Way | None, verdict: Verdict
) -> Change:
    one = after or before
    assert one is not None
    return Change(
        what=what,
        of="move",
        aspect=aspect,
        machine=None,
        name=one.name,
        before=said[0],
        after=said[1],
        concerns=verdict.concerns,
        why=verdict.why,
        before_place=before.move.place if before else None,
        after_place=after.move.place if after else None,
        state=one.state,
        event=one.answer.event,
        way=one.number,
    )
