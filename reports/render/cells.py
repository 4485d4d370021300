"""What a cell of the paper says in formats that hold plain text only."""

from reports.document import Column, Row

BULLETS = ("", "• ", "    ◦ ", "        ▪ ")


def cell_in_words(row: Row, key: str, columns: tuple[Column, ...]) -> str:
    """The words of one cell, a line for each paragraph and bullet; before them, in brackets, what
    changed about the row, where the page marks it.
    """
    marks = row.marks if key == marked_column(columns) else ()
    said = [f"[{', '.join(marks)}]"] if marks else []
    blocks = row.cells.get(key, ())
    return "\n".join([*said, *(f"{BULLETS[block.bullet]}{block.text}" for block in blocks)])


def marked_column(columns: tuple[Column, ...]) -> str | None:
    """Where the marks of a row stand; nowhere where a column of its own says them."""
    keys = [column.key for column in columns]
    if "changes" in keys:
        return None
    return "recommendation" if "recommendation" in keys else keys[0]
