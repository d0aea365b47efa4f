"""The page of bounces: the reasons, the rules in their order, and what the machine of addresses hears."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.emit.pages import spots
from sendspec_gen.emit.pages.page import Page
from sendspec_gen.emit.pages.parts import (
    Anchor,
    Block,
    Code,
    Faint,
    Line,
    Link,
    Prose,
    Spot,
    Stated,
    Statement,
    Table,
    Text,
    joined,
    section,
    some,
    stacked,
    table,
    words,
)
from sendspec_gen.emit.wording import TOGETHER, Wording
from sendspec_gen.model import Addresses, BounceRule, Bounces, Reason


def bounces_page(wording: Wording, title: str) -> Page:
    """How failures are classified, for those who change the rules and those who wonder at a reason."""
    bounces = wording.model.bounces
    return Page(
        name="bounces",
        title=title,
        source="spec/bounces.yaml",
        blocks=() if bounces is None else _blocks(bounces, wording),
    )


def _blocks(bounces: Bounces, wording: Wording) -> tuple[Block, ...]:
    _ = wording.translate
    return some(
        Prose(wording.text(bounces.doc)),
        section(_("Reasons"), _reasons(bounces, wording), anchor="reasons"),
        section(
            _("Rules"),
            Statement(words(_("All that a rule asks for must hold. The first rule that holds decides."))),
            _rules(bounces, wording),
            anchor="rules",
        ),
        section(
            _("What an address hears"),
            *((_addresses(bounces.addresses, wording),) if bounces.addresses else ()),
            anchor="addresses",
        ),
    )


# ── reasons ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def reason_anchor(name: str) -> str:
    """Where a reason stands on the page."""
    return f"reason-{name}"


def _reasons(bounces: Bounces, wording: Wording) -> Table:
    _ = wording.translate
    columns = (_("Reason"), _("Name"), _("Code"), _("Kind"), _("What it means"))
    return table(columns, [_reason(reason, wording) for reason in bounces.reasons.values()])


def _reason(reason: Reason, wording: Wording) -> tuple[Line, ...]:
    kinds = joined((words(kind_in_words(kind, wording)) for kind in reason.kinds), Text(", "))
    return (
        (Anchor(reason_anchor(reason.name)), Text(wording.text(reason.label) or reason.name)),
        (Code(reason.name, reason.place),),
        () if reason.code is None else (Stated(str(reason.code), reason.place),),
        kinds,
        words(wording.text(reason.doc)),
    )


def kind_in_words(kind: str, wording: Wording) -> str:
    """A kind of failure as people call it."""
    _ = wording.translate
    return {"hard": _("hard"), "soft": _("soft"), "ignored": _("ignored")}[kind]


# ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _rules(bounces: Bounces, wording: Wording) -> Table:
    _ = wording.translate
    columns = (_("Rule"), _("Kind"), _("Reason"), _("Asks for"), _("Stated by"))
    return table(columns, [_rule(number, rule, wording) for number, rule in enumerate(bounces.rules, start=1)])


def _rule(number: int, rule: BounceRule, wording: Wording) -> tuple[Line, ...]:
    _ = wording.translate
    bounces = wording.model.bounces
    label = wording.text(bounces.reasons[rule.reason].label) if bounces else ""
    stated = spots.citation_links(rule.cite, wording) or (Faint(_("our own choice")),)
    return (
        (
            Anchor(spots.bounce_rule_anchor(rule.name)),
            Stated(str(number), rule.place),
            Text(TOGETHER),
            Code(rule.name, rule.place),
        ),
        words(kind_in_words(rule.kind, wording)),
        (Link(label or rule.reason, Spot("", reason_anchor(rule.reason))),),
        stacked(_conditions(rule, wording)) or (Faint(_("nothing: whatever is left")),),
        stacked([words(wording.text(rule.doc)), stated]),
    )


def _conditions(rule: BounceRule, wording: Wording) -> Iterator[Line]:
    """What a rule asks for, a line each."""
    _ = wording.translate
    asked = (
        (_("source"), rule.sources),
        (_("record"), rule.records),
        (_("class"), rule.classes),
        (_("enhanced code"), rule.statuses),
        (_("reply code"), rule.codes),
        (_("text"), () if rule.text is None else (rule.text,)),
    )
    for label, values in asked:
        if values:
            yield (
                *words(wording.labelled(label, "")),
                *joined(((Code(value),) for value in values), Text(", ")),
            )


# ── addresses ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _addresses(addresses: Addresses, wording: Wording) -> Table:
    _ = wording.translate
    machine = wording.model.machines[addresses.machine]
    columns = (_("Event of a message"), _("Kind"), wording.machine(machine))
    failures: Line = joined(
        ((Text(wording.event_of_any_kind("log", event)),) for event in addresses.failures), Text(", ")
    )
    rows = [
        (
            failures,
            words(kind_in_words(kind, wording)),
            (spots.event_link(machine.kind, event, wording),),
        )
        for kind, event in addresses.kinds.items()
    ]
    rows += [
        (
            words(wording.event_of_any_kind("log", event)),
            (),
            (spots.event_link(machine.kind, hears, wording),),
        )
        for event, hears in addresses.events.items()
    ]
    return table(columns, rows)
