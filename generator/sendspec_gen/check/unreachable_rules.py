"""Each rule of a source can be the first that fits."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.model import Declaration, FieldTest, Model, SourceRule
from sendspec_gen.problems import Note, Problem


def rule(model: Model) -> Iterator[Problem]:
    """Tell the rules that never decide, because an earlier one fits all that they fit."""
    for source in model.sources.values():
        if source.declared is not None:
            yield from _hidden(source.declared)


def _hidden(declared: Declaration) -> Iterator[Problem]:
    for number, later in enumerate(declared.rules):
        earlier = next((one for one in declared.rules[:number] if _covers(one, later)), None)
        if earlier is None:
            continue
        same = _covers(later, earlier)
        why = (
            "asks for the same" if same and later.when else "fits every record" if not earlier.when else "asks for less"
        )
        yield Problem(
            "unreachable-rule",
            later.place,
            f"no record ever comes to this rule of `{later.record}`: one above it {why}",
            hint="put the rule that asks for more above the other, or delete one of them",
            notes=(Note(earlier.place, f"this rule of `{earlier.record}` decides"),),
        )


def _covers(earlier: SourceRule, later: SourceRule) -> bool:
    """Whether each test of the earlier rule holds wherever the later one fits, as far as single tests tell."""
    return all(any(_implies(known, test) for known in later.when) for test in earlier.when)


def _implies(known: FieldTest, test: FieldTest) -> bool:
    """Whether one test holds wherever another is known to."""
    if known.path != test.path:
        return False
    # 1, 1.0 and true are equal to Python, and not to a record.
    those, these = ({(type(value), value) for value in one.values} for one in (known, test))
    match known.sort, known.negated, test.sort, test.negated:
        case "is", False, "is", False:
            return those <= these
        case "is", True, "is", True:
            return those >= these
        case "is", False, "is", True:
            return those.isdisjoint(these)
        case "is", False, "exists", False:
            return {value is not None and value != "" for value in known.values} == set(test.values)
        case _:
            return (known.sort, known.negated, known.values) == (test.sort, test.negated, test.values)
