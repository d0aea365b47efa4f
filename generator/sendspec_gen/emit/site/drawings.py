"""Pictures in the pages of the site: the same to the eye in fewer signs, since styles say what many parts share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from sendspec_gen.emit.palette import FAINT, INK, PALETTE, PLAIN, QUIET
from sendspec_gen.emit.site.html import UNQUOTED

ATTRIBUTE = re.compile(r' ([\w:-]+)="([^"]*)"(/?)')
NEEDLESS = frozenset({"xmlns", "xml:lang", "id", "aria-labelledby", "aria-describedby"})
"""What a page says, and what a title and a description of an element are to it anyway."""
NAMES = frozenset({"data-state", "data-way", "data-from"})
THIN = re.compile(r" stroke=(#\w+)\b(?! stroke-width)")
"""Lines as wide as SVG draws them by itself, which those of the pages are not."""
LINK = re.compile(r"<a (.*?)</a>")
TITLE = re.compile(r"<title>(.*?)</title>")
WORDS = re.compile(r"<text[^>]*>(.*?)</text>")
WAY = re.compile(r"<(?:path|g) stroke=(#\w+)")
INKS = {colors.line: f"class={name} " for name, colors in PALETTE.items()} | {FAINT: "class=faint ", INK: ""}
"""How an arrow is told its colour, which all its parts have."""
BY_STYLES = (
    (
        " font-family=\"Arial, Helvetica, 'Liberation Sans', sans-serif\" text-anchor=middle fill=none "
        "style=max-width:100%;height:auto",
        "",
    ),
    (" font-size=14 font-weight=700", " class=s"),
    (f" class=s fill={INK}", " class=s"),
    (f" fill={INK} class=s", " class=s"),
    (f" fill={INK} font-size=11", ""),
    (" font-size=11", ""),
    (f" fill={PLAIN.fill} stroke={FAINT} stroke-width=0.8", " class=p"),
    *((f" fill={colors.fill} stroke={colors.line}", f" class={name}") for name, colors in PALETTE.items()),
    (" stroke-width=1.2", ""),
)
"""What attributes say, and how `pictures.css` is told the same; in this order."""
RING = re.compile(r"( class=(?:p|grey|blue|green|red|yellow|orange|violet) /><rect [^>]*rx=\d+ )[^>]*(/>)")
"""An outline within another, which has the line of that."""
FAINT_STATE = re.compile(r"<a ([^>]*><rect [^>]* class=p />.*?</a>)")
COMMAND = re.compile(r"([A-Za-z])([^A-Za-z]*)")
NUMBER = re.compile(r"-?[\d.]+")
OPERANDS = {"M": 2, "L": 2, "C": 6}
Point = tuple[float, float]


def inline(svg: str, *, named: bool, page: str = "") -> str:
    """A picture as an element of a page; `named` keeps the names of its parts, links begin with `page`."""
    drawing = ATTRIBUTE.sub(lambda found: _attribute(found, named, page), svg[max(svg.find("<svg"), 0) :].rstrip())
    drawing = LINK.sub(_arrow, THIN.sub(r" stroke=\1 stroke-width=1", drawing))
    for attributes, style in BY_STYLES:
        drawing = drawing.replace(attributes, style)
    return FAINT_STATE.sub(_faint, RING.sub(r"\1\2", drawing))


def _attribute(found: re.Match[str], named: bool, page: str) -> str:
    """An attribute without the quotes that HTML does not ask for; a slash after it would become part of its value."""
    name, value, end = found.groups()
    if name in NEEDLESS or (name in NAMES and not named):
        return end
    if name == "d":
        value = shortened(value)
    elif name == "href" and value.startswith("#"):
        value = f"{page}{value}"
    if not UNQUOTED.fullmatch(value):
        return f' {name}="{value}"{end}'
    return f" {name}={value}{' ' if end else ''}{end}"


def _arrow(found: re.Match[str]) -> str:
    """An arrow that names its colour once, and leaves to styles how its words are set."""
    way = WAY.search(found[0])
    if way is None:
        return _state(found[0])
    if way[1] not in INKS:
        return found[0]
    color = way[1]
    said = (
        (f" stroke={color}", ""),
        (f" fill={color} font-size=11 font-weight=700", " class=e"),
        (f" fill={color} font-size=11", " class=l"),
        (f" fill={color}", " class=h"),
        (f" fill={QUIET} font-size=10", ""),
    )
    drawn = found[1]
    for attributes, style in said:
        drawn = drawn.replace(attributes, style)
    return f"<a {INKS[color]}{drawn}</a>"


def _faint(found: re.Match[str]) -> str:
    """A state that is named as faint as it is drawn."""
    return f"<a class=faint {found[1].replace(f' fill={FAINT}', '')}"


def _state(drawn: str) -> str:
    """A state without a title that says what stands in it, and no more."""
    title = TITLE.search(drawn)
    if title is None or _letters(title[1]) != _letters(" ".join(WORDS.findall(drawn))):
        return drawn
    return drawn.replace(title[0], "", 1)


def _letters(words: str) -> str:
    return "".join(sign for sign in words if sign.isalnum())


# ── paths ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=8192)
def shortened(path: str) -> str:
    """A path of moves, lines and curves, each of which goes on from where the one before ended; others stay."""
    commands = [(letter, [float(number) for number in NUMBER.findall(rest)]) for letter, rest in COMMAND.findall(path)]
    if any(letter not in OPERANDS and letter != "z" for letter, _ in commands):
        return path
    return _joined(_steps(commands))


def _steps(commands: list[tuple[str, list[float]]]) -> Iterator[tuple[str, list[float]]]:
    """Each command by itself, from the place that is reached; curves that lead nowhere are left out."""
    at: Point = (0, 0)
    for letter, numbers in commands:
        if letter == "z":
            yield "z", []
            continue
        size = OPERANDS[letter]
        for start in range(0, len(numbers), size):
            points = numbers[start : start + size]
            if letter == "M":
                yield "M", points
            else:
                away = [round(number - at[place % 2], 1) for place, number in enumerate(points)]
                if any(away):
                    yield _step(letter.lower(), away)
            at = (points[-2], points[-1])


def _step(letter: str, away: list[float]) -> tuple[str, list[float]]:
    """A curve that is a straight line down or across is one."""
    if letter == "c" and not any(away[::2]):
        return "v", away[-1:]
    if letter == "c" and not any(away[1::2]):
        return "h", away[-2:-1]
    return letter, away


def _joined(steps: Iterator[tuple[str, list[float]]]) -> str:
    """Commands without the letters and spaces that say nothing."""
    text, before = "", ""
    for letter, numbers in steps:
        text += "" if letter == before and letter in "cl" else letter
        before = letter
        for number in numbers:
            written = _written(number)
            text += written if text[-1].isalpha() or written.startswith("-") else f" {written}"
    return text


def _written(number: float) -> str:
    """`-.5`, `3`, `2.1`."""
    return re.sub(r"^(-?)0\.", r"\1.", f"{number:g}") if number else "0"
