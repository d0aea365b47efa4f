"""The plot of a comparison as a file: SVG, PNG, or a page that shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sendspec.cli.compare.picture import NothingToDrawError, Picture, Row, picture_of
from sendspec.cli.compare.report import Report
from sendspec.cli.plot import INK, PNG_SCALE
from sendspec.cli.privacy import complain


def write_plot(path: Path, report: Report) -> None:
    """Draw it in the form that the suffix names; with nothing to draw, end the command with exit code 1."""
    from sendspec_gen.disk import whole_file

    try:
        content = WRITERS[path.suffix](picture_of(report))
    except NothingToDrawError:
        complain(f"{path}: it is not written, because no KPI of this log ever differs")
        raise SystemExit(1) from None
    try:
        with whole_file(path.resolve()) as file:
            file.write(content)
    except OSError as error:
        complain(f"{path}: it cannot be written: {error.strerror}")
        raise SystemExit(1) from None


def svg_of(picture: Picture) -> str:
    """All of it as SVG without a ground, in the ink of what it stands on."""
    from sendspec.cli.compare.chart import chart

    return _svg(chart(picture, "currentColor", "transparent"), picture, picture.title, picture.description, "curves")


def panels_of(picture: Picture, row: Row) -> tuple[str, str]:
    """The curves of one KPI, and its difference by steps, as two pictures for a page."""
    from sendspec.cli.compare.chart import curves, stack

    found = [
        _svg(draw(picture, row, "currentColor", "transparent"), picture, title, row.description, f"{name}-{row.name}")
        for draw, name, title in ((curves, "curves", row.label), (stack, "steps", picture.difference_title))
    ]
    return found[0], found[1]


def _svg(drawn: dict[str, object], picture: Picture, title: str, description: str, name: str) -> str:
    import vl_convert

    from sendspec.cli.plot.svg import dressed

    svg = vl_convert.vegalite_to_svg(drawn, allowed_base_urls=[])
    return dressed(svg, picture.locale, title, description, name)


def _written_svg(picture: Picture) -> bytes:
    return svg_of(picture).encode()


def _written_png(picture: Picture) -> bytes:
    import vl_convert

    from sendspec.cli.compare.chart import chart

    return vl_convert.vegalite_to_png(chart(picture, INK, "white"), scale=PNG_SCALE, allowed_base_urls=[])


def _written_page(picture: Picture) -> bytes:
    from sendspec.cli.plot.svg import page

    return page(svg_of(picture), picture.locale, picture.title).encode()


WRITERS: Mapping[str, Callable[[Picture], bytes]] = {".svg": _written_svg, ".png": _written_png, ".html": _written_page}
