"""The heading of a picture as markup, and under it what colours and lines mean where it uses them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sendspec_gen.emit.arrows import arrows_of
from sendspec_gen.emit.palette import FAINT, INK, PALETTE, QUIET, Colors
from sendspec_gen.emit.quoting import styled
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Machine, State

_COLUMNS = 4
_GAP = '<td width="8"></td>'


def table_of(heading: str, parts: Sequence[str], size: str = "") -> str:
    """A heading, which is markup, over rows of entries; `size` holds attributes of the table."""
    columns = min(len(parts), _COLUMNS) or 1
    rows = [f'<tr><td colspan="{3 * columns}" cellpadding="6">{heading}</td></tr>']
    rows += [f"<tr>{''.join(parts[start : start + columns])}</tr>" for start in range(0, len(parts), columns)]
    return f'<table border="0" cellborder="0" cellspacing="4" cellpadding="1"{size}>{"".join(rows)}</table>'


def entries(machine: Machine, wording: Wording) -> Iterator[str]:
    """A sample and its meaning for each colour and line that the machine uses."""
    _ = wording.translate
    states, arrows = machine.states.values(), arrows_of(machine)
    shown = {state.status for state in states}
    for status in wording.model.statuses.get(machine.kind, {}).values():
        if status.name in shown:
            colors = PALETTE[status.color]
            yield entry(_box(colors), wording.status_named(machine.kind, status.name))
    yield from outline_entries(states, wording)
    if any(arrow.deadline for arrow in arrows):
        yield entry(_line("dashed", INK), _("by the clock"))
    if any(arrow.late for arrow in arrows):
        yield entry(_line("solid", FAINT), _("out of a settled state"))


def outline_entries(states: Collection[State], wording: Wording) -> Iterator[str]:
    """What double outlines mean, where there are some."""
    _ = wording.translate
    if any(state.settled for state in states):
        yield entry(_double(1), _("settled"))
    if any(state.final for state in states):
        yield entry(_double(2), _("final"))


def entry(drawn: str, meaning: str) -> str:
    """Three cells: a sample, its meaning, and a gap."""
    return f'<td>{drawn}</td><td align="left">{styled(meaning, color=QUIET, size=11)}</td>{_GAP}'


def _box(colors: Colors) -> str:
    style = f'border="1" style="rounded" color="{colors.line}" bgcolor="{colors.fill}"'
    return sample(style, cell(24, 12, 'border="0"'))


def _double(border: int) -> str:
    return sample(f'border="{border}" color="{INK}"', cell(20, 8, f'border="{border}" color="{INK}"'), spacing=2)


def _line(style: str, color: str) -> str:
    line = cell(24, 6, f'border="1" sides="b" style="{style}" color="{color}"')
    return sample('border="0"', f"{line}</tr><tr>{cell(24, 6, '')}")


def sample(style: str, cells: str, spacing: int = 0) -> str:
    """A small table of one row, drawn in a style."""
    return f'<table {style} cellborder="0" cellpadding="0" cellspacing="{spacing}"><tr>{cells}</tr></table>'


def cell(width: int, height: int, style: str) -> str:
    """An empty cell of just this size, in points."""
    return f'<td fixedsize="true" width="{width}" height="{height}" {style}></td>'
