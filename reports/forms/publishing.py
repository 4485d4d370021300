"""What is typed to take a paper off the public page, and to put it back."""

from people.forms.edit_form import Remembered, TokenForm
from recommendations.forms.recommendations import CellTextField
from reports.publishing import WHY_BACK, WHY_OFF

TAKE_OFF, PUT_BACK = "take off", "put back"


class TakeOffForm(TokenForm):
    """`wanted` says which of the two was offered: the other one is never done in its place."""

    wanted = Remembered(initial=TAKE_OFF)
    reason = CellTextField(
        label="Why is it taken off the public page?",
        rows=3,
        error_messages={"required": WHY_OFF},
        help_text="Only people who prepare papers see the reason.",
    )


class PutBackForm(TokenForm):
    wanted = Remembered(initial=PUT_BACK)
    reason = CellTextField(
        label="Why is it put back on the public page?",
        rows=3,
        error_messages={"required": WHY_BACK},
        help_text="Only people who prepare papers see the reason.",
    )
