"""What stands around the content of every page of a locale: title, languages and menus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sendspec_gen.emit.pages.page import Heading, contents, machine_headings
from sendspec_gen.emit.wording import Wording
from sendspec_gen.model import Model

TRY = "try"
"""The page on which the machines run."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu."""

    name: str
    title: str
    target: str
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """Pages under a heading."""

    name: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Shell:
    """What `shell.html.jinja` is given for one page."""

    locale: str
    site: str
    """The title of the whole site."""
    name: str
    title: str
    source: str
    """The file or folder of the spec that the page is made from."""
    languages: tuple[Entry, ...]
    menus: tuple[Menu, ...]
    trial: str
    """Where what the page is about can be tried, if it can."""


def shell_of(name: str, title: str, source: str, wording: Wording) -> Shell:
    """The shell of the page `name`, which stands at the first level of its locale."""
    project = wording.model.project
    languages = (
        Entry(locale, native_name(locale), f"../{locale}/{name}.html", locale == wording.locale)
        for locale in project.locales
    )
    return Shell(
        locale=wording.locale,
        site=wording.text(project.label),
        name=name,
        title=title,
        source=source,
        languages=tuple(languages),
        menus=_menus(name, wording),
        trial=_trial_of(name, wording.model),
    )


def is_tried(model: Model) -> bool:
    """Whether a spec has anything to try."""
    return bool(model.modes)


def _trial_of(name: str, model: Model) -> str:
    if name in [mode.name for mode in model.modes]:
        return f"{TRY}.html#m={name}"
    return f"{TRY}.html" if is_tried(model) and name in ("index", "modes") else ""


def native_name(locale: str) -> str:
    """What a language calls itself."""
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(locale).get_display_name(locale)
    except (UnknownLocaleError, ValueError):
        name = None
    return f"{name[:1].upper()}{name[1:]}" if name else locale


def _menus(here: str, wording: Wording) -> tuple[Menu, ...]:
    """The pages about the whole spec, those of the modes, and those of the other machines."""
    _ = wording.translate
    modes = {mode.name for mode in wording.model.modes}
    machines = machine_headings(wording)
    menus = (
        Menu("nav-spec", _("About the spec"), _entries((*contents(wording), *_trial(wording)), here)),
        Menu("nav-modes", _("Ways of sending"), _entries((one for one in machines if one.name in modes), here)),
        Menu(
            "nav-machines",
            _("Other machines"),
            _entries((one for one in machines if one.name not in modes), here),
        ),
    )
    return tuple(menu for menu in menus if menu.entries)


def _trial(wording: Wording) -> Iterator[Heading]:
    """The page without a twin in Markdown."""
    _ = wording.translate
    if is_tried(wording.model):
        yield Heading(TRY, _("Try it"))


def _entries(headings: Iterable[Heading], here: str) -> tuple[Entry, ...]:
    return tuple(Entry(one.name, one.title, f"{one.name}.html", one.name == here) for one in headings)
