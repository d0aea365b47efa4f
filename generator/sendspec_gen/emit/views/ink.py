"""A scene as SVG: what it shows in few signs, with a link on every state and arrow, and the first state at 0, 0."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from math import hypot

from sendspec_gen.emit.graphviz_library import Curve, Layout, Point
from sendspec_gen.emit.palette import INK
from sendspec_gen.emit.quoting import legible
from sendspec_gen.emit.scene import LINE_HEIGHT, Line, Scene, Shape, Way
from sendspec_gen.emit.views.dot import line_from, line_into
from sendspec_gen.emit.views.key import Key, key_of
from sendspec_gen.emit.views.rows import START, box

_FONTS = "Arial, Helvetica, 'Liberation Sans', sans-serif"
_BASELINE = 0.33
"""How far under the middle of a line its words stand, as a part of their size."""
_GAP = 4
"""Between two outlines."""
_CORNER = 10
_MARGIN = 8
_TIP = 2.5
"""Half the width of an arrowhead."""


def svg_of(scene: Scene, layout: Layout, *, pages: str = "") -> str:
    """A picture to be put into the page of its machine; or, given the way to the pages, one that stands alone."""
    return _Ink(scene, layout, pages).svg()


class _Ink:
    def __init__(self, scene: Scene, layout: Layout, pages: str) -> None:
        self.scene = scene
        self.layout = layout
        self.pages = pages
        first = scene.states[0].name
        self.across, self.up = layout.nodes[first][:2]

    def svg(self) -> str:
        scene = self.scene
        left, top, right, bottom = self._bounds()
        key = key_of(scene.legend, scene.title if self.pages else "", right - left)
        half = max(right - left, key.width) / 2
        middle = (left + right) / 2
        room = (middle - half, top - key.height, 2 * half, bottom - top + key.height)
        x, y, width, height = (round(number) for number in room)
        width, height, x, y = width + 2 * _MARGIN, height + 2 * _MARGIN, x - _MARGIN, y - _MARGIN
        name = scene.name
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="diagram" width="{width}pt" height="{height}pt" '
            f'viewBox="{x} {y} {width} {height}" role="group" xml:lang="{scene.locale}" '
            f'aria-labelledby="{name}-title" aria-describedby="{name}-about" '
            f'font-family="{_FONTS}" text-anchor="middle" fill="none" style="max-width:100%;height:auto">',
            f'<title id="{name}-title">{_text(scene.title)}</title>',
            f'<desc id="{name}-about">{_text(scene.description)}</desc>',
            *([f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="#ffffff"/>'] if self.pages else []),
            *_key(key, round(middle - key.width / 2), round(top - key.height)),
            *self._start(),
            *self._things(),
            "</svg>\n",
        ]
        return "\n".join(parts)

    def _bounds(self) -> tuple[float, float, float, float]:
        points = [self._at(point) for curve in self.layout.curves.values() for point in curve.points]
        for across, up, width, height in self.layout.nodes.values():
            x, y = self._at((across, up))
            points += [(x - width / 2, y - height / 2), (x + width / 2, y + height / 2)]
        xs, ys = zip(*points, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def _at(self, point: Point) -> Point:
        return point[0] - self.across, self.up - point[1]

    def _start(self) -> Iterator[str]:
        for state, words in self.scene.starts:
            x, y = self._at(self.layout.nodes[START][:2])
            dot = f'<circle cx="{x:.0f}" cy="{y:.0f}" r="5" fill="{INK}"/>'
            path, head = self._curve(self.layout.curves[f"start-{state}"])
            arrow = f'<path stroke="{INK}" d="{path}"/><path fill="{INK}" d="{head}"/>'
            yield f"<g><title>{_text(words)}</title>{dot}{arrow}</g>"

    def _things(self) -> Iterator[str]:
        """Each state, and after it the arrows out of it, which is the order of the keyboard too."""
        for shape in self.scene.states:
            yield self._state(shape)
            for way in self.scene.ways:
                if way.sources[0] == shape.name:
                    yield self._way(way)

    def _state(self, shape: Shape) -> str:
        across, up, width, height = self.layout.nodes[shape.name]
        x, y = self._at((across, up))
        dash = ' stroke-dasharray="5 2"' if shape.dashed else ""
        outlines = []
        for ring in range(shape.rings):
            inset = _GAP * ring
            fill = f' fill="{shape.colors.fill}"' if ring == 0 else ""
            outlines.append(
                f'<rect x="{x - width / 2 + inset:.0f}" y="{y - height / 2 + inset:.0f}" '
                f'width="{width - 2 * inset:.0f}" height="{height - 2 * inset:.0f}" rx="{_CORNER - inset / 2:.0f}"'
                f'{fill} stroke="{shape.colors.line}"{_width(shape.width)}{dash}/>'
            )
        words = "".join(_words(shape.lines, x, y))
        return self._link(shape.link, f'data-state="{shape.name}"', shape.title, "".join(outlines) + words)

    def _way(self, way: Way) -> str:
        """An arrow; where it leads from several states, the line from each says from which."""
        into, head = self._curve(self.layout.curves[line_into(way)])
        lines = [self._curve(self.layout.curves[line_from(way, source)]) for source in way.sources]
        heads = [head, *(head for _, head in lines)]
        dash = ' stroke-dasharray="5 3"' if way.dashed else ""
        ink = f'stroke="{way.color}"{_width(way.width)}{dash}'
        if len(lines) == 1:
            line = f'<path {ink} d="{lines[0][0]}{into}"/>'
        else:
            parts = (
                f'<path data-from="{source}" d="{path}"/>' for source, (path, _) in zip(way.sources, lines, strict=True)
            )
            line = f'<g {ink}>{"".join(parts)}<path d="{into}"/></g>'
        head = f'<path fill="{way.color}" d="{"".join(heads)}"/>'
        x, y = self._at(self.layout.nodes[box(way)][:2])
        words = "".join(_words(way.lines, x, y))
        title = way.title if self.pages else way.brief or way.title
        return self._link(way.link, f'data-way="{way.name}"', title, line + head + words)

    def _link(self, link: str, mark: str, title: str, drawn: str) -> str:
        target = f"{self.pages}{link}" if self.pages else link.removeprefix(self.scene.page)
        return f'<a href="{escape(target)}" {mark}><title>{_text(title)}</title>{drawn}</a>'

    def _curve(self, curve: Curve) -> tuple[str, str]:
        """The path of a line, and that of its arrowheads."""
        points = [self._at(point) for point in curve.points]
        path = f"M{_pair(points[0])}C{' '.join(_pair(point) for point in points[1:])}"
        ends = ((curve.at_start, points[0]), (curve.at_end, points[-1]))
        return path, "".join(_head(self._at(tip), base) for tip, base in ends if tip)


def _head(tip: Point, base: Point) -> str:
    along, down = tip[0] - base[0], tip[1] - base[1]
    length = hypot(along, down) or 1
    aside = (-down / length * _TIP, along / length * _TIP)
    corners = (tip, (base[0] + aside[0], base[1] + aside[1]), (base[0] - aside[0], base[1] - aside[1]))
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "z"


def _pair(point: Point) -> str:
    return f"{point[0]:.0f} {point[1]:.0f}"


def _width(width: float) -> str:
    return "" if width == 1 else f' stroke-width="{width:g}"'


def _words(lines: Iterable[Line], x: float, y: float) -> Iterator[str]:
    """Lines of words around a middle."""
    lines = tuple(lines)
    top = y - sum(line.size for line in lines) * LINE_HEIGHT / 2
    for line in lines:
        height = line.size * LINE_HEIGHT
        base = top + height / 2 + line.size * _BASELINE
        top += height
        if line.words:
            bold = ' font-weight="700"' if line.bold else ""
            yield (
                f'<text x="{x:.0f}" y="{base:.0f}" fill="{line.color}" font-size="{line.size}"{bold}>'
                f"{_text(line.words)}</text>"
            )


def _key(key: Key, x: int, y: int) -> Iterator[str]:
    if key.parts:
        yield f'<g transform="translate({x} {y})" text-anchor="start">{"".join(key.parts)}</g>'


def _text(words: str) -> str:
    return escape(legible(words), quote=False)
