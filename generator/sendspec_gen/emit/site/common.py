"""What all locales of the site share: the files of the spec, styles, scripts, and the choice of a language."""

from __future__ import annotations

from collections.abc import Iterator

from sendspec_gen.emit.site import assets, spec_pages
from sendspec_gen.emit.site.recordings import recordings
from sendspec_gen.emit.site.shell import Entry, native_name
from sendspec_gen.emit.site.tables import tables
from sendspec_gen.emit.site.templates import environment
from sendspec_gen.emit.site.try_page import places_file
from sendspec_gen.emit.site.viewer import near_files
from sendspec_gen.model import Model


def files(model: Model) -> Iterator[tuple[str, str]]:
    """What belongs to no locale."""
    yield from assets.files()
    yield from near_files(model)
    yield from spec_pages.files(model)
    yield "generated/docs/assets/tables.js", tables(model)
    yield "generated/docs/assets/recordings.js", recordings(model)
    yield "generated/docs/assets/places.js", places_file(model)
    title = model.words(model.project.label, model.project.default_locale)
    languages = [Entry(locale, native_name(locale), f"{locale}/index.html") for locale in model.project.locales]
    template = environment().get_template("languages.html.jinja")
    yield (
        "generated/docs/index.html",
        template.render(
            locale=model.project.default_locale, source="spec/project.yaml", title=title, root="", languages=languages
        ),
    )
