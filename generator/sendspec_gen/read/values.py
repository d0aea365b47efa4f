"""Nodes to typed values: the kinds of `kinds.py`, one function each."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from sendspec_gen import kinds, record_paths, syntax
from sendspec_gen.kinds import Kind
from sendspec_gen.problems import Problems, nearest, quoted
from sendspec_gen.read.nodes import MappingNode, Node, ScalarNode, SequenceNode
from sendspec_gen.source import Place, Written

LONGEST_NUMBER = 9
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOTHING = ("", "~", "null")
LONGEST_SCALAR = 30
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None}
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?")


def read_record(record: type[syntax.Record], node: Node, problems: Problems) -> Any:
    """A record of the language, with what could be read of it; None if the node is no mapping."""
    if not isinstance(node, MappingNode):
        problems.add("wrong-form", node.place, f"{_article(record)} is written as a mapping, and this is {_form(node)}")
        return None
    keys = record.keys
    values: dict[str, Any] = {}
    for written, value in node.pairs:
        key = keys.get(written.text)
        if key is None:
            problems.add(
                "unknown-key",
                written.place,
                f"{quoted(written.text)} is no key of {_article(record)}",
                hint=nearest(written.text, keys),
            )
        else:
            values[key.field] = read_value(key.kind, value, problems)
    _check_required(record, node, problems)
    return record(place=node.place, **values)


def read_value(kind: Kind, node: Node, problems: Problems) -> Any:
    """A value of a kind; None where it was refused, and a problem was told."""
    return _READERS[type(kind)](kind, node, problems)


def _check_required(record: type[syntax.Record], node: MappingNode, problems: Problems) -> None:
    written = {key.text: key.place for key, _ in node.pairs}
    for spelling in record.keys if not record.required <= written.keys() else ():
        if spelling in record.required and spelling not in written:
            what = f"{_article(record)} needs the key `{spelling}`"
            problems.add("missing-key", node.place, what, hint=f"it says {record.keys[spelling].doc}")
    if not record.exactly_one_of:
        return
    given = [name for name in record.exactly_one_of if name in written]
    names = ", ".join(f"`{name}`" for name in record.exactly_one_of) if len(given) != 1 else ""
    if not given:
        problems.add("one-of", node.place, f"{_article(record)} needs one of the keys {names}")
    elif len(given) > 1:
        problems.add("one-of", written[given[1]], f"{_article(record)} has only one of the keys {names}")


def _read_name(kind: kinds.Name, node: Node, problems: Problems) -> Written[str] | Written[None] | None:
    if kind.or_null and isinstance(node, ScalarNode) and _is_nothing(node) and node.text:
        return Written(None, node.place)
    if isinstance(node, ScalarNode) and kinds.NAME.fullmatch(node.text) and not _is_nothing(node):
        return Written(node.text, node.place)
    text = _scalar(node, f"the name of {_a(kind.of)}", problems)
    if text is not None:
        problems.add(
            "not-a-name",
            node.place,
            f"{quoted(text)} is not the name of {_a(kind.of)}",
            hint="names are lower case, with digits and underscores, and start with a letter",
        )
    return None


def _read_text(_kind: Kind, node: Node, problems: Problems) -> Written[str] | None:
    text = _scalar(node, "a text", problems)
    if text is None:
        return None
    if not text.strip():
        problems.add("empty-text", node.place, "a text is missing here")
        return None
    return Written(text.strip(), node.place)


def _read_verbatim(kind: Kind, node: Node, problems: Problems) -> Written[str] | None:
    return Written(_scalar_text(node), node.place) if _read_text(kind, node, problems) is not None else None


def _read_sign(_kind: Kind, node: Node, problems: Problems) -> Written[str] | None:
    if isinstance(node, ScalarNode) and len(node.text) == 1 and node.text not in '~"\r\n\0':
        return Written(node.text, node.place)
    hint = 'write it in double quotes, as in `";"` or `"\\t"`'
    problems.add("wrong-form", node.place, f"one character belongs here, and this is {_form(node)}", hint=hint)
    return None


def _read_scalar(_kind: Kind, node: Node, problems: Problems) -> Written[Any] | None:
    if isinstance(node, ScalarNode) and (node.text or not node.plain):
        return Written(_scalar_value(node), node.place)
    what = "a text, a number, `true`, `false` or `null`"
    problems.add("wrong-form", node.place, f"{what} belongs here, and this is {_form(node)}")
    return None


def _read_path(_kind: Kind, node: Node, problems: Problems) -> Written[str] | None:
    text = _scalar(node, "a path", problems)
    if text is None:
        return None
    fault = record_paths.fault(text)
    if fault is None:
        return Written(text, node.place)
    problems.add(
        "not-a-path",
        _within(node, fault.at),
        f"{quoted(text)} is no path: {fault.words}",
        hint='write JMESPath, as in `mail.messageId`, `items[0].id` or `"smtp-id"`',
    )
    return None


def _read_pattern(_kind: Kind, node: Node, problems: Problems) -> Written[str] | None:
    text = _scalar(node, "a regular expression", problems)
    if text is None:
        return None
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        at = getattr(error, "pos", None) or 0
        why = getattr(error, "msg", None) or str(error)
        problems.add(
            "not-a-pattern",
            _within(node, at),
            f"{quoted(text)} is no regular expression: {why}",
            hint="write it as Python's `re` reads it, in single quotes if it holds a backslash",
        )
        return None
    return Written(text, node.place)


class _Form(NamedTuple):
    """A kind that is one text of some form."""

    code: str
    wanted: str
    value: Callable[[str], Any]
    """What a text says; None if it is none."""
    fault: str
    """What is told then, of `{}`."""
    hint: str


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda text: text if pattern.fullmatch(text) else None


def _zone(text: str) -> str | None:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(text)
    except (OSError, ValueError, LookupError):
        return None
    return text


def _duration(text: str) -> int | None:
    is_one = kinds.DURATION.fullmatch(text) and all(len(part) <= LONGEST_NUMBER for part in _digits(text))
    return kinds.microseconds(text) if is_one else None


def _time(text: str, form: re.Pattern[str]) -> int | None:
    """A time in microseconds since 1970; None if there is no such day or hour."""
    if not form.fullmatch(text):
        return None
    try:
        return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)
    except ValueError:
        return None


def _citation(text: str) -> str | None:
    name, dot, row = text.partition(".")
    is_row = not dot or (row.isdecimal() and len(row) <= LONGEST_NUMBER)
    return text if is_row and kinds.NAME.fullmatch(name) else None


def _expectation(text: str) -> str | None:
    return text if text in ("up", "down", "same", "none") or _percentage(text) is not None else None


_FORMS: dict[type[Kind], _Form] = {
    kinds.Zone: _Form(
        "unknown-zone",
        "a time zone",
        _zone,
        "no time zone is called {}",
        "write a name of the tz database, as in `UTC` or `Europe/Paris`",
    ),
    kinds.Address: _Form(
        "not-an-address",
        "an address in the web",
        _matching(kinds.ADDRESS),
        "{} is no address in the web",
        "write it whole, as in `https://docs.example.com/events`",
    ),
    kinds.Duration: _Form(
        "not-a-duration",
        "a length of time",
        _duration,
        "{} is not a length of time",
        f"write days, hours, minutes and seconds as in `3d12h`, of at most {LONGEST_NUMBER} digits each",
    ),
    kinds.Time: _Form(
        "not-a-time",
        "a time",
        partial(_time, form=kinds.TIME),
        "{} is no time in UTC",
        "write the day and the time to the second, as in `2024-02-29T18:30:00Z`",
    ),
    kinds.Instant: _Form(
        "not-a-time",
        "a time",
        partial(_time, form=kinds.INSTANT),
        "{} is no time in UTC",
        "write the day and the time, as in `2024-02-29T18:30:00Z` or `2024-02-29T18:30:00.125Z`",
    ),
    kinds.Failure: _Form(
        "not-a-failure",
        "a failure",
        _matching(kinds.FAILURE),
        "{} is no failure",
        "write `hard`, `soft` or `ignored`, and the reason, as in `hard user_unknown`",
    ),
    kinds.Citation: _Form(
        "not-a-citation",
        "a document",
        _citation,
        "{} does not cite a document",
        "write the name of a document, or a row of its table as in `efs_table.4`",
    ),
    kinds.Expectation: _Form(
        "not-an-expectation",
        "what a KPI shows",
        _expectation,
        "{} is nothing that a KPI can show",
        "write `75 %`, `3`, `none`, or `up`, `down`, `same`",
    ),
}


def _read_formed(kind: Kind, node: Node, problems: Problems) -> Written[Any] | None:
    form = _FORMS[type(kind)]
    text = _scalar(node, form.wanted, problems)
    if text is None:
        return None
    value = form.value(text)
    if value is None:
        problems.add(form.code, node.place, form.fault.format(quoted(text)), hint=form.hint)
        return None
    return Written(value, node.place)


def _read_words(kind: Kind, node: Node, problems: Problems) -> dict[str, Written[str]] | None:
    if not isinstance(node, MappingNode):
        problems.add(
            "not-words",
            node.place,
            f"words are written for each language, and this is {_form(node)}",
            hint="write `{en: …, fr: …}`",
        )
        return None
    if not node.pairs:
        problems.add("empty-text", node.place, "a text is missing here", hint="write `{en: …, fr: …}`")
        return None
    words = {}
    for locale, text in node.pairs:
        value = _read_text(kind, text, problems)
        if value is not None:
            words[locale.text] = value
    return words


def _read_flag(_kind: Kind, node: Node, problems: Problems) -> Written[bool] | None:
    if isinstance(node, ScalarNode) and node.plain and node.text in ("true", "false"):
        return Written(node.text == "true", node.place)
    if isinstance(node, ScalarNode) and not node.plain:
        problems.add(
            "not-a-flag", node.place, "a text in quotes is no flag", hint="write `true` or `false` without them"
        )
    else:
        hint = _FLAGS_OF_OLD.get(node.text.lower()) if isinstance(node, ScalarNode) else None
        problems.add("not-a-flag", node.place, f"{_shown(node)} is neither `true` nor `false`", hint=hint)
    return None


def _read_whole(kind: kinds.Whole, node: Node, problems: Problems) -> Written[int] | None:
    number = _number(node)
    if number is None:
        problems.add(
            "not-a-number",
            node.place,
            f"{_shown(node)} is not a whole number",
            hint=f"write digits, {LONGEST_NUMBER} at most, without quotes",
        )
        return None
    assert isinstance(node, ScalarNode)
    if kind.signed and number == 0:
        problems.add("out-of-range", node.place, "an effect of 0 changes nothing", hint="leave it out")
        return None
    if kind.signed and node.text[0] not in "+-":
        problems.add(
            "sign-missing",
            node.place,
            f"an effect says by how much a counter changes, and {_shown(node)} has no sign",
            hint=f"write `+{number}` or `-{number}`",
        )
        return None
    if kind.low is not None and number < kind.low:
        problems.add("out-of-range", node.place, f"{number} is too small: {kind.low} is the least")
        return None
    if kind.high is not None and number > kind.high:
        problems.add("out-of-range", node.place, f"{number:,} is too large: {kind.high:,} is the most")
        return None
    return Written(number, node.place)


def _read_number_or_name(kind: kinds.NumberOrName, node: Node, problems: Problems) -> Written[int | str] | None:
    number = _number(node)
    if number is not None:
        return Written(number, node.place)
    if isinstance(node, ScalarNode) and kinds.NAME.fullmatch(node.text):
        return Written(node.text, node.place)
    problems.add("not-a-number", node.place, f"{_shown(node)} is neither a whole number nor the name of {_a(kind.of)}")
    return None


def _read_recorded_event(_kind: Kind, node: Node, problems: Problems) -> syntax.RecordedEvent | None:
    text = _scalar(node, "an event", problems)
    if text is None:
        return None
    found = kinds.RECORDED_EVENT.fullmatch(text)
    if found is None or any(len(number) > LONGEST_NUMBER for number in _digits(f"{found[1]} {found[2]}")):
        problems.add(
            "not-a-recorded-event",
            node.place,
            f"{quoted(text)} is no event of a recording",
            hint="write the time since the start, the number of the message and the event, as in `3m2s 17 delivered`",
        )
        return None
    at, message, event, reason = found.groups()
    return syntax.RecordedEvent(kinds.microseconds(at), int(message), event, reason, text, node.place)


def _read_choice(kind: kinds.Choice, node: Node, problems: Problems) -> Written[str] | None:
    text = _scalar(node, " or ".join(f"`{option}`" for option in kind.options), problems)
    if text is None:
        return None
    if text not in kind.options:
        problems.add("not-a-choice", node.place, f"{quoted(text)} cannot stand here", hint=nearest(text, kind.options))
        return None
    return Written(text, node.place)


def _read_list(kind: kinds.ListOf, node: Node, problems: Problems) -> list[Any] | None:
    if not isinstance(node, SequenceNode):
        problems.add("wrong-form", node.place, f"a list belongs here, and this is {_form(node)}", hint="write `[…]`")
        return None
    if not node.items and not kind.may_be_empty:
        problems.add("empty-list", node.place, "a list without entries says nothing", hint="fill it, or leave it out")
        return None
    return [read_value(kind.item, item, problems) for item in node.items]


def _read_map(kind: kinds.MapOf, node: Node, problems: Problems) -> dict[Any, Any] | None:
    if not isinstance(node, MappingNode):
        problems.add("wrong-form", node.place, f"a mapping belongs here, and this is {_form(node)}")
        return None
    if not node.pairs and not kind.may_be_empty:
        problems.add(
            "empty-mapping", node.place, "a mapping without entries says nothing", hint="fill it, or leave it out"
        )
        return None
    entries = {}
    for key, value in node.pairs:
        name = read_value(kind.key, key, problems)
        entry = read_value(kind.value, value, problems)
        if name is not None:
            entries[name] = entry
    return entries


def _read_record(kind: kinds.RecordOf, node: Node, problems: Problems) -> Any:
    return read_record(syntax.RECORDS[kind.record], node, problems)


def _read_either(kind: kinds.Either, node: Node, problems: Problems) -> Any:
    chosen = _chosen(kind, node)
    if chosen is None:
        problems.add("wrong-form", node.place, f"{_form(node)} cannot stand here", hint=f"write {_forms(kind)}")
        return None
    return read_value(chosen, node, problems)


def _chosen(kind: kinds.Either, node: Node) -> Kind | None:
    if isinstance(node, ScalarNode):
        return kind.scalar
    if isinstance(node, SequenceNode):
        return kind.sequence
    spellings = {key.text for key, _ in node.pairs}
    return next((keyed for spelling, keyed in kind.keyed if spelling in spellings), kind.mapping)


_READERS: dict[type[Kind], Callable[[Any, Node, Problems], Any]] = {
    kinds.Name: _read_name,
    kinds.Text: _read_text,
    kinds.Verbatim: _read_verbatim,
    kinds.Sign: _read_sign,
    kinds.Scalar: _read_scalar,
    kinds.Path: _read_path,
    kinds.Pattern: _read_pattern,
    kinds.Words: _read_words,
    kinds.Flag: _read_flag,
    kinds.Whole: _read_whole,
    kinds.NumberOrName: _read_number_or_name,
    kinds.RecordedEvent: _read_recorded_event,
    kinds.Choice: _read_choice,
    kinds.ListOf: _read_list,
    kinds.MapOf: _read_map,
    kinds.RecordOf: _read_record,
    kinds.Either: _read_either,
    **dict.fromkeys(_FORMS, _read_formed),
}


_FLAGS_OF_OLD = {
    word: f"write `{flag}`"
    for flag, words in (("true", "yes on true"), ("false", "no off false"))
    for word in words.split()
}
"""What YAML once took for `true` and `false`."""


def _scalar(node: Node, wanted: str, problems: Problems) -> str | None:
    if not isinstance(node, ScalarNode) or _is_nothing(node):
        problems.add("wrong-form", node.place, f"{wanted} belongs here, and this is {_form(node)}")
        return None
    return node.text


def _number(node: Node) -> int | None:
    if not isinstance(node, ScalarNode) or not node.plain:
        return None
    digits = node.text[1:] if node.text[:1] in ("+", "-") else node.text
    if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER):
        return None
    return int(node.text)


def _scalar_text(node: Node) -> str:
    return node.text if isinstance(node, ScalarNode) else ""


def _scalar_value(node: ScalarNode) -> str | int | float | bool | None:
    """What JSON would hold; what is in quotes is a text."""
    if not node.plain:
        return node.text
    if node.text in _CONSTANTS:
        return _CONSTANTS[node.text]
    if len(node.text) > LONGEST_SCALAR or not _JSON_NUMBER.fullmatch(node.text):
        return node.text
    return int(node.text) if node.text.lstrip("-").isdigit() else float(node.text)


def _within(node: Node, at: int) -> Place:
    """The place of the character `at` of a text that stands on one line as it is, else of the whole."""
    place = node.place
    if not isinstance(node, ScalarNode) or at >= len(node.text):
        return place
    quotes = 0 if node.plain else 1
    if place.end_column - place.column != len(node.text) + 2 * quotes:
        return place
    column = place.column + quotes + at
    return place._replace(column=column, end_column=column + 1)


def _percentage(text: str) -> float | None:
    number = text.removesuffix("%").strip()
    try:
        return float(number) if number.replace(".", "", 1).isdecimal() and number.isascii() else None
    except ValueError:
        return None


def _digits(text: str) -> list[str]:
    return "".join(letter if letter.isdigit() else " " for letter in text).split()


def _form(node: Node) -> str:
    match node:
        case ScalarNode() if _is_nothing(node):
            return "nothing"
        case ScalarNode():
            return f"the word {quoted(node.text)}"
        case SequenceNode():
            return "a list"
        case MappingNode():
            return "a mapping"


def _forms(kind: kinds.Either) -> str:
    forms = (("a name", kind.scalar), ("a list", kind.sequence), ("a mapping", kind.mapping))
    return " or ".join(form for form, allowed in forms if allowed is not None)


def _shown(node: Node) -> str:
    return quoted(node.text) if isinstance(node, ScalarNode) and not _is_nothing(node) else _form(node)


def _is_nothing(node: ScalarNode) -> bool:
    return node.plain and node.text in NOTHING


def _a(what: str) -> str:
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


def _article(record: type[syntax.Record]) -> str:
    return _a(_spoken(record))


def _spoken(record: type[syntax.Record]) -> str:
    name = record.__name__
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
    return {"kpi": "KPI", "project": "project file", "vocabulary": "vocabulary"}.get(words, words)
