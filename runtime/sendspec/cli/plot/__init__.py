"""The curves of the KPIs in all modes as a picture: over the time of the log, and over the age of the messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sendspec.cli.privacy import complain

if TYPE_CHECKING:
    from sendspec.cli.plot.picture import Curves, Picture
    from sendspec.cli.project import Compiled
    from sendspec.replay import Result

DRAWERS = ("altair", "vl_convert")
"""What draws, and need not be installed."""
INK = "#1b1b1b"
PNG_SCALE = 2.0


def check_plot(path: Path) -> None:
    """End the command with exit code 2 for a kind of file that is not drawn, or where what draws is missing."""
    if path.suffix not in WRITERS:
        known = ", ".join(WRITERS)
        raise click.BadParameter(f"{path}: a plot is written as one of {known}", param_hint="--plot")
    if not can_plot():
        raise click.BadParameter(
            f"{path}: a plot needs altair and vl-convert: pip install altair vl-convert-python", param_hint="--plot"
        )


def can_plot() -> bool:
    """Whether all that draws is installed."""
    return all(find_spec(name) is not None for name in DRAWERS)


def write_plot(path: Path, spec: Compiled, curves: Curves, locale: str) -> None:
    """Draw the curves in the form that the suffix names; with nothing to draw, end the command with exit code 1."""
    from sendspec_gen.disk import whole_file

    from sendspec.cli.plot.picture import NothingToPlotError, picture_of

    try:
        content = WRITERS[path.suffix](picture_of(spec, curves, locale))
    except NothingToPlotError:
        complain(f"{path}: it is not written, because no KPI changes in this log up to that time")
        raise SystemExit(1) from None
    try:
        with whole_file(path.resolve()) as file:
            file.write(content)
    except OSError as error:
        complain(f"{path}: it cannot be written: {error.strerror}")
        raise SystemExit(1) from None


def svgs_of(spec: Compiled, result: Result) -> dict[str, str]:
    """The curves as SVG in each locale, fit to stand within a page; none where there is nothing to draw."""
    from sendspec.cli.plot.picture import NothingToPlotError, curves_of, picture_of

    curves = curves_of(spec, result)
    try:
        return {locale: svg_of(picture_of(spec, curves, locale)) for locale in spec.locales}
    except NothingToPlotError:
        return {}


def svg_of(picture: Picture) -> str:
    """SVG without a ground, in the ink of what it stands on."""
    import vl_convert

    from sendspec.cli.plot.chart import chart
    from sendspec.cli.plot.svg import dressed

    drawn = vl_convert.vegalite_to_svg(chart(picture, "currentColor", "transparent"), allowed_base_urls=[])
    return dressed(drawn, picture.locale, picture.title, picture.description)


def _svg(picture: Picture) -> bytes:
    return svg_of(picture).encode()


def _png(picture: Picture) -> bytes:
    import vl_convert

    from sendspec.cli.plot.chart import chart

    return vl_convert.vegalite_to_png(chart(picture, INK, "white"), scale=PNG_SCALE, allowed_base_urls=[])


def _html(picture: Picture) -> bytes:
    from sendspec.cli.plot.svg import page

    return page(svg_of(picture), picture.locale, picture.title).encode()


WRITERS: Mapping[str, Callable[[Picture], bytes]] = {".svg": _svg, ".png": _png, ".html": _html}
