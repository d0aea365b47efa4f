"""Who is concerned by a rename."""

from __future__ import annotations

from collections.abc import Mapping

from sendspec_gen.changes.change import Change, Rename, Thing
from sendspec_gen.changes.things import WORDS_ONLY, Verdict
from sendspec_gen.model import Model

BY_NAME = Verdict(("CODE",), "code and reports name it")
RENAMED: Mapping[Thing, Verdict] = {
    "event": Verdict(("CODE",), "its method and its member of the enum have another name"),
    "state": Verdict(("CODE", "DATA"), "code that matches it and rows that are in it know the old name"),
    "status": Verdict(("CODE", "DATA"), "code that matches it and rows that show it know the old name"),
    "fact": Verdict(("CODE",), "callers say it by its name"),
    "refusal": Verdict(("CODE",), "code that matches it knows the old name"),
    "duration": Verdict(("CODE",), "code sets it by its name"),
    "source": Verdict(("CODE",), "whoever reads a log gives its name"),
    "counter": BY_NAME,
    "kpi": BY_NAME,
    "number": WORDS_ONLY,
    "document": WORDS_ONLY,
}
MODE = Verdict(("CODE", "DATA"), "code that names its class or module, and rows that name the mode, know the old name")
MACHINE = Verdict(("CODE",), "its class and its module have another name")


def renamed(rename: Rename, new: Model) -> Change:
    """A rename as a change."""
    verdict = _verdict(rename, new)
    return Change(
        what="renamed",
        of=rename.of,
        aspect="",
        machine=rename.machine,
        name=rename.after,
        before=rename.before,
        after=rename.after,
        concerns=verdict.concerns,
        why=verdict.why,
        before_place=rename.before_place,
        after_place=rename.after_place,
        guess=True,
        state=rename.after if rename.of == "state" else None,
        event=rename.after if rename.of == "event" else None,
    )


def _verdict(rename: Rename, new: Model) -> Verdict:
    if rename.of == "machine":
        return MODE if new.machines[rename.after].kind == "log" else MACHINE
    return RENAMED[rename.of]
