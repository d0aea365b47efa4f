"""A copy of the site in a folder of its own, perhaps with what a log says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click
from sendspec_gen import disk

SITE = "generated/docs/"


def check_folder(folder: Path) -> None:
    """End the command unless a copy may be written there: the folder is new, empty, or holds an earlier copy."""
    if folder.exists() and not folder.is_dir():
        raise click.BadParameter(f"`{folder}` is no folder; name another", param_hint="--out")
    foreign = next((path for path in _files(folder) if not disk.bears_header(path.read_bytes())), None)
    if foreign is not None:
        raise click.BadParameter(
            f"`{foreign}` was not written by sendspec; name a folder that is new or empty", param_hint="--out"
        )


def write_copy(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files of the site, each whole or not at all, and remove what an earlier copy had besides.

    Raises `OSError` with the path of the file that could not be written.
    """
    wanted = {folder / path.removeprefix(SITE): text for path, text in files.items() if path.startswith(SITE)}
    for path in _files(folder):
        if path not in wanted:
            path.unlink()
    for path, text in wanted.items():
        try:
            disk.write_atomically(path, text.encode())
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(path)) from error


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
