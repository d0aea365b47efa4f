"""A machine whose law is known by hand: what breaks it, or that it holds."""

from __future__ import annotations

from dataclasses import dataclass

from sendspec_gen.model import Law


@dataclass(frozen=True, slots=True)
class Known:
    """Some machines, a law, and its shortest break: a word for each run, or none at all if the law holds."""

    machines: str
    law: Law
    breaks: tuple[str, ...] = ()

    @property
    def words(self) -> set[tuple[str, ...]]:
        return {tuple(sorted(self.breaks))} if self.breaks else set()
