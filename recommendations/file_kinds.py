"""What a file is by its content: knows the kinds of files that people have, not who wants which.

A zip or an old office file is looked into as far as its table of contents, never unpacked.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.etree import ElementTree

import olefile

MB = 1024 * 1024
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

_PLAIN = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
_ZIP, _OLE = b"PK\x03\x04", olefile.MAGIC

# The content type of the main part of an office file, and the `mimetype` of an OpenDocument. Of
# those with macros the text and the tables are the same.
_MAIN_PARTS = {
    f"{OFFICE}wordprocessingml.document.main+xml": WORD,
    f"{OFFICE}spreadsheetml.sheet.main+xml": EXCEL,
    f"{OFFICE}presentationml.presentation.main+xml": POWERPOINT,
    "application/vnd.ms-word.document.macroEnabled.main+xml": WORD,
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": EXCEL,
}
_MIMETYPES = {kind.content_type.encode(): kind for kind in (ODT, ODS, ODP)}
_MACRO_TYPES = re.compile("macro|vbaproject|activex", re.IGNORECASE)
_MACRO_PARTS = re.compile(r"(^|/)vba(Project|Data)|^(Basic|Scripts)/", re.IGNORECASE)

# What a file seems to be that is none of the kinds, for whoever wants to say what to do about it.
RICH_TEXT = "a rich text file (.rtf)"
POSTSCRIPT = "a PostScript file"
IPHONE = "a film, or a picture of an iPhone (HEIC)"
OLD_WORD = "an old Word file (.doc)"
OLD_EXCEL = "an old Excel file (.xls)"
OLD_POWERPOINT = "an old PowerPoint file (.ppt)"
MACROS = "an office file with macros, which are programs"
LOCKED = "an office file with a password"
BOMB = "a zip archive that would unpack to far more than it seems to hold"
DAMAGED_ZIP = "a damaged or locked zip archive"
DAMAGED_OLD = "a damaged office file"
CUT_ZIP = "a damaged or empty zip archive"
OTHER_ZIP = "a zip archive or another kind of office file"
OTHER_OLD = "an old office file or an installer"
MARKUP = "a web page, a drawing (SVG) or another file of mark-up"
UNKNOWN = "of a kind that is not known here"

# By how it begins; checked only where it is not text.
_REFUSED = {
    b"MZ": "a Windows program",
    b"\x7fELF": "a program",
    b"\xca\xfe\xba\xbe": "a program",
    b"\xcf\xfa\xed\xfe": "a program",
    b"PK": CUT_ZIP,
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
    b"{\\rtf": RICH_TEXT,
    b"%!PS": POSTSCRIPT,
}
_OLD_OFFICE = {
    "WordDocument": OLD_WORD,
    "Workbook": OLD_EXCEL,
    "Book": OLD_EXCEL,
    "PowerPoint Document": OLD_POWERPOINT,
    "EncryptedPackage": LOCKED,
}

_MARKUP_AT_THE_START = re.compile(r"\s*<[a-z!?]", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:!doctype|html|head|body|script|iframe|object|embed|svg)\b", re.I)
_NOT_IN_TEXT = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f\x80-\x9f\ufffe\uffff]")
_HEADER = re.compile(r"(?P<name>[!-9;-~]+):")


class NotKnown(ValueError):
    """A file of none of the kinds; `seems`: what it seems to be, in words."""

    def __init__(self, seems):
        super().__init__(seems)
        self.seems = seems


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is; `has_macros`: there are programs in it, which nothing here runs."""

    kind: FileKind
    has_macros: bool = False


def recognise(content: bytes, name: str) -> Recognised:
    """What a file that is not empty is by its whole content. The name decides only between plain
    text, a table and an e-mail, where the content can be read as any of them.

    NotKnown, with what the file seems to be, when it is of another kind.
    """
    for beginning, kind in _PLAIN.items():
        if content.startswith(beginning):
            return Recognised(kind)
    if content.startswith(_ZIP):
        return _recognise_zip(content)
    if content.startswith(_OLE):
        return Recognised(_kind_of_ole(content))
    text = decoded(content)
    if text is None:
        raise NotKnown(_seems(content))
    return Recognised(_kind_of_text(content, text, name))


def decoded(content: bytes) -> str | None:
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


def _begins(content, kinds):
    return next((words for start, words in kinds.items() if content.startswith(start)), None)


def _seems(content):
    if content[4:8] == b"ftyp":
        return IPHONE
    return _begins(content, _REFUSED) or UNKNOWN


def _recognise_zip(content):
    """An office file or an OpenDocument; NotKnown for any other zip."""
    if content.count(b"PK\x01\x02") > MAX_PARTS:
        raise NotKnown(BOMB)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_bomb(archive.infolist())
            kind, has_macros = _kind_of_parts(archive)
    except NotKnown:
        raise
    except Exception as error:  # Whatever zipfile meets in a file that only begins as a zip.
        raise NotKnown(DAMAGED_ZIP) from error
    has_macros = has_macros or any(_MACRO_PARTS.search(part) for part in archive.namelist())
    if kind is None:
        raise NotKnown(MACROS if has_macros else OTHER_ZIP)
    return Recognised(kind, has_macros)


def _refuse_bomb(parts):
    large = [part for part in parts if part.file_size > 10 * MB]
    shrunk = any(part.file_size > MAX_SHRUNK * part.compress_size for part in large)
    if shrunk or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise NotKnown(BOMB)


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
    """An Outlook message; NotKnown for the old office formats."""
    try:
        with olefile.OleFileIO(content) as ole:
            if ole.exists("__properties_version1.0"):
                return OUTLOOK
            seems = next((words for name, words in _OLD_OFFICE.items() if ole.exists(name)), None)
    except Exception as error:  # Whatever the parser meets in a file that is no such file.
        raise NotKnown(DAMAGED_OLD) from error
    raise NotKnown(seems or OTHER_OLD)


def _kind_of_text(content, text, name):
    if seems := _begins(content, _REFUSED_TEXT):
        raise NotKnown(seems)
    ending = PurePosixPath(name).suffix.lower()
    if ending == ".eml" and _is_email(text):
        return EMAIL
    if _MARKUP_AT_THE_START.match(text) or _MARKUP.search(text):
        raise NotKnown(MARKUP)
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
