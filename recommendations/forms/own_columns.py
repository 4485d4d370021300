"""The boxes for a plan's own columns, and what was typed into them. The page that shows them puts
them among its fields.
"""

from django import forms

from recommendations.forms.recommendations import CellTextField
from recommendations.own_columns import RECOMMENDATION, UPDATE, columns_of, keys_of

OTHER = {RECOMMENDATION: UPDATE, UPDATE: RECOMMENDATION}


def field_name(key: str) -> str:
    """What the box of a column is called among the fields of a form."""
    return f"own_{key}"


def own_value_fields(plan, of: str) -> dict[str, forms.Field]:
    """A box for each column of the plan's own that is filled per "recommendation" or per "update",
    by the name of its field, in their order.
    """
    return {
        field_name(column.key): CellTextField(label=column.heading, rows=2, required=False)
        for column in columns_of(plan, of)
    }


def own_values_initial(plan, of: str, own_values: dict) -> dict[str, str]:
    """What those boxes say to begin with; `own_values`: those of the state, or of the fact."""
    return {
        field_name(column.key): own_values.get(column.key, "") for column in columns_of(plan, of)
    }


def typed_own_values(plan, of: str, cleaned_data: dict, *, before: dict) -> dict[str, str]:
    """The `own_values` of the new fact: what was typed, and what the one before it says in columns
    that the page does not show.

    `before`: the own values in force, those of the state will do. A column that was emptied has "";
    one that nobody ever filled has nothing.
    """
    others = keys_of(plan, OTHER[of])
    kept = {key: words for key, words in before.items() if key not in others}
    typed = {column.key: cleaned_data[field_name(column.key)] for column in columns_of(plan, of)}
    said = {key: words for key, words in typed.items() if words or key in kept}
    return {**kept, **said}
