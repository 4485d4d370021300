"""Several rows on one page: each keeps its own key, and "add another" works without JavaScript."""

from django import forms
from django.forms.formsets import BaseFormSet
from django.forms.renderers import get_default_renderer
from django.forms.utils import ErrorDict, ErrorList

from people.forms.edit_form import MergedForm


class RowForm(MergedForm):
    """A row; `key` says which of the things on record it is about, "" for a new one."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def is_new(self):
        return not self.cleaned_data.get("key")


class RowFormSet(BaseFormSet):
    """Rows matched to what is on record by their key, not by their place on the page.

    `initial`: a dict for each row on record, with its "key". A button named `add-<prefix>` asks for
    one more blank row: then the page is shown again with everything typed, and nothing is saved.
    """

    min_num, max_num, absolute_max = 0, 200, 400
    validate_min = validate_max = can_order = False
    can_delete, can_delete_extra = True, False
    edit_only = False
    extra = 1
    renderer = get_default_renderer()
    row_name = "Row"

    def __init__(self, data=None, *, prefix, initial=(), **kwargs):
        self.on_record = {str(row["key"]): row for row in initial}
        self.add_button = f"add-{prefix}"
        self.asks_for_another = data is not None and self.add_button in data
        if self.asks_for_another:
            data = _with_another_row(data, prefix)
        super().__init__(data, prefix=prefix, initial=list(initial), **kwargs)

    def _construct_form(self, i, **kwargs):
        if self.is_bound:
            key = self.data.get(f"{self.add_prefix(i)}-key", "")
            kwargs["initial"] = self.on_record.get(key, {})
            if not kwargs["initial"]:
                kwargs["empty_permitted"], kwargs["use_required_attribute"] = True, False
        return super()._construct_form(i, **kwargs)

    @property
    def rows(self):
        """What is typed in the rows that say something, in their order: pairs of the form and its
        cleaned data. Only after is_valid().
        """
        said = [form for form in self.forms if form not in self.deleted_forms]
        return [(form, form.cleaned_data) for form in said if form.has_changed() or form.initial]

    @property
    def removed_keys(self):
        """The keys of the rows on record that somebody ticked to remove."""
        return [form.cleaned_data["key"] for form in self.deleted_forms if form.initial]

    @property
    def conflicts(self):
        return [form.conflicts for form in self.forms if form.conflicts]


def _with_another_row(data, prefix):
    data, total = data.copy(), f"{prefix}-TOTAL_FORMS"
    if data.get(total, "").isdecimal():
        data[total] = str(int(data[total]) + 1)
    return data


def shown_again(*forms):
    """The forms and formsets as they were typed, without what is wrong in them: nobody has asked to
    save yet.
    """
    for form in forms:
        if isinstance(form, BaseFormSet):
            form._errors, form._non_form_errors = [{} for _ in form.forms], ErrorList()
            shown_again(*form.forms)
        else:
            form._errors, form.cleaned_data = ErrorDict(), {}
