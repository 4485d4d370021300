"""A workbook taken along, filled in as somebody does in Excel, and brought back."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

ADDRESS = "/filled-in/"
PLAN = "/plans/learning-review/fill-in.xlsx"


def content(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def boxes(sheet):
    """The columns to fill in, and what rows begin at, by what they are called."""
    return {cell.value: cell.column for cell in sheet[1] if cell.value}


def rows_of(book):
    """Each row of each sheet: the sheet and the number, by the key of its recommendation."""
    found = {}
    for sheet in book.worksheets[1:-1]:
        for number in range(3, sheet.max_row + 1):
            found[int(sheet.cell(number, 1).value)] = (sheet, number)
    return found


def fill_in(book, recommendation, **said):
    sheet, number = rows_of(book)[recommendation.pk]
    for name, value in said.items():
        sheet.cell(number, boxes(sheet)[name]).value = value


def saved(book):
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def filled_in(client, recommendations, address=PLAN):
    """The workbook of an address, with what is said of recommendations in it, by recommendation."""
    book = load_workbook(BytesIO(content(client.get(address))))
    for recommendation, said in recommendations.items():
        fill_in(book, recommendation, **said)
    return saved(book)


def bring_back(client, file, name="reports.xlsx"):
    return client.post(ADDRESS, {"read": "1", "workbook": SimpleUploadedFile(name, file)})
