"""The page of laws: what is proved, what holds of every spec, and what only seems to hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sendspec_gen.emit.pages import spots
from sendspec_gen.emit.pages.counterexamples import counterexamples
from sendspec_gen.emit.pages.page import Page
from sendspec_gen.emit.pages.parts import (
    Anchor,
    Break,
    Code,
    Items,
    Line,
    Link,
    Prose,
    Section,
    Spot,
    Statement,
    Strong,
    Table,
    Text,
    joined,
    section,
    some,
    stacked,
    table,
    words,
)
from sendspec_gen.emit.wording import Wording
from sendspec_gen.laws import Verdict, prove_and_refute
from sendspec_gen.model import Exemption, Law, Model, Potential, SameWhenSettled, SettledTogether


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of the laws of a model, of its `not_laws`, and of its stocks."""

    laws: tuple[tuple[Law, tuple[Verdict, ...]], ...]
    not_laws: tuple[tuple[Law, tuple[Verdict, ...]], ...]
    stocks: tuple[Verdict, ...]


def judge(model: Model) -> Judged:
    """Prove and refute, once for all locales."""
    proved, refuted = prove_and_refute(model)
    return Judged(
        laws=_by_law(model.laws, proved),
        not_laws=_by_law(model.not_laws, refuted),
        stocks=tuple(verdict for verdict in proved if isinstance(verdict.law.statement, Potential)),
    )


def laws_page(judged: Judged, wording: Wording, title: str) -> Page:
    """What holds and what does not, in the order of the spec, by the machines that the laws speak of."""
    _ = wording.translate
    in_every_spec = (
        _("Every state answers every event in one way."),
        _("Every state can be reached."),
        _("What is neither settled nor final can be left."),
        _("What is final is never left."),
        _("Every clock moves its state, and clocks never lead round in a circle."),
        _("Every stock is a number of each state, so it cannot drift: counted again from the states, it is the same."),
    )
    proved = _(
        "Each law is proved whenever the spec is checked: for every sequence of events, by going through all states, "
        "not by trying examples."
    )
    return Page(
        name="laws",
        title=title,
        source="spec/laws.yaml",
        blocks=some(
            Prose(proved),
            section(_("What holds"), *_groups(judged, wording), anchor="what-holds"),
            section(
                _("What holds in every spec"),
                Items(tuple(words(text) for text in in_every_spec)),
                Prose(_("Where the spec lets a case pass, a comment beside it gives the reason.")),
                _stocks(judged.stocks, wording),
                anchor="in-every-spec",
            ),
            section(
                _("What does not hold, though it may seem so"),
                *(_not_law(law, verdicts, wording) for law, verdicts in judged.not_laws),
                anchor="what-does-not-hold",
            ),
        ),
    )


def _by_law(laws: Iterable[Law], verdicts: Iterable[Verdict]) -> tuple[tuple[Law, tuple[Verdict, ...]], ...]:
    verdicts = tuple(verdicts)
    return tuple((law, tuple(verdict for verdict in verdicts if verdict.law is law)) for law in laws)


# ── what holds ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _groups(judged: Judged, wording: Wording) -> Iterator[Section]:
    """The laws that speak of the same machines; each mode, if they are said together."""
    _ = wording.translate
    together: dict[frozenset[str], list[tuple[Law, tuple[Verdict, ...]]]] = {}
    for law, verdicts in judged.laws:
        together.setdefault(frozenset(law.machines), []).append((law, verdicts))
    columns = (_("Law"), _("Except"), _("Explored"), _("Sources"))
    for names, laws in together.items():
        machines = [machine for machine in wording.model.machines.values() if machine.name in names]
        links = joined(((spots.machine_link(machine, wording),) for machine in machines), Text(", "))
        every = len(machines) > 1 and tuple(machines) == wording.model.modes
        yield section(
            words(_("In every mode")) if every else links,
            Statement(links if every else ()),
            table(columns, [_row(law, verdicts, wording) for law, verdicts in laws]),
        )


def _row(law: Law, verdicts: tuple[Verdict, ...], wording: Wording) -> tuple[Line, ...]:
    said = (Anchor(wording.law_anchors[law.place]), Strong(wording.law(law)))
    return (
        stacked([said, words(wording.text(law.doc)), (Code(law.name, law.place),)]),
        stacked(_exception(exemption, law, wording) for exemption in law.exempt),
        words(_explored(law, verdicts, wording)),
        spots.citation_links(law.cite, wording),
    )


def _exception(exemption: Exemption, law: Law, wording: Wording) -> Line:
    kind = wording.model.machines[law.machines[0]].kind
    events = " – ".join(wording.event(kind, event) for event in exemption.events)
    return (Strong(events), Break(), Text(wording.text(exemption.why)))


def _explored(law: Law, verdicts: tuple[Verdict, ...], wording: Wording) -> str:
    """How much was gone through, or where the law does not hold and a comment lets that pass."""
    _ = wording.translate
    broken = [verdict for verdict in verdicts if not verdict.proved]
    if broken:
        return _("does not hold: {machines}").format(machines=_machines_of(broken, wording))
    text = _("{states} states, {moves} moves")
    if isinstance(law.statement, SameWhenSettled | SettledTogether):
        text = _("{states} pairs of states, {moves} moves")
    return text.format(
        states=sum(verdict.explored.states for verdict in verdicts),
        moves=sum(verdict.explored.moves for verdict in verdicts),
    )


def _stocks(verdicts: tuple[Verdict, ...], wording: Wording) -> Table:
    """The stocks that cannot drift, by machine, with the place where each state's numbers are shown."""
    _ = wording.translate
    rows = []
    for machine in wording.model.machines.values():
        stocks = [
            (spots.counter_link(verdict.law.statement.stock, wording),)
            for verdict in verdicts
            if isinstance(verdict.law.statement, Potential) and verdict.machines == (machine.name,)
        ]
        if stocks:
            first = next(iter(machine.states.values()))
            there = (Link(_("what each state counts"), Spot(machine.name, spots.state_anchor(first))),)
            rows.append(((spots.machine_link(machine, wording),), joined(stocks, Text(", ")), there))
    return table((_("Machine"), _("Stocks"), _("Numbers")), rows)


# ── what does not hold ───────────────────────────────────────────────────────────────────────────────────────────────


def _not_law(law: Law, verdicts: tuple[Verdict, ...], wording: Wording) -> Section:
    _ = wording.translate
    holding = [verdict for verdict in verdicts if verdict.proved]
    text = _("It holds after all: {machines}.")
    return section(
        wording.law(law),
        Prose(wording.text(law.doc)),
        Statement((Code(law.name, law.place),)),
        Prose(text.format(machines=_machines_of(holding, wording)) if holding else ""),
        counterexamples(law, verdicts, wording),
        anchor=wording.law_anchors[law.place],
    )


def _machines_of(verdicts: Iterable[Verdict], wording: Wording) -> str:
    names = dict.fromkeys(name for verdict in verdicts for name in verdict.machines)
    return ", ".join(wording.machine(wording.model.machines[name]) for name in names)
