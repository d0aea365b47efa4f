"""The words of what scripts add to every page: the search field, the choice of colours, links to sections."""

from __future__ import annotations

import json

from sendspec_gen.emit.site.assets import HEADER
from sendspec_gen.emit.typography import trimmed
from sendspec_gen.emit.wording import Wording


def controls(wording: Wording) -> str:
    """Write `<locale>/controls.js`, which sets one global name."""
    _ = wording.translate
    said = {
        "search": _("Search"),
        "none": _("Nothing found for “{words}”."),
        "found": _("Found: {count}"),
        "shown": _("Found: {count}, the first {shown} are shown"),
        "colours": _("Colours"),
        "themes": {"": _("Auto"), "light": _("Light"), "dark": _("Dark")},
        "link": _("Link to this section"),
        "table": _("Table"),
    }
    return f'{HEADER}\n"use strict";\nvar sendspecControls = {json.dumps(_set(said), ensure_ascii=False)};\n'


def _set(value: object) -> object:
    """Words as they are set on pages."""
    if isinstance(value, dict):
        return {name: _set(inner) for name, inner in value.items()}
    return trimmed(value) if isinstance(value, str) else value
