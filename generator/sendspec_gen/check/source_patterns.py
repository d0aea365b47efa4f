"""What sources look for in foreign text costs little, whatever that text is."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.model import Declaration, Model, SourceRule, Value
from sendspec_gen.patterns import MOST_WAYS, ways
from sendspec_gen.problems import Problem, quoted
from sendspec_gen.source import Place


def rule(model: Model) -> Iterator[Problem]:
    """Tell which patterns of sources a text could keep busy; each once, where it is said first."""
    for source in model.sources.values():
        if source.declared is None:
            continue
        told: set[str] = set()
        for pattern, place, whole in _patterns(source.declared, source.place):
            if pattern not in told and ways(pattern, whole=whole) > MOST_WAYS:
                told.add(pattern)
                yield Problem(
                    "costly-pattern",
                    place,
                    f"{quoted(pattern)} can be tried in more than {MOST_WAYS:,} ways from each place of a record",
                    hint="write `[^>]*` or `.{0,40}` in place of `.*`, `[ab]*` in place of `(a|b)*`, and no repeats "
                    "within repeats",
                )


def _patterns(declared: Declaration, place: Place) -> Iterator[tuple[str, Place, bool]]:
    """All of them, with a place, and whether they must fit a whole line."""
    yield from ((pattern, place, True) for pattern in declared.patterns)
    for one in declared.rules:
        for test in one.when:
            if test.sort == "matches":
                yield from ((str(value), one.place, False) for value in test.values)
        for value in _values(one):
            yield from ((way.pattern, one.place, False) for way in value if way.pattern is not None)


def _values(one: SourceRule) -> Iterator[Value]:
    """All that is looked up by a rule, also what it shares with others."""
    fields = one.fields
    found = (
        fields.message,
        fields.recipient,
        *(time.value for time in fields.time),
        fields.id,
        fields.reason,
        fields.bounce_class,
        fields.bounce_status,
        *one.also_known_as.values(),
        one.continues_as,
    )
    return (value for value in found if value is not None)
