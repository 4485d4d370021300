"""Tables written out as the files that a council has them in, and the tables of the corpus."""

import csv
import io
import json
from pathlib import Path

import docx
from openpyxl import Workbook
from openpyxl.styles import Font

DATA = Path(__file__).parents[1] / "data"
IMPORTS = DATA / "imports"
PAPERS = json.loads((DATA / "papers.json").read_text(encoding="utf-8"))


def corpus():
    """Each table of the corpus: the name of its file, and what its columns are, by heading."""
    with (IMPORTS / "tables.tsv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file, delimiter="\t"))
    names = {"action": "recommendation", "start": "own"}
    return {
        entry["file"]: {
            heading: names.get(field, field)
            for field, heading in json.loads(entry["mapping"]).items()
        }
        for entry in listed
    }


def csv_of(name):
    """The bytes of a table of the corpus."""
    path = IMPORTS / name
    return (path if path.exists() else DATA / name).read_bytes()


def cells_of(name):
    """The rows of a table of the corpus, headings first."""
    return list(csv.reader(io.StringIO(csv_of(name).decode("utf-8-sig"), newline="")))


def saved(book):
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def workbook(rows, *, bold=1):
    """An Excel workbook of rows of texts, the first so many in bold."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append([cell or None for cell in row])
    for row in sheet.iter_rows(max_row=bold):
        for cell in row:
            cell.font = Font(bold=True)
    return saved(book)


def document(*tables):
    """A Word document of tables, each given as rows of texts."""
    made = docx.Document()
    for rows in tables:
        add_table(made, rows)
    return saved(made)


def add_table(made, rows):
    table = made.add_table(len(rows), len(rows[0]))
    for line, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            cell.text = text
    return table


def first_paper():
    """The first sample paper as it was printed: six columns, the first without a heading."""
    paper = PAPERS["organisational-learning-review"]
    rows = [
        [
            row["ref"],
            row["recommendation"],
            *_joined(row, "action_taken", "further", "by_when"),
            lead,
        ]
        for row in paper["rows"]
        if (lead := "/".join(row["lead"]))
    ]
    return [paper["columns"], *rows]


def _joined(row, *names):
    return ["\n".join(row[name]) for name in names]


def second_paper():
    """The tables of the second sample paper, one for each page, headings repeated, rows of themes
    and timescales between; a text of one cell over all of them is a list of one.
    """
    paper = PAPERS["council-wide-action-plan"]
    rows, theme, band = [], None, None
    for row in paper["rows"]:
        if row["theme"] != theme:
            theme, band = row["theme"], None
            note = paper["theme_notes"].get(theme, "")
            rows.append([f"{theme} {note}".strip()])
        if row["band"] != band:
            band = row["band"]
            rows.append([band])
        text = f"{row['ref']} {row['recommendation']}"
        rows.append([text, row["by_whom"], row["by_when"], row["progress"]])
    pages = rows[:8], rows[8:15], rows[15:]
    return [[paper["columns"], *page] for page in pages]


def second_document():
    made = docx.Document()
    for page in second_paper():
        table = made.add_table(len(page), 4)
        for line, row in zip(table.rows, page, strict=True):
            if len(row) == 1:
                line.cells[0].merge(line.cells[3]).text = row[0]
                continue
            for cell, text in zip(line.cells, row, strict=True):
                cell.text = text
        made.add_paragraph("Page break")
    return saved(made)
