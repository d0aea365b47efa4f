"""The page of the language, made from the same table as the reader and the JSON Schema."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Any

from sendspec_gen import kinds, syntax
from sendspec_gen.emit.catalogue import Translate, translator
from sendspec_gen.emit.pages.page import Page
from sendspec_gen.emit.pages.parts import (
    Block,
    Code,
    Line,
    Link,
    Section,
    Spot,
    Statement,
    Text,
    filled,
    joined,
    marked,
    section,
    table,
    words,
)
from sendspec_gen.emit.wording import Wording
from sendspec_gen.ignores import RELIED_ON
from sendspec_gen.kinds import Key, Kind, keys_of

INTRODUCTION = (
    "Every key of every file in `spec/`. Names are lower case, with digits and underscores. Booleans are `true` and "
    "`false` only, so that `on` stays a word. Duplicate keys, unknown keys and tags are refused.",
    "A comment `# ignore[CODE]: reason` lets a problem of the rule CODE pass, beside its line or alone on the line "
    "above. The reason must be there, and a comment that ignores nothing is a warning. What keeps a spec from being "
    "understood cannot be ignored, nor can the rules that engines and emitted code rely on: {codes}.",
    "The pages say the words of the tool around those of the spec. For a locale that the tool does not speak, a "
    "gettext catalogue `spec/locales/LOCALE.po` says them; for any other it may say single texts anew.",
)
_TEXTS: dict[type[Kind], str] = {
    kinds.Text: "text",
    kinds.Words: "text in each locale",
    kinds.Verbatim: "text, kept to the letter",
    kinds.Sign: "one character",
}
_OF_RECORDS: dict[type[Kind], str] = {
    kinds.Scalar: "text, number, `true`, `false` or `null`",
    kinds.Path: "path (JMESPath) such as `mail.messageId`",
    kinds.Pattern: "regular expression",
    kinds.Zone: "time zone such as `Europe/Paris`",
    kinds.Address: "address in the web",
}


def language_page(wording: Wording, title: str) -> Page:
    """Every record of the language with its keys."""
    say = translator(wording.locale, "language", wording.model.catalogues.get(wording.locale))
    return Page(name="language", title=title, source="generator/sendspec_gen/syntax.py", blocks=_blocks(say))


def language_texts() -> tuple[str, ...]:
    """Every text that the page says, in its order."""
    said: dict[str, None] = {}

    def note(text: str) -> str:
        said[text] = None
        return text

    _blocks(note)
    return tuple(said)


def _blocks(say: Translate) -> tuple[Block, ...]:
    codes = joined(((Link(code, Spot("rules", code)),) for code in RELIED_ON), Text(", "))
    return (
        *(Statement(_with_codes(say(paragraph), codes)) for paragraph in INTRODUCTION),
        *(_record(record, say) for record in syntax.RECORDS.values()),
    )


def _with_codes(paragraph: str, codes: Line) -> Line:
    before, found, after = paragraph.partition("{codes}")
    return (*marked(before), *(codes if found else ()), *marked(after))


def _record(record: type[Any], say: Translate) -> Section:
    columns = (say("key"), say("needed"), say("what stands there"), say("what it says"))
    rows = [
        ((Code(key.spelling),), words(_needed(key, record, say)), in_words(key.kind, say), marked(say(key.doc)))
        for key in keys_of(record)
    ]
    return section(
        (Code(record.__name__),),
        Statement(marked(say(" ".join((record.__doc__ or "").split())))),
        table(columns, rows),
        anchor=record.__name__.lower(),
    )


def _needed(key: Key, record: type[Any], say: Translate) -> str:
    if key.required:
        return say("yes")
    is_one_of = key.field in record.exactly_one_of or key.spelling in record.exactly_one_of
    return say("one of them") if is_one_of else ""


def in_words(kind: Kind, say: Translate) -> Line:
    """A kind of value in words; records are links."""
    match kind:
        case kinds.Name(of, or_null):
            name = say(f"name of a {of}" if of[0] not in "aeiou" else f"name of an {of}")
            return filled(say("{one}, or {other}"), one=words(name), other=(Code("null"),)) if or_null else words(name)
        case kinds.Text() | kinds.Words() | kinds.Verbatim() | kinds.Sign():
            return words(say(_TEXTS[type(kind)]))
        case kinds.Scalar() | kinds.Path() | kinds.Pattern() | kinds.Zone() | kinds.Address():
            return marked(say(_OF_RECORDS[type(kind)]))
        case kinds.Flag():
            return marked(say("`true` or `false`"))
        case kinds.Whole(signed=True):
            return words(say("signed whole number"))
        case kinds.Whole(low, _, high) if high is not None:
            return words(say("whole number from {low} to {high}").format(low=low, high=high))
        case kinds.Whole(low):
            text = say("whole number from {low}").format(low=low)
            return words(say("whole number") if low is None else text)
        case kinds.NumberOrName(of):
            return words(say("whole number, or {of} by name").format(of=say(of)))
        case kinds.Duration():
            return marked(say("length of time such as `3d12h`"))
        case kinds.Time():
            return marked(say("time in UTC such as `2024-02-29T18:30:00Z`"))
        case kinds.Instant():
            return marked(say("time in UTC such as `2026-03-02T08:00:01.904Z`"))
        case kinds.Failure():
            return marked(say("kind and reason such as `hard user_unknown`"))
        case kinds.RecordedEvent():
            text = (
                "time since the start, number of the message, event, and perhaps the reason, as in `3m2s 17 delivered`"
            )
            return marked(say(text))
        case kinds.Citation():
            return marked(say("document, or a row of it such as `efs_table.4`"))
        case kinds.Expectation():
            return marked(say("`75 %`, `3`, `none`, `up`, `down` or `same`"))
        case kinds.Choice(options):
            return _chosen(((Code(option),) for option in options), say("{one} or {other}"))
        case kinds.ListOf(item):
            return filled(say("list: {item}"), item=in_words(item, say))
        case kinds.MapOf(key, value):
            return filled(say("mapping: {key} → {value}"), key=in_words(key, say), value=in_words(value, say))
        case kinds.RecordOf(record):
            return (Link(record, Spot("", record.lower())),)
        case kinds.Either():
            forms = (kind.scalar, kind.sequence, kind.mapping, *(keyed for _, keyed in kind.keyed))
            return _chosen((in_words(form, say) for form in forms if form is not None), say("{one}, or {other}"))
        case _:
            raise AssertionError(kind)


def _chosen(lines: Iterable[Line], text: str) -> Line:
    """Lines joined by a text that holds `{one}` and `{other}`."""
    return reduce(lambda one, other: filled(text, one=one, other=other), lines)
