"""What a file is by its content, what it may be called, and what a link must be; knows nothing of
who attaches it to what.

Taken are documents, tables, slides, pictures, plain text and e-mails: whatever is not recognised as
one of KINDS is refused. A zip or an Outlook message is looked into as far as its table of contents,
never unpacked.
"""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit
from xml.etree import ElementTree

import olefile

MB = 1024 * 1024
MAX_NAME = 200
MAX_LINK = 2000
# An office file has some hundred parts; a long table in it shrinks to a twentieth, seldom less.
MAX_PARTS, MAX_UNPACKED, MAX_SHRUNK, MAX_LIST = 10_000, 200 * MB, 200, MB

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


@dataclass(frozen=True)
class FileKind:
    """`words`: what people call it; the first of its endings is the one it gets by default."""

    words: str
    content_type: str
    endings: tuple[str, ...]


PDF = FileKind("PDF document", "application/pdf", (".pdf",))
PNG = FileKind("PNG picture", "image/png", (".png",))
JPEG = FileKind("JPEG picture", "image/jpeg", (".jpg", ".jpeg"))
WORD = FileKind("Word document", f"{OFFICE}wordprocessingml.document", (".docx",))
EXCEL = FileKind("Excel workbook", f"{OFFICE}spreadsheetml.sheet", (".xlsx",))
POWERPOINT = FileKind("PowerPoint slides", f"{OFFICE}presentationml.presentation", (".pptx",))
ODT = FileKind("OpenDocument text", f"{OPEN_DOCUMENT}text", (".odt",))
ODS = FileKind("OpenDocument spreadsheet", f"{OPEN_DOCUMENT}spreadsheet", (".ods",))
ODP = FileKind("OpenDocument slides", f"{OPEN_DOCUMENT}presentation", (".odp",))
TEXT = FileKind("Plain text", "text/plain", (".txt",))
CSV = FileKind("CSV table", "text/csv", (".csv",))
EMAIL = FileKind("E-mail", "message/rfc822", (".eml",))
OUTLOOK = FileKind("Outlook e-mail", "application/vnd.ms-outlook", (".msg",))
KINDS = (
    PDF, WORD, EXCEL, POWERPOINT, ODT, ODS, ODP, PNG, JPEG, TEXT, CSV, OUTLOOK, EMAIL
)  # fmt: skip

TAKEN = (
    "PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), OpenDocument, PNG, JPEG, plain text, "
    "CSV and e-mail (.msg, .eml)"
)
EMPTY = "The file is empty. Choose another file"
EVERY_ENDING = ",".join(ending for kind in KINDS for ending in kind.endings)

_PLAIN = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
_ZIP, _OLE = b"PK\x03\x04", olefile.MAGIC

# The content type of the main part of an office file, and the `mimetype` of an OpenDocument.
_MAIN_PARTS = {
    f"{OFFICE}wordprocessingml.document.main+xml": WORD,
    f"{OFFICE}spreadsheetml.sheet.main+xml": EXCEL,
    f"{OFFICE}presentationml.presentation.main+xml": POWERPOINT,
}
_MIMETYPES = {kind.content_type.encode(): kind for kind in (ODT, ODS, ODP)}
_MACRO_TYPES = re.compile("macro|vbaproject|activex", re.IGNORECASE)
_MACRO_PARTS = re.compile(r"(^|/)vba(Project|Data)|^(Basic|Scripts)/", re.IGNORECASE)

# What a file seems to be that is not taken, by how it begins; checked only where it is not text.
_REFUSED = {
    b"MZ": "a Windows program",
    b"\x7fELF": "a program",
    b"\xca\xfe\xba\xbe": "a program",
    b"\xcf\xfa\xed\xfe": "a program",
    b"PK": "a damaged or empty zip archive",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\x1f\x8b": "a compressed archive",
    b"GIF8": "a GIF picture",
    b"BM": "a bitmap picture",
    b"II*\0": "a TIFF picture",
    b"MM\0*": "a TIFF picture",
    b"ID3": "a sound recording",
    b"RIFF": "a WebP picture, a film or a sound recording",
}
_REFUSED_TEXT = {
    b"#!": "a script, which is a program",
    b"{\\rtf": "a rich text file (.rtf); save it as a Word document",
    b"%!PS": "a PostScript file; save it as PDF",
}
_OLD_OFFICE = {
    "WordDocument": "an old Word file (.doc); save it as .docx or PDF",
    "Workbook": "an old Excel file (.xls); save it as .xlsx or PDF",
    "Book": "an old Excel file (.xls); save it as .xlsx or PDF",
    "PowerPoint Document": "an old PowerPoint file (.ppt); save it as .pptx or PDF",
    "EncryptedPackage": "an office file with a password; save it without one",
}
_MACROS = "an office file with macros, which are programs; save it without them"
_BOMB = "a zip archive that would unpack to far more than it seems to hold"

_MARKUP_AT_THE_START = re.compile(r"\s*<[a-z!?]", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:!doctype|html|head|body|script|iframe|object|embed|svg)\b", re.I)
_NOT_IN_TEXT = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f\x80-\x9f\ufffe\uffff]")
_HEADER = re.compile(r"(?P<name>[!-9;-~]+):")


class NotTaken(ValueError):
    """A file that can't be evidence, or a link that can't; a sentence for who chose it."""


def kind_of(content: bytes, name: str) -> FileKind:
    """What a file is by its whole content. The name decides only between plain text, a table and an
    e-mail, where the content can be read as any of them.

    NotTaken, with what the file seems to be, when it is none of KINDS.
    """
    if not content:
        raise NotTaken(EMPTY)
    for beginning, kind in _PLAIN.items():
        if content.startswith(beginning):
            return kind
    if content.startswith(_ZIP):
        return _kind_of_zip(content)
    if content.startswith(_OLE):
        return _kind_of_ole(content)
    text = _text(content)
    if text is None:
        raise _not_taken(_seems(content))
    return _kind_of_text(content, text, name)


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
    return NotTaken(f"The file seems to be {seems}. Choose a file of another kind: {TAKEN}")


def _begins(content, kinds):
    return next((words for start, words in kinds.items() if content.startswith(start)), None)


def _seems(content):
    if content[4:8] == b"ftyp":
        return "a film, or a picture of an iPhone (HEIC); save the picture as JPEG"
    return _begins(content, _REFUSED) or "of a kind that is not known here"


def _kind_of_zip(content):
    """An office file or an OpenDocument without macros; any other zip is refused."""
    if content.count(b"PK\x01\x02") > MAX_PARTS:
        raise _not_taken(_BOMB)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_bomb(archive.infolist())
            kind, has_macros = _kind_of_parts(archive)
    except NotTaken:
        raise
    except Exception as error:  # Whatever zipfile meets in a file that only begins as a zip.
        raise _not_taken("a damaged or locked zip archive") from error
    if has_macros or any(_MACRO_PARTS.search(part) for part in archive.namelist()):
        raise _not_taken(_MACROS)
    if kind is None:
        raise _not_taken("a zip archive or another kind of office file")
    return kind


def _refuse_bomb(parts):
    large = [part for part in parts if part.file_size > 10 * MB]
    shrunk = any(part.file_size > MAX_SHRUNK * part.compress_size for part in large)
    if shrunk or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise _not_taken(_BOMB)


def _kind_of_parts(archive):
    """What a zip says of itself, or None; and whether it says that it has macros."""
    names = set(archive.namelist())
    if len(names) < len(archive.namelist()):
        # Which of two parts of one name counts, programs don't agree on.
        raise zipfile.BadZipFile
    if "mimetype" in names:
        return _MIMETYPES.get(_read(archive, "mimetype").strip()), False
    if "[Content_Types].xml" not in names:
        return None, False
    types = _content_types(_read(archive, "[Content_Types].xml"))
    kinds = {_MAIN_PARTS[name] for name in types & set(_MAIN_PARTS)}
    has_macros = any(_MACRO_TYPES.search(name) for name in types)
    return (kinds.pop() if len(kinds) == 1 else None), has_macros


def _read(archive, name):
    """The first bytes of a part: more than its list of contents can have is not unpacked."""
    with archive.open(name) as part:
        return part.read(MAX_LIST)


def _content_types(xml):
    """What a list of contents names; ElementTree.ParseError and the like where it is none."""
    text = xml.decode("utf-8-sig")
    if "<!DOCTYPE" in text:
        raise ElementTree.ParseError
    return {entry.get("ContentType", "") for entry in ElementTree.fromstring(text)}


def _kind_of_ole(content):
    """An Outlook message; the old office formats, which may have macros, are refused."""
    try:
        with olefile.OleFileIO(content) as ole:
            if ole.exists("__properties_version1.0"):
                return OUTLOOK
            seems = next((words for name, words in _OLD_OFFICE.items() if ole.exists(name)), None)
    except Exception as error:  # Whatever the parser meets in a file that is no such file.
        raise _not_taken("a damaged office file") from error
    raise _not_taken(seems or "an old office file or an installer")


def _text(content):
    """The content as text, or None where it is none."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _NOT_IN_TEXT.search(text) else text
    return None


def _kind_of_text(content, text, name):
    if seems := _begins(content, _REFUSED_TEXT):
        raise _not_taken(seems)
    ending = PurePosixPath(name).suffix.lower()
    if ending == ".eml" and _is_email(text):
        return EMAIL
    if _MARKUP_AT_THE_START.match(text) or _MARKUP.search(text):
        raise _not_taken("a web page, a drawing (SVG) or another file of mark-up")
    return CSV if ending == ".csv" else TEXT


def _is_email(text):
    """Whether a text opens with the headers that every e-mail has."""
    headers = set()
    for line in text.splitlines()[:500]:
        found = _HEADER.match(line)
        if found:
            headers.add(found["name"].lower())
        elif not line.startswith((" ", "\t")):
            break
    return "from" in headers and bool(headers & {"date", "received", "message-id"})


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
