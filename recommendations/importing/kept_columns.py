"""What each column of a table is, as plain data: as it was proposed, or as a person said."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from recommendations.importing.fields import Field
from recommendations.importing.headings import (
    PER_RECOMMENDATION,
    PER_UPDATE,
    SINGLE,
    NoRecommendations,
    ProposedColumn,
    ProposedTable,
    propose_columns,
)
from recommendations.importing.source import SourceTable

NO_RECOMMENDATIONS = "Say which column has the recommendations."
TWICE = "Two columns are said to be “{}”. Each table has one of them: choose which."
YOU_SAID_SO = "you said so"


class NotAColumn(ValueError):
    """What a person said of the columns won't do; a sentence for them."""


def proposed_columns(table: SourceTable) -> dict[str, Any]:
    """What propose_columns finds, as plain data; `problem`: why it can't be brought in so, "" where
    it can.
    """
    try:
        return columns_as_kept(propose_columns(table))
    except NoRecommendations as error:
        return columns_as_kept(error.proposed, str(error))


def columns_as_kept(proposed: ProposedTable, problem: str = "") -> dict[str, Any]:
    """A proposal as plain data for JSON; read_columns gives it back."""
    return {
        "header_row": proposed.header_row,
        "first_header_row": proposed.first_header_row,
        "above": list(proposed.above),
        "problem": problem,
        "columns": [
            {
                "heading": column.heading,
                "field": column.field.value,
                "of": column.of,
                "confidence": column.confidence,
                "why": column.why,
            }
            for column in proposed.columns
        ],
    }


def read_columns(kept: dict[str, Any]) -> ProposedTable:
    """The proposal that columns_as_kept made plain data of."""
    return ProposedTable(
        kept["header_row"],
        tuple(
            ProposedColumn(
                column["heading"],
                Field(column["field"]),
                column.get("confidence", 1.0),
                column.get("why", YOU_SAID_SO),
                column["of"],
            )
            for column in kept["columns"]
        ),
        kept.get("first_header_row", kept["header_row"]),
        tuple(kept.get("above", ())),
    )


def corrected_columns(kept: dict[str, Any], said: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The columns as a person says that they are: (field, of) for each of the table, in its order;
    what they leave as it was keeps its confidence.

    NotAColumn, with a sentence, for another number of columns, a field that there is not, one that
    two columns are said to be, or none of recommendations.
    """
    before = read_columns(kept)
    if len(said) != len(before.columns):
        raise NotAColumn("The table has another number of columns.")
    columns = [_corrected(*one) for one in zip(before.columns, said, strict=True)]
    fields = [column.field for column in columns]
    for field in fields:
        if field in SINGLE and fields.count(field) > 1:
            raise NotAColumn(TWICE.format(field.words))
    if Field.RECOMMENDATION not in fields:
        raise NotAColumn(NO_RECOMMENDATIONS)
    return columns_as_kept(replace(before, columns=tuple(columns)))


def _corrected(column, said):
    field, of = said
    if field not in set(Field) or of not in (PER_RECOMMENDATION, PER_UPDATE):
        raise NotAColumn(f"“{column.heading}” can't be that.")
    if (column.field, column.of) == (field, of):
        return column
    return ProposedColumn(column.heading, Field(field), 1.0, YOU_SAID_SO, of)
