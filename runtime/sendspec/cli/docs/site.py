"""What is shown to readers now: the last good version of the site, and what is wrong with the spec."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Condition

PAGE = ".html"


@dataclass(frozen=True, slots=True)
class Shown:
    """One moment of the site."""

    number: int = 0
    """How often something was shown before."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The last good version, path relative to the project to text; empty if there was none yet."""
    problems: str = ""
    """What is wrong with the spec; nothing while it is sound."""
    shared: bytes = b""
    """A digest of all files but the pages."""

    def stamp(self, path: str) -> str:
        """What changes when a page, or a file that pages share, has changed."""
        return hashlib.sha256(self.shared + self.files.get(path, "").encode()).hexdigest()[:16]


class Site:
    """Handed from the one who builds to the many who read; those wait for what comes next."""

    def __init__(self) -> None:
        self.shown = Shown()
        self.closed = False
        self._changed = Condition()

    def show(self, files: Mapping[str, str] | None, problems: str) -> None:
        """Show a new version, or, without files, the problems over the last good one."""
        before = self.shown
        if files is None:
            after = Shown(before.number + 1, before.files, problems, before.shared)
        else:
            after = Shown(before.number + 1, files, "", _digest(files))
        with self._changed:
            self.shown = after
            self._changed.notify_all()

    def after(self, number: int, patience: float) -> Shown:
        """What is shown once it is something else than the moment of this number, or patience has run out."""
        with self._changed:
            self._changed.wait_for(lambda: self.closed or self.shown.number != number, patience)
            return self.shown

    def close(self) -> None:
        """Let nobody wait any longer."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()


def _digest(files: Mapping[str, str]) -> bytes:
    digest = hashlib.sha256()
    for path, text in files.items():
        if not path.endswith(PAGE):
            digest.update(f"{path}\0{text}\0".encode())
    return digest.digest()
