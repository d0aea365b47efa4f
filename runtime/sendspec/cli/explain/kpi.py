"""`sendspec explain kpi`."""

from __future__ import annotations

from pathlib import Path

import click

from sendspec.cli.logs import mode_option, modes_named
from sendspec.cli.project import compiled_model, project_option


@click.command(no_args_is_help=True, short_help="what moves a KPI or a counter in each mode")
@click.argument("name")
@mode_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@project_option
def kpi(name: str, modes: tuple[str, ...], as_json: bool, project: Path) -> None:
    """Where the KPI or counter NAME comes from: its formula, and every move that raises or lowers it in each mode.

    Then the states that count, the laws that speak of it, and the steps of scenarios that pin it.

    Exit code 0: fine; 1: the spec is bad; 2: wrong usage, or no such KPI or counter.

    Example: sendspec explain kpi delivered_rate --mode enhanced_mta
    """
    from sendspec_gen import lineage
    from sendspec_gen.problems import nearest

    from sendspec.cli.explain import kpi_report

    model = compiled_model(project)
    known = lineage.names_of(model)
    if name not in known:
        raise click.UsageError(f"no KPI or counter is called `{name}`; {nearest(name, known)}")
    chosen = modes_named([mode.name for mode in model.modes], modes)
    found = lineage.lineage(name, model, chosen)
    if as_json:
        click.echo(kpi_report.as_json(found, model))
        return
    for line in kpi_report.lines_of(found, model):
        click.echo(line)
