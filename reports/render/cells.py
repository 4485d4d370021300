"""What a cell of the paper says in formats that hold plain text only."""

from recommendations.cell_text import Block
from recommendations.rag import Colour
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


def cell_colour(row: Row, key: str) -> str:
    """Which colour (a Colour) the cell says, by the word that is printed; "" for none."""
    blocks: tuple[Block, ...] = row.cells.get(key, ()) if key == "rag" else ()
    word = blocks[0].text.split()[0].lower() if blocks and key not in row.withheld else ""
    return word if word in set(Colour) else ""


# What is behind a word that says a colour: light enough for black words.
TINTS = {"red": "F6D5D2", "amber": "FBE3BF", "green": "D3EBDA"}


def marked_column(columns: tuple[Column, ...]) -> str | None:
    """Where the marks of a row stand; nowhere where a column of its own says them."""
    keys = [column.key for column in columns]
    if "changes" in keys:
        return None
    return "recommendation" if "recommendation" in keys else keys[0]
