"""Live machines, one object a message, and what their events do; the only part that knows `transitions`."""

from sendspec.machine.live import GuardedMachine, LiveMachine, MessageLog
from sendspec.machine.outcome import Outcome, Refused, UnknownNameError
from sendspec.machine.tally import Listener, Tally

__all__ = [
    "GuardedMachine",
    "Listener",
    "LiveMachine",
    "MessageLog",
    "Outcome",
    "Refused",
    "Tally",
    "UnknownNameError",
]
