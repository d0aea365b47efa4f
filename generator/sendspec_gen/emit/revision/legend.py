"""The headings of the pictures of a revision, and what their signs, shapes, dashes and colours mean."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sendspec_gen.emit.palette import INK
from sendspec_gen.emit.quoting import styled
from sendspec_gen.emit.revision.fates import FATES, Fate
from sendspec_gen.emit.revision.samples import cell, entries, entry, outline_entries, sample, table_of
from sendspec_gen.emit.revision.union import Union, Version, What
from sendspec_gen.emit.wording import Wording

_SAMPLE_HEIGHT = 12


def version_legend(heading: str, version: Version, size: str) -> str:
    """What stands over a machine as it was or is."""
    return table_of(_heading(heading), list(entries(version.machine, version.wording)), size)


def difference_legend(heading: str, union: Union, size: str) -> str:
    """What stands over a difference: only what is drawn in it."""
    wording = union.after.wording
    shown = [one.after or one.before for one in union.states if FATES[one.what].rings]
    outlined = [state for state in shown if state is not None]
    samples = [*_entries(_marks(wording), union.fates), *outline_entries(outlined, wording)]
    return table_of(_heading(heading), samples, size)


def meanings(wording: Wording) -> dict[What, str]:
    """What became of a thing, in one word."""
    _ = wording.translate
    return {
        "same": _("Unchanged"),
        "added": _("Added"),
        "removed": _("Removed"),
        "changed": _("Changed"),
        "renamed": _("Renamed"),
    }


def _marks(wording: Wording) -> dict[What, str]:
    """How it is told."""
    _ = wording.translate
    return {
        "same": _("unchanged (thin, grey)"),
        "added": _("added (+, bold, square)"),
        "removed": _("removed (−, dotted, eight corners)"),
        "changed": _("changed (~, dashed, pointed sides)"),
        "renamed": _("renamed (old → new, cut corners)"),
    }


def _heading(heading: str) -> str:
    return styled(heading, color=INK, size=16, bold=True)


def _entries(marks: dict[What, str], drawn: Collection[What]) -> Iterator[str]:
    for what, words in marks.items():
        if what in drawn:
            yield entry(_sample(FATES[what]), words)


def _sample(fate: Fate) -> str:
    """A piece of an outline with the sign in it, and a piece of an arrow."""
    border = max(1, round(float(fate.width)))
    style = "rounded" if fate.style in ("rounded", "diagonals") else fate.style
    sign = styled(fate.sign.strip() or " ", color=INK, size=10, bold=True)
    box = sample(
        f'border="{border}" style="{style}" color="{fate.colors.line}" bgcolor="{fate.colors.fill}"',
        f'<td fixedsize="true" width="24" height="{_SAMPLE_HEIGHT}" border="0">{sign}</td>',
    )
    dash = f' style="{fate.dash}"' if fate.dash != "solid" else ""
    upper = cell(24, _SAMPLE_HEIGHT // 2, f'border="{border}" sides="b" color="{fate.colors.line}"{dash}')
    line = sample('border="0"', f"{upper}</tr><tr>{cell(24, _SAMPLE_HEIGHT // 2, '')}")
    return sample('border="0"', f"<td>{box}</td><td>{line}</td>", spacing=3)
