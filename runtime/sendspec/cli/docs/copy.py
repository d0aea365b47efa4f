"""A copy of the site in a folder of its own, perhaps with what a log says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click
from sendspec_gen import disk

SITE = "generated/docs/"
FOLDERS = ("spec", *disk.OUTPUT_FOLDERS)
"""Whose files a project knows: a copy in one of them would break the spec or the output."""


def check_folder(folder: Path, project: Path) -> None:
    """End the command unless a copy may be written there: the folder is new, empty, or holds an earlier copy."""
    if folder.exists() and not folder.is_dir():
        raise click.BadParameter(f"`{folder}` is no folder; name another", param_hint="--out")
    for name in FOLDERS:
        if folder.resolve().is_relative_to((project / name).resolve()):
            raise click.BadParameter(f"`{folder}` lies in {name}/ of the project; name another", param_hint="--out")
    foreign = next((path for path in _files(folder) if not _is_ours(path)), None)
    if foreign is not None:
        raise click.BadParameter(
            f"`{foreign}` was not written by sendspec; name a folder that is new or empty", param_hint="--out"
        )


def write_copy(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files of the site, each whole or not at all, and remove what an earlier copy had besides.

    Raises `OSError` with the path of the file that could not be written.
    """
    wanted = {str(folder / path.removeprefix(SITE)): text for path, text in files.items() if path.startswith(SITE)}
    changes = [disk.Difference(path, "stale", "", text) for path, text in wanted.items()]
    changes += [disk.Difference(str(path), "leftover", "", "") for path in _files(folder) if str(path) not in wanted]
    disk.write(Path(), changes)


def _is_ours(path: Path) -> bool:
    try:
        return disk.bears_header(path.read_bytes())
    except OSError:
        return False


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
