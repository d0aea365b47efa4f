"""Sources that are declared in YAML: the examples of each, mutated, and small ones of lines and syslog."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st
from sendspec.cli.project import DECLARED, SourceConfig

from tests.fuzz.conftest import Fuzz
from tests.fuzz.mutating import mutated
from tests.fuzz.reading import examples_of, reads, shipped
from tests.unit.sendspec.sources_declared.declaring import declared, equal, rule

PATTERNS = (r"(?P<type>\w) (?P<id>\w*) (?P<to>\S*) (?P<at>\S+)",)
RULES = (rule("delivery", equal("type", "d"), event="delivered"), rule("ping", equal("type", "p")))
LINE = b"d m1 anna@example.com 2026-03-02T08:00:00Z\n"
LINES = (LINE, b"p m1 anna@example.com 2026-03-02T08:00:00Z\n", b"x\n")
SYSLOG = (
    *(b"Mar  2 08:00:00 host sender[12]: " + line for line in LINES),
    b"2026-03-02T08:00:00.5+01:00 host sender: " + LINE,
)


def _configs() -> dict[str, tuple[SourceConfig, list[bytes]]]:
    found = {
        name: (config, examples_of(name)) for name, config in shipped().sources.items() if config.declared is not None
    }
    for form, pieces in (("lines", LINES), ("syslog", SYSLOG)):
        source = declared(*RULES, format=form, patterns=PATTERNS)
        label = {"en": form}
        found[form] = (SourceConfig(form, label, DECLARED, {"delivered": "delivered"}, "", source), list(pieces))
    return found


def test_declared(fuzzed: Fuzz, tmp_path: Path) -> None:
    configs = _configs()
    readers = {name: reads(config, tmp_path / "log") for name, (config, _) in configs.items()}
    cases = st.one_of([st.tuples(st.just(name), mutated(pieces)) for name, (_, pieces) in sorted(configs.items())])

    fuzzed("declared", cases, lambda case: readers[case[0]](case[1]))
