"""What is wrong with a catalogue: texts that it lacks, that nobody says any more, or that lose a name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from sendspec_gen.emit.catalogue import catalogue, messages
from sendspec_gen.problems import Problem, printable, quoted
from sendspec_gen.source import Place, SourceFile

if TYPE_CHECKING:
    from babel.messages.catalog import Message

SHOWN = 3
_NAME = re.compile(r"\{\w*\}")
_LINE = re.compile(r" on \d+$")


def in_catalogue(file: SourceFile, texts: Collection[str], *, is_whole: bool) -> Iterator[Problem]:
    """Every fault of a catalogue, given the texts in use; one that is not whole may leave texts to another."""
    from babel.messages.pofile import PoFileError

    try:
        said = tuple(messages(file))
        leftovers = tuple(catalogue(file).obsolete.values())
    except (PoFileError, ValueError, LookupError) as error:
        yield _broken(file, error)
        return
    known = {str(message.id) for message in said}
    lacking = [text for text in texts if text not in known]
    if is_whole and lacking:
        yield missing(file, lacking)
    in_use = frozenset(texts)
    for message in said:
        yield from _in_message(message, file, in_use)
    for message in leftovers:
        yield _obsolete(message, file)


def missing(file: SourceFile, texts: Collection[str]) -> Problem:
    """Texts that stand in no line of a catalogue, told once for all of them."""
    shown = ", ".join(quoted(text) for text in list(texts)[:SHOWN])
    more = f" and {len(texts) - SHOWN} more" if len(texts) > SHOWN else ""
    place = "" if file.path.startswith("sendspec_gen/") else f" {file.path}"
    return Problem(
        "untranslated-text",
        Place(file.path),
        f"this catalogue lacks {shown}{more}",
        hint=f"`python -m sendspec_gen.catalogues{place}` adds what is missing; then fill it in",
    )


def _in_message(message: Message, file: SourceFile, texts: Collection[str]) -> Iterator[Problem]:
    text, said = str(message.id), message.string
    if message.id not in texts:
        yield _obsolete(message, file)
    elif not isinstance(said, str) or not said.strip():
        hint = "write the translation into `msgstr`"
        yield Problem("untranslated-text", _place(message, file), f"{quoted(text)} has no translation", hint=hint)
    elif message.fuzzy:
        hint = "read it, mend it, and delete the word `fuzzy`"
        yield Problem("untranslated-text", _place(message, file), f"{quoted(text)} is marked as fuzzy", hint=hint)
    elif sorted(_NAME.findall(text)) != sorted(_NAME.findall(said)):
        expected = ", ".join(f"`{name}`" for name in sorted(_NAME.findall(text))) or "no names in braces"
        problem = f"the translation of {quoted(text)} must hold {expected}, and nothing else in braces"
        yield Problem("names-in-text", _place(message, file), problem, hint="names in braces are filled in as they are")


def _obsolete(message: Message, file: SourceFile) -> Problem:
    return Problem(
        "obsolete-text", _place(message, file), f"nothing says {quoted(str(message.id))} any more", hint="delete it"
    )


def _broken(file: SourceFile, error: Exception) -> Problem:
    line: int = (getattr(error, "lineno", None) or 0) + 1
    what = _LINE.sub("", " ".join(str(error).split()))
    if isinstance(error, UnicodeDecodeError):  # it knows only its own line, not which one that is
        line = file.content.count(b"\n", 0, file.content.find(error.object)) + 1
        what = f"it is not {error.encoding.upper()}"
    return Problem(
        "broken-catalogue",
        Place(file.path, line),
        f"this is no gettext catalogue: {printable(what)}",
        hint='a text is a line `msgid "…"` and a line `msgstr "…"`',
    )


def _place(message: Message, file: SourceFile) -> Place:
    return Place(file.path, message.lineno or 1)
