"""Names that went and names that came, told to be the same thing where the two are alike: guesses, always."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from sendspec_gen.changes.change import Rename, Thing
from sendspec_gen.changes.names import new_names, under_new_names
from sendspec_gen.changes.portraits import PORTRAITS, Portrait, Sitter
from sendspec_gen.model import Model

ENOUGH = 60
"""How alike, in percent, two things must be for one to be taken for the other."""
TOO_CLOSE = 3
"""By how many points the likest must be ahead of the next."""
ROUNDS = 3
"""What one round finds may help the next; then it ends."""


@dataclass(frozen=True, slots=True)
class Found:
    """The renames, the old spec in the new names, and what cannot be told, in sentences."""

    renames: tuple[Rename, ...]
    old: Model
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    """An old thing and a new one that may be the same."""

    old: Portrait
    new: Portrait
    likeness: int


def find_renames(old: Model, new: Model) -> Found:
    """What seems to have been renamed. Where two are as likely, neither is taken."""
    renames: list[Rename] = []
    doubts: list[str] = []
    for _ in range(ROUNDS):
        before = len(renames)
        doubts.clear()
        for thing, portraits in PORTRAITS.items():
            pairs = _pairs(tuple(portraits(Sitter(old, new))), tuple(portraits(Sitter(new, old))))
            chosen = tuple(_chosen(thing, pairs, doubts))
            found = tuple(_rename(thing, pair) for pair in chosen)
            old = under_new_names(old, new_names(found))
            renames += found
        if len(renames) == before:
            break
    return Found(tuple(renames), old, tuple(doubts))


def likeness(old: Portrait, new: Portrait) -> int:
    """How alike two things are, in percent: six parts use, two and a half words, one and a half the name."""
    parts = [(15, SequenceMatcher(None, old.name, new.name, autojunk=False).ratio())]
    if old.uses or new.uses:
        parts.append((60, _shared(old.uses, new.uses)))
    if old.words or new.words:
        parts.append((25, _shared(old.words, new.words)))
    return round(100 * sum(weight * share for weight, share in parts) / sum(weight for weight, _ in parts))


def _shared(old: Mapping[str, str], new: Mapping[str, str]) -> float:
    """The share of what is the same on both sides; one of them holds something."""
    return sum(value == new.get(key) for key, value in old.items()) / len({*old, *new})


def _pairs(old: Sequence[Portrait], new: Sequence[Portrait]) -> list[_Pair]:
    """Every old thing that is gone beside every new one that came, the likest first."""
    before = {(one.scope, one.name) for one in old}
    after = {(one.scope, one.name) for one in new}
    gone = [one for one in old if (one.scope, one.name) not in after]
    come = [one for one in new if (one.scope, one.name) not in before]
    pairs = [_Pair(one, other, likeness(one, other)) for one in gone for other in come if one.scope == other.scope]
    # Sorting keeps the order of the specs among equals.
    return sorted((pair for pair in pairs if pair.likeness >= ENOUGH), key=lambda pair: -pair.likeness)


def _chosen(thing: Thing, pairs: list[_Pair], doubts: list[str]) -> Iterator[_Pair]:
    """The pairs that nothing else comes close to."""
    left = list(pairs)
    while left:
        best = left[0]
        rivals = [pair for pair in left[1:] if _meet(best, pair) and best.likeness - pair.likeness < TOO_CLOSE]
        if rivals:
            doubts.append(_doubt(thing, best, rivals))
        else:
            yield best
        out = [best, *rivals]
        left = [pair for pair in left if not any(_meet(pair, one) for one in out)]


def _meet(one: _Pair, other: _Pair) -> bool:
    return one.old is other.old or one.new is other.new


def _doubt(thing: Thing, best: _Pair, rivals: list[_Pair]) -> str:
    olds = list(dict.fromkeys(f"`{pair.old.name}`" for pair in (best, *rivals)))
    news = list(dict.fromkeys(f"`{pair.new.name}`" for pair in (best, *rivals)))
    where = f" of `{best.new.scope}`" if best.new.scope else ""
    return (
        f"whether {thing} {' or '.join(olds)}{where} became {' or '.join(news)}: they are about equally alike "
        f"({best.likeness} %), so all of them are told as removed and added"
    )


def _rename(thing: Thing, pair: _Pair) -> Rename:
    scope = pair.new.scope
    return Rename(
        of=thing,
        machine=scope if thing in ("state", "fact") else None,
        kind=scope if thing in ("event", "status") else None,
        before=pair.old.name,
        after=pair.new.name,
        likeness=pair.likeness,
        before_place=pair.old.place,
        after_place=pair.new.place,
    )
