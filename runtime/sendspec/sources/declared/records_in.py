"""The records in the values of a file: where a source says that they stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, cast

from sendspec.sources.declared.meaning import Records
from sendspec.sources.declared.paths import Code
from sendspec.sources.declared.values import CANNOT, decode

NOWHERE = "no record stands where the source says"
Find: TypeAlias = Callable[[Any], Any]
"""Gives the record of a value, a list of several, or None where there is none."""


def finder(places: tuple[Records, ...]) -> Find | None:
    """What finds the records of a value; None where each value is a record."""
    if not places:
        return None
    code = Code()
    code.known |= {"decoded": _decoded, "flattened": flattened}
    code.write("def find(record):")
    with code.block():
        for place in places:
            found = code.look_up(place.path)
            if place.is_text:
                found = code.assign(f"decoded({found}) if type({found}) is str else None")
            code.write(f"if type({found}) is dict: return {found}")
            several = code.assign(f"flattened({found}) if type({found}) is list else {found}")
            code.write(f"if {several} is not None and {several} != '' and {several} != []: return {several}")
        code.write("return None")
    return cast("Find", code.functions()["find"])


def flattened(values: list[Any]) -> list[Any]:
    """The elements of a list, and of the lists within it, in their order."""
    if not any(type(value) is list for value in values):
        return values
    flat: list[Any] = []
    waiting = [iter(values)]
    while waiting:
        for value in waiting[-1]:
            if type(value) is list:
                waiting.append(iter(value))
                break
            flat.append(value)
        else:
            waiting.pop()
    return flat


def _decoded(text: str) -> Any:
    """The object or the list that a text holds; None for other texts."""
    try:
        value = decode(text)
    except CANNOT:
        return None
    return value if isinstance(value, (dict, list)) else None
