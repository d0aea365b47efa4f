"""`sendspec explain rule`."""

from __future__ import annotations

import click


@click.command(short_help="what a rule of the checker means, and its cure")
@click.argument("code", required=False)
def rule(code: str | None) -> None:
    """Show the page of the rule CODE, which stands in brackets in each problem: error[CODE]. Without CODE, list all.

    Example: sendspec explain rule unknown-state
    """
    from sendspec_gen.problems import nearest
    from sendspec_gen.rules import page_of, rules, sentence_of

    if code is None:
        width = max(map(len, rules()))
        for known in rules():
            click.echo(f"{known:<{width}}  {sentence_of(known)}")
        return
    if code not in rules():
        raise click.UsageError(f"no rule is called `{code}`; {nearest(code, rules())}")
    click.echo(page_of(code), nl=False)
