"""Graphviz's SVG made ours: readable titles, fonts for any machine, nothing of the tool that drew it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree

from sendspec_gen.emit.graphviz_library import svg_of
from sendspec_gen.emit.quoting import legible

_SVG = "http://www.w3.org/2000/svg"
_XML = "http://www.w3.org/XML/1998/namespace"
_FONTS = "Arial, Helvetica, 'Liberation Sans', sans-serif"


def picture(dot: str, header: str, locale: str, title: str, description: str, titles: Mapping[str, str]) -> str:
    """A DOT text as SVG, titled and described; `titles` holds the words for each id in it."""
    root = ElementTree.fromstring(svg_of(dot))
    _retitle(root, titles)
    _set_fonts(root)
    _introduce(root, locale, title, description)
    ElementTree.register_namespace("", _SVG)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {_comment(header)} -->\n{text}\n'


def _retitle(root: ElementTree.Element, titles: Mapping[str, str]) -> None:
    for group in root.iter(f"{{{_SVG}}}g"):
        title = group.find(f"{{{_SVG}}}title")
        if title is None:
            continue
        if group.get("id", "") in titles:
            title.text = legible(titles[group.get("id", "")])
        else:
            group.remove(title)


def _set_fonts(root: ElementTree.Element) -> None:
    """The layout was made with Arial's widths; where it is missing, its nearest kin follow."""
    for text in root.iter(f"{{{_SVG}}}text"):
        text.attrib.pop("font-family", None)
    root.set("font-family", _FONTS)


def _introduce(root: ElementTree.Element, locale: str, title: str, description: str) -> None:
    name = next((group.get("id", "") for group in root.iter(f"{{{_SVG}}}g")), "")
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-description")
    root.set(f"{{{_XML}}}lang", locale)
    root.set("style", "max-width: 100%; height: auto")
    root.insert(0, _words("title", f"{name}-title", title))
    root.insert(1, _words("desc", f"{name}-description", description))


def _words(tag: str, name: str, words: str) -> ElementTree.Element:
    element = ElementTree.Element(f"{{{_SVG}}}{tag}", id=name)
    element.text, element.tail = legible(words), "\n"
    return element


def _comment(words: str) -> str:
    return re.sub("-(?=-)", "- ", words)
