"""JSON Schema of the language, for editors: made from the records of `syntax.py` and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from sendspec_gen import kinds, syntax
from sendspec_gen.kinds import Kind, keys_of
from sendspec_gen.model import Model

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
HEADER = "Generated from sendspec_gen/syntax.py by `sendspec generate`. Do not edit."
DOCUMENTS: dict[str, type[syntax.Record]] = {
    "project": syntax.Project,
    "vocabulary": syntax.Vocabulary,
    "mode": syntax.Mode,
    "machine": syntax.Machine,
    "laws": syntax.LawFile,
    "scenarios": syntax.ScenarioFile,
    "source": syntax.Source,
    "recording": syntax.Recording,
    "bounces": syntax.BounceFile,
}
"""The record that each kind of file holds, by the name of its schema."""


def files(_model: Model) -> Iterator[tuple[str, str]]:
    """Emit a schema for each kind of file; they are the same for every spec."""
    for name, record in DOCUMENTS.items():
        yield f"generated/schema/{name}.schema.json", f"{_text_of(_document(name, record))}\n"


def _text_of(document: Schema) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)


def _document(name: str, record: type[syntax.Record]) -> Schema:
    within = _records_within(record)
    document = {"$schema": DRAFT, "$comment": HEADER, **_record(record), "title": f"sendspec: {name}"}
    if within:
        document["$defs"] = {inner: _record(syntax.RECORDS[inner]) for inner in within}
    return document


def _record(record: type[syntax.Record]) -> Schema:
    keys = keys_of(record)
    schema: Schema = {
        "title": record.__name__,
        "description": record.__doc__ or "",
        "type": "object",
        "properties": {key.spelling: {"description": key.doc} | _value(key.kind) for key in keys},
        "additionalProperties": False,
    }
    required = [key.spelling for key in keys if key.required]
    if required:
        schema["required"] = required
    if record.exactly_one_of:
        schema["oneOf"] = [{"required": [spelling]} for spelling in record.exactly_one_of]
    return schema


def _value(kind: Kind) -> Schema:
    return _VALUES[type(kind)](kind)


def _name(kind: kinds.Name) -> Schema:
    forms = ["string", "null"] if kind.or_null else "string"
    return {"type": forms, "pattern": _whole(kinds.NAME.pattern), "title": kind.of}


def _text(_kind: Kind) -> Schema:
    return {"type": ["string", "number", "boolean"], "pattern": r"\S"}


def _sign(_kind: Kind) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": 1}


def _scalar(_kind: Kind) -> Schema:
    return {"type": ["string", "number", "boolean", "null"]}


def _path(_kind: Kind) -> Schema:
    return {"type": "string", "pattern": r"\S", "title": "JMESPath", "examples": ["mail.messageId"]}


def _pattern(_kind: Kind) -> Schema:
    return {"type": "string", "pattern": r"\S", "title": "regular expression"}


def _zone(_kind: Kind) -> Schema:
    return {"type": "string", "pattern": r"\S", "examples": ["UTC", "Europe/Paris"]}


def _address(_kind: Kind) -> Schema:
    return {"type": "string", "pattern": _whole(kinds.ADDRESS.pattern)}


def _words(_kind: Kind) -> Schema:
    return {"type": "object", "additionalProperties": _text(kinds.Text())}


def _flag(_kind: Kind) -> Schema:
    return {"type": "boolean"}


def _whole_number(kind: kinds.Whole) -> Schema:
    schema: Schema = {"type": "integer"}
    if kind.low is not None:
        schema["minimum"] = kind.low
    if kind.high is not None:
        schema["maximum"] = kind.high
    if kind.signed:
        schema["not"] = {"const": 0}
    return schema


def _number_or_name(kind: kinds.NumberOrName) -> Schema:
    return {"anyOf": [{"type": "integer"}, _name(kinds.Name(kind.of))]}


def _duration(_kind: Kind) -> Schema:
    return {"type": "string", "pattern": _whole(kinds.DURATION.pattern), "examples": ["3d12h", "90m"]}


def _time(_kind: Kind) -> Schema:
    return {"type": "string", "pattern": _whole(kinds.TIME.pattern), "examples": ["2024-02-29T18:30:00Z"]}


def _instant(_kind: Kind) -> Schema:
    return {"type": "string", "pattern": _whole(kinds.INSTANT.pattern), "examples": ["2026-03-02T08:00:01.904Z"]}


def _failure(_kind: Kind) -> Schema:
    return {"type": "string", "pattern": _whole(kinds.FAILURE.pattern), "examples": ["hard user_unknown"]}


def _recorded_event(_kind: Kind) -> Schema:
    return {"type": "string", "pattern": _whole(kinds.RECORDED_EVENT.pattern), "examples": ["3m2s 17 delivered"]}


def _citation(_kind: Kind) -> Schema:
    return {"type": "string", "pattern": _whole(rf"{kinds.NAME.pattern}(?:\.[0-9]+)?"), "examples": ["efs_table.4"]}


def _expectation(_kind: Kind) -> Schema:
    shown = r"up|down|same|none|[0-9]+(?:\.[0-9]+)?\s*%?"
    return {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": _whole(shown)}]}


def _choice(kind: kinds.Choice) -> Schema:
    return {"enum": list(kind.options)}


def _list(kind: kinds.ListOf) -> Schema:
    least: Schema = {} if kind.may_be_empty else {"minItems": 1}
    return {"type": "array", **least, "items": _value(kind.item)}


def _map(kind: kinds.MapOf) -> Schema:
    least: Schema = {} if kind.may_be_empty else {"minProperties": 1}
    return {"type": "object", **least, "propertyNames": _value(kind.key), "additionalProperties": _value(kind.value)}


def _record_of(kind: kinds.RecordOf) -> Schema:
    return {"$ref": f"#/$defs/{kind.record}"}


def _either(kind: kinds.Either) -> Schema:
    """Chosen by the form, so that an editor complains about the one that was meant."""
    forms = ((_forms(kind.scalar), kind.scalar), (["array"], kind.sequence), (["object"], kind.mapping))
    allowed = [(names, inner) for names, inner in forms if inner is not None]
    choices: list[Schema] = [
        {"if": {"type": _one(names)}, "then": _keyed(kind) if names == ["object"] else _value(inner)}
        for names, inner in allowed
    ]
    return {"type": [name for names, _ in allowed for name in names], "allOf": choices}


def _forms(scalar: Kind | None) -> list[str]:
    """The types of JSON that a scalar of a kind may have."""
    forms: str | list[str] = _value(scalar)["type"] if isinstance(scalar, kinds.Scalar) else "string"
    return [forms] if isinstance(forms, str) else forms


def _one(names: list[str]) -> str | list[str]:
    return names[0] if len(names) == 1 else names


def _keyed(kind: kinds.Either) -> Schema:
    schema = _value(kind.mapping) if kind.mapping is not None else {}
    for spelling, inner in reversed(kind.keyed):
        schema = {"if": {"required": [spelling]}, "then": _value(inner), "else": schema}
    return schema


_VALUES: dict[type[Kind], Callable[[Any], Schema]] = {
    kinds.Name: _name,
    kinds.Text: _text,
    kinds.Verbatim: _text,
    kinds.Sign: _sign,
    kinds.Scalar: _scalar,
    kinds.Path: _path,
    kinds.Pattern: _pattern,
    kinds.Zone: _zone,
    kinds.Address: _address,
    kinds.Words: _words,
    kinds.Flag: _flag,
    kinds.Whole: _whole_number,
    kinds.NumberOrName: _number_or_name,
    kinds.Duration: _duration,
    kinds.Time: _time,
    kinds.Instant: _instant,
    kinds.Failure: _failure,
    kinds.RecordedEvent: _recorded_event,
    kinds.Citation: _citation,
    kinds.Expectation: _expectation,
    kinds.Choice: _choice,
    kinds.ListOf: _list,
    kinds.MapOf: _map,
    kinds.RecordOf: _record_of,
    kinds.Either: _either,
}


def _whole(pattern: str) -> str:
    return f"^(?:{pattern})$"


def _records_within(record: type[syntax.Record]) -> list[str]:
    """The records that a record needs, near ones first."""
    found: list[str] = []
    waiting = [record]
    for current in waiting:
        for key in keys_of(current):
            for name in _records_of(key.kind):
                if name not in found:
                    found.append(name)
                    waiting.append(syntax.RECORDS[name])
    return found


def _records_of(kind: Kind) -> Iterator[str]:
    match kind:
        case kinds.RecordOf(name):
            yield name
        case kinds.ListOf(item):
            yield from _records_of(item)
        case kinds.MapOf(_, value):
            yield from _records_of(value)
        case kinds.Either(scalar, sequence, mapping, keyed):
            for inner in (scalar, sequence, mapping, *(kind for _, kind in keyed)):
                if inner is not None:
                    yield from _records_of(inner)
