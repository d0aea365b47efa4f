"""What holds for every page of the site of the shipped spec."""

from __future__ import annotations

import posixpath
from collections import Counter
from urllib.parse import unquote

from tests.project import shipped_model
from tests.unit.sendspec_gen.emit.site.whole_site import site_files, site_pages


def test_each_page_stands_in_each_locale() -> None:
    names = {
        locale: [path for path in site_pages() if path.startswith(f"{locale}/")]
        for locale in shipped_model().project.locales
    }

    assert len(names["en"]) > 15
    assert {tuple(path.partition("/")[2] for path in paths) for paths in names.values()} == {
        tuple(path.partition("/")[2] for path in names["en"])
    }


def test_every_link_inside_leads_to_a_page_and_a_place_on_it() -> None:
    lost = [(path, link) for path, page in site_pages().items() for link in page.links if not _leads(path, link)]

    assert lost == []


def test_links_outside_are_secure() -> None:
    outside = {link for page in site_pages().values() for link in page.links if ":" in link.partition("#")[0]}

    assert [link for link in outside if not link.startswith("https://")] == []


def test_no_id_stands_twice_on_a_page() -> None:
    twice = [
        (path, name) for path, page in site_pages().items() for name, uses in Counter(page.ids).items() if uses > 1
    ]

    assert twice == []


def test_each_page_has_one_first_heading_and_skips_no_rank() -> None:
    for path, page in site_pages().items():
        steps = zip(page.headings, page.headings[1:], strict=False)

        assert (path, page.headings[0], page.headings.count(1)) == (path, 1, 1)
        assert (path, [(before, after) for before, after in steps if after > before + 1]) == (path, [])


def test_what_labels_something_is_there() -> None:
    for path, page in site_pages().items():
        named = [
            name
            for _tag, attributes in page.tags
            for key in ("for", "aria-labelledby", "aria-describedby")
            for name in attributes.get(key, "").split()
        ]

        assert (path, sorted(set(named) - set(page.ids))) == (path, [])


def test_each_page_says_its_language_and_marks_itself_in_the_menu() -> None:
    for path, page in site_pages().items():
        locale = path.partition("/")[0] if path.count("/") == 1 and not path.startswith("spec/") else "en"
        marked = [attributes["href"] for _tag, attributes in page.tags if attributes.get("aria-current") == "page"]

        assert (path, page.tags[0]) == (path, ("html", {"lang": locale}))
        assert marked == ([] if path.startswith("spec/") or "/" not in path else [posixpath.basename(path)])


def _leads(path: str, link: str) -> bool:
    file, _, anchor = link.partition("#")
    if file.startswith("https:"):
        return True
    there = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(file))) if file else path
    if there.startswith("../../diagrams/"):
        return any(there == f"../../diagrams/{locale}/{name}.svg" for locale, name in _pictures())
    if there not in site_files():
        return False
    # What stands after the sign on the page where machines run is for its script.
    is_for_script = posixpath.basename(there) == "try.html"
    return not anchor or is_for_script or unquote(anchor) in site_pages()[there].ids


def _pictures() -> list[tuple[str, str]]:
    model = shipped_model()
    return [(locale, name) for locale in model.project.locales for name in model.machines]
