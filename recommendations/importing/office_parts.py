"""The parts of an office file: whether they may be read at all, and what one part points to. It
knows neither Word nor Excel.
"""

import posixpath
import re
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

from recommendations.importing.source import NotTaken

MB = 1024 * 1024
# Of text alone: a table of 20,000 rows takes 30 MB, pictures not counted.
MOST_TEXT = 120 * MB
AT_ONCE = MB
ENTITIES = (
    "This file holds instructions that no Word or Excel file has (a document type definition), so "
    "it was not opened. Open it in Word or Excel, save it again as .docx or .xlsx, and choose that."
)
TOO_MUCH = (
    "The text of this file is far longer than that of any plan. Copy the table that you need into "
    "a new document or workbook, and choose that."
)
RELATED = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

_IS_TEXT = re.compile(r"\.(?:xml|rels|vml)$", re.IGNORECASE)
_DEFINITION = re.compile(
    b"|".join(
        re.escape(words.encode(encoding))
        for words in ("<!DOCTYPE", "<!ENTITY")
        for encoding in ("ascii", "utf-16-le", "utf-16-be")
    )
)


@dataclass(frozen=True, slots=True)
class Related:
    """What a part points to: the last word of the sort of it ("hyperlink"), and where it is: the
    name of a part, or an address outside the file.
    """

    sort: str
    target: str
    is_outside: bool


def refuse_unsafe(archive: zipfile.ZipFile):
    """NotTaken where a part could make a reader of XML fetch something, or has too much text."""
    parts = [part for part in archive.infolist() if _IS_TEXT.search(part.filename)]
    if sum(part.file_size for part in parts) > MOST_TEXT:
        raise NotTaken(TOO_MUCH)
    if any(_defines_entities(archive, part) for part in parts):
        raise NotTaken(ENTITIES)


def _defines_entities(archive, part):
    with archive.open(part) as stream:
        before = b""
        while piece := stream.read(AT_ONCE):
            if _DEFINITION.search(before + piece):
                return True
            before = piece[-20:]
    return False


def related(archive: zipfile.ZipFile, part: str) -> dict[str, Related]:
    """What a part ("xl/worksheets/sheet1.xml") points to, by the name that it gives it."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels not in archive.namelist():
        return {}
    tree = ElementTree.fromstring(archive.read(rels))
    return {entry.get("Id", ""): _related(entry, folder) for entry in tree.iter(RELATED)}


def _related(entry, folder):
    target, is_outside = entry.get("Target", ""), entry.get("TargetMode") == "External"
    if not is_outside:
        target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return Related(posixpath.basename(entry.get("Type", "")), target, is_outside)
