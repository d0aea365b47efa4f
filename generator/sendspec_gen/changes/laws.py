"""Laws that promise less, more, or the same in other words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal

from sendspec_gen.changes import words
from sendspec_gen.changes.change import LawChange, Strength
from sendspec_gen.changes.things import difference
from sendspec_gen.guards import condition_text
from sendspec_gen.model import (
    AtMostOneOf,
    Between,
    CounterIsStatus,
    Law,
    Model,
    OnlyAfter,
    Potential,
    SameWhenSettled,
    Statement,
)

Way = Literal["weaker", "stronger", "either"]
"""In what direction one part of a law went."""
WHY: dict[Strength, str] = {
    "added": "more is proved than before; no number moves by it",
    "removed": "it is proved no more; no number moves by it",
    "weakened": "less is proved than before; no number moves by it",
    "strengthened": "more is proved than before; no number moves by it",
    "reworded": "the same is proved",
    "cannot tell": "something else is proved, and neither follows from the other",
}


def laws(old: Model, new: Model, locales: tuple[str, ...]) -> Iterator[LawChange]:
    """What differs in the laws, and in what is known to be false, of the machines that both specs have."""
    both = frozenset(old.machines) & frozenset(new.machines)
    yield from _compared(_of(old.laws, both), _of(new.laws, both), locales, false=False)
    yield from _compared(_of(old.not_laws, both), _of(new.not_laws, both), locales, false=True)


def law_text(law: Law) -> str:
    """A law in words: all that decides how much it promises."""
    text = f"{law.name}{_statement(law.statement)} in {', '.join(sorted(law.machines))}"
    exempt = sorted(" and ".join(sorted(one.events)) for one in law.exempt)
    return f"{text}, except {'; '.join(exempt)}" if exempt else text


def _of(laws: tuple[Law, ...], machines: frozenset[str]) -> tuple[Law, ...]:
    """Each law with those of its machines only; a law that speaks of none of them as it is."""
    kept = ((law, tuple(name for name in law.machines if name in machines)) for law in laws)
    return tuple(replace(law, machines=names) if names else law for law, names in kept)


def _compared(
    old: tuple[Law, ...], new: tuple[Law, ...], locales: tuple[str, ...], *, false: bool
) -> Iterator[LawChange]:
    left = list(old)
    for after in new:
        before = _counterpart(after, left, new)
        if before is None:
            yield _told("added", None, after, "", law_text(after), false=false)
            continue
        left.remove(before)
        yield from _pair(before, after, locales, false=false)
    for before in left:
        yield _told("removed", before, None, law_text(before), "", false=false)


def _counterpart(law: Law, old: list[Law], new: tuple[Law, ...]) -> Law | None:
    """The old law that a new one was: the same, or else the most alike of those that no other new one repeats."""
    kept = {law_text(one) for one in new}
    alike = [one for one in old if one.name == law.name and _subject(one) == _subject(law)]
    same = next((one for one in alike if law_text(one) == law_text(law)), None)
    if same is not None:
        return same
    free = [one for one in alike if law_text(one) not in kept and set(one.machines) & set(law.machines)]
    return max(free, key=lambda one: _in_common(one, law), default=None)


def _subject(law: Law) -> str:
    """What a law must speak of to be compared at all."""
    return law.statement.counter if isinstance(law.statement, Between) else ""


def _in_common(one: Law, other: Law) -> float:
    mine, yours = (set(words.names_in(law_text(law))) for law in (one, other))
    return len(mine & yours) / len(mine | yours)


def _pair(before: Law, after: Law, locales: tuple[str, ...], *, false: bool) -> Iterator[LawChange]:
    was, is_now = law_text(before), law_text(after)
    if was != is_now:
        yield _told(_strength(before, after, false=false), before, after, was, is_now, false=false)
    said = difference(before.doc, after.doc, locales) or difference(_reasons(before), _reasons(after), locales)
    cited = difference(words.citations(before.cite), words.citations(after.cite), locales)
    for texts in (said, cited):
        if texts is not None:
            yield _told("reworded", before, after, *texts, false=false)


def _reasons(law: Law) -> dict[str, str]:
    """Why it has exceptions, in each locale."""
    found: dict[str, str] = {}
    for exemption in law.exempt:
        for locale, text in exemption.why.items():
            found[locale] = f"{found.get(locale, '')} {text}"
    return found


def _told(
    strength: Strength, before: Law | None, after: Law | None, was: str, is_now: str, *, false: bool
) -> LawChange:
    law = after or before
    assert law is not None
    places = (before.place if before else None, after.place if after else None)
    return LawChange(strength, false, law.name, was, is_now, ("DOCS",), WHY[strength], *places)


def _strength(before: Law, after: Law, *, false: bool) -> Strength:
    """Whether the new law promises less or more; that less is false is more to know."""
    ways = {way for way in _ways(before, after) if way}
    if len(ways) != 1 or "either" in ways:
        return "cannot tell"
    return "weakened" if ("weaker" in ways) != false else "strengthened"


def _ways(before: Law, after: Law) -> Iterator[Way | None]:
    yield _fewer(before.machines, after.machines)
    yield _more((str(sorted(one.events)) for one in before.exempt), (str(sorted(one.events)) for one in after.exempt))
    yield from _statements(before.statement, after.statement)


def _statements(before: Statement, after: Statement) -> Iterator[Way | None]:
    match before, after:
        case AtMostOneOf(old), AtMostOneOf(new):
            yield _fewer(old, new)
        case Between(_, old_low, old_high), Between(_, new_low, new_high):
            yield _bound(old_low, new_low, lower="weaker")
            yield _bound(old_high, new_high, lower="stronger")
        case CounterIsStatus(old), CounterIsStatus(new):
            yield _fewer(old, new)
            yield "either" if any(new.get(counter, status) != status for counter, status in old.items()) else None
        case SameWhenSettled(), SameWhenSettled():
            yield _fewer(before.counters, after.counters)
            yield None if before.status == after.status else "stronger" if after.status else "weaker"
        case OnlyAfter(), OnlyAfter():
            yield _fewer(before.reach, after.reach)
            yield _more(before.after, after.after)
            yield _fewer(before.since, after.since)
            yield _when(before, after)


def _fewer(before: Iterable[str], after: Iterable[str]) -> Way | None:
    """Of what a law speaks of: the fewer, the weaker."""
    old, new = frozenset(before), frozenset(after)
    return None if old == new else "weaker" if new < old else "stronger" if new > old else "either"


def _more(before: Iterable[str], after: Iterable[str]) -> Way | None:
    """Of what a law lets pass: the more, the weaker."""
    return _fewer(after, before)


def _bound(before: int | str, after: int | str, lower: Way) -> Way | None:
    if before == after:
        return None
    if isinstance(before, str) or isinstance(after, str):
        return "either"
    return lower if after < before else "stronger" if lower == "weaker" else "weaker"


def _when(before: OnlyAfter, after: OnlyAfter) -> Way | None:
    if before.when == after.when:
        return None
    return "weaker" if before.when is None else "stronger" if after.when is None else "either"


def _statement(statement: Statement) -> str:
    match statement:
        case Potential(stock):
            return f": {stock}"
        case AtMostOneOf(counters):
            return f": {', '.join(sorted(counters))}"
        case Between(counter, low, high):
            return f": {low} ≤ {counter} ≤ {high}"
        case CounterIsStatus(statuses):
            return f": {', '.join(f'{counter} is {status}' for counter, status in sorted(statuses.items()))}"
        case SameWhenSettled(counters, status):
            return f": {', '.join(sorted(counters))}{' and the status' if status else ''}"
        case OnlyAfter():
            since = f" and not since {' or '.join(sorted(statement.since))}" if statement.since else ""
            when = f", when {words.bare(condition_text(statement.when))}" if statement.when else ""
            return f": {', '.join(sorted(statement.reach))} after {' or '.join(sorted(statement.after))}{since}{when}"
        case _:
            return ""
