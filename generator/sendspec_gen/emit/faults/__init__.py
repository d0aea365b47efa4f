"""What pages are made of besides the spec, and what is wrong with it: catalogues, rule pages and templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources

from sendspec_gen.emit.catalogue import DOMAINS, shipped, shipped_locales, texts_in_use
from sendspec_gen.emit.faults.catalogues import in_catalogue, missing
from sendspec_gen.emit.faults.encoding import not_utf8
from sendspec_gen.emit.faults.rule_pages import in_rule_pages
from sendspec_gen.model import Model
from sendspec_gen.problems import Problem
from sendspec_gen.source import Place, SourceFile

__all__ = ["ShippedFaults", "shipped_faults", "told"]

PROJECT = "spec/project.yaml"


@dataclass(frozen=True, slots=True)
class ShippedFaults:
    """What is wrong with what comes with the tool."""

    templates: tuple[Problem, ...]
    """Styles, scripts and the English pages of rules too: what concerns every project."""
    texts: Mapping[str, tuple[Problem, ...]]
    """By locale; every locale that the tool speaks besides English is there."""


def shipped_faults() -> ShippedFaults:
    """Look at every template, and at the catalogues and rule pages of every locale."""
    from sendspec_gen.emit.faults.templates import in_templates

    return ShippedFaults(
        templates=(*in_templates(), *_unreadable("assets"), *_unreadable("rules")),
        texts={locale: tuple(_in_texts(locale)) for locale in shipped_locales()},
    )


def told(model: Model, faults: ShippedFaults) -> Iterator[Problem]:
    """What concerns a project: the templates, what is shipped for its locales, and its own catalogues."""
    yield from faults.templates
    for locale in model.project.locales:
        own = model.catalogues.get(locale)
        is_spoken = locale == "en" or locale in faults.texts
        yield from faults.texts.get(locale, ())
        if own is not None:
            yield from _in_own(own, is_whole=not is_spoken)
        elif not is_spoken:
            yield _unspoken(locale, model)


def _in_texts(locale: str) -> Iterator[Problem]:
    for domain in DOMAINS:
        catalogue, texts = shipped(locale, domain), texts_in_use(domain)
        if catalogue is None:
            path = f"sendspec_gen/locales/{locale}/LC_MESSAGES/{domain}.po"
            yield missing(SourceFile(path), texts)
        else:
            yield from in_catalogue(catalogue, texts, is_whole=True)
    yield from in_rule_pages(locale)
    yield from _unreadable(f"rules/{locale}")


def _unreadable(folder: str) -> Iterator[Problem]:
    return not_utf8(resources.files("sendspec_gen") / folder, f"sendspec_gen/{folder}")


def _in_own(catalogue: SourceFile, *, is_whole: bool) -> Iterator[Problem]:
    """What is wrong with a catalogue of the project, which may say single texts anew if the tool speaks the locale."""
    texts = tuple(dict.fromkeys(text for domain in DOMAINS for text in texts_in_use(domain)))
    return in_catalogue(catalogue, texts, is_whole=is_whole)


def _unspoken(locale: str, model: Model) -> Problem:
    text = model.texts.get(PROJECT)
    return Problem(
        "unspoken-locale",
        text.place_of("locales") if text else Place(PROJECT),
        f"there is no catalogue for `{locale}`: around the texts of the spec its pages speak English",
        hint=f"`python -m sendspec_gen.catalogues spec/locales/{locale}.po` writes one to be filled in",
        severity="warning",
    )
