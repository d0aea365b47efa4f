"""Bring catalogues up to date: `python -m sendspec_gen.catalogues [CATALOGUE …]`.

Without a name, the templates of the catalogues are extracted anew from emitters, templates and the command, and every
shipped catalogue gets what it lacks, untranslated, and loses what nothing says any more. With the names of a project's
own catalogues, those do: `spec/locales/eo.po`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import PoFileError, read_po, write_po

from sendspec_gen.disk import write_atomically
from sendspec_gen.emit.catalogue import DOMAINS, shipped_locales, texts_in_use
from sendspec_gen.emit.pages.language import language_texts

COMPILER = Path(__file__).parent
COMMAND = COMPILER.parents[1] / "runtime" / "sendspec" / "cli"
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def main() -> None:
    """Write the catalogues that are named, or all that are shipped."""
    parser = argparse.ArgumentParser(prog="python -m sendspec_gen.catalogues", description=__doc__)
    parser.add_argument("catalogue", nargs="*", type=Path, help="a project's own catalogue, such as spec/locales/eo.po")
    own: list[Path] = parser.parse_args().catalogue
    if own:
        texts = dict.fromkeys(text for domain in DOMAINS for text in texts_in_use(domain))
        for path in own:
            try:
                _tell(path, completed(path, texts))
            except OSError as error:
                parser.exit(1, f"{path}: it cannot be read and written: {error.strerror}\n")
            except (PoFileError, ValueError, LookupError):
                parser.exit(1, f"{path}: this is no gettext catalogue; `sendspec check` says where it is broken\n")
        return
    for domain, texts in extracted().items():
        write_atomically(
            COMPILER / "locales" / f"{domain}.pot", in_words(HEADER.format(language=""), map(Message, texts)).encode()
        )
        for locale in shipped_locales():
            path = COMPILER / "locales" / locale / "LC_MESSAGES" / f"{domain}.po"
            _tell(path, completed(path, texts))


def extracted() -> dict[str, dict[str, None]]:
    """The English texts of each domain, in the order of the files that say them."""
    modules = [*_sorted("emit/**/*.py"), COMPILER / "laws" / "words.py", *sorted(COMMAND.rglob("*.py"))]
    said = [text for path in modules for text in _texts_of(path, "python")]
    said += [text for path in _sorted("templates/*.jinja") for text in _texts_of(path, "jinja2")]
    return {"sendspec": dict.fromkeys(said), "language": dict.fromkeys(language_texts())}


def completed(path: Path, texts: Iterable[str]) -> int:
    """Give a catalogue exactly these texts, those that it has where they were, and tell how many lack a translation."""
    texts = dict.fromkeys(texts)
    language = path.parent.parent.name if path.parent.name == "LC_MESSAGES" else path.stem
    written = path.read_text("utf-8") if path.exists() else in_words(HEADER.format(language=language), ())
    before = {str(message.id): message for message in read_po(BytesIO(written.encode()), abort_invalid=True)}
    kept = [message for text, message in before.items() if text in texts]
    after = kept + [Message(text) for text in texts if text not in before]
    head, _, _ = written.partition("\n\n")
    write_atomically(path, in_words(head, after).encode())
    return sum(not message.string or message.fuzzy for message in after)


def in_words(head: str, messages: Iterable[Message]) -> str:
    """A catalogue as text, without dates, each text on one line."""
    catalogue = Catalog()
    for message in messages:
        message.flags &= {"fuzzy"}
        catalogue[message.id] = message
    content = BytesIO()
    write_po(content, catalogue, width=0, omit_header=True)
    return f"{head.rstrip()}\n\n{content.getvalue().decode().strip()}\n"


def _sorted(pattern: str) -> list[Path]:
    return sorted(COMPILER.glob(pattern))


def _texts_of(path: Path, method: str) -> Iterator[str]:
    with path.open("rb") as lines:
        for _line, text, _comments, _context in extract(method, lines, {"_": None}):
            assert isinstance(text, str), f"{path} says a text with a plural"
            yield text


def _tell(path: Path, untranslated: int) -> None:
    print(f"{path}: {f'{untranslated} texts to translate' if untranslated else 'complete'}")


if __name__ == "__main__":
    main()
