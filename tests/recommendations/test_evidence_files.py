import random

import pytest

from recommendations.evidence_files import (
    KINDS,
    MB,
    PDF,
    TEXT,
    NotTaken,
    kind_of,
    last_part,
    refuse_too_large,
    shown_name,
    web_link,
    words_for,
)
from tests.sample_files import (
    EMAIL,
    OFFICE,
    POWERPOINT,
    WINDOWS_PROGRAM,
    WORD,
    content_types,
    kept,
    office,
    zipped,
)

MACROS = "an office file with macros, which are programs; save it without them"
MARKUP = "a web page, a drawing (SVG) or another file of mark-up"
OTHER_ZIP = "a zip archive or another kind of office file"
DAMAGED = "a damaged or locked zip archive"
BOMB = "a zip archive that would unpack to far more than it seems to hold"
UNKNOWN = "of a kind that is not known here"
TYPES = ("[Content_Types].xml", content_types(WORD))
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Types>&b;</Types>'


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("minutes.pdf", kept("minutes.pdf"), "PDF document"),
        ("picture.png", kept("picture.png"), "PNG picture"),
        ("picture.jpg", kept("picture.jpg"), "JPEG picture"),
        ("minutes.docx", office(), "Word document"),
        ("table.xlsx", kept("table.xlsx"), "Excel workbook"),
        ("slides.pptx", office(POWERPOINT), "PowerPoint slides"),
        ("minutes.odt", kept("minutes.odt"), "OpenDocument text"),
        ("table.ods", kept("table.ods"), "OpenDocument spreadsheet"),
        ("slides.odp", kept("slides.odp"), "OpenDocument slides"),
        ("message.msg", kept("message.msg"), "Outlook e-mail"),
        ("message.eml", EMAIL, "E-mail"),
        ("table.csv", b"name,date\nSue,2016-05-31\n", "CSV table"),
        ("notes.txt", "Dear Sue, £40 – done.\r\n".encode(), "Plain text"),
        ("notes.txt", "£40 – done “well”.\r\n".encode("cp1252"), "Plain text"),
        ("notes.txt", "Done – all of it.".encode("utf-16"), "Plain text"),
        ("notes.txt", b"BMA and MZ: both begin as a program or a picture does.", "Plain text"),
        ("notes.txt", b"Costs < 5 and > 3.", "Plain text"),
        ("notes.eml", b"Subject: what we said\n\nWe talked.\n", "Plain text"),
        ("notes.eml", b"We talked.\n", "Plain text"),
        ("notes.eml", b"From: Sue\nWe talked.\n", "Plain text"),
        ("no ending", b"Done", "Plain text"),
        ("minutes.pdf", office(), "Word document"),
    ],
)
def test_a_file_is_what_its_content_is(name, content, words):
    assert kind_of(content, name).words == words


@pytest.mark.parametrize(
    ("name", "content", "seems"),
    [
        ("invoice.pdf", WINDOWS_PROGRAM, "a Windows program"),
        ("invoice.pdf", b"\x7fELF\2\1\1" + bytes(9), "a program"),
        ("run.txt", b"#!/bin/sh\nrm -rf /\n", "a script, which is a program"),
        ("page.txt", b"<!DOCTYPE html><script>alert(1)</script>", MARKUP),
        ("page.txt", b"\xef\xbb\xbf \n<!-- --><b>x</b>", MARKUP),
        ("page.txt", b"Dear Sue <SCRIPT>alert(1)</SCRIPT>", MARKUP),
        ("page.txt", "<html>".encode("utf-16"), MARKUP),
        ("page.pdf", b"<html>\n%PDF-1.7", MARKUP),
        ("picture.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>', MARKUP),
        ("table.csv", b"<table><iframe src=x>", MARKUP),
        ("message.eml", b"<html>From: x\nDate: y\n", MARKUP),
        ("notes.rtf", b"{\\rtf1 x}", "a rich text file (.rtf); save it as a Word document"),
        ("drawing.eps", b"%!PS-Adobe", "a PostScript file; save it as PDF"),
        ("notes.txt", b"Done\0", UNKNOWN),
        ("notes.txt", b"\x81\x8d" * 9, UNKNOWN),
        ("notes.txt", b"\xff\xfe\0", UNKNOWN),
        ("picture.png", b"GIF89a\1\0\1\0", "a GIF picture"),
        (
            "film.mp4",
            b"\0\0\0\x18ftypheic",
            "a film, or a picture of an iPhone (HEIC); save the picture as JPEG",
        ),
        ("minutes.doc", kept("old.doc"), "an old Word file (.doc); save it as .docx or PDF"),
        ("table.xls", kept("old.xls"), "an old Excel file (.xls); save it as .xlsx or PDF"),
        ("message.msg", kept("message.msg")[:600], "a damaged office file"),
        ("setup.msi", kept("old.doc")[:512] + bytes(9_000), "an old office file or an installer"),
        ("minutes.zip", zipped([("minutes.txt", "x")]), OTHER_ZIP),
        ("minutes.docx", zipped([("word/document.xml", ""), ("setup.exe", "MZ")]), OTHER_ZIP),
        ("empty.zip", zipped([]), "a damaged or empty zip archive"),
        ("book.epub", zipped([("mimetype", "application/epub+zip")]), OTHER_ZIP),
        ("minutes.dotx", office(f"{OFFICE}wordprocessingml.template.main+xml"), OTHER_ZIP),
        ("minutes.docx", office(WORD, types=[POWERPOINT]), OTHER_ZIP),
        ("minutes.docm", office("application/vnd.ms-word.document.macroEnabled.main+xml"), MACROS),
        ("minutes.docx", office(WORD, ("word/vbaProject.bin", "x")), MACROS),
        ("minutes.docx", office(WORD, types=["application/vnd.ms-office.vbaProject"]), MACROS),
        ("table.xlsx", office(WORD, types=["application/vnd.ms-excel.macrosheet+xml"]), MACROS),
        (
            "minutes.odt",
            zipped(
                [
                    ("mimetype", "application/vnd.oasis.opendocument.text"),
                    ("Basic/Standard/Module1.xml", "x"),
                ]
            ),
            MACROS,
        ),
        ("minutes.docx", office()[:200], DAMAGED),
        ("minutes.docx", zipped([("[Content_Types].xml", "no list")]), DAMAGED),
        ("minutes.docx", zipped([("[Content_Types].xml", ENTITIES)]), DAMAGED),
        ("minutes.docx", office(WORD, ("word/film.avi", bytes(20 * MB))), BOMB),
        ("minutes.docx", b"PK\3\4" + (b"PK\1\2" + bytes(42)) * 10_001, BOMB),
    ],
)
def test_what_is_not_taken_is_named(name, content, seems):
    with pytest.raises(NotTaken) as refused:
        kind_of(content, name)

    assert str(refused.value) == (
        f"The file seems to be {seems}. Choose a file of another kind: PDF, Word (.docx), Excel "
        "(.xlsx), PowerPoint (.pptx), OpenDocument, PNG, JPEG, plain text, CSV and e-mail (.msg, "
        ".eml)"
    )


def test_two_parts_of_one_name_are_not_taken():
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped([TYPES, TYPES])

    with pytest.raises(NotTaken, match=r"damaged or locked"):
        kind_of(content, "minutes.docx")


def test_many_large_parts_are_not_taken_though_none_shrinks_much():
    """What the parts say that they unpack to is added up; nothing is unpacked."""
    part = random.Random(1).randbytes(100_000) + bytes(11 * MB)
    parts = [(f"{number}.bin", part) for number in range(20)]
    content = zipped([TYPES, *parts], compresslevel=1)

    with pytest.raises(NotTaken, match="unpack to far more"):
        kind_of(content, "minutes.docx")


def test_an_empty_file_is_not_taken():
    with pytest.raises(NotTaken, match=r"^The file is empty\. Choose another file$"):
        kind_of(b"", "minutes.pdf")


def test_a_file_may_be_as_large_as_the_limit():
    refuse_too_large(20 * 1024 * 1024, 20)

    with pytest.raises(NotTaken) as refused:
        refuse_too_large(20 * 1024 * 1024 + 1, 20)
    assert str(refused.value) == (
        "The file is larger than 20 MB. Choose a smaller one, or enter a link to it"
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Minutes of 31 May.pdf", "Minutes of 31 May.pdf"),
        ("MINUTES.PDF", "MINUTES.PDF"),
        ("minutes", "minutes.pdf"),
        ("minutes.exe", "minutes.exe.pdf"),
        ("minutes.pdf.", "minutes.pdf"),
        ("../../etc/passwd", "-..-etc-passwd.pdf"),
        ("C:\\minutes.pdf", "C:-minutes.pdf"),
        ("minutes \u202efdp.exe", "minutes fdp.exe.pdf"),
        ("minutes\u200b\ufeff.pdf", "minutes.pdf"),
        ("a\0b\r\nSet-Cookie: c.pdf", "ab Set-Cookie: c.pdf"),
        ("two\u2028lines.pdf", "two lines.pdf"),
        ("cafe\u0301.pdf", "café.pdf"),
        ("", "Evidence.pdf"),
        (" . ", "Evidence.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_is_shown_safely(name, shown):
    assert shown_name(name, PDF) == shown


def test_a_text_never_has_the_ending_of_a_program():
    assert shown_name("update.bat", TEXT) == "update.bat.txt"


def test_a_name_of_a_link_needs_no_ending():
    assert shown_name("Minutes 1/2") == "Minutes 1-2"
    assert shown_name("x" * 300) == "x" * 200
    assert shown_name("\u202e") == ""


@pytest.mark.parametrize("path", ["C:\\Sue\\minutes.pdf", "/home/sue/minutes.pdf", "minutes.pdf"])
def test_folders_are_no_part_of_a_name(path):
    assert last_part(path) == "minutes.pdf"


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("https://www.example.gov.uk/minutes?id=1#top", None),
        (" http://intranet/minutes ", "http://intranet/minutes"),
        ("HTTPS://example.gov.uk/A", "https://example.gov.uk/A"),
    ],
)
def test_a_link_leads_to_a_page_of_the_web(typed, link):
    assert web_link(typed) == (link or typed)


@pytest.mark.parametrize(
    "typed",
    [
        "www.example.gov.uk",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.gov.uk",
        "https://",
        "https://[::1",
        "https://example.gov.uk/a b",
        "https://example.gov.uk/\u202e",
        "https://example.gov.uk/\nx",
    ],
)
def test_anything_else_is_no_link(typed):
    with pytest.raises(NotTaken) as refused:
        web_link(typed)

    assert str(refused.value) == (
        "Enter a link that begins with https:// or http:// and has no spaces"
    )


def test_a_link_can_be_too_long():
    with pytest.raises(NotTaken, match=r"The link has 2,001 characters. It can have 2,000"):
        web_link("https://example.gov.uk/" + "x" * 1978)


def test_every_kind_has_its_words():
    assert [words_for(kind.content_type) for kind in KINDS] == [kind.words for kind in KINDS]
    assert words_for("image/tiff") == "File"
