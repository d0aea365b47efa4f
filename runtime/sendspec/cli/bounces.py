"""The table of bounces and what addresses hear, of the generator's model as the runtime's plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sendspec_gen.model import Bounces, Model

    from sendspec.addresses import Listening
    from sendspec.bounces import Classifier
    from sendspec.table import Table


def classifier_of(bounces: Bounces | None) -> Classifier | None:
    """What classifies failures; None where the project has no table."""
    if bounces is None:
        return None
    from sendspec.bounces import Classifier, Rule

    return Classifier(
        [
            Rule(
                name=rule.name,
                sources=rule.sources,
                records=rule.records,
                classes=rule.classes,
                statuses=rule.statuses,
                codes=rule.codes,
                text=rule.text,
                kind=rule.kind,
                reason=rule.reason,
                place=str(rule.place),
            )
            for rule in bounces.rules
        ]
    )


def listening_of(bounces: Bounces | None, tables: Mapping[str, Table[str, str]]) -> Listening | None:
    """What the machine of addresses hears; None where nobody says."""
    if bounces is None or bounces.addresses is None:
        return None
    from sendspec.addresses import Listening

    addresses = bounces.addresses
    return Listening(tables[addresses.machine], addresses.failures, addresses.kinds, addresses.events)


def statuses_of_addresses(model: Model) -> dict[str, Mapping[str, str]]:
    """The labels of what an address shows, by the names of the statuses."""
    if model.bounces is None or model.bounces.addresses is None:
        return {}
    kind = model.machines[model.bounces.addresses.machine].kind
    return {status.name: status.label for status in model.statuses.get(kind, {}).values()}
