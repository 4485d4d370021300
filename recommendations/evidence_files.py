"""What may be evidence, what it may be called, and what a link must be; knows nothing of who
attaches it to what.

Taken are documents, tables, slides, pictures, plain text and e-mails: whatever is not recognised as
one of KINDS is refused.
"""

import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from recommendations import file_kinds
from recommendations.file_kinds import (
    CSV,
    EMAIL,
    EXCEL,
    JPEG,
    MB,
    ODP,
    ODS,
    ODT,
    OUTLOOK,
    PDF,
    PNG,
    POWERPOINT,
    TEXT,
    WORD,
    FileKind,
    NotKnown,
    recognise,
)

MAX_NAME = 200
MAX_LINK = 2000

KINDS = (
    PDF, WORD, EXCEL, POWERPOINT, ODT, ODS, ODP, PNG, JPEG, TEXT, CSV, OUTLOOK, EMAIL
)  # fmt: skip

TAKEN = (
    "PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), OpenDocument, PNG, JPEG, plain text, "
    "CSV and e-mail (.msg, .eml)"
)
EMPTY = "The file is empty. Choose another file"
EVERY_ENDING = ",".join(ending for kind in KINDS for ending in kind.endings)

# What to do about what it seems to be.
_ADVICE = {
    file_kinds.RICH_TEXT: "save it as a Word document",
    file_kinds.POSTSCRIPT: "save it as PDF",
    file_kinds.IPHONE: "save the picture as JPEG",
    file_kinds.OLD_WORD: "save it as .docx or PDF",
    file_kinds.OLD_EXCEL: "save it as .xlsx or PDF",
    file_kinds.OLD_POWERPOINT: "save it as .pptx or PDF",
    file_kinds.LOCKED: "save it without one",
    file_kinds.MACROS: "save it without them",
}


class NotTaken(ValueError):
    """A file that can't be evidence, or a link that can't; a sentence for who chose it."""


def kind_of(content: bytes, name: str) -> FileKind:
    """What a file is by its whole content; see recognise for when its name decides.

    NotTaken, with what the file seems to be, when it is none of KINDS, or has macros.
    """
    if not content:
        raise NotTaken(EMPTY)
    try:
        found = recognise(content, name)
    except NotKnown as error:
        raise _not_taken(error.seems) from error
    if found.has_macros:
        raise _not_taken(file_kinds.MACROS)
    return found.kind


def refuse_too_large(size: int, max_mb: int):
    """NotTaken when a file has more bytes than so many MB (of 1,048,576 bytes)."""
    if size > max_mb * MB:
        raise NotTaken(
            f"The file is larger than {max_mb} MB. Choose a smaller one, or enter a link to it"
        )


def shown_name(name: str, kind: FileKind | None = None) -> str:
    """A name as it may be shown and saved under: one line without what hides or turns round its
    end, at most 200 characters, and, for a file, with an ending of its kind.
    """
    name = "".join(_safe(char) for char in unicodedata.normalize("NFC", name))
    name = " ".join(re.sub(r"[/\\]", "-", name).split()).strip(". ")
    stem, ending = _split(name, kind) if kind else (name, "")
    return stem[: MAX_NAME - len(ending)].strip(". ") + ending


def last_part(path: str) -> str:
    """The name of a file without the folders that some browsers put before it."""
    return re.split(r"[/\\]", path)[-1]


def web_link(text: str) -> str:
    """An address on the web, as typed but for "HTTPS:"; NotTaken for anything else."""
    text = text.strip()
    try:
        parts = urlsplit(text)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web or any(char.isspace() or _safe(char) != char for char in text):
        raise NotTaken("Enter a link that begins with https:// or http:// and has no spaces")
    if len(text) > MAX_LINK:
        raise NotTaken(f"The link has {len(text):,} characters. It can have {MAX_LINK:,}")
    return parts.scheme + text[len(parts.scheme) :]


def words_for(content_type: str) -> str:
    """What people call the files of a content type."""
    return next((k.words for k in KINDS if k.content_type == content_type), "File")


def _not_taken(seems):
    if advice := _ADVICE.get(seems):
        seems = f"{seems}; {advice}"
    return NotTaken(f"The file seems to be {seems}. Choose a file of another kind: {TAKEN}")


def _safe(char):
    """A space for what breaks lines; nothing for what can't be seen or turns words round."""
    category = unicodedata.category(char)
    if category in ("Zl", "Zp", "Zs") or char in "\t\n\r\v\f":
        return " "
    return "" if category[0] == "C" else char


def _split(name, kind):
    """The name without its ending, and the ending: the kind's own where it has another or none."""
    path = PurePosixPath(name)
    if path.suffix.lower() in kind.endings:
        return path.stem, path.suffix
    return name or "Evidence", kind.endings[0]
