"""The bad files of `corpus/bad`: which file of the good project each replaces, and the words expected of it.

The words stand at the foot of the file, where they shift no line, as comments. A file that a comment would change, or
that is no text, has them beside it, in `<name>.expected`.
"""

from __future__ import annotations

import re
from pathlib import Path

BAD = Path(__file__).parent / "corpus" / "bad"
REPLACED = {
    "project": "spec/project.yaml",
    "vocabulary": "spec/vocabulary.yaml",
    "mode": "spec/modes/plain.yaml",
    "gate": "spec/gate.yaml",
    "address": "spec/address.yaml",
    "laws": "spec/laws.yaml",
    "scenarios": "spec/scenarios/stories.yaml",
    "source": "spec/sources/list.yaml",
    "recording": "spec/recordings/morning.yaml",
    "bounces": "spec/bounces.yaml",
    "elsewhere": "spec/elsewhere/story.yaml",
}
FOOT = "# expected:"
CODE = re.compile(r"(?:error|warning)\[([a-z0-9-]+)\]")

FILES = sorted(BAD.rglob("*.yaml"))
WORDS = sorted(BAD.rglob("*.expected"))


def replaced_by(bad: Path) -> str:
    """The path, in the project, that a bad file stands for."""
    return REPLACED[bad.parent.name]


def expected_of(bad: Path) -> str:
    """The words that are expected of a bad file."""
    if _beside(bad).exists():
        return _beside(bad).read_text("utf-8")
    _, found, foot = bad.read_text("utf-8").partition(f"{FOOT}\n")
    return "".join(line.removeprefix("#").removeprefix(" ") for line in foot.splitlines(keepends=True)) if found else ""


def expect(bad: Path, words: str) -> None:
    """Make words the expected ones."""
    if _beside(bad).exists() or not _takes_comments(bad):
        _beside(bad).write_text(words, "utf-8")
        return
    content, _, _ = bad.read_text("utf-8").partition(f"\n{FOOT}\n")
    foot = "".join(f"# {line}\n" if line else "#\n" for line in words.splitlines())
    bad.write_text(f"{content.rstrip()}\n\n{FOOT}\n{foot}", "utf-8")


def codes_in(words: str) -> set[str]:
    """The codes of the problems that are told."""
    return set(CODE.findall(words))


def _beside(bad: Path) -> Path:
    return bad.with_suffix(".expected")


def _takes_comments(bad: Path) -> bool:
    try:
        text = bad.read_text("utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return False
    return bool(text) and not text.startswith("\ufeff") and all(sign.isprintable() or sign.isspace() for sign in text)
