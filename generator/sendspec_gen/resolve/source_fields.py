"""The fields that a rule of a source reads: where they stand, and whether they can stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from sendspec_gen import model, syntax
from sendspec_gen.problems import Note, Problems, closest, nearest, quoted
from sendspec_gen.record_paths import heads
from sendspec_gen.resolve.names import Names
from sendspec_gen.source import Written

SYSLOG_FIELDS = ("time", "host", "program", "pid", "text")
"""What every line of syslog has; its time is known to the reader."""
TIME_FORMS = ("iso8601", "rfc5322", "seconds", "milliseconds", "microseconds")
EACH = "each"
SOME_TIME = datetime(2026, 3, 2, 8, 0, 1, tzinfo=UTC)
_DIRECTIVE = re.compile(r"%(.?)", re.DOTALL)
_DIRECTIVES = "aAbBdHIjmMpSfyYzZ%"


class Shared(NamedTuple):
    """What stands beside the rules, for all of them."""

    source: syntax.Source

    def of(self, rule: syntax.SourceRule, name: str) -> Any:
        """What a key says to a rule: its own value, else the one for all; None if nothing does."""
        own = getattr(rule, name)
        return getattr(self.source, name) if own is None else own


def values_of(written: Any) -> model.Value:
    """The ways that a value was written as."""
    ways = written if isinstance(written, list) else [written]
    return tuple(
        model.Way(way.field.value, way.pattern.value if way.pattern else None)
        if isinstance(way, syntax.Finding)
        else model.Way(way.value)
        for way in ways
    )


def fields_of(rule: syntax.SourceRule, shared: Shared, aliases: Names, problems: Problems) -> model.Fields:
    """Where the parts of an event stand, whether the rule says so or the source for all."""
    message, known_as = _message(shared.of(rule, "message"), aliases, problems)
    bounce = shared.of(rule, "bounce")
    each = shared.of(rule, "each")
    return model.Fields(
        message=message,
        known_as=known_as,
        recipient=_perhaps(shared.of(rule, "recipient")),
        each=each.value if each else None,
        time=tuple(_time(time, problems) for time in _times(shared.of(rule, "time"))),
        id=_perhaps(shared.of(rule, "id")),
        reason=_perhaps(shared.of(rule, "reason")),
        bounce_class=_perhaps(bounce.class_) if bounce else None,
        bounce_status=_perhaps(bounce.status) if bounce else None,
    )


def _perhaps(written: Any) -> model.Value | None:
    return None if written is None else values_of(written)


def _message(written: Any, aliases: Names, problems: Problems) -> tuple[model.Value | None, str | None]:
    if not isinstance(written, syntax.OtherName):
        return _perhaps(written), None
    ways = values_of(written.field)
    if written.pattern is not None:
        ways = tuple(model.Way(way.path, written.pattern.value) for way in ways)
    return ways, aliases.find(written.known_as, problems)


def _times(written: Any) -> list[syntax.RecordTime]:
    return [] if written is None else written if isinstance(written, list) else [written]


def _time(written: syntax.RecordTime, problems: Problems) -> model.RecordTime:
    form = written.format.value
    fault = None if form in TIME_FORMS else _fault_of_format(form)
    if fault is not None:
        problems.add(
            "unknown-time-format",
            written.format.place,
            f"{quoted(form)} is no format of times: {fault}",
            hint=f"write {', '.join(f'`{known}`' for known in TIME_FORMS)}, or a format such as `%d/%m/%Y %H:%M:%S`",
        )
    return model.RecordTime(values_of(written.field), form, written.zone.value if written.zone else None)


@cache
def _fault_of_format(form: str) -> str | None:
    """What keeps a text from being a format of `strptime`."""
    directives = _DIRECTIVE.findall(form)
    if not directives:
        close = closest(form, TIME_FORMS)
        return f"did you mean `{close}`?" if close else "it has neither a known name nor a part such as `%Y`"
    unknown = next((letter for letter in directives if letter not in _DIRECTIVES or not letter), None)
    if unknown is not None:
        return f"there is no `%{unknown}`"
    twice = next((letter for letter in directives if letter != "%" and directives.count(letter) > 1), None)
    if twice is not None:
        return f"`%{twice}` stands in it twice"
    try:
        datetime.strptime(SOME_TIME.strftime(form), form)
    except (ValueError, re.error) as error:
        return str(error)
    return None


# ── what can be read ─────────────────────────────────────────────────────────────────────────────────────────────────


def check_fields(rule: syntax.SourceRule, shared: Shared, fields: Names | None, problems: Problems) -> None:
    """Tell what an event lacks, and paths that lead nowhere."""
    _check_missing(rule, shared, problems)
    has_list = shared.of(rule, "each") is not None
    for path in rule.when or ():
        if EACH in heads(path.value):
            hint = "a rule is chosen for a whole record; test what stands in the record itself"
            problems.add("each-without-list", path.place, "`each` cannot stand in `when`", hint=hint)
        _check_known(path, fields, has_list, problems)
    for path in _paths(rule, shared):
        if not has_list and rule.event is not None and EACH in heads(path.value):
            problems.add(
                "each-without-list",
                path.place,
                f"{quoted(path.value)} speaks of `each`, and nothing says of which list",
                hint="add `each: PATH` to the rule, or beside the rules",
                notes=(Note(rule.record.place, "this rule reads it"),),
            )
        _check_known(path, fields, has_list, problems)


def _check_missing(rule: syntax.SourceRule, shared: Shared, problems: Problems) -> None:
    needed = ["message", "recipient"] if rule.event is not None else []
    if needed and not (shared.source.format and shared.source.format.value == "syslog"):
        needed.append("time")
    if not needed and (rule.continues_as is not None or rule.also_known_as is not None):
        needed = ["message"]
    for name in needed:
        if shared.of(rule, name) is None:
            what = "an event needs" if rule.event is not None else "another name needs"
            problems.add(
                "missing-field",
                rule.record.place,
                f"{what} `{name}`, and neither this rule nor the source says where it stands",
                hint=f"add `{name}` to the rule, or beside the rules for all of them",
            )


def _check_known(path: Written[str], fields: Names | None, has_list: bool, problems: Problems) -> None:
    """Tell a path that begins with a field that no record has."""
    if fields is None:
        return
    for head in sorted(heads(path.value)):
        if head not in fields.places and not (has_list and head == EACH):
            problems.add(
                "unknown-field",
                path.place,
                f"records of this source have no field `{head}`",
                hint=nearest(head, fields.places),
            )


def _paths(rule: syntax.SourceRule, shared: Shared) -> Iterator[Written[str]]:
    """Every path by which a rule reads a record, but those of `when`."""
    for name in ("message", "recipient", "id", "reason", "continues_as"):
        yield from _paths_of(rule.continues_as if name == "continues_as" else shared.of(rule, name))
    bounce, each = shared.of(rule, "bounce"), shared.of(rule, "each")
    for time in _times(shared.of(rule, "time")):
        yield from _paths_of(time.field)
    yield from _paths_of(bounce.class_ if bounce else None)
    yield from _paths_of(bounce.status if bounce else None)
    for value in (shared.of(rule, "also_known_as") or {}).values():
        yield from _paths_of(value)
    if each is not None and EACH not in heads(each.value):
        yield each


def _paths_of(value: Any) -> Iterator[Written[str]]:
    match value:
        case None:
            return
        case list():
            for way in value:
                yield from _paths_of(way)
        case syntax.Finding() | syntax.OtherName():
            yield from _paths_of(value.field)
        case _:
            yield value
