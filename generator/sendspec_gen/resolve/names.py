"""Names that are defined, and finding them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sendspec_gen.model import Words
from sendspec_gen.problems import Note, Problems, closest, nearest, quoted
from sendspec_gen.source import Place, Written


@dataclass(slots=True)
class Names:
    """The names of one kind of thing, each with the place that defines it."""

    what: str
    """As in `no {what} is called …`, and in the code `unknown-{what}`."""
    places: dict[str, Place] = field(default_factory=dict)

    def define(self, written: Written[str], problems: Problems) -> bool:
        """Take a name in; a second definition is a problem."""
        if written.value in self.places:
            problems.add(
                "defined-twice",
                written.place,
                f"a second {self.what} is called `{written.value}`",
                hint="give one of them another name",
                notes=(Note(self.places[written.value], "the first is defined here"),),
            )
            return False
        self.places[written.value] = written.place
        return True

    def find(self, written: Written[str] | None, problems: Problems) -> str | None:
        """The name, if it is defined; an unknown one is a problem."""
        if written is None:
            return None
        if written.value in self.places:
            return written.value
        code = f"unknown-{self.what.lower().replace(' ', '-')}"
        close = closest(written.value, self.places)
        problems.add(
            code,
            written.place,
            f"no {self.what} is called `{written.value}`",
            hint=nearest(written.value, self.places),
            notes=() if close is None else (Note(self.places[close], "it is defined here"),),
        )
        return None

    def find_all(self, written: Iterable[Written[str]] | None, problems: Problems) -> tuple[str, ...]:
        """Those of the names that are defined."""
        found = (self.find(name, problems) for name in written or ())
        return tuple(name for name in found if name is not None)


def words_of(
    written: Mapping[str, Written[str]] | None, locales: tuple[str, ...], place: Place, problems: Problems
) -> Words:
    """A text for each locale; a missing or a foreign one is a problem. `place` is where the words belong."""
    if written is None:
        return {}
    for locale, text in written.items():
        if locale not in locales:
            problems.add(
                "unknown-locale",
                text.place,
                f"the project has no locale {quoted(locale)}",
                hint=nearest(locale, locales),
            )
    for locale in locales:
        if locale not in written:
            first = next(iter(written.values())).place if written else place
            problems.add(
                "missing-text", first, f"the text in `{locale}` is missing here", hint=f"add `{locale}: …` beside it"
            )
    return {locale: written[locale].value for locale in locales if locale in written}
