"""Which line of which file a line of a log is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable


class LineNumbers:
    """The lines of all files of a log counted through, from 1, in the order in which the files were read."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._above: list[int] = []

    def begin(self, name: str, above: int) -> None:
        """A file begins, and that many lines of others came before it."""
        self.names.append(name)
        self._above.append(above)

    def place(self, line: int) -> str:
        """File and line: `maillog:12`."""
        file = bisect_right(self._above, line - 1) - 1
        return f"{self.names[file]}:{line - self._above[file]}"

    def placing(self) -> Callable[[int], str]:
        """The function `place`; a faster one where there is one file only."""
        name, *others = self.names
        return self.place if others else lambda line: f"{name}:{line}"
