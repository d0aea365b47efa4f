"""`sendspec explain`."""

from __future__ import annotations

import click


@click.group()
def explain() -> None:
    """What a rule of the checker means.

    Example: sendspec explain rule unknown-state
    """


@explain.command()
@click.argument("code")
def rule(code: str) -> None:
    """Show the page of the rule CODE, which stands in brackets in each problem: error[CODE].

    Example: sendspec explain rule unknown-state
    """
    from sendspec_gen.problems import nearest
    from sendspec_gen.rules import page_of, rules

    if code not in rules():
        raise click.UsageError(f"no rule is called `{code}`; {nearest(code, rules())}")
    print(page_of(code), end="")
