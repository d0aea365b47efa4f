"""YAML text to a tree of nodes with places, built from the parser's events.

The events are taken one by one, so that depth, aliases and size are refused as they come; PyYAML's own composer would
recurse, keep the last of two equal keys, and read `on` as true.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from dataclasses import dataclass, field
from typing import NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from sendspec_gen.problems import Note, Problem, Problems, quoted
from sendspec_gen.source import Place, SourceFile

LARGEST_FILE = 1_048_576
DEEPEST = 32
MOST_ALIASES = 100
MOST_NODES = 200_000

PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
STARTS = (MappingStartEvent, SequenceStartEvent)
ENDS = (MappingEndEvent, SequenceEndEvent)
make = tuple.__new__
"""Makes a named tuple of all its fields, in half the time of calling its class."""


class ScalarNode(NamedTuple):
    """A word or text; `plain` if it was written without quotes and not as a block."""

    text: str
    plain: bool
    place: Place
    weight: int = 1


class SequenceNode(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    place: Place
    weight: int


class MappingNode(NamedTuple):
    """Keys and values in the order of the file; no key stands in it twice."""

    pairs: tuple[tuple[ScalarNode, Node], ...]
    place: Place
    weight: int


Node = ScalarNode | SequenceNode | MappingNode


@dataclass(slots=True)
class _Open:
    """A list or mapping that is not closed yet."""

    place: Place
    anchor: str | None
    is_mapping: bool
    children: list[Node] = field(default_factory=list)


class _RefusedDocumentError(Exception):
    """The document was refused; the problem is already told."""


def compose(source: SourceFile, problems: Problems) -> Node | None:
    """The one document of a file, or None if it was refused."""
    try:
        text = _text(source, problems)
        return _Composer(source.path, problems).compose(text)
    except _RefusedDocumentError:
        return None
    except yaml.YAMLError as error:
        problems.found.append(_not_yaml(source, error))
        return None


def text_of(source: SourceFile, problems: Problems) -> str | None:
    """The text of a file that is no YAML, or None if it was refused."""
    try:
        return _text(source, problems)
    except _RefusedDocumentError:
        return None


def _text(source: SourceFile, problems: Problems) -> str:
    start = Place(source.path)
    if source.unreadable:
        problems.add("unreadable", start, f"this file cannot be read: {source.unreadable}")
        raise _RefusedDocumentError
    if len(source.content) > LARGEST_FILE:
        problems.add(
            "too-large",
            start,
            f"this file has more than {LARGEST_FILE:,} bytes",
            hint="split it: scenarios may stand in several files",
        )
        raise _RefusedDocumentError
    try:
        return source.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(
            "not-utf8",
            _place_of_byte(source, error.start),
            f"byte 0x{source.content[error.start]:02x} is not UTF-8",
            hint="save the file as UTF-8",
        )
        raise _RefusedDocumentError from None


class _Composer:
    """Builds the tree of one document; an instance serves one file."""

    def __init__(self, file: str, problems: Problems) -> None:
        self._file = file
        self._problems = problems
        self._anchors: dict[str, Node] = {}
        self._aliases = 0
        self._documents = 0
        self._open: list[_Open] = []
        self._root: Node | None = None

    def compose(self, text: str) -> Node:
        for event in iter(PARSER(text).get_event, None):
            kind = type(event)
            # Three of four are words.
            if kind is ScalarEvent:
                if event.tag is not None:
                    self._refuse_tag(event)
                self._add(make(ScalarNode, (event.value, not event.style, self._place(event), 1)), event.anchor)
            elif kind in STARTS:
                self._start(event)
            elif kind in ENDS:
                self._end()
            elif kind is AliasEvent:
                self._add(self._aliased(event), None)
            elif kind is DocumentStartEvent:
                self._begin(event)
        if self._root is None:
            self._problems.add("empty-file", Place(self._file), "this file says nothing", hint="write it, or delete it")
            raise _RefusedDocumentError
        return self._root

    def _begin(self, event: DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            self._refuse("many-documents", event, "a second document starts here", hint="one document a file")

    def _start(self, event: CollectionStartEvent) -> None:
        if event.tag is not None:
            self._refuse_tag(event)
        if len(self._open) >= DEEPEST:
            self._refuse("too-deep", event, f"this is nested more than {DEEPEST} deep")
        self._open.append(_Open(self._place(event), event.anchor, type(event) is MappingStartEvent))

    def _end(self) -> None:
        closed = self._open.pop()
        children, place = closed.children, closed.place
        weight = 1 + sum([child.weight for child in children])
        if weight > MOST_NODES:
            words = f"with its aliases this stands for more than {MOST_NODES:,} values"
            self._problems.add("too-many-aliases", place, words)
            raise _RefusedDocumentError
        node = (
            MappingNode(self._pairs(children), place, weight)
            if closed.is_mapping
            else SequenceNode(tuple(children), place, weight)
        )
        self._add(node, closed.anchor)

    def _pairs(self, children: list[Node]) -> tuple[tuple[ScalarNode, Node], ...]:
        pairs: dict[str, tuple[ScalarNode, Node]] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, ScalarNode):
                self._problems.add("key-not-a-word", key.place, "a key must be a word", hint="write `key: value`")
            elif key.text in pairs:
                first = pairs[key.text][0].place
                self._problems.add(
                    "duplicate-key",
                    key.place,
                    f"the key {quoted(key.text)} stands here twice",
                    hint="keep one of the two",
                    notes=(Note(first, "it stands here first"),),
                )
            else:
                pairs[key.text] = (key, value)
        return tuple(pairs.values())

    def _add(self, node: Node, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = node
        if self._open:
            self._open[-1].children.append(node)
        else:
            self._root = node

    def _aliased(self, event: AliasEvent) -> Node:
        self._aliases += 1
        if self._aliases > MOST_ALIASES:
            self._refuse("too-many-aliases", event, f"this document has more than {MOST_ALIASES} aliases")
        anchor = event.anchor or ""
        if anchor not in self._anchors:
            self._refuse("not-yaml", event, f"no complete value before this one is anchored as {quoted(f'&{anchor}')}")
        return self._anchors[anchor]

    def _refuse_tag(self, event: ScalarEvent | CollectionStartEvent) -> None:
        shown = (event.tag or "").replace("tag:yaml.org,2002:", "!!", 1)
        self._refuse("tag", event, f"tags such as {quoted(shown)} are not part of the language", hint="leave it out")

    def _refuse(self, code: str, event: Event, message: str, *, hint: str | None = None) -> None:
        self._problems.add(code, self._place(event), message, hint=hint)
        raise _RefusedDocumentError

    def _place(self, event: Event) -> Place:
        """Where an event begins, and how far it goes if it ends on its line."""
        start, end = event.start_mark, event.end_mark
        assert start is not None
        assert end is not None
        line, column = start.line, start.column + 1
        if end.line != line or end.column < column or type(event) in STARTS:
            return make(Place, (self._file, line + 1, column, column + 1))
        return make(Place, (self._file, line + 1, column, end.column + 1))


def _not_yaml(source: SourceFile, error: yaml.YAMLError) -> Problem:
    place, words, begun = _place_of_error(source, error), _words_of(error), _context_of(source, error)
    if begun and (place.line, place.column) >= _end_of(source):
        return Problem("not-yaml", begun.place, "this is not YAML: the file ends before what begins here does")
    notes = (begun,) if begun and begun.place != place else ()
    return Problem("not-yaml", place, f"this is not YAML: {words}", _cure_of(error), notes)


def _place_of_error(source: SourceFile, error: yaml.YAMLError) -> Place:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return _place_of_mark(source, mark)
    position = getattr(error, "position", None)
    return _place_of_byte(source, position) if isinstance(position, int) else Place(source.path)


def _place_of_mark(source: SourceFile, mark: yaml.Mark) -> Place:
    return Place(source.path, mark.line + 1, mark.column + 1, mark.column + 2)


def _place_of_byte(source: SourceFile, position: int) -> Place:
    """A place by its distance in bytes from the start, without the byte order mark."""
    before = source.content.removeprefix(BOM_UTF8)[:position].decode("utf-8", "replace")
    column = len(before) - before.rfind("\n")
    return Place(source.path, before.count("\n") + 1, column, column + 1)


def _end_of(source: SourceFile) -> tuple[int, int]:
    text = source.content.decode("utf-8-sig", "replace")
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def _context_of(source: SourceFile, error: yaml.YAMLError) -> Note | None:
    mark, context = getattr(error, "context_mark", None), getattr(error, "context", None)
    return Note(_place_of_mark(source, mark), f"{context} that begins here") if mark and context else None


def _words_of(error: yaml.YAMLError) -> str:
    words = getattr(error, "problem", None) or getattr(error, "reason", None)
    return str(words) if words else str(error).splitlines()[0]


def _cure_of(error: yaml.YAMLError) -> str | None:
    words = _words_of(error)
    if "mapping values are not allowed" in words:
        return "put a text with `: ` in it in quotes, and check how far the line is indented"
    if "cannot start any token" in words:
        return "indent with spaces, and put texts that start with @, ` or % in quotes"
    return None
