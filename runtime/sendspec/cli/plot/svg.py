"""Vega's SVG made ours: titled and described as one picture, in the ink of the page it stands on."""

from __future__ import annotations

import html
from xml.etree import ElementTree

_SVG = "http://www.w3.org/2000/svg"
_XML = "http://www.w3.org/XML/1998/namespace"
# Alone in a file it brings its ground; within a page, where it is no root, it stands on the page's, in the page's ink.
_STYLE = """
.curves:root { color: #1b1b1b; background: #fff }
@media (prefers-color-scheme: dark) { .curves:root { color: #e0e0e0; background: #121212 } }
"""
_PAGE = """\
<!DOCTYPE html>
<html lang="{locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font-family: Arial, Helvetica, "Liberation Sans", sans-serif }}
main {{ max-width: 60rem; margin: 1rem auto; padding: 0 1rem }}
figure {{ margin: 0; overflow-x: auto }}
svg {{ display: block; width: 100%; min-width: 40rem; height: auto }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<figure tabindex="0">
{picture}
</figure>
</main>
</body>
</html>
"""


def dressed(svg: str, locale: str, title: str, description: str, name: str = "curves") -> str:
    """A picture of Vega with a title and a description, to stand alone or, under a name of its own, within a page."""
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        for attribute in [name for name in element.attrib if name == "role" or name.startswith("aria-")]:
            del element.attrib[attribute]
    root.set("class", "curves")
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-description")
    root.set(f"{{{_XML}}}lang", locale)
    root.set("style", "max-width: 100%; height: auto")
    root.insert(0, _part("title", title, id=f"{name}-title"))
    root.insert(1, _part("desc", description, id=f"{name}-description"))
    root.insert(2, _part("style", _STYLE))
    ElementTree.register_namespace("", _SVG)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _part(tag: str, words: str, **attributes: str) -> ElementTree.Element:
    part = ElementTree.Element(f"{{{_SVG}}}{tag}", attributes)
    part.text, part.tail = words, "\n"
    return part


def page(picture: str, locale: str, title: str) -> str:
    """A page of HTML that shows a picture."""
    return _PAGE.format(locale=html.escape(locale), title=html.escape(title), picture=picture.strip())
