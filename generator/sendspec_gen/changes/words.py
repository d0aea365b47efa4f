"""Parts of a spec in short words: what differs in words differs in meaning, so each part has words of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from sendspec_gen.guards import condition_text
from sendspec_gen.kinds import duration_text
from sendspec_gen.model import (
    Answer,
    Citation,
    Deadline,
    Ignored,
    Move,
    Rejected,
    Requirement,
)

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def guard(move: Move) -> str:
    """When this way is taken; empty for the only or the last one."""
    return "" if move.when is None else bare(condition_text(move.when))


def requirements(needed: Iterable[Requirement]) -> str:
    """What must hold, and the refusal if it does not."""
    return ", ".join(f"{bare(condition_text(one.condition))} (else {one.refusal})" for one in needed)


def effects(numbers: Mapping[str, int]) -> str:
    """The numbers that a move adds, in the order of the counters' names, for their order means nothing."""
    return ", ".join(f"{counter} {number:+d}" for counter, number in sorted(numbers.items()) if number)


def telling(told: Mapping[str, str]) -> str:
    """Who hears what."""
    return ", ".join(f"{listener} hear {event}" for listener, event in sorted(told.items()))


def move(way: Move) -> str:
    """All that a way of answering does."""
    parts = [f"to {way.target}"]
    parts += [f"if {guard(way)}"] if way.when is not None else []
    parts += [f"requires {requirements(way.requires)}"] if way.requires else []
    parts += [f"not before {way.not_before}"] if way.not_before else []
    parts += [telling(way.tell)] if way.tell else []
    parts += [effects(way.effects)] if any(way.effects.values()) else []
    return "; ".join(parts)


def answer(given: Answer) -> str:
    """What a state says to an event."""
    match given:
        case Ignored():
            return "ignored"
        case Rejected(refusal=refusal):
            return f"rejected: {refusal}"
        case _:
            return "moves " + " | ".join(move(way) for way in given.ways)


def deadline(clock: Deadline | None) -> str:
    """What a state's clock does; empty if it has none."""
    return f"{clock.raises} after {clock.after} from {clock.since}" if clock else ""


def citations(cited: Iterable[Citation]) -> str:
    """Documents and rows, in order of their names, for their order means nothing."""
    return ", ".join(sorted(one.document if one.row is None else f"{one.document}.{one.row}" for one in cited))


def length(microseconds: int | None) -> str:
    """A duration as a person writes it; empty if there is none."""
    return "" if microseconds is None else duration_text(microseconds)


def bare(text: str) -> str:
    """A condition without the brackets around the whole of it."""
    return text[1:-1] if text.startswith("(") and _closes_last(text) else text


def _closes_last(text: str) -> bool:
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return place == len(text) - 1
    return False


def names_in(text: str) -> tuple[str, ...]:
    """The names that a text in these words holds."""
    return tuple(_NAME.findall(text))


def with_names(text: str, named: Callable[[str], str]) -> str:
    """A text in these words with other names in it."""
    return _NAME.sub(lambda found: named(found[0]), text)
