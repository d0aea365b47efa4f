"""The deadlines of many machines, soonest first."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import count
from typing import Any

from sendspec.machine import LiveMachine


class Alarms:
    """Wakes each machine when its deadline is due."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, int, LiveMachine[Any, Any]]] = []
        self._turn = count()

    def watch(self, machine: LiveMachine[Any, Any]) -> None:
        """Take note of the machine's deadline, if it has one; to be called whenever it may have moved."""
        due = machine.due
        if due is not None:
            heappush(self._waiting, (due, next(self._turn), machine))

    def ring(self, until: int) -> None:
        """Raise all deadlines that are due by then."""
        while self._waiting and self._waiting[0][0] <= until:
            due, _, machine = heappop(self._waiting)
            # A machine that moved on waits elsewhere in the heap, if at all.
            if machine.due == due:
                machine.hear_clock(until)
                # One that is still due answers its deadline with nothing: to wake it again would never end.
                if machine.due is not None and machine.due > until:
                    self.watch(machine)
