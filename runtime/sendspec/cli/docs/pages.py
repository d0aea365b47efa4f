"""Served pages: those of the site made live, and the few that the server has of its own."""

from __future__ import annotations

from html import escape

from sendspec.cli.docs.site import Shown

OWN = "/-/"
"""Where everything is that is the server's and not the site's."""


def live(page: str, path: str, shown: Shown) -> str:
    """A page that shows the problems of the spec, and loads itself anew when it has changed."""
    body, end, rest = page.rpartition("</body>")
    return f"{body}{_banner(path, shown)}{end}{rest}" if end else page + _banner(path, shown)


def missing(path: str, shown: Shown) -> str:
    """For a path where there is nothing."""
    words = f"<p>The site has no page <code>{escape(path)}</code>.</p>"
    return live(_page("There is no such page", words), path, shown)


def not_yet(path: str, shown: Shown) -> str:
    """For every path as long as there is no site."""
    return live(_page("The site is not there yet", "<p>It appears here as soon as the spec is sound.</p>"), path, shown)


def _page(title: str, words: str) -> str:
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{words}\n"
        '<p><a href="/">To the first page</a></p>\n</main>\n</body>\n</html>\n'
    )


def _banner(path: str, shown: Shown) -> str:
    """The problems, hidden while there are none, and the script that keeps them up to date."""
    return (
        f'<link rel="stylesheet" href="{OWN}live.css">\n'
        f'<div id="sendspec-problems" role="alert" lang="en"{"" if shown.problems else " hidden"}>\n'
        "<p><strong>The spec has problems.</strong> The pages stay as they were until these are mended. "
        '<button type="button">Hide</button></p>\n'
        f'<pre tabindex="0">{escape(shown.problems)}</pre>\n</div>\n'
        f'<script src="{OWN}live.js" data-page="{escape(path)}" data-stamp="{shown.stamp(path)}"></script>\n'
    )
