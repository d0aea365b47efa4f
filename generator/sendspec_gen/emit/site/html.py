"""Blocks of pages as HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape as escaped
from urllib.parse import quote

from markupsafe import Markup, escape

from sendspec_gen.emit.pages.parts import (
    Anchor,
    Badge,
    Block,
    Break,
    Code,
    Diagram,
    Drawing,
    Faint,
    Items,
    Line,
    Link,
    Listing,
    Piece,
    Prose,
    Quotation,
    Section,
    SpecFile,
    Spot,
    Stated,
    Statement,
    Strong,
    Table,
    Target,
    Text,
)
from sendspec_gen.emit.typography import paragraphs_of, spaced, trimmed
from sendspec_gen.emit.wording import Wording
from sendspec_gen.source import Place, SpecText

UNQUOTED = re.compile(r"[\w.:/#?,;%+-]+")
WHOLE = re.compile(r"(examples\.\d+|.*\.\d+|.*\b(?:label|doc|title|reading))\.")
"""The part of a way after which nothing is led to by itself: elements of lists, texts, and whatever examples hold."""
BREAKS = re.compile(r"(?<!\|)\|(?!\|)|\.(?=[a-z])")
LONG = 30
"""From how many letters on code is broken."""
ELEMENT = re.compile(r"\.\d+$")
"""The end of the way to an element of a list, such as a step or a rule."""
DEEPEST = 6
"""The heading of the least rank that HTML has."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes blocks of the pages of one locale; leaves out the ends and quotes that HTML does not ask for."""

    wording: Wording
    viewer: Callable[[Diagram], str]
    """The views of a diagram as HTML."""

    # ── blocks ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def blocks(self, content: Iterable[Block], depth: int = 2) -> Markup:
        """Blocks below each other; sections are headed by `<h2>` or whatever `depth` says."""
        return Markup("\n".join(part for block in content for part in self._block(block, depth)))

    def _block(self, block: Block, depth: int) -> Iterator[str]:
        match block:
            case Prose(text):
                yield from (f"<p>{words(part)}</p>" for part in paragraphs_of(text))
            case Statement(pieces):
                yield f"<p>{self.line(pieces)}</p>"
            case Items(many):
                yield "<ul>"
                yield from (f"<li>{self.line(pieces)}" for pieces in many)
                yield "</ul>"
            case Quotation(text):
                yield f"<blockquote><p>{_trimmed(text)}</p></blockquote>"
            case Listing(text):
                yield f"<pre tabindex=0><code>{words(text.rstrip())}</code></pre>"
            case Table():
                yield from self._table(block)
            case Drawing(svg):
                yield f"<figure class=drawing>{svg[svg.index('<svg') :]}</figure>"
            case Diagram():
                yield self.viewer(block)
            case Section(title, inner, anchor):
                yield f"<h{depth}{named(anchor)}>{self.line(title)}</h{depth}>"
                yield self.blocks(inner, min(depth + 1, DEEPEST))

    def _table(self, table: Table) -> Iterator[str]:
        yield f"<div class=scroll><table{' class=matrix' if table.centred else ''}>"
        # A row of headings alone heads columns by itself.
        head = "<th>" if all(table.columns) else "<th scope=col>"
        heads = "".join(f"{head}{_trimmed(column)}" if column else "<td>" for column in table.columns)
        yield f"<thead><tr>{heads}"
        yield "<tbody>"
        yield from (self._row(row, table.centred) for row in table.rows)
        yield "</table></div>"

    def _row(self, row: tuple[Line, ...], is_headed: bool) -> str:
        """A row; the anchor that its first cell begins with is the row's own, and such a cell heads it."""
        first, *others = self._led_once(row)
        name = ""
        if first and isinstance(first[0], Anchor):
            name, first, is_headed = named(first[0].name), first[1:], True
        head = f"<th scope=row>{self.line(first)}" if is_headed else f"<td>{self.line(first)}"
        return f"<tr{name}>{head}{''.join(f'<td>{self.line(cell)}' for cell in others)}"

    def _led_once(self, row: tuple[Line, ...]) -> Iterator[Line]:
        """The cells of a row, in which a name leads to its place once and for all; so does the first sign of a step."""
        led: set[Place] = set()
        for cell in row:
            pieces: list[Piece] = []
            for piece in cell:
                match pieces[-2:], piece:
                    case [Stated(number, before), Text(" " | "\N{NO-BREAK SPACE}")], Code(_, place) if place == before:
                        pieces[-2:] = [Text(f"{number}\N{NO-BREAK SPACE}"), piece]
                        led |= {before}
                    case _, Stated(said, place) if place in led:
                        pieces.append(Text(said))
                    case _, Code(said, place) if place in led:
                        pieces.append(Code(said))
                    case _, Stated(_, Place() as place) | Code(_, Place() as place):
                        pieces.append(piece)
                        if isinstance(piece, Code) or ELEMENT.search(self._in_spec(place)):
                            led.add(place)
                    case _:
                        pieces.append(piece)
            yield tuple(pieces)

    # ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def line(self, pieces: Line) -> str:
        """Pieces on one line."""
        return "".join(self._piece(piece) for piece in pieces)

    def _piece(self, piece: Piece) -> str:
        match piece:
            case Text(said):
                return _spaced(said)
            case Strong(said):
                return f"<strong>{_trimmed(said)}</strong>"
            case Faint(said):
                return f"<em>{_trimmed(said)}</em>"
            case Code(said, place):
                name = f"<code>{_breakable(said)}</code>"
                return name if place is None else f"<a href={attribute(self._in_spec(place))}>{name}</a>"
            case Stated(said, place):
                return f"<a href={attribute(self._in_spec(place))}>{_spaced(said)}</a>"
            case Badge(said, color, target):
                badge = f"<b class={color}>{_trimmed(said)}</b>"
                return badge if target is None else f"<a href={attribute(self.address(target))}>{badge}</a>"
            case Link(said, target):
                return f"<a href={attribute(self.address(target))}>{_trimmed(said)}</a>"
            case Anchor(name):
                return f"<span{named(name)}></span>"
            case Break():
                return "<br>"

    # ── links ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def address(self, target: Target) -> str:
        """Where a link leads, seen from a page of a locale."""
        match target:
            case Spot(page, anchor):
                return f"{f'{page}.html' if page else ''}{f'#{anchor}' if anchor else ''}"
            case SpecFile(path):
                return spec_page(path, "../")
            case _:
                return quote(target, safe="/#:?&=%@+,;~")

    def _in_spec(self, place: Place) -> str:
        return address_in_spec(place, self.wording.model.texts, "../")


def address_in_spec(place: Place, texts: Mapping[str, SpecText], root: str) -> str:
    """Where a place of the spec is shown, seen from a page from which `root` leads to the site."""
    if place.file not in texts:
        return spec_page(place.file, root)
    way = anchor_in_spec(texts[place.file].way_to(place))
    return f"{spec_page(place.file, root)}{f'#{way}' if way else ''}"


def anchor_in_spec(way: str) -> str:
    """The way of keys to what a line says, or to what that is a part of and is led to as a whole."""
    whole = WHOLE.match(f"{way}.")
    return whole[1] if whole else way


def named(anchor: str) -> str:
    """The attribute of an element that links lead to."""
    return f" id={attribute(anchor)}" if anchor else ""


@lru_cache(maxsize=16384)
def attribute(value: str) -> str:
    """The value of an attribute, in quotes where HTML asks for them."""
    return value if UNQUOTED.fullmatch(value) else f'"{escape(value)}"'


def spec_page(path: str, root: str) -> str:
    """The page that shows a file of the spec."""
    return f"{root}{path.removesuffix('.yaml')}.html"


def words(text: str) -> str:
    """Words between tags, where quotes mean nothing."""
    return escaped(text, quote=False)


def _breakable(code: str) -> str:
    """A name; a long one, or a long pattern, may go on below after a dot or a choice."""
    return words(code) if len(code) < LONG else BREAKS.sub(r"\g<0><wbr>", words(code))


@lru_cache(maxsize=16384)
def _spaced(text: str) -> str:
    return words(spaced(text))


@lru_cache(maxsize=16384)
def _trimmed(text: str) -> str:
    return words(trimmed(text))
