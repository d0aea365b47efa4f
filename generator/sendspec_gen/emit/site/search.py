"""The search index of a locale: every place that links lead to, with its words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from sendspec_gen.emit.pages.page import Page
from sendspec_gen.emit.pages.parts import Anchor, Block, Break, Prose, Quotation, Section, Statement, Table, plain
from sendspec_gen.emit.site.assets import HEADER
from sendspec_gen.emit.typography import trimmed

Entry = tuple[str, int, str, str]
"""Title, number of the page, anchor, and the words that follow it."""
LONGEST, LONG = 44, 31
"""How many letters of what follows the title of a page are kept, and of what follows that of a part of it."""
WORTH_IT = 16
"""How many letters a cell must have room for to be begun at all."""


def search_index(pages: Iterable[Page]) -> str:
    """The script that sets `sendspecSearch`: pages with their titles, and the entries in their order."""
    pages = tuple(pages)
    titles = [(page.name, page.title) for page in pages]
    entries = dict.fromkeys(entry for number, page in enumerate(pages) for entry in _entries(number, page))
    lines = ",\n".join(_written(entry) for entry in _said_once(entries))
    return f"{HEADER}\nvar sendspecSearch = {{\npages: {_written(titles)},\nentries: [\n{lines}\n]}};\n"


def _said_once(entries: Iterable[Entry]) -> Iterator[tuple[object, int, str, object]]:
    """Entries that say what one before says by its number: a title, the three of a move, or words.

    Those of pages keep their titles; a title that is the anchor too is null.
    """
    titles: dict[str, int] = {}
    words: dict[str, int] = {}
    for number, (title, page, anchor, said) in enumerate(entries):
        told = title if not anchor else None if title == anchor else _by_number(title, titles)
        yield told, page, anchor, words.get(said, said) if said else ""
        titles.setdefault(title, number)
        words.setdefault(said, number)


def _by_number(title: str, titles: Mapping[str, int]) -> object:
    """The number of the entry with that title, those of the state, event and target of a move, or the title itself."""
    if title in titles:
        return titles[title]
    state, _, rest = title.partition(" × ")
    event, _, target = rest.partition(" → ")
    numbers = [titles.get(part) for part in (state, event, target)]
    return title if None in numbers else numbers


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _entries(number: int, page: Page) -> Iterator[Entry]:
    yield page.title, number, "", _shortened(_lead(page.blocks))
    yield from _in_blocks(number, page.blocks)


def _in_blocks(page: int, blocks: Iterable[Block]) -> Iterator[Entry]:
    for block in blocks:
        match block:
            case Section(title, inner, anchor):
                if anchor:
                    yield trimmed(plain(title)), page, anchor, _shortened(_lead(inner), LONG)
                yield from _in_blocks(page, inner)
            case Table():
                yield from _in_rows(page, block)


def _in_rows(page: int, table: Table) -> Iterator[Entry]:
    """Rows that have an anchor."""
    for row in table.rows:
        first = row[0]
        if first and isinstance(first[0], Anchor):
            end = first.index(Break()) if Break() in first else len(first)
            cells = (first[:end], first[end:], *row[1:])
            yield _in_row(page, first[0].name, [trimmed(plain(cell)) for cell in cells])


def _in_row(page: int, anchor: str, cells: list[str]) -> Entry:
    """Titled by the first line of its first cell, a move by three cells, which say enough, a number by its anchor."""
    title, *others = cells
    if anchor.startswith("move-"):
        return f"{title} × {others[1]} → {others[2]}", page, anchor, ""
    if title.isdecimal():
        title = anchor.replace("-", ".")
    return title, page, anchor, _in_cells(cell for cell in others if cell)


def _in_cells(cells: Iterable[str]) -> str:
    """What cells say as far as there is room; none is cut to a stump."""
    said = ""
    for cell in cells:
        longer = f"{said} · {cell}" if said else cell
        if len(longer) > LONG:
            return _shortened(longer, LONG) if not said or LONG - len(said) >= WORTH_IT else said
        said = longer
    return said


def _lead(blocks: Iterable[Block]) -> str:
    """What is said about a page or a section before its parts."""
    said = []
    for block in blocks:
        match block:
            case Prose(text) | Quotation(text):
                said.append(text)
            case Statement(line):
                said.append(plain(line))
            case Section():
                break
            case _:
                pass
    return trimmed(" ".join(said))


def _shortened(text: str, longest: int = LONGEST) -> str:
    return text if len(text) <= longest else f"{text[:longest].rsplit(' ', 1)[0]} …"
