"""How far a send has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the messages of a delivery stand, and the delivery itself."""

    messages: int
    statuses: Mapping[str, int]
    """How many messages show each status, in the order of the spec."""
    unsettled: int
    """How many messages have a fate that is still open: while there are any, the KPIs are not final."""
    unexpected: int
    """How many events were kept aside because they contradict their message's state."""
    delivery_state: str
    delivery_status: str | None
