"""The pictures of a model in all its locales."""

from __future__ import annotations

from sendspec_gen.emit import diagrams
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Model


def pictures_of(model: Model) -> dict[str, str]:
    """Paths and texts, in the order in which they are emitted."""
    locales = model.project.locales
    return {path: text for locale in locales for path, text in diagrams.files(Wording(model, locale))}
