"""Blocks of pages as GitHub-flavoured Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sendspec_gen.emit.markdown.parts import ROOT, escaped, line, lines, link_to, paragraphs, table
from sendspec_gen.emit.pages.parts import (
    Block,
    Diagram,
    Drawing,
    Items,
    Listing,
    Prose,
    Quotation,
    Section,
    Statement,
    Table,
)


def blocks(content: Iterable[Block], locale: str, depth: int = 2) -> str:
    """Blocks below each other, sections headed by as many signs as `depth` says."""
    return "\n\n".join(part for block in content for part in _block(block, locale, depth))


def _block(block: Block, locale: str, depth: int) -> Iterator[str]:
    match block:
        case Prose(text):
            yield paragraphs(text)
        case Statement(pieces):
            yield line(pieces)
        case Items(many):
            yield lines(many)
        case Quotation(text):
            yield f"> {escaped(text)}"
        case Listing(text, language):
            yield f"```{language}\n{text.rstrip()}\n```"
        case Table():
            yield table(block)
        case Diagram(machine, alternative):
            yield f"![{escaped(alternative)}]({link_to(f'{ROOT}/diagrams/{locale}/{machine}.svg')})"
        case Drawing(svg):
            yield svg
        case Section(title, inner, anchor):
            if anchor:
                yield f'<a id="{anchor}"></a>'
            yield f"{'#' * depth} {line(title)}"
            yield blocks(inner, locale, depth + 1)
