"""The legend of a picture, under its heading if it has one: samples of what it uses, with their meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from sendspec_gen.emit.palette import INK, QUIET
from sendspec_gen.emit.quoting import legible
from sendspec_gen.emit.scene import Sample

_LEAST_WIDTH = 420
_SAMPLE = 24
_LETTER = 5.7
"""About what a letter takes; a little more does no harm."""
_LINE = 20
_SIZE = 11
_HEADING = 30


@dataclass(frozen=True, slots=True)
class Key:
    """Drawn parts from 0, 0 to the right and downwards."""

    parts: tuple[str, ...]
    width: float
    height: int


def key_of(samples: Sequence[Sample], heading: str, width: float) -> Key:
    """The samples in lines of about the width of the picture."""
    if not samples and not heading:
        return Key((), 0, 0)
    rows = _rows(samples, max(width, _LEAST_WIDTH))
    wide = max([*(sum(map(_room, row)) for row in rows), len(heading) * _LETTER * 1.5])
    parts = []
    top = 0
    if heading:
        parts.append(
            f'<text x="{wide / 2:.0f}" y="16" text-anchor="middle" fill="{INK}" font-size="16" font-weight="700">'
            f"{_text(heading)}</text>"
        )
        top = _HEADING
    for row in rows:
        left = (wide - sum(map(_room, row))) / 2
        for sample in row:
            parts += _drawn(sample, round(left), top)
            left += _room(sample)
        top += _LINE
    return Key(tuple(parts), wide, top + _LINE // 2)


def _rows(samples: Sequence[Sample], width: float) -> list[list[Sample]]:
    rows: list[list[Sample]] = [[]]
    for sample in samples:
        if rows[-1] and sum(map(_room, rows[-1])) + _room(sample) > width:
            rows.append([])
        rows[-1].append(sample)
    return rows


def _room(sample: Sample) -> float:
    return _SAMPLE + 6 + len(sample.meaning) * _LETTER + 14


def _drawn(sample: Sample, x: int, y: int) -> Iterator[str]:
    dash = ' stroke-dasharray="5 3"' if sample.dashed else ""
    stroke = f'stroke="{sample.colors.line}" stroke-width="{sample.width:g}"{dash}'
    if sample.form == "line":
        yield f'<path d="M{x} {y + 7}h{_SAMPLE}" {stroke}/>'
    else:
        fill = f' fill="{sample.colors.fill}"' if sample.form == "state" else ""
        yield f'<rect x="{x}" y="{y}" width="{_SAMPLE}" height="14" rx="4"{fill} {stroke}/>'
    if sample.form == "rings":
        yield f'<rect x="{x + 3}" y="{y + 3}" width="{_SAMPLE - 6}" height="8" rx="2" {stroke}/>'
    yield (
        f'<text x="{x + _SAMPLE + 6}" y="{y + 11}" fill="{QUIET}" font-size="{_SIZE}">{_text(sample.meaning)}</text>'
    )


def _text(words: str) -> str:
    return escape(legible(words), quote=False)
