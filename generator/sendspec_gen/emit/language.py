"""The page of the language, made from the same table as the reader and the JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sendspec_gen import kinds, syntax
from sendspec_gen.emit.jinja import environment
from sendspec_gen.ignores import RELIED_ON
from sendspec_gen.kinds import Kind, keys_of
from sendspec_gen.model import Model


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key of a record as the page shows it."""

    name: str
    needed: str
    kind: str
    doc: str


@dataclass(frozen=True, slots=True)
class RecordPart:
    """One record of the language as the page shows it."""

    name: str
    doc: str
    rows: tuple[KeyRow, ...]


def files(_model: Model) -> Iterator[tuple[str, str]]:
    """The page in English, which is the language of the keys."""
    records = [_part(record) for record in syntax.RECORDS.values()]
    template = environment().get_template("language.md.jinja")
    yield "generated/docs/en/language.md", template.render(records=records, relied_on=RELIED_ON)


def in_words(kind: Kind) -> str:
    """A kind of value in words; records are links."""
    match kind:
        case kinds.Name(of):
            return f"name of a {of}" if of[0] not in "aeiou" else f"name of an {of}"
        case kinds.Text():
            return "text"
        case kinds.Words():
            return "text in each locale"
        case kinds.Flag():
            return "`true` or `false`"
        case kinds.Whole(signed=True):
            return "signed whole number"
        case kinds.Whole(low, _, high) if high is not None:
            return f"whole number from {low} to {high:,}"
        case kinds.Whole(low):
            return "whole number" if low is None else f"whole number from {low}"
        case kinds.NumberOrName(of):
            return f"whole number, or {of} by name"
        case kinds.Duration():
            return "length of time such as `3d12h`"
        case kinds.Citation():
            return "document, or a row of it such as `efs_table.4`"
        case kinds.Expectation():
            return "`75 %`, `3`, `none`, `up`, `down` or `same`"
        case kinds.Choice(options):
            return " or ".join(f"`{option}`" for option in options)
        case kinds.ListOf(item):
            return f"list: {in_words(item)}"
        case kinds.MapOf(key, value):
            return f"mapping: {in_words(key)} → {in_words(value)}"
        case kinds.RecordOf(record):
            return f"[{record}](#{record.lower()})"
        case kinds.Either():
            forms = (kind.scalar, kind.sequence, kind.mapping, *(keyed for _, keyed in kind.keyed))
            return ", or ".join(in_words(option) for option in forms if option is not None)
        case _:
            raise AssertionError(kind)


def _part(record: type[Any]) -> RecordPart:
    one_of = record.exactly_one_of
    rows = tuple(
        KeyRow(key.spelling, "yes" if key.required else "one of them" if key.field in one_of or key.spelling in one_of
               else "", in_words(key.kind), key.doc)
        for key in keys_of(record)
    )  # fmt: skip
    return RecordPart(record.__name__, (record.__doc__ or "").strip(), rows)
