"""SARIF 2.1.0 as far as sendspec writes it: the keys that objects may have and need, and what must fit together."""

from __future__ import annotations

from typing import Any

import sarif_pydantic
from pydantic import BaseModel

# The keys of each object as sections 3.13 to 3.38 of the standard name them, those that are needed first.
KEYS: dict[str, tuple[str, str]] = {
    "log": ("version runs", "$schema inlineExternalProperties properties"),
    "runs": ("tool", "results columnKind artifacts originalUriBaseIds automationDetails invocations properties"),
    "tool": ("driver", "extensions properties"),
    "driver": ("name", "semanticVersion version fullName informationUri rules language organization properties"),
    "rules": ("id", "name shortDescription fullDescription help helpUri defaultConfiguration properties"),
    "defaultConfiguration": ("", "enabled level rank parameters properties"),
    "shortDescription": ("text", "markdown properties"),
    "fullDescription": ("text", "markdown properties"),
    "help": ("text", "markdown properties"),
    "results": (
        "message",
        "ruleId ruleIndex rule kind level locations relatedLocations codeFlows suppressions fixes partialFingerprints "
        "fingerprints guid properties",
    ),
    "message": ("text", "markdown id arguments properties"),
    "locations": ("", "id physicalLocation logicalLocations message annotations relationships properties"),
    "relatedLocations": ("", "id physicalLocation logicalLocations message annotations relationships properties"),
    "location": ("", "id physicalLocation logicalLocations message annotations relationships properties"),
    "physicalLocation": ("artifactLocation", "region contextRegion address properties"),
    "artifactLocation": ("uri", "uriBaseId index description properties"),
    "region": ("startLine", "startColumn endLine endColumn charOffset charLength snippet message properties"),
    "codeFlows": ("threadFlows", "message properties"),
    "threadFlows": ("locations", "id message initialState immutableState properties"),
    "threadFlows.locations": ("location", "index stack kinds taxa module state nestingLevel importance properties"),
    "suppressions": ("kind", "status location guid justification properties"),
}
NEWER_THAN_THE_LIBRARY = {"suppressions", "columnKind"}
"""Keys of the standard that the library does not know."""


def check(log: dict[str, Any]) -> None:
    """Fail for whatever the standard, or a reader of another house, would not understand."""
    _check_keys("log", log)
    assert _unknown_to(sarif_pydantic.Sarif.model_validate(log)) <= NEWER_THAN_THE_LIBRARY
    assert (log["version"], log["$schema"].rsplit("/", 1)[1]) == ("2.1.0", "sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert {result["ruleId"] for result in run["results"]} == {rule["id"] for rule in rules}
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning")
        assert all(each["kind"] == "inSource" and each["justification"] for each in result["suppressions"])
    for region in _all("region", run):
        assert region["startLine"] >= 1
        assert 1 <= region["startColumn"] < region["endColumn"]
    for location in _all("artifactLocation", run):
        assert location["uri"].isascii()
        assert not location["uri"].startswith("/")


def _check_keys(name: str, value: Any, parent: str = "") -> None:
    if isinstance(value, list):
        for item in value:
            _check_keys(name, item, parent)
    elif isinstance(value, dict):
        needed, others = (keys.split() for keys in KEYS.get(f"{parent}.{name}") or KEYS[name])
        assert set(needed) <= set(value) <= {*needed, *others}, name
        for key, inner in value.items():
            _check_keys(key, inner, name)


def _unknown_to(value: object) -> set[str]:
    """The keys, at any depth, that the library's model had no field for."""
    if isinstance(value, list):
        return {key for item in value for key in _unknown_to(item)}
    if not isinstance(value, BaseModel):
        return set()
    fields = type(value).model_fields
    return {*(value.model_extra or {}), *(key for name in fields for key in _unknown_to(getattr(value, name)))}


def _all(key: str, value: Any) -> list[Any]:
    """Everything that stands under a key, at any depth."""
    if isinstance(value, list):
        return [found for item in value for found in _all(key, item)]
    if not isinstance(value, dict):
        return []
    here = [value[key]] if key in value else []
    return here + [found for inner in value.values() for found in _all(key, inner)]
