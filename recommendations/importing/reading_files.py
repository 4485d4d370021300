"""Reads the tables of a file, whatever it is: what it is, is told by its content, not by its name.
What can't be read is refused in words, with what to do instead.
"""

from collections.abc import Callable

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
    NotKnown,
    recognise,
)
from recommendations.importing.csv_files import decode, read_csv
from recommendations.importing.pasted import has_table, read_pasted
from recommendations.importing.source import Losses, NotTaken, SourceFile
from recommendations.importing.word_files import read_word
from recommendations.importing.workbooks import read_workbook

MAX_MB = 20
TAKEN = "Word (.docx), Excel (.xlsx, .xlsm) and CSV (.csv)"
EVERY_ENDING = ".docx,.docm,.xlsx,.xlsm,.csv,.txt"
EMPTY = "The file is empty. Choose the file that has the plan."
TOO_LARGE = (
    f"The file is larger than {MAX_MB} MB. Take out its pictures, or copy the table that you need "
    "into a new document or workbook, and choose that."
)

_AS_WORD = "save it as a Word document (.docx)"
_AS_EXCEL = "save it as an Excel workbook (.xlsx)"
_NEITHER = "Choose the Word document (.docx) or the Excel workbook (.xlsx) that has the plan."
_COPY = "Open it, copy the table, and paste it here; or choose a Word or Excel file that has it."
_OF_KIND = {
    PDF: (
        "This is a PDF document, which has no tables that could be read. Choose the Word or Excel "
        f"file that it was made from; or open the PDF in Word, look it through, {_AS_WORD}, and "
        "choose that."
    ),
    ODT: f"This is an OpenDocument text (.odt). Open it in LibreOffice or Word, {_AS_WORD}, and "
    "choose that.",
    ODS: f"This is an OpenDocument spreadsheet (.ods). Open it in LibreOffice or Excel, "
    f"{_AS_EXCEL}, and choose that.",
    PNG: f"This is a picture, in which no words can be read. {_NEITHER}",
    JPEG: f"This is a picture, in which no words can be read. {_NEITHER}",
    POWERPOINT: f"This is a PowerPoint file. {_COPY}",
    ODP: f"These are OpenDocument slides. {_COPY}",
    EMAIL: f"This is an e-mail. {_COPY}",
    OUTLOOK: f"This is an e-mail. {_COPY}",
}  # fmt: skip
_BY_SEEMING = {
    file_kinds.OLD_WORD: (
        f"This is an old Word file (.doc). Open it in Word, {_AS_WORD}, and choose that."
    ),
    file_kinds.OLD_EXCEL: (
        f"This is an old Excel file (.xls). Open it in Excel, {_AS_EXCEL}, and choose that."
    ),
    file_kinds.OLD_POWERPOINT: f"This is an old PowerPoint file (.ppt). {_COPY}",
    file_kinds.RICH_TEXT: (
        f"This is a rich text file (.rtf). Open it in Word, {_AS_WORD}, and choose that."
    ),
    file_kinds.LOCKED: (
        "This file is protected with a password, so it can't be read. Open it with the password, "
        "take the password off (File, Info, Protect), save it, and choose it again."
    ),
    file_kinds.BOMB: (
        "This file would unpack to far more than it seems to hold, so it was not opened. Copy the "
        "table that you need into a new document or workbook, and choose that."
    ),
    file_kinds.DAMAGED_ZIP: (
        "This file is damaged or cut off: it may not have been copied or sent whole. Open it in "
        "Word or Excel; if it opens, save it again and choose that, if not, fetch it again."
    ),
}
_BY_SEEMING[file_kinds.CUT_ZIP] = _BY_SEEMING[file_kinds.DAMAGED_ZIP]
_BY_SEEMING[file_kinds.DAMAGED_OLD] = _BY_SEEMING[file_kinds.DAMAGED_ZIP]


def read_file(
    content: bytes, name: str, *, tell: Callable[[int, int], None] | None = None
) -> SourceFile:
    """The tables of a file. `tell(done, of)` is told from time to time how much of it is read.

    NotTaken, with a sentence and what to do, where no table can be taken from it.
    """
    if not content:
        raise NotTaken(EMPTY)
    if len(content) > MAX_MB * MB:
        raise NotTaken(TOO_LARGE)
    try:
        found = recognise(content, name)
    except NotKnown as error:
        return _read_unknown(content, name, error.seems, tell)
    if found.kind == WORD:
        return read_word(content, has_macros=found.has_macros, tell=tell)
    if found.kind == EXCEL:
        return read_workbook(content, has_macros=found.has_macros, tell=tell)
    if found.kind in (CSV, TEXT):
        return read_csv(content, tell=tell)
    raise NotTaken(_OF_KIND[found.kind])


def _read_unknown(content, name, seems, tell):
    """Many programs save a web page as “.xls”: its tables are read. A CSV file may tell of mark-up,
    or be of an encoding that only its zeros tell.
    """
    if seems == file_kinds.MARKUP:
        losses = Losses()
        if has_table(text := decode(content, losses)):
            read = read_pasted(text)
            return SourceFile(read.tables, losses.all(), "Web page")
    if seems == file_kinds.MARKUP or (
        seems == file_kinds.UNKNOWN and name.lower().endswith((".csv", ".txt"))
    ):
        return read_csv(content, tell=tell)
    raise NotTaken(_BY_SEEMING.get(seems, f"The file seems to be {seems}. {_NEITHER}"))
