import io
import zipfile

import pytest

from recommendations.importing.reading_files import read_file
from recommendations.importing.source import NotTaken
from tests.recommendations.source_files import IMPORTS, document, workbook
from tests.sample_files import EMAIL, POWERPOINT, WINDOWS_PROGRAM, WORD, kept, office, zipped

ROWS = [["Ref", "Action"], ["1", "First"]]
MB = 1024 * 1024


def imported(name):
    return (IMPORTS / name).read_bytes()


def with_macros(content, old, new):
    """An office file as one with macros: of another type, with their part."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(old, new))
        after.writestr("xl/vbaProject.bin", b"x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (workbook(ROWS), "plan.xlsx", "Excel workbook"),
        (document(ROWS), "plan.docx", "Word document"),
        (b"Ref,Action\n1,First\n", "plan.csv", "CSV table"),
        (b"Ref\tAction\n1\tFirst\n", "plan.txt", "CSV table"),
        (b"<html><table><tr><td>Ref<td>Action<tr><td>1<td>First", "plan.xls", "Web page"),
        ("Ref,Action\n1,First\n".encode("utf-16-le"), "plan.csv", "CSV table"),
        (b"Ref,Action\n1,First\n<body>,\n", "plan.csv", "CSV table"),
        (workbook(ROWS), "plan.pdf", "Excel workbook"),
    ],
)
def test_a_file_is_read_by_its_content(content, name, kind):
    file = read_file(content, name)

    assert file.kind == kind
    assert [line.texts for line in file.tables[0].rows][:2] == [("Ref", "Action"), ("1", "First")]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (
            with_macros(
                workbook(ROWS),
                b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            ),
            "plan.xlsm",
        ),
        (
            with_macros(
                document(ROWS),
                b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                b"application/vnd.ms-word.document.macroEnabled.main+xml",
            ),
            "plan.docm",
        ),
    ],
)
def test_macros_are_ignored_and_said(content, name):
    file = read_file(content, name)

    assert [line.texts for line in file.tables[0].rows] == [("Ref", "Action"), ("1", "First")]
    assert str(file.losses[0]) == (
        "The file has macros (programs). They were not run, and are not looked at."
    )


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "plan.docx", "The file is empty. Choose the file that has the plan."),
        (
            kept("old.doc"),
            "plan.doc",
            "This is an old Word file (.doc). Open it in Word, save it as a Word document (.docx), "
            "and choose that.",
        ),
        (
            imported("04_lpdp_comms_plan_2010.xls"),
            "plan.xls",
            "This is an old Excel file (.xls). Open it in Excel, save it as an Excel workbook "
            "(.xlsx), and choose that.",
        ),
        (
            imported("02_lpdp_terms_2013-02.odt"),
            "plan.odt",
            "This is an OpenDocument text (.odt). Open it in LibreOffice or Word, save it as a "
            "Word document (.docx), and choose that.",
        ),
        (
            kept("table.ods"),
            "plan.ods",
            "This is an OpenDocument spreadsheet (.ods). Open it in LibreOffice or Excel, save it "
            "as an Excel workbook (.xlsx), and choose that.",
        ),
        (
            kept("minutes.pdf"),
            "plan.pdf",
            "This is a PDF document, which has no tables that could be read. Choose the Word or "
            "Excel file that it was made from; or open the PDF in Word, look it through, save it "
            "as a Word document (.docx), and choose that.",
        ),
        (
            b"{\\rtf1 x}",
            "plan.rtf",
            "This is a rich text file (.rtf). Open it in Word, save it as a Word document (.docx), "
            "and choose that.",
        ),
        (
            kept("picture.png"),
            "plan.png",
            "This is a picture, in which no words can be read. Choose the Word document (.docx) or "
            "the Excel workbook (.xlsx) that has the plan.",
        ),
        (
            WINDOWS_PROGRAM,
            "plan.docx",
            "The file seems to be a Windows program. Choose the Word document (.docx) or the Excel "
            "workbook (.xlsx) that has the plan.",
        ),
    ],
)
def test_what_is_not_taken_is_named_with_what_to_do(content, name, sentence):
    with pytest.raises(NotTaken) as refused:
        read_file(content, name)

    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (kept("picture.jpg"), "This is a picture"),
        (EMAIL, "This is an e-mail. Open it, copy the table, and paste it here"),
        (kept("message.msg"), "This is an e-mail."),
        (office(POWERPOINT), "This is a PowerPoint file."),
        (kept("slides.odp"), "These are OpenDocument slides."),
        (workbook(ROWS)[:900], "This file is damaged or cut off"),
        (document(ROWS)[:-100], "This file is damaged or cut off"),
        (office(WORD, ("word/film.avi", bytes(20 * MB))), "This file would unpack to far more"),
        (office(WORD), "This Word document is damaged"),
        (zipped([("minutes.txt", "x")]), "The file seems to be a zip archive"),
        (b"x" * (20 * MB + 1), "The file is larger than 20 MB."),
        (b"Dear Sue", "There is no table in this text."),
        (b"<html><p>Dear Sue</p></html>", "There is no table in this text."),
        (document(ROWS).replace(b"PK\3\4", b"PK\3\4", 1)[:4], "This file is damaged or cut off"),
    ],
)
def test_what_cannot_be_read_is_refused(content, sentence):
    with pytest.raises(NotTaken) as refused:
        read_file(content, "message.eml" if content is EMAIL else "plan.docx")

    assert str(refused.value).startswith(sentence)


def test_a_file_with_a_password_is_refused():
    """An OLE file with a stream of that name: the rest of it is encrypted."""
    content = kept("old.xls")
    name = "Workbook".encode("utf-16-le")
    locked = content.replace(name + bytes(64 - len(name)), _padded("EncryptedPackage"))
    sized = locked.replace(
        _padded("EncryptedPackage") + b"\x12\0", _padded("EncryptedPackage") + b"\x22\0"
    )

    with pytest.raises(NotTaken, match=r"^This file is protected with a password"):
        read_file(sized, "plan.xlsx")


def _padded(name):
    return name.encode("utf-16-le").ljust(64, b"\0")


def test_a_document_that_defines_entities_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document(ROWS))) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "word/document.xml":
                text = text.replace(
                    b"<w:document", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///x">]><w:document', 1
                )
            new.writestr(name, text)

    with pytest.raises(NotTaken, match="document type definition"):
        read_file(made.getvalue(), "plan.docx")
