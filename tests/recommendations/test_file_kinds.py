import pytest

from recommendations.file_kinds import (
    CSV,
    EXCEL,
    OLD_WORD,
    RICH_TEXT,
    TEXT,
    UNKNOWN,
    WORD,
    NotKnown,
    Recognised,
    decoded,
    recognise,
)
from tests.sample_files import kept, office

EXCEL_WITH_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"


@pytest.mark.parametrize(
    ("content", "name", "found"),
    [
        (office(), "plan.xlsx", Recognised(WORD)),
        (office(EXCEL_WITH_MACROS), "plan.xlsm", Recognised(EXCEL, has_macros=True)),
        (b"Ref,Action", "plan.csv", Recognised(CSV)),
        (b"Ref,Action", "plan", Recognised(TEXT)),
    ],
)
def test_a_file_is_recognised_by_its_content(content, name, found):
    assert recognise(content, name) == found


@pytest.mark.parametrize(
    ("content", "seems"),
    [(kept("old.doc"), OLD_WORD), (b"{\\rtf1 x}", RICH_TEXT), (b"Done\0", UNKNOWN)],
)
def test_what_another_file_seems_to_be_is_said(content, seems):
    with pytest.raises(NotKnown) as error:
        recognise(content, "plan.docx")

    assert error.value.seems == seems


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("£40".encode(), "£40"),
        ("£40".encode("cp1252"), "£40"),
        ("£40".encode("utf-16"), "£40"),
        (b"\0", None),
    ],
)
def test_text_is_decoded(content, text):
    assert decoded(content) == text
