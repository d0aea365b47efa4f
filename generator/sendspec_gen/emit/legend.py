"""The heading of a picture: the machine's label, and what colours and lines mean where it uses them."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.emit.arrows import arrows_of
from sendspec_gen.emit.palette import FAINT, INK, PALETTE, QUIET, Colors
from sendspec_gen.emit.quoting import label, styled
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Machine

_COLUMNS = 4
_GAP = '<td width="8"></td>'


def legend(machine: Machine, wording: Wording) -> str:
    """The graph's label: a heading, and under it rows of samples with their meaning."""
    entries = list(_entries(machine, wording))
    columns = min(len(entries), _COLUMNS) or 1
    heading = styled(wording.machine(machine), color=INK, size=16, bold=True)
    rows = [f'<tr><td colspan="{3 * columns}" cellpadding="6">{heading}</td></tr>']
    rows += [f"<tr>{''.join(entries[start : start + columns])}</tr>" for start in range(0, len(entries), columns)]
    return label([f'<table border="0" cellborder="0" cellspacing="4" cellpadding="1">{"".join(rows)}</table>'])


def _entries(machine: Machine, wording: Wording) -> Iterator[str]:
    _ = wording.translate
    states, arrows = machine.states.values(), arrows_of(machine)
    shown = {state.status for state in states}
    for status in wording.model.statuses.get(machine.kind, {}).values():
        if status.name in shown:
            colors = PALETTE[status.color]
            yield _entry(_box(colors), wording.status_named(machine.kind, status.name))
    if any(state.settled for state in states):
        yield _entry(_double(1), _("settled"))
    if any(state.final for state in states):
        yield _entry(_double(2), _("final"))
    if any(arrow.deadline for arrow in arrows):
        yield _entry(_line("dashed", INK), _("by the clock"))
    if any(arrow.late for arrow in arrows):
        yield _entry(_line("solid", FAINT), _("out of a settled state"))


def _entry(sample: str, meaning: str) -> str:
    return f'<td>{sample}</td><td align="left">{styled(meaning, color=QUIET, size=11)}</td>{_GAP}'


def _box(colors: Colors) -> str:
    style = f'border="1" style="rounded" color="{colors.line}" bgcolor="{colors.fill}"'
    return _table(style, _cell(24, 12, 'border="0"'))


def _double(border: int) -> str:
    return _table(f'border="{border}" color="{INK}"', _cell(20, 8, f'border="{border}" color="{INK}"'), spacing=2)


def _line(style: str, color: str) -> str:
    line = _cell(24, 6, f'border="1" sides="b" style="{style}" color="{color}"')
    return _table('border="0"', f"{line}</tr><tr>{_cell(24, 6, '')}")


def _table(style: str, cells: str, spacing: int = 0) -> str:
    return f'<table {style} cellborder="0" cellpadding="0" cellspacing="{spacing}"><tr>{cells}</tr></table>'


def _cell(width: int, height: int, style: str) -> str:
    return f'<td fixedsize="true" width="{width}" height="{height}" {style}></td>'
