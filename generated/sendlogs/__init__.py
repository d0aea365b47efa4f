# Generated from spec/ by `sendspec generate`. Do not edit.
"""Sent messages in Adobe Campaign. How the status of a sent message moves in each way of sending, and what each move
does to the KPIs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sendspec.machine import MessageLog

from sendlogs.native_mta import NativeMta
from sendlogs.enhanced_mta import EnhancedMta
from sendlogs.enhanced_mta_efs import EnhancedMtaEfs
from sendlogs.enhanced_mta_efs_v8 import EnhancedMtaEfsV8
from sendlogs.delivery import Delivery
from sendlogs.tracking import Tracking
from sendlogs.quarantine import Quarantine
from sendlogs.measures import MEASURES

MODES: Mapping[str, type[MessageLog[Any, Any]]] = {
    "native_mta": NativeMta,
    "enhanced_mta": EnhancedMta,
    "enhanced_mta_efs": EnhancedMtaEfs,
    "enhanced_mta_efs_v8": EnhancedMtaEfsV8,
}
"""Every way of sending by its name."""

__all__ = [
    "MEASURES",
    "MODES",
    "NativeMta",
    "EnhancedMta",
    "EnhancedMtaEfs",
    "EnhancedMtaEfsV8",
    "Delivery",
    "Tracking",
    "Quarantine",
]
