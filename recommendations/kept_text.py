"""Text as the acts keep it: cleaned and measured in one place, so that a form, an import and a
command agree.
"""

from django.core.exceptions import ValidationError

from recommendations.cell_text import CellTextTooLong, clean_cell_text, says_nothing


def kept_text(text: str, *, missing: str | None = None) -> str:
    """The text to the letter, less what no paper can print; ValidationError when it is too long
    for a cell, or when nothing is left and `missing`, a sentence, says that there must be
    something.
    """
    try:
        text = clean_cell_text(text)
    except CellTextTooLong as error:
        raise ValidationError(str(error), code="too_long") from error
    if missing and says_nothing(text):
        raise ValidationError(missing, code="missing")
    return text
