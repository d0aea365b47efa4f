"""Live machines, one object a message, and what their events do; the only part that knows `transitions`."""

from sendspec.machine.lengths import Lengths, within_limits
from sendspec.machine.live import GuardedMachine, LiveMachine, MessageLog
from sendspec.machine.outcome import Outcome, Refused, UnknownNameError
from sendspec.machine.tally import Listener, Tally
from sendspec.times import as_datetime, microseconds

__all__ = [
    "GuardedMachine",
    "Lengths",
    "Listener",
    "LiveMachine",
    "MessageLog",
    "Outcome",
    "Refused",
    "Tally",
    "UnknownNameError",
    "as_datetime",
    "microseconds",
    "within_limits",
]
