"""A spec out of a revision of git: read by the command `git`, without a checkout, a shell, or a word of a stranger."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sendspec.names import did_you_mean

if TYPE_CHECKING:
    from sendspec_gen.source import SourceFile

NOT_OURS = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
)
"""What a hook of git sets for its own repository; the project's is found from its folder."""
ODD = {"120000": "it is a link, which is not followed in a revision", "160000": "it is a repository of its own"}
"""Modes of what is no file."""


class RevisionError(Exception):
    """A revision that cannot be had, in words with the cure."""


def prefix_of(project: Path) -> str:
    """The path of a project in its repository, with a slash at the end; empty at the top."""
    found = _git(project, "rev-parse", "--show-prefix")
    if found.returncode != 0:
        said = found.stderr.decode("utf-8", "replace").strip().splitlines()
        where = "this folder" if project == Path() else str(project)
        why = f" ({said[0].removeprefix('fatal: ')})" if said else ""
        raise RevisionError(f"{where} is in no git repository that can be read{why}; give --against DIR instead")
    return os.fsdecode(found.stdout).removesuffix("\n")


def files_of(revision: str, project: Path) -> tuple[SourceFile, ...]:
    """Every file of `spec/` in a revision, sorted, under the name that it would have in a project."""
    tree = _tree(revision, project)
    entries = tuple(_entries(_checked(project, "ls-tree", "-r", "-z", tree, "--", "spec/")))
    contents = _contents([name for mode, name, _ in entries if mode not in ODD], project)
    files = (_file(mode, path, contents.get(name)) for mode, name, path in entries)
    return tuple(sorted((file for file in files if not _hidden(file.path)), key=lambda file: file.path))


def _tree(revision: str, project: Path) -> str:
    found = _git(project, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{tree}}")
    tree = found.stdout.decode().strip()
    # A name after `^` is what is left out, and no revision.
    if revision and found.returncode == 0 and not tree.startswith("^"):
        return tree
    known = _checked(project, "for-each-ref", "--format=%(refname:short)").decode("utf-8", "replace").split()
    cure = did_you_mean(revision, known) or "give a branch, a tag or a commit, as git:main or git:HEAD~1"
    if _checked(project, "rev-parse", "--is-shallow-repository").strip() == b"true":
        cure = "this clone is shallow, and may lack it: git fetch --unshallow"
    raise RevisionError(f"no revision is called `{revision}`; {cure}")


def _entries(listing: bytes) -> Iterator[tuple[str, str, str]]:
    """Mode, name of the object and path of each file."""
    for entry in listing.split(b"\0"):
        if entry:
            facts, _, path = entry.partition(b"\t")
            mode, _, name = facts.decode().split(" ")
            yield mode, name, os.fsdecode(path)


def _contents(names: list[str], project: Path) -> dict[str, bytes]:
    """The bytes of objects by their names; those that this clone lacks are left out."""
    said = _checked(project, "cat-file", "--batch", given="".join(f"{name}\n" for name in names).encode())
    found = {}
    place = 0
    while place < len(said):
        end = said.index(b"\n", place)
        name, what, *size = said[place:end].decode().split(" ")
        place = end + 1
        if what == "blob":
            length = int(size[0])
            found[name] = said[place : place + length]
            place += length + 1
    return found


def _file(mode: str, path: str, content: bytes | None) -> SourceFile:
    from sendspec_gen.disk import LARGEST_FILE_READ
    from sendspec_gen.source import SourceFile

    if mode in ODD:
        return SourceFile(path, unreadable=ODD[mode])
    if content is None:
        return SourceFile(path, unreadable="this clone lacks its content")
    return SourceFile(path, content[:LARGEST_FILE_READ])


def _hidden(path: str) -> bool:
    """As on disk: what editors and systems leave behind."""
    return any(part.startswith(".") or part.endswith("~") for part in path.split("/"))


def _checked(project: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What git answers to a question that has an answer."""
    found = _git(project, *arguments, given=given)
    if found.returncode != 0:
        said = found.stderr.decode("utf-8", "replace").strip() or f"exit code {found.returncode}"
        raise RevisionError(f"git {arguments[0]} failed: {said.splitlines()[-1]}; give --against DIR instead")
    return found.stdout


def _git(project: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    # Nothing is asked, fetched, written or translated.
    environment |= {
        "LC_ALL": "C",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_LITERAL_PATHSPECS": "1",
    }
    command = ["git", "--no-pager", "-C", str(project), *arguments]
    try:
        return subprocess.run(command, input=given, env=environment, capture_output=True, check=False)
    except FileNotFoundError:
        raise RevisionError("git is not installed, so no revision can be read; give --against DIR instead") from None
    except OSError as error:
        raise RevisionError(f"git cannot be called ({error.strerror}); give --against DIR instead") from None
