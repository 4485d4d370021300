"""How forms of this site are laid out by django-crispy-forms with the pack in
`templates/council/`.
"""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout


class PageHelper(FormHelper):
    """The fields of one of perhaps several forms of a page: the page has the form element, its
    token and its buttons.

    Takes the parts of a crispy layout, or nothing for all fields in their order. A legend or a
    button's text is compiled as a template by crispy-forms: never pass words that a user typed.
    """

    form_tag = False
    disable_csrf = True
    render_hidden_fields = True

    def __init__(self, *layout):
        super().__init__()
        if layout:
            self.layout = Layout(*layout)


class RowHelper(PageHelper):
    """The fields of each row of a formset: those named, then the rest ("Remove this row")."""

    render_unmentioned_fields = True
