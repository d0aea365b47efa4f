"""Every failure is decided, by rules that can all be reached and cost little."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sendspec_gen.model import BounceRule, Bounces, Model
from sendspec_gen.patterns import MOST_WAYS, ways
from sendspec_gen.problems import Note, Problem


def rule(model: Model) -> Iterator[Problem]:
    """Tell what is wrong with the table of bounces."""
    if model.bounces is None:
        return
    yield from _decided(model.bounces)
    yield from _reached(model.bounces.rules)
    yield from _fitting(model.bounces)
    yield from _quick(model.bounces.rules)
    yield from _used(model.bounces)


def _decided(bounces: Bounces) -> Iterator[Problem]:
    if not any(one.unconditional for one in bounces.rules):
        yield Problem(
            "undecided-failure",
            bounces.rules[-1].place,
            "what fits no rule is not decided: this is the last one, and it asks for something",
            hint="add a rule after it with `kind` and `reason` alone",
        )


def _reached(rules: Sequence[BounceRule]) -> Iterator[Problem]:
    for number, later in enumerate(rules):
        earlier = next((one for one in rules[:number] if _covers(one, later)), None)
        if earlier is not None:
            yield Problem(
                "unreachable-rule",
                later.place,
                f"`{later.name}` never decides: `{earlier.name}` takes whatever it could take",
                hint="put it first, ask for something else, or delete it",
                notes=(Note(earlier.place, "this one stands before it"),),
            )


def _covers(earlier: BounceRule, later: BounceRule) -> bool:
    """Whether all that fits the later rule fits the earlier one; some that do are not seen, as two rules together."""
    return (
        # Most rules look for a text of their own.
        earlier.text in (None, later.text)
        and _listed(earlier.sources, later.sources)
        and _listed(earlier.records, later.records)
        and _within(earlier.statuses, later.statuses, ".")
        and _within(earlier.codes, later.codes, "")
        and _listed(_small(earlier.classes), _small(later.classes))
    )


def _listed(earlier: Sequence[str], later: Sequence[str]) -> bool:
    return not earlier or (bool(later) and set(earlier).issuperset(later))


def _small(names: Sequence[str]) -> list[str]:
    return [name.lower() for name in names]


def _within(earlier: Sequence[str], later: Sequence[str], separator: str) -> bool:
    """Whether each of the later codes is one that an earlier one stands for."""
    if not earlier:
        return True
    return bool(later) and all(any(_stands_for(one, other, separator) for one in earlier) for other in later)


def _stands_for(one: str, other: str, separator: str) -> bool:
    parts = (one.split(separator), other.split(separator)) if separator else (list(one), list(other))
    return all(mine in ("x", its) for mine, its in zip(*parts, strict=True))


def _fitting(bounces: Bounces) -> Iterator[Problem]:
    for one in bounces.rules:
        reason = bounces.reasons[one.reason]
        if one.kind not in reason.kinds:
            yield Problem(
                "unfit-reason",
                one.place,
                f"`{one.name}` gives a {one.kind} failure the reason `{reason.name}`, which is for "
                f"{' and '.join(reason.kinds)} ones",
                hint="give another kind or reason, or add the kind to the `kinds` of the reason",
                notes=(Note(reason.place, "the reason stands here"),),
            )


def _quick(rules: Sequence[BounceRule]) -> Iterator[Problem]:
    for one in rules:
        if one.text is not None and ways(one.text) > MOST_WAYS:
            yield Problem(
                "costly-pattern",
                one.place,
                f"the text of `{one.name}` can be tried in more than {MOST_WAYS:,} ways from each place of a reply",
                hint="write `.{0,40}` in place of `.*`, `[ab]*` in place of `(a|b)*`, and no repeats within repeats",
            )


def _used(bounces: Bounces) -> Iterator[Problem]:
    given = {one.reason for one in bounces.rules}
    for reason in bounces.reasons.values():
        if reason.name not in given:
            yield Problem(
                "unused-reason",
                reason.place,
                f"the reason `{reason.name}` is not used: no rule gives it",
                hint="use it, or delete it",
            )
