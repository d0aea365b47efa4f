"""What the table of bounces makes of the failures that are explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sendspec_gen.model import Model

from sendspec.bounces import Classifier, Failure
from sendspec.cli.project import Compiled
from sendspec.walks import Record


@dataclass(frozen=True, slots=True)
class Judge:
    """Tells of the events of one source what kind of failure they are."""

    source: str
    classifier: Classifier
    failures: frozenset[str]
    """The events that are failures; of others, those whose sender gives the failure a class."""
    known: frozenset[str]
    """The events that are none."""

    def failure_of(self, record: Record) -> Failure | None:
        """What a record tells of a failure; None if it tells of none."""
        bounce = getattr(record, "bounce", None)
        has_class = bounce is not None and bounce.bounce_class is not None and record.event not in self.known
        if record.event not in self.failures and not has_class:
            return None
        return self.classifier.classify(self.source, bounce, record.reason)


def judge_of(spec: Compiled, source: str) -> Judge | None:
    """What judges the events of a source; None where the project has no table of bounces."""
    if spec.bounces is None:
        return None
    failures = spec.addresses.failures if spec.addresses is not None else ()
    known = spec.addresses.events if spec.addresses is not None else ()
    return Judge(source, spec.bounces, frozenset(failures), frozenset(known))


def failure_lines(failure: Failure, model: Model) -> tuple[str, str]:
    """The kind and the reason, and the rule that decided, for people."""
    assert model.bounces is not None
    label = model.words(model.bounces.reasons[failure.reason].label, model.project.default_locale)
    return f"{failure.kind}: {label or failure.reason} ({failure.reason})", f"  {failure.place} ({failure.rule})"


def failure_as_data(failure: Failure | None) -> dict[str, Any] | None:
    """A failure for programs."""
    return None if failure is None else failure._asdict()
